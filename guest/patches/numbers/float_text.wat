;; mp_format_float(value, text, bytes, letter, precision, sign) -> length. With the precision 99 of `repr` the worker
;; writes the shortest text that reads back as the same float: it gets a float and a bytearray that exist here only. Before
;; there is a worker, it does not answer.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 2" (func $native (param i32 i32) (result i32)))
  (import "artifact" "function 334"
    (func $format_float (param f64 i32 i32 i32 i32 i32) (result i32)))
  (func (param $value f64) (param $text i32) (param $bytes i32) (param $letter i32)
    (param $precision i32) (param $sign i32) (result i32)
    (local $frame i32) (local $length i32)
    (block $other
      (br_if $other (i32.ne (local.get $precision) (i32.const 99)))
      (global.set $stack_pointer (local.tee $frame
        (i32.sub (global.get $stack_pointer) (i32.const 48))))
      (i32.store (local.get $frame) (i32.const {native float_repr}))
      (i32.store offset=4 (local.get $frame) (i32.add (local.get $frame) (i32.const 16)))
      (i32.store offset=8 (local.get $frame) (i32.add (local.get $frame) (i32.const 32)))
      (i32.store offset=12 (local.get $frame)
        (i32.or (i32.const 1) (i32.shl (local.get $sign) (i32.const 1))))
      (i32.store offset=16 (local.get $frame) (i32.const 24008))
      (f64.store offset=24 (local.get $frame) (local.get $value))
      (i32.store offset=32 (local.get $frame) (i32.const 21948))
      (i32.store offset=40 (local.get $frame) (local.get $bytes))
      (i32.store offset=44 (local.get $frame) (local.get $text))
      (local.set $length (call $native (i32.const 4) (local.get $frame)))
      (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 48)))
      (br_if $other (i32.eqz (i32.and (local.get $length) (i32.const 1))))
      (return (i32.shr_u (local.get $length) (i32.const 1))))
    (call $format_float (local.get $value) (local.get $text) (local.get $bytes)
      (local.get $letter) (local.get $precision) (local.get $sign))))
