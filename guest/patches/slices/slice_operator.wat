;; Operators of slices: equality (2).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 440" (func $equal (param i32 i32) (result i32)))
  (import "artifact" "function is_slice" (func $is_slice (param i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32) (result i32)
    (local $at i32)
    (if (i32.ne (local.get $operator) (i32.const 2)) (then (return (i32.const 0))))
    (if (i32.eqz (call $is_slice (local.get $right))) (then (return (i32.const 0))))
    (loop $parts
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (if (i32.eqz (call $equal
            (i32.load (i32.add (local.get $left) (local.get $at)))
            (i32.load (i32.add (local.get $right) (local.get $at)))))
        (then (return (i32.const 14))))
      (br_if $parts (i32.lt_u (local.get $at) (i32.const 12))))
    (i32.const 30)))
