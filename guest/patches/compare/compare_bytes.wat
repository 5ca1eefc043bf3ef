(module
  (import "artifact" "memory" (memory 1))
  (func (param $left i32) (param $right i32) (param $bytes i32) (result i32)
    (local $x i32)
    (block $rest
      (loop $eight
        (br_if $rest (i32.lt_u (local.get $bytes) (i32.const 8)))
        (br_if $rest (i64.ne (i64.load (local.get $left)) (i64.load (local.get $right))))
        (local.set $left (i32.add (local.get $left) (i32.const 8)))
        (local.set $right (i32.add (local.get $right) (i32.const 8)))
        (local.set $bytes (i32.sub (local.get $bytes) (i32.const 8)))
        (br $eight)))
    (block $equal
      (loop $one
        (br_if $equal (i32.eqz (local.get $bytes)))
        (if (local.tee $x (i32.sub (i32.load8_u (local.get $left))
              (i32.load8_u (local.get $right))))
          (then (return (local.get $x))))
        (local.set $left (i32.add (local.get $left) (i32.const 1)))
        (local.set $right (i32.add (local.get $right) (i32.const 1)))
        (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))
        (br $one)))
    (i32.const 0)))
