;; is_iterable(object) -> 1 if it can be iterated over; classes may be.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 369" (func $load_method_maybe (param i32 i32 i32)))
  (import "artifact" "function 431" (func $get_type (param i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $type i32) (local $frame i32) (local $found i32)
    (local.set $type (call $get_type (local.get $object)))
    (if (i32.eq (local.get $type) (i32.const 27508)) (then (return (i32.const 1))))
    (if (i32.eqz (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $type))))
      (then
        ;; The slot `iter`, or the flag that an object is its own iterator.
        (return (i32.ne (i32.const 0) (i32.or (i32.load8_u offset=15 (local.get $type))
          (i32.and (i32.const 128) (i32.load16_u offset=4 (local.get $type))))))))
    ;; 19: __iter__; 15: __getitem__. What derives from another type may have what that has.
    (if (i32.load8_u offset=18 (local.get $type)) (then (return (i32.const 1))))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (call $load_method_maybe (local.get $object) (i32.const 19) (local.get $frame))
    (local.set $found (i32.load (local.get $frame)))
    (if (i32.eqz (local.get $found)) (then
      (call $load_method_maybe (local.get $object) (i32.const 15) (local.get $frame))
      (local.set $found (i32.load (local.get $frame)))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (i32.ne (local.get $found) (i32.const 0))))
