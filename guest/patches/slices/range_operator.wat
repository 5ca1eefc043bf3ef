;; Operators of ranges: equality (2), `in` (36) of an int.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function range_length" (func $range_length (param i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32) (result i32)
    (local $length i32) (local $distance i64)
    (if (i32.eq (local.get $operator) (i32.const 2)) (then
      (if (i32.and (local.get $right) (i32.const 3)) (then (return (i32.const 0))))
      (if (i32.ne (i32.load (local.get $right)) (i32.const 25520)) (then (return (i32.const 0))))
      (local.set $length (call $range_length (local.get $left)))
      (if (i32.ne (local.get $length) (call $range_length (local.get $right)))
        (then (return (i32.const 14))))
      (if (i32.eqz (local.get $length)) (then (return (i32.const 30))))
      (if (i32.ne (i32.load offset=4 (local.get $left)) (i32.load offset=4 (local.get $right)))
        (then (return (i32.const 14))))
      (return (select (i32.const 30) (i32.const 14)
        (i32.or (i32.eq (local.get $length) (i32.const 1))
          (i32.eq (i32.load offset=12 (local.get $left))
            (i32.load offset=12 (local.get $right))))))))
    (if (i32.ne (local.get $operator) (i32.const 36)) (then (return (i32.const 0))))
    (if (i32.eq (local.get $right) (i32.const 14)) (then (local.set $right (i32.const 1))))
    (if (i32.eq (local.get $right) (i32.const 30)) (then (local.set $right (i32.const 3))))
    ;; Anything else is compared with each item.
    (if (i32.eqz (i32.and (local.get $right) (i32.const 1))) (then (return (i32.const 0))))
    (local.set $distance (i64.sub
      (i64.extend_i32_s (i32.shr_s (local.get $right) (i32.const 1)))
      (i64.load32_s offset=4 (local.get $left))))
    (if (i64.ne (i64.const 0)
          (i64.rem_s (local.get $distance) (i64.load32_s offset=12 (local.get $left))))
      (then (return (i32.const 14))))
    (select (i32.const 30) (i32.const 14) (i64.lt_u
      (i64.div_s (local.get $distance) (i64.load32_s offset=12 (local.get $left)))
      (i64.extend_i32_u (call $range_length (local.get $left)))))))
