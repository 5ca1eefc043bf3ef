;; Of a view of a dict (type, dict, kind): truth (4), length (5), hash (6) of values (kind 2).
(module
  (import "artifact" "memory" (memory 1))
  (func (param $operator i32) (param $view i32) (result i32)
    (local $count i32)
    (local.set $count (i32.shr_u (i32.load offset=4 (i32.load offset=4 (local.get $view)))
      (i32.const 3)))
    (if (i32.eq (local.get $operator) (i32.const 5)) (then
      (return (i32.or (i32.const 1) (i32.shl (local.get $count) (i32.const 1))))))
    (if (i32.eq (local.get $operator) (i32.const 4)) (then
      (return (select (i32.const 30) (i32.const 14) (local.get $count)))))
    (select
      (i32.or (i32.const 1) (i32.shl (local.get $view) (i32.const 1)))
      (i32.const 0)
      (i32.and (i32.eq (local.get $operator) (i32.const 6))
        (i32.eq (i32.load offset=8 (local.get $view)) (i32.const 2))))))
