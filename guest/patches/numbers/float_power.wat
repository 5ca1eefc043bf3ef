;; pow(value, exponent), by the worker; too large a result is an error. Before there is a worker, by the interpreter.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 1428" (func $power (param f64 f64) (result f64)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (func (param $value f64) (param $exponent f64) (result f64)
    (local $frame i32) (local $result i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 48))))
    ;; 69 is 34, the operator, as a small int. Two floats that exist here only.
    (i32.store (local.get $frame) (i32.const 69))
    (i32.store offset=4 (local.get $frame) (i32.add (local.get $frame) (i32.const 16)))
    (i32.store offset=8 (local.get $frame) (i32.add (local.get $frame) (i32.const 32)))
    (i32.store offset=16 (local.get $frame) (i32.const 24008))
    (f64.store offset=24 (local.get $frame) (local.get $value))
    (i32.store offset=32 (local.get $frame) (i32.const 24008))
    (f64.store offset=40 (local.get $frame) (local.get $exponent))
    (local.set $result (call $native_ask (i32.const {native number.operator}) (i32.const 3)
      (i32.const 0) (local.get $frame)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 48)))
    (if (i32.eqz (i32.and (local.get $result) (i32.const 3))) (then
      (if (local.get $result) (then
        (if (i32.eq (i32.load (local.get $result)) (i32.const 24008))
          (then (return (f64.load offset=8 (local.get $result)))))))))
    (call $power (local.get $value) (local.get $exponent))))
