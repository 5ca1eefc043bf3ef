;; What an operator does with a class itself: class_operator(operator, class, other), or 0.
(module
  (import "artifact" "function hook" (func $hook (param i32 i32 i32) (result i32)))
  (func (param $operator i32) (param $class i32) (param $other i32) (result i32)
    ;; 36: contains. 22: or. 37: or, where the class stands on the right.
    (if (i32.eq (local.get $operator) (i32.const 36))
      (then (return (call $hook (i32.const 5) (local.get $class) (local.get $other)))))
    (if (i32.eq (local.get $operator) (i32.const 22))
      (then (return (call $hook (i32.const 6) (local.get $class) (local.get $other)))))
    (if (i32.eq (local.get $operator) (i32.const 37))
      (then (return (call $hook (i32.const 6) (local.get $other) (local.get $class)))))
    (i32.const 0)))
