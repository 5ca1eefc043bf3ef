;; mp_obj_equal(left, right) for small ints, names and texts; anything else goes to the operator.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 436" (func $is_true (param i32) (result i32)))
  (import "artifact" "function 439" (func $equal (param i32 i32 i32) (result i32)))
  (import "artifact" "function 1471" (func $differ (param i32 i32 i32) (result i32)))
  (func (param $left i32) (param $right i32) (result i32)
    (local $hash i32)
    ;; An item of a container is the same if it is identical, whatever `==` says.
    (if (i32.eq (local.get $left) (local.get $right)) (then (return (i32.const 1))))
    (block $other
      (if (i32.and (i32.const 1) (i32.and (local.get $left) (local.get $right)))
        (then (return (i32.eq (local.get $left) (local.get $right)))))
      (if (i32.and
            (i32.eqz (i32.and (i32.const 7) (i32.xor (local.get $left) (local.get $right))))
            (i32.eq (i32.const 2) (i32.and (i32.const 7) (local.get $left))))
        (then (return (i32.eq (local.get $left) (local.get $right)))))
      (br_if $other (i32.and (i32.const 3) (i32.or (local.get $left) (local.get $right))))
      (br_if $other (i32.ne (i32.load (local.get $left)) (i32.const 27044)))
      (br_if $other (i32.ne (i32.load (local.get $right)) (i32.const 27044)))
      (if (i32.ne (i32.load offset=8 (local.get $left)) (i32.load offset=8 (local.get $right)))
        (then (return (i32.const 0))))
      ;; A hash of 0 is not known.
      (if (i32.and
            (i32.ne (local.tee $hash (i32.load offset=4 (local.get $left)))
              (i32.load offset=4 (local.get $right)))
            (i32.and (i32.ne (local.get $hash) (i32.const 0))
              (i32.ne (i32.load offset=4 (local.get $right)) (i32.const 0))))
        (then (return (i32.const 0))))
      (return (i32.eqz (call $differ (i32.load offset=12 (local.get $left))
        (i32.load offset=12 (local.get $right)) (i32.load offset=8 (local.get $left))))))
    (call $is_true (call $equal (i32.const 2) (local.get $left) (local.get $right)))))
