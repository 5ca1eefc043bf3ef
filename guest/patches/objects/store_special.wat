;; store_special(instance, name, value): whether an attribute was stored elsewhere than among the instance's: `__dict__`
;; takes the place of all, and what an exception keeps natively (arguments, cause, context) goes there. Raises
;; AttributeError if `__slots__` do not have it.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 546" (func $new_exception (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 806" (func $native_bases (param i32 i32) (result i32)))
  (import "artifact" "function 828" (func $is_subclass (param i32 i32) (result i32)))
  (import "artifact" "function exception" (func $exception (param i32) (result i32)))
  (import "artifact" "function check_slots" (func $check_slots (param i32 i32)))
  (import "artifact" "function store_attribute"
    (func $store_attribute (param i32 i32 i32) (result i32)))
  (func (param $instance i32) (param $name i32) (param $value i32) (result i32)
    (local $native i32) (local $word i32) (local $frame i32)
    (local.set $word (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3))))
    (block $plain
      ;; 10: __class__, of instances without native parts.
      (if (i32.eq (local.get $name) (i32.const 10))
        (then
          (block $refused
            (br_if $refused (i32.and (local.get $value) (i32.const 3)))
            (br_if $refused (i32.ne (i32.const 27508) (i32.load (local.get $value))))
            (br_if $refused (i32.eqz
              (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $value)))))
            (br_if $refused (call $native_bases (local.get $value) (i32.const {some_base})))
            (br_if $refused
              (call $native_bases (i32.load (local.get $instance)) (i32.const {some_base})))
            (i32.store (local.get $instance) (local.get $value))
            (return (i32.const 1)))
          (call $raise_message (i32.const 23788) (i32.const {class_assignment}))))
      ;; 323: __dict__
      (if (i32.eq (local.get $name) (i32.const 323))
        (then
          (br_if $plain (i32.and (local.get $value) (i32.const 3)))
          (br_if $plain (i32.ne (i32.const 22464) (i32.load (local.get $value))))
          (i32.store offset=8 (local.get $instance) (i32.const -1))
          (i32.store offset=12 (local.get $instance) (local.get $value))
          (return (i32.const 1))))
      (br_if $plain (i32.eqz
        (i32.or (i32.or (i32.or
          (i32.eq (local.get $name) (i32.const 61))
          (i32.eq (local.get $word) (i32.load offset={exception_names} (i32.const 16))))
          (i32.eq (local.get $word) (i32.load offset={exception_names} (i32.const 20))))
          (i32.or
            (i32.eq (local.get $word) (i32.load offset={exception_names} (i32.const 24)))
            (i32.eq (local.get $word) (i32.load offset={exception_names} (i32.const 28)))))))
      (if (i32.eqz (local.tee $native (call $exception (local.get $instance))))
        (then
          ;; What __init__ stores, before the native part is made: it is made now. (27428 stands for it until then.)
          (br_if $plain (i32.eqz
            (call $is_subclass (i32.load (local.get $instance)) (i32.const 22928))))
          (br_if $plain (i32.ne (i32.load offset=16 (local.get $instance)) (i32.const 27428)))
          (global.set $stack_pointer (local.tee $frame
            (i32.sub (global.get $stack_pointer) (i32.const 16))))
          (i32.store (local.get $frame) (i32.const 22928))
          (drop (call $native_bases (i32.load (local.get $instance)) (local.get $frame)))
          (local.set $native (call $new_exception (i32.load (local.get $frame))
            (i32.const 0) (i32.const 0) (i32.const 0)))
          (i32.store offset=16 (local.get $instance) (local.get $native))
          (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))))
      (if (i32.eq (local.get $name) (i32.const 61))
        (then
          (br_if $plain (i32.and (local.get $value) (i32.const 3)))
          (br_if $plain (i32.ne (i32.const 27320) (i32.load (local.get $value))))
          (i32.store offset=12 (local.get $native) (local.get $value))
          (return (i32.const 1))))
      (return (call $store_attribute (local.get $native) (local.get $name)
        (local.get $value))))
    (call $check_slots (local.get $instance) (local.get $name))
    (i32.const 0)))
