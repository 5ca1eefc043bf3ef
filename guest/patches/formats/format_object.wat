;; format_object(object, specification): what format() does with an object that the worker does not know. The functions in
;; `format_hooks` are the library's: one for objects without a `__format__`, and one for results of it that are no `str`.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 62" (func $find_name (param i32 i32) (result i32)))
  (import "artifact" "function 369" (func $load_method_maybe (param i32 i32 i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 374" (func $call_method (param i32 i32 i32) (result i32)))
  (import "artifact" "function 431" (func $type_of (param i32) (result i32)))
  (func (param $object i32) (param $specification i32) (result i32)
    (local $frame i32) (local $name i32) (local $result i32) (local $empty i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i64.store (local.get $frame) (i64.const 0))
    ;; A class has its objects' `__format__`, not its own.
    (if (i32.ne (call $type_of (local.get $object)) (i32.const 27508)) (then
      (if (local.tee $name (call $find_name (i32.const {format_name}) (i32.const 10))) (then
        (call $load_method_maybe (local.get $object) (local.get $name) (local.get $frame))))))
    ;; The empty text: an object without length, or a name.
    (local.set $empty
      (if (result i32) (i32.and (local.get $specification) (i32.const 3))
        (then (i32.eq (local.get $specification) (i32.const 10)))
        (else
          (i32.and (i32.eq (i32.load (local.get $specification)) (i32.const 27044))
            (i32.eqz (i32.load offset=8 (local.get $specification)))))))
    ;; Then the methods of the built-in types are those of `str(object)`, which a derived class may have changed.
    (if (i32.and (local.get $empty) (i32.ne (i32.const 0) (i32.load (local.get $frame))))
      (then
        (if (i32.eqz (i32.and (i32.const 3) (i32.load (local.get $frame)))) (then
          (if (i32.eq (i32.load (i32.load (local.get $frame))) (i32.const {native_function}))
            (then (i64.store (local.get $frame) (i64.const 0))))))))
    (block $done
      (if (i32.load (local.get $frame)) (then
        (local.set $name (i32.load offset=4 (local.get $frame)))
        (if (local.get $name)
          (then
            (i32.store offset=8 (local.get $frame) (local.get $specification))
            (local.set $result
              (call $call_method (i32.const 1) (i32.const 0) (local.get $frame))))
          (else
            (i32.store offset=8 (local.get $frame) (local.get $specification))
            (local.set $result (call $call (i32.load (local.get $frame)) (i32.const 1)
              (i32.const 0) (i32.add (local.get $frame) (i32.const 8))))))
        (br_if $done (i32.eq (call $type_of (local.get $result)) (i32.const 27044)))
        (i32.store (local.get $frame) (local.get $result))
        (local.set $result (call $call (i32.load offset={format_hooks} (i32.const 4))
          (i32.const 1) (i32.const 0) (local.get $frame)))
        (br $done)))
      (i32.store (local.get $frame) (local.get $object))
      (i32.store offset=4 (local.get $frame) (local.get $specification))
      (block $more
        (br_if $more (i32.eqz (local.get $empty)))
        (local.set $result (call $call (i32.const 27044) (i32.const 1) (i32.const 0)
          (local.get $frame)))
        (br $done))
      (local.set $result (call $call (i32.load offset={format_hooks} (i32.const 0))
        (i32.const 2) (i32.const 0) (local.get $frame))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (local.get $result)))
