;; The hash of a float, of which 31 bits count: that of the equal int, the lowest bits of its value; or a mixture of the
;; bits.
(module
  (func (param $value f64) (result i32)
    (local $bits i64) (local $shift i64)
    (local.set $bits (i64.reinterpret_f64 (local.get $value)))
    (if (f64.ne (local.get $value) (f64.trunc (local.get $value))) (then
      (return (i32.wrap_i64 (i64.shr_u
        (i64.mul (i64.const 0x9E3779B97F4A7C15)
          (i64.xor (local.get $bits) (i64.shr_u (local.get $bits) (i64.const 29))))
        (i64.const 32))))))
    (if (f64.lt (f64.abs (local.get $value)) (f64.const 9e18))
      (then (return (i32.wrap_i64 (i64.trunc_f64_s (local.get $value))))))
    ;; The fraction's 53 bits, and how far they have to be shifted: 10 bits at least.
    (local.set $shift (i64.sub
      (i64.and (i64.shr_u (local.get $bits) (i64.const 52)) (i64.const 0x7FF))
      (i64.const 1075)))
    (if (i64.ge_s (local.get $shift) (i64.const 32)) (then (return (i32.const 0))))
    (local.set $shift (i64.shl
      (i64.or (i64.and (local.get $bits) (i64.const 0xFFFFFFFFFFFFF)) (i64.const 0x10000000000000))
      (local.get $shift)))
    (if (i64.lt_s (local.get $bits) (i64.const 0))
      (then (return (i32.wrap_i64 (i64.sub (i64.const 0) (local.get $shift))))))
    (i32.wrap_i64 (local.get $shift))))
