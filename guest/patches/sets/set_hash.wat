;; set_hash(key) -> the last 31 bits of CPython's hash, as a small int's word, for ints, floats, and tuples of them;
;; another hash for all others.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function map_hash" (func $map_hash (param i32) (result i32)))
  (func (param $key i32) (result i32)
    (local $type i32) (local $mantissa i64) (local $hash i64) (local $exponent i32)
    (local $digits i32) (local $negative i32)
    ;; -1 means an error there.
    (if (i32.and (local.get $key) (i32.const 1)) (then
      (return (select (i32.const -3) (local.get $key)
        (i32.eq (local.get $key) (i32.const -1))))))
    (block $other
      (br_if $other (i32.and (local.get $key) (i32.const 3)))
      (local.set $type (i32.load (local.get $key)))
      (block $done
        (if (i32.eq (local.get $type) (i32.const 24008)) (then
          ;; A float is a whole number times a power of two, modulo 2**61 - 1, where powers of two are rotations.
          (local.set $mantissa (i64.load offset=8 (local.get $key)))
          (local.set $negative (i64.lt_s (local.get $mantissa) (i64.const 0)))
          (local.set $exponent (i32.and (i32.const 0x7FF)
            (i32.wrap_i64 (i64.shr_u (local.get $mantissa) (i64.const 52)))))
          (local.set $mantissa (i64.and (local.get $mantissa) (i64.const 0xFFFFFFFFFFFFF)))
          (if (i32.eq (local.get $exponent) (i32.const 0x7FF)) (then
            (br_if $other (i64.ne (local.get $mantissa) (i64.const 0)))
            (local.set $hash (i64.const 314159))
            (br $done)))
          (if (local.get $exponent)
            (then (local.set $mantissa
              (i64.or (local.get $mantissa) (i64.const 0x10000000000000))))
            (else (local.set $exponent (i32.const 1))))
          ;; The exponent is from -1074 to 971; 18 * 61 is 1098.
          (local.set $exponent (i32.rem_u
            (i32.add (local.get $exponent) (i32.const 23)) (i32.const 61)))
          (local.set $hash (i64.or
            (i64.and (i64.const 0x1FFFFFFFFFFFFFFF)
              (i64.shl (local.get $mantissa) (i64.extend_i32_u (local.get $exponent))))
            (i64.shr_u (local.get $mantissa)
              (i64.sub (i64.const 61) (i64.extend_i32_u (local.get $exponent))))))
          (br $done)))
        (br_if $other (i32.ne (local.get $type) (i32.const 24400)))
        ;; A large int: digits of 16 bits, the last one first.
        (local.set $negative (i32.and (i32.const 1) (i32.load offset=4 (local.get $key))))
        (local.set $digits (i32.load offset=8 (local.get $key)))
        (loop $next
          (br_if $done (i32.eqz (local.get $digits)))
          (local.set $digits (i32.sub (local.get $digits) (i32.const 1)))
          (local.set $hash (i64.add
            (i64.or
              (i64.and (i64.const 0x1FFFFFFFFFFFFFFF)
                (i64.shl (local.get $hash) (i64.const 16)))
              (i64.shr_u (local.get $hash) (i64.const 45)))
            (i64.load16_u (i32.add (i32.load offset=12 (local.get $key))
              (i32.shl (local.get $digits) (i32.const 1))))))
          (local.set $hash (select
            (i64.sub (local.get $hash) (i64.const 0x1FFFFFFFFFFFFFFF))
            (local.get $hash)
            (i64.ge_u (local.get $hash) (i64.const 0x1FFFFFFFFFFFFFFF))))
          (br $next)))
      (if (local.get $negative)
        (then (local.set $hash (i64.sub (i64.const 0) (local.get $hash)))))
      (local.set $hash (select (i64.const -2) (local.get $hash)
        (i64.eq (local.get $hash) (i64.const -1))))
      (return (i32.or (i32.const 1) (i32.shl (i32.wrap_i64 (local.get $hash)) (i32.const 1)))))
    (call $map_hash (local.get $key))))
