;; iterable_for(object, text): raises a TypeError with this text, which names the object's type, if the object cannot be
;; iterated over.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 369" (func $load_method_maybe (param i32 i32 i32)))
  (import "artifact" "function 431" (func $get_type (param i32) (result i32)))
  (import "artifact" "function refuse_mixture" (func $refuse (param i32 i32)))
  (func (param $object i32) (param $text i32)
    (local $type i32) (local $frame i32) (local $found i32)
    (local.set $type (call $get_type (local.get $object)))
    ;; Classes are asked elsewhere.
    (if (i32.eq (local.get $type) (i32.const 27508)) (then (return)))
    (if (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $type)))
      (then
        ;; 19: __iter__; 15: __getitem__. What derives from another type may have what that has.
        (br_if 0 (local.tee $found (i32.load8_u offset=18 (local.get $type))))
        (global.set $stack_pointer (local.tee $frame
          (i32.sub (global.get $stack_pointer) (i32.const 16))))
        (call $load_method_maybe (local.get $object) (i32.const 19) (local.get $frame))
        (local.set $found (i32.load (local.get $frame)))
        (if (i32.eqz (local.get $found)) (then
          (call $load_method_maybe (local.get $object) (i32.const 15) (local.get $frame))
          (local.set $found (i32.load (local.get $frame)))))
        (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16))))
      (else
        ;; The slot `iter`, or the flag that an object is its own iterator.
        (local.set $found (i32.or (i32.load8_u offset=15 (local.get $type))
          (i32.and (i32.const 128) (i32.load16_u offset=4 (local.get $type)))))))
    (if (local.get $found) (then (return)))
    (call $refuse (local.get $object) (local.get $text))))
