;; number_of_instance(object, kind): the int that an object is by its `__index__` (0), or the float by its `__float__` or
;; `__index__` (1); 0 if it has none. Instances of classes that derive from int or float are such numbers themselves. The
;; functions of the library's stand in `number_hooks` behind those of new_number.wat.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 363" (func $unary_op (param i32 i32) (result i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (func (param $object i32) (param $kind i32) (result i32)
    (local $frame i32) (local $hook i32)
    (block $no
      (br_if $no (i32.and (local.get $object) (i32.const 3)))
      (br_if $no (i32.eqz (i32.and (i32.const 512)
        (i32.load16_u offset=4 (i32.load (local.get $object))))))
      (br_if $no (i32.eqz (local.tee $hook (i32.load offset={number_hooks}
        (i32.add (i32.const 12) (i32.shl (local.get $kind) (i32.const 2)))))))
      (global.set $stack_pointer (local.tee $frame
        (i32.sub (global.get $stack_pointer) (i32.const 16))))
      (i32.store (local.get $frame) (local.get $object))
      (local.set $hook (call $call (local.get $hook) (i32.const 1) (i32.const 0)
        (local.get $frame)))
      (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
      (return (select (i32.const 0) (local.get $hook)
        (i32.eq (local.get $hook) (i32.const 6)))))
    ;; 8: what gives an int.
    (if (result i32) (local.get $kind)
      (then (i32.const 0))
      (else (call $unary_op (i32.const 8) (local.get $object))))))
