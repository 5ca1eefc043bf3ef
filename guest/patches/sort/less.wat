;; less(left, right): left < right, as list.sort asks.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 364" (func $binary_op (param i32 i32 i32) (result i32)))
  (import "artifact" "function 436" (func $is_true (param i32) (result i32)))
  (import "artifact" "function 1471" (func $compare (param i32 i32 i32) (result i32)))
  (func (param $left i32) (param $right i32) (result i32)
    (local $first i32) (local $second i32) (local $order i32)
    (block $other
      (br_if $other (i32.and (i32.const 3) (i32.or (local.get $left) (local.get $right))))
      (br_if $other (i32.or
        (i32.ne (i32.load (local.get $left)) (i32.const 27044))
        (i32.ne (i32.load (local.get $right)) (i32.const 27044))))
      ;; Two texts: UTF-8 keeps the order of characters.
      (local.set $first (i32.load offset=8 (local.get $left)))
      (local.set $second (i32.load offset=8 (local.get $right)))
      (local.set $order (call $compare
        (i32.load offset=12 (local.get $left)) (i32.load offset=12 (local.get $right))
        (select (local.get $first) (local.get $second)
          (i32.lt_u (local.get $first) (local.get $second)))))
      (return (select (i32.lt_s (local.get $order) (i32.const 0))
        (i32.lt_u (local.get $first) (local.get $second)) (local.get $order))))
    (if (i32.and (i32.const 1) (i32.and (local.get $left) (local.get $right)))
      (then (return (i32.lt_s (local.get $left) (local.get $right)))))
    ;; 0: less
    (local.set $order (call $binary_op (i32.const 0) (local.get $left) (local.get $right)))
    (if (i32.eq (local.get $order) (i32.const 30)) (then (return (i32.const 1))))
    (if (i32.eq (local.get $order) (i32.const 14)) (then (return (i32.const 0))))
    (call $is_true (local.get $order))))
