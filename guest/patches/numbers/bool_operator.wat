;; bool_binary_op(operator, left, right): `&`, `|` and `^` of two bools give a bool.
(module
  (import "artifact" "function 364" (func $binary_op (param i32 i32 i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32) (result i32)
    (block $other
      ;; 14 or 30: the bit of 16 differs.
      (br_if $other (i32.ne (i32.const 14) (i32.and (local.get $right) (i32.const -17))))
      (block $and
        (block $xor
          (block $or
            (br_table $other $other $other $other $other $other $other $other $other
              $or $xor $and $other $other $other $other $other $other $other $other $other $other
              $or $xor $and $other (local.get $operator)))
          (return (i32.or (local.get $left) (local.get $right))))
        (return (i32.or (i32.const 14) (i32.xor (local.get $left) (local.get $right)))))
      (return (i32.and (local.get $left) (local.get $right))))
    (call $binary_op (local.get $operator)
      (select (i32.const 1) (i32.const 3) (i32.eq (local.get $left) (i32.const 14)))
      (local.get $right))))
