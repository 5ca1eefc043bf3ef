;; Operators of views of dicts: `in` (36), comparisons with sets and views (0 to 4), and `|`, `^`, `&`, `-` with anything
;; that is iterable (22, 23, 24, 28; 15 more if the view is on the right).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 364" (func $binary_op (param i32 i32 i32) (result i32)))
  (import "artifact" "function 365" (func $getiter (param i32 i32) (result i32)))
  (import "artifact" "function 366" (func $iternext (param i32) (result i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 425" (func $set_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 440" (func $equal (param i32 i32) (result i32)))
  (import "artifact" "function 515" (func $next (param i32 i32) (result i32)))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_part" (func $set_part (param i32) (result i32)))
  (import "artifact" "function set_update" (func $set_update (param i32 i32)))
  (import "artifact" "function set_toggle" (func $set_toggle (param i32 i32) (result i32)))
  (import "artifact" "function set_discard_all" (func $set_discard_all (param i32 i32)))
  (import "artifact" "function set_intersect" (func $set_intersect (param i32 i32 i32) (result i32)))
  (import "artifact" "function view_kind" (func $view_kind (param i32) (result i32)))
  (import "artifact" "function view_set" (func $view_set (param i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32) (result i32)
    (local $kind i32) (local $frame i32) (local $item i32) (local $result i32) (local $dict i32)
    (local.set $kind (i32.load offset=8 (local.get $left)))
    (local.set $dict (i32.load offset=4 (local.get $left)))
    (if (i32.eq (local.get $operator) (i32.const 36)) (then
      (if (i32.eq (local.get $kind) (i32.const 1)) (then
        (return (select (i32.const 30) (i32.const 14)
          (call $map_lookup (i32.add (local.get $dict) (i32.const 4)) (local.get $right)
            (i32.const 0))))))
      (if (i32.eqz (local.get $kind)) (then
        (if (i32.and (local.get $right) (i32.const 3)) (then (return (i32.const 14))))
        (if (i32.ne (i32.load (local.get $right)) (i32.const 27320)) (then (return (i32.const 0))))
        (if (i32.ne (i32.load offset=4 (local.get $right)) (i32.const 2))
          (then (return (i32.const 14))))
        (local.set $item (call $map_lookup (i32.add (local.get $dict) (i32.const 4))
          (i32.load offset=8 (local.get $right)) (i32.const 0)))
        (if (i32.eqz (local.get $item)) (then (return (i32.const 14))))
        (return (select (i32.const 30) (i32.const 14)
          (call $equal (i32.load offset=4 (local.get $item))
            (i32.load offset=12 (local.get $right)))))))
      (global.set $stack_pointer (local.tee $frame
        (i32.sub (global.get $stack_pointer) (i32.const 16))))
      (i32.store (local.get $frame) (i32.const 0))
      (local.set $result (i32.const 14))
      (loop $values
        (local.set $item (call $next (local.get $dict) (local.get $frame)))
        (if (local.get $item) (then
          (br_if $values (i32.eqz (call $equal (i32.load offset=4 (local.get $item))
            (local.get $right))))
          (local.set $result (i32.const 30)))))
      (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
      (return (local.get $result))))
    (if (i32.eq (local.get $kind) (i32.const 2)) (then (return (i32.const 0))))
    (if (i32.le_u (local.get $operator) (i32.const 4)) (then
      (local.set $item (call $set_part (local.get $right)))
      (if (i32.eqz (local.get $item)) (then
        (if (i32.ge_u (call $view_kind (local.get $right)) (i32.const 2))
          (then (return (i32.const 0))))
        (local.set $item (call $view_set (local.get $right)))))
      (return (call $binary_op (local.get $operator) (call $view_set (local.get $left))
        (local.get $item)))))
    ;; The view is the right operand.
    (if (i32.ge_u (local.get $operator) (i32.const 37)) (then
      (local.set $operator (i32.sub (local.get $operator) (i32.const 15)))
      (if (i32.ne (local.get $operator) (i32.const 24)) (then
        (local.set $item (local.get $left))
        (local.set $left (local.get $right))
        (local.set $right (local.get $item))))))
    (if (i32.eq (local.get $operator) (i32.const 22)) (then
      (local.set $result (call $view_set (local.get $left)))
      (call $set_update (local.get $result) (local.get $right))
      (return (local.get $result))))
    (if (i32.eq (local.get $operator) (i32.const 23)) (then
      (local.set $result (call $view_set (local.get $left)))
      (drop (call $set_toggle (local.get $result) (local.get $right)))
      (return (local.get $result))))
    (if (i32.eq (local.get $operator) (i32.const 28)) (then
      (local.set $result (call $view_set (local.get $left)))
      (call $set_discard_all (local.get $result) (local.get $right))
      (return (local.get $result))))
    (if (i32.ne (local.get $operator) (i32.const 24)) (then (return (i32.const 0))))
    ;; `&`: a larger set is asked, of two views the smaller one is walked.
    (local.set $item (call $view_kind (local.get $right)))
    (if (i32.eqz (i32.and (local.get $right) (i32.const 3))) (then
      (if (i32.eq (i32.load (local.get $right)) (i32.const 25736)) (then
        (if (i32.le_u (i32.shr_u (i32.load offset=4 (local.get $dict)) (i32.const 3))
              (i32.load offset=8 (local.get $right)))
          (then (return (call $set_intersect (local.get $right) (local.get $left)
            (i32.const 0)))))))))
    (if (i32.lt_u (local.get $item) (i32.const 2)) (then
      (if (i32.gt_u (i32.load offset=4 (i32.load offset=4 (local.get $right)))
            (i32.or (i32.load offset=4 (local.get $dict)) (i32.const 7)))
        (then
          (local.set $item (local.get $left))
          (local.set $left (local.get $right))
          (local.set $right (local.get $item))))))
    (local.set $result (call $set_new (i32.const 25736)))
    (local.set $dict (call $getiter (local.get $right) (i32.const 0)))
    (loop $keys
      (local.set $item (call $iternext (local.get $dict)))
      (if (local.get $item) (then
        (if (i32.eq (i32.const 30)
              (call $binary_op (i32.const 36) (local.get $left) (local.get $item)))
          (then (drop (call $set_lookup (i32.add (local.get $result) (i32.const 4))
            (local.get $item) (i32.const 1)))))
        (br $keys))))
    (local.get $result)))
