;; complex_operator(operator, real, imaginary, other): what the worker says of `/` and `**`, or 0.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (func (param $operator i32) (param $real f64) (param $imaginary f64) (param $other i32)
    (result i32)
    (local $frame i32) (local $result i32)
    (block $ours
      (br_if $ours (i32.or (i32.eq (local.get $operator) (i32.const 32))
        (i32.eq (local.get $operator) (i32.const 34))))
      (br_if $ours (i32.or (i32.eq (local.get $operator) (i32.const 19))
        (i32.eq (local.get $operator) (i32.const 21))))
      (return (i32.const 0)))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 48))))
    (i32.store (local.get $frame)
      (i32.or (i32.const 1) (i32.shl (local.get $operator) (i32.const 1))))
    (i32.store offset=4 (local.get $frame) (i32.add (local.get $frame) (i32.const 16)))
    (i32.store offset=8 (local.get $frame) (local.get $other))
    (i32.store offset=16 (local.get $frame) (i32.const 22268))
    (f64.store offset=24 (local.get $frame) (local.get $real))
    (f64.store offset=32 (local.get $frame) (local.get $imaginary))
    (local.set $result (call $native_ask (i32.const {native number.operator}) (i32.const 3)
      (i32.const 0) (local.get $frame)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 48)))
    (select (i32.const 0) (local.get $result) (i32.eq (local.get $result) (i32.const 6)))))
