;; float_operator(op, left, right) -> result, or 0: comparisons, sums, differences, products and quotients of floats, and
;; of floats and small ints, which floats hold exactly. A division by zero is left to the interpreter.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 35" (func $malloc (param i32) (result i32)))
  (func (param $op i32) (param $left i32) (param $right i32) (result i32)
    (local $a f64) (local $b f64) (local $object i32)
    (block $other
      (if (i32.and (local.get $left) (i32.const 1))
        (then (local.set $a (f64.convert_i32_s
          (i32.shr_s (local.get $left) (i32.const 1)))))
        (else
          (br_if $other (i32.and (local.get $left) (i32.const 3)))
          (br_if $other (i32.ne (i32.load (local.get $left)) (i32.const 24008)))
          (local.set $a (f64.load offset=8 (local.get $left)))))
      (if (i32.and (local.get $right) (i32.const 1))
        (then (local.set $b (f64.convert_i32_s
          (i32.shr_s (local.get $right) (i32.const 1)))))
        (else
          (br_if $other (i32.and (local.get $right) (i32.const 3)))
          (br_if $other (i32.ne (i32.load (local.get $right)) (i32.const 24008)))
          (local.set $b (f64.load offset=8 (local.get $right)))))
      (block $number
      (block $div (block $mul (block $sub (block $add
      (block $ne (block $ge (block $le (block $eq (block $gt (block $lt
        (br_table
          $lt $gt $eq $le $ge $ne $other $other $other
          ;; in place
          $other $other $other $other $other $add $sub $mul $other $other $div $other $other
          $other $other $other $other $other $add $sub $mul $other $other $div $other
          (local.get $op)))
      (return (select (i32.const 30) (i32.const 14) (f64.lt (local.get $a) (local.get $b)))))
      (return (select (i32.const 30) (i32.const 14) (f64.gt (local.get $a) (local.get $b)))))
      (return (select (i32.const 30) (i32.const 14) (f64.eq (local.get $a) (local.get $b)))))
      (return (select (i32.const 30) (i32.const 14) (f64.le (local.get $a) (local.get $b)))))
      (return (select (i32.const 30) (i32.const 14) (f64.ge (local.get $a) (local.get $b)))))
      (return (select (i32.const 30) (i32.const 14) (f64.ne (local.get $a) (local.get $b)))))
      (local.set $a (f64.add (local.get $a) (local.get $b)))
      (br $number))
      (local.set $a (f64.sub (local.get $a) (local.get $b)))
      (br $number))
      (local.set $a (f64.mul (local.get $a) (local.get $b)))
      (br $number))
      (br_if $other (f64.eq (local.get $b) (f64.const 0)))
      (local.set $a (f64.div (local.get $a) (local.get $b))))
      (i32.store (local.tee $object (call $malloc (i32.const 16))) (i32.const 24008))
      (f64.store offset=8 (local.get $object) (local.get $a))
      (return (local.get $object)))
    (i32.const 0)))
