;; real_function(x, number) -> whether the worker has computed that function, whose value is then at `real_value`. A second
;; argument is there before. The worker gets two floats and a bytearray that exist here only. Before there is a worker, it does not answer.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 2" (func $native (param i32 i32) (result i32)))
  (func (param $x f64) (param $number i32) (result i32)
    (local $frame i32) (local $done i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 64))))
    (i32.store (local.get $frame) (local.get $number))
    (i32.store offset=4 (local.get $frame) (i32.add (local.get $frame) (i32.const 16)))
    (i32.store offset=8 (local.get $frame) (i32.add (local.get $frame) (i32.const 32)))
    (i32.store offset=12 (local.get $frame) (i32.add (local.get $frame) (i32.const 48)))
    (i32.store offset=16 (local.get $frame) (i32.const 24008))
    (f64.store offset=24 (local.get $frame) (local.get $x))
    (i32.store offset=32 (local.get $frame) (i32.const 24008))
    (f64.store offset=40 (local.get $frame) (f64.load (i32.const {real_value})))
    (i32.store offset=48 (local.get $frame) (i32.const 21948))
    (i32.store offset=56 (local.get $frame) (i32.const 8))
    (i32.store offset=60 (local.get $frame) (i32.const {real_value}))
    (local.set $done (call $native (i32.const 4) (local.get $frame)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 64)))
    (i32.and (local.get $done) (i32.const 1))))
