;; percent(text, other): `text % other`, or 0 if the worker does not answer.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 62" (func $find_name (param i32 i32) (result i32)))
  (import "artifact" "function 369" (func $load_method_maybe (param i32 i32 i32)))
  (import "artifact" "function 797" (func $new_tuple (param i32 i32) (result i32)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function native_part" (func $native_part (param i32 i32) (result i32)))
  (func (param $text i32) (param $other i32) (result i32)
    (local $frame i32) (local $name i32) (local $mapping i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 32))))
    (local.set $mapping (i32.const 14))
    (block $known
      (br_if $known (i32.and (local.get $other) (i32.const 3)))
      (if (local.tee $name (call $native_part (local.get $other) (i32.const 27320))) (then
        ;; A named tuple is laid out like a tuple, and has another type.
        (if (i32.ne (i32.load (local.get $name)) (i32.const 27320)) (then
          (local.set $name (call $new_tuple (i32.load offset=4 (local.get $name))
            (i32.add (local.get $name) (i32.const 8))))))
        (local.set $other (local.get $name))
        (br $known)))
      ;; Names of methods of native types (a slot for subscripts), and of classes, which may have `__getitem__`.
      (if (i32.and (i32.const 512)
            (i32.load16_u offset=4 (i32.load (local.get $other))))
        (then
          (br_if $known (i32.eqz
            (local.tee $name (call $find_name (i32.const {getitem}) (i32.const 11)))))
          (call $load_method_maybe (local.get $other) (local.get $name)
            (i32.add (local.get $frame) (i32.const 16)))
          (br_if $known (i32.eqz (i32.load offset=16 (local.get $frame)))))
        (else (br_if $known (i32.eqz
          (i32.load8_u offset=14 (i32.load (local.get $other)))))))
      (local.set $mapping (i32.const 30)))
    (i32.store (local.get $frame) (local.get $text))
    (i32.store offset=4 (local.get $frame) (local.get $other))
    (i32.store offset=8 (local.get $frame) (local.get $mapping))
    (local.set $name (call $native_ask (i32.const {native str.percent}) (i32.const 3)
      (i32.const 0) (local.get $frame)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 32)))
    ;; 6, None: there is no worker yet.
    (select (i32.const 0) (local.get $name) (i32.eq (local.get $name) (i32.const 6)))))
