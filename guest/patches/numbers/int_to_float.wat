;; mpz_as_float(integer), rounded once, half to even. Digits have 16 bits, the lowest first; the lowest bit of the first
;; word is the sign.
(module
  (import "artifact" "memory" (memory 1))
  (func (param $integer i32) (result f64)
    (local $count i32) (local $digits i32) (local $at i32) (local $bits i64) (local $shift i32)
    (local $next i64) (local $value f64)
    (local.set $count (i32.load offset=4 (local.get $integer)))
    (local.set $digits (i32.load offset=8 (local.get $integer)))
    (local.set $at (local.get $count))
    ;; The highest four digits.
    (block $collected
      (loop $collect
        (br_if $collected (i32.or (i32.eqz (local.get $at))
          (i32.ge_u (i32.sub (local.get $count) (local.get $at)) (i32.const 4))))
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (local.set $bits (i64.or (i64.shl (local.get $bits) (i64.const 16))
          (i64.load16_u (i32.add (local.get $digits)
            (i32.shl (local.get $at) (i32.const 1))))))
        (br $collect)))
    (if (local.get $at) (then
      ;; As many bits of the fifth as there is room for; what is left only matters if it is not zero.
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (local.set $next (i64.load16_u (i32.add (local.get $digits)
        (i32.shl (local.get $at) (i32.const 1)))))
      (local.set $shift (i32.wrap_i64 (i64.clz (local.get $bits))))
      (local.set $bits (i64.or
        (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $shift)))
        (i64.shr_u (local.get $next)
          (i64.extend_i32_u (i32.sub (i32.const 16) (local.get $shift))))))
      (if (i64.ne (i64.const 0) (i64.and (local.get $next)
            (i64.sub (i64.shl (i64.const 1)
              (i64.extend_i32_u (i32.sub (i32.const 16) (local.get $shift)))) (i64.const 1))))
        (then (local.set $bits (i64.or (local.get $bits) (i64.const 1)))))
      (local.set $shift (i32.sub
        (i32.shl (i32.add (local.get $at) (i32.const 1)) (i32.const 4)) (local.get $shift)))
      (block $looked
        (loop $look
          (br_if $looked (i32.eqz (local.get $at)))
          (local.set $at (i32.sub (local.get $at) (i32.const 1)))
          (if (i32.load16_u (i32.add (local.get $digits)
                (i32.shl (local.get $at) (i32.const 1))))
            (then
              (local.set $bits (i64.or (local.get $bits) (i64.const 1)))
              (br $looked)))
          (br $look)))))
    (local.set $value (f64.convert_i64_u (local.get $bits)))
    (if (local.get $shift) (then
      (if (i32.gt_u (local.get $shift) (i32.const 1000))
        (then (local.set $value (f64.const inf)))
        (else (local.set $value (f64.mul (local.get $value) (f64.reinterpret_i64
          (i64.shl (i64.extend_i32_u (i32.add (local.get $shift) (i32.const 1023)))
            (i64.const 52)))))))))
    (if (i32.and (i32.const 1) (i32.load (local.get $integer)))
      (then (local.set $value (f64.neg (local.get $value)))))
    (local.get $value)))
