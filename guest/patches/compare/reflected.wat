;; reflected(operator, left, right): what `<`, `>`, `<=` and `>=` do where the left side has no answer: the right side, an
;; instance, is asked the other way round. 0: it has none, either.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 815" (func $instance_operator (param i32 i32 i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32) (result i32)
    (if (i32.and (local.get $right) (i32.const 3)) (then (return (i32.const 0))))
    (if (i32.eqz (i32.and (i32.const 512)
          (i32.load16_u offset=4 (i32.load (local.get $right)))))
      (then (return (i32.const 0))))
    ;; 0 and 1: less and more. 3 and 4: the same, or equal.
    (call $instance_operator
      (select (i32.xor (local.get $operator) (i32.const 1))
        (i32.sub (i32.const 7) (local.get $operator))
        (i32.lt_u (local.get $operator) (i32.const 2)))
      (local.get $right) (local.get $left))))
