;; mp_binary_op(op, left, right) for two small ints (n << 1 | 1, 31 bits), floats, identity, and the equality of names
;; and texts; whatever else there is goes to the interpreter's own function.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 364" (func $binary_op (param i32 i32 i32) (result i32)))
  (import "artifact" "function 440" (func $equal (param i32 i32) (result i32)))
  (import "artifact" "function float_operator"
    (func $float_operator (param i32 i32 i32) (result i32)))
  (func (param $op i32) (param $left i32) (param $right i32) (result i32)
    (local $result i32) (local $wide i64)
    (block $other
      (if (i32.eqz (i32.and (i32.const 1) (i32.and (local.get $left) (local.get $right)))) (then
        ;; An address, and another one or a small int: no name and no constant.
        (if (i32.and (i32.ne (i32.const 2) (i32.and (i32.const 3) (local.get $left)))
              (i32.ne (i32.const 2) (i32.and (i32.const 3) (local.get $right)))) (then
          (if (i32.eq (i32.const 24008) (i32.load (select (local.get $right) (local.get $left)
                (i32.and (local.get $left) (i32.const 1)))))
            (then (if (local.tee $result (call $float_operator
                (local.get $op) (local.get $left) (local.get $right)))
              (then (return (local.get $result))))))))
        (block $texts
          (br_table $other $other $texts $other $other $texts $other $texts $other
            (local.get $op)))
        (block $known
          (br_if $known (i32.eq (local.get $op) (i32.const 7)))
          ;; Two names, whose lowest three bits are 2, or two texts.
          (br_if $known (i32.eqz (i32.or
            (i32.and (i32.const 7) (i32.xor (local.get $left) (local.get $right)))
            (i32.ne (i32.const 2) (i32.and (local.get $left) (i32.const 7))))))
          (br_if $other (i32.and (i32.const 3) (i32.or (local.get $left) (local.get $right))))
          (br_if $other (i32.ne (i32.load (local.get $left)) (i32.const 27044)))
          (br_if $other (i32.ne (i32.load (local.get $right)) (i32.const 27044)))
          (return (select (i32.const 30) (i32.const 14) (i32.eq
            (call $equal (local.get $left) (local.get $right))
            (i32.eq (local.get $op) (i32.const 2))))))
        (return (select (i32.const 30) (i32.const 14) (i32.eq
          (i32.eq (local.get $left) (local.get $right))
          (i32.ne (local.get $op) (i32.const 5)))))))
      (block $is (block $shr (block $shl (block $mod (block $div (block $mul
      (block $sub (block $add (block $and (block $xor (block $or
      (block $ne (block $ge (block $le (block $eq (block $gt (block $lt
        (br_table
          $lt $gt $eq $le $ge $ne $other $is $other
          ;; in place
          $or $xor $and $shl $shr $add $sub $mul $other $div $other $mod $other
          $or $xor $and $shl $shr $add $sub $mul $other $div $other $mod $other
          $other (local.get $op)))
      (return (select (i32.const 30) (i32.const 14) (i32.lt_s (local.get $left) (local.get $right)))))
      (return (select (i32.const 30) (i32.const 14) (i32.gt_s (local.get $left) (local.get $right)))))
      (return (select (i32.const 30) (i32.const 14) (i32.eq (local.get $left) (local.get $right)))))
      (return (select (i32.const 30) (i32.const 14) (i32.le_s (local.get $left) (local.get $right)))))
      (return (select (i32.const 30) (i32.const 14) (i32.ge_s (local.get $left) (local.get $right)))))
      (return (select (i32.const 30) (i32.const 14) (i32.ne (local.get $left) (local.get $right)))))
      (return (i32.or (local.get $left) (local.get $right))))
      (return (i32.or (i32.const 1) (i32.xor (local.get $left) (local.get $right)))))
      (return (i32.and (local.get $left) (local.get $right))))
      ;; add: one of the lowest bits goes; an overflow changes the sign of both.
      (local.set $result (i32.add (local.get $left)
        (local.tee $right (i32.sub (local.get $right) (i32.const 1)))))
      (if (i32.ge_s (i32.and (i32.xor (local.get $left) (local.get $result))
            (i32.xor (local.get $right) (local.get $result))) (i32.const 0))
        (then (return (local.get $result))))
      (local.set $right (i32.or (local.get $right) (i32.const 1)))
      (br $other))
      ;; subtract
      (local.set $result (i32.sub (local.get $left)
        (local.tee $right (i32.sub (local.get $right) (i32.const 1)))))
      (if (i32.ge_s (i32.and (i32.xor (local.get $left) (local.get $right))
            (i32.xor (local.get $left) (local.get $result))) (i32.const 0))
        (then (return (local.get $result))))
      (local.set $right (i32.or (local.get $right) (i32.const 1)))
      (br $other))
      ;; multiply
      (local.set $wide (i64.mul
        (i64.extend_i32_s (i32.sub (local.get $left) (i32.const 1)))
        (i64.extend_i32_s (i32.shr_s (local.get $right) (i32.const 1)))))
      (br_if $other (i64.ne (local.get $wide) (i64.extend32_s (local.get $wide))))
      (return (i32.or (i32.const 1) (i32.wrap_i64 (local.get $wide)))))
      ;; floor division, if neither is negative, nor the divisor 0
      (br_if $other (i32.or (i32.lt_s (local.get $left) (i32.const 0))
        (i32.lt_s (local.get $right) (i32.const 3))))
      (return (i32.or (i32.const 1) (i32.shl
        (i32.div_u (i32.shr_u (local.get $left) (i32.const 1))
          (i32.shr_u (local.get $right) (i32.const 1)))
        (i32.const 1)))))
      ;; modulo, likewise
      (br_if $other (i32.or (i32.lt_s (local.get $left) (i32.const 0))
        (i32.lt_s (local.get $right) (i32.const 3))))
      (return (i32.or (i32.const 1) (i32.shl
        (i32.rem_u (i32.shr_u (local.get $left) (i32.const 1))
          (i32.shr_u (local.get $right) (i32.const 1)))
        (i32.const 1)))))
      ;; shift left, by 0 to 30, if nothing is lost
      (br_if $other (i32.gt_u (local.get $right) (i32.const 61)))
      (local.set $wide (i64.shl
        (i64.extend_i32_s (i32.sub (local.get $left) (i32.const 1)))
        (i64.extend_i32_u (i32.shr_u (local.get $right) (i32.const 1)))))
      (br_if $other (i64.ne (local.get $wide) (i64.extend32_s (local.get $wide))))
      (return (i32.or (i32.const 1) (i32.wrap_i64 (local.get $wide)))))
      ;; shift right, by 0 to 30
      (br_if $other (i32.gt_u (local.get $right) (i32.const 61)))
      (return (i32.or (i32.const 1)
        (i32.shr_s (local.get $left) (i32.shr_u (local.get $right) (i32.const 1))))))
      (return (select (i32.const 30) (i32.const 14) (i32.eq (local.get $left) (local.get $right)))))
    (call $binary_op (local.get $op) (local.get $left) (local.get $right))))
