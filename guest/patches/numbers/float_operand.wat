;; float_operand(value, operator, other, place, and two that the type of the function has): 1 if `other` is a number whose float was written to the place, 0 if it is
;; something else, or what the operator gives: a comparison with an int that is not small is exact.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 444" (func $float_maybe (param i32 i32) (result i32)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (func (param $value f64) (param $operator i32) (param $other i32) (param $place i32)
    (param $unused i32) (param $neither i32) (result i32)
    (local $frame i32) (local $result i32)
    (if (i32.eqz (i32.and (local.get $other) (i32.const 3))) (then
      ;; What has a `__float__` is no number for that.
      (if (i32.and (i32.const 512) (i32.load16_u offset=4 (i32.load (local.get $other))))
        (then (return (i32.const 0))))
      (if (i32.eq (i32.load (local.get $other)) (i32.const 24400)) (then
        (if (i32.lt_u (local.get $operator) (i32.const 5)) (then
          (global.set $stack_pointer (local.tee $frame
            (i32.sub (global.get $stack_pointer) (i32.const 32))))
          (i32.store (local.get $frame)
            (i32.or (i32.const 1) (i32.shl (local.get $operator) (i32.const 1))))
          (i32.store offset=4 (local.get $frame)
            (i32.add (local.get $frame) (i32.const 16)))
          (i32.store offset=8 (local.get $frame) (local.get $other))
          (i32.store offset=16 (local.get $frame) (i32.const 24008))
          (f64.store offset=24 (local.get $frame) (local.get $value))
          (local.set $result (call $native_ask (i32.const {native number.operator})
            (i32.const 3) (i32.const 0) (local.get $frame)))
          (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 32)))
          ;; 6, None: there is no worker yet.
          (if (i32.gt_u (local.get $result) (i32.const 6))
            (then (return (local.get $result))))))
        (if (call $float_maybe (local.get $other) (local.get $place)) (then
          (if (f64.eq (f64.abs (f64.load (local.get $place))) (f64.const inf))
            (then (call $raise_message (i32.const 23212) (i32.const {int_too_large}))))))
        (return (i32.const 1))))))
    (call $float_maybe (local.get $other) (local.get $place))))
