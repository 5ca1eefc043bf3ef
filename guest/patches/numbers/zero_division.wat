;; zero_division(operator, float): raises what a division by zero raises, of ints or of floats.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (func (param $operator i32) (param $float i32)
    (local $at i32)
    ;; In place: 18 //, 19 /, 20 %, 21 **; else 31 to 34; 35 divmod(); 46 and more with the operands exchanged.
    (if (i32.ge_u (local.get $operator) (i32.const 37))
      (then (local.set $operator (i32.sub (local.get $operator) (i32.const 15)))))
    (if (i32.lt_u (local.get $operator) (i32.const 22))
      (then (local.set $operator (i32.add (local.get $operator) (i32.const 13)))))
    (local.set $at (i32.sub (local.get $operator) (i32.const 31)))
    (if (i32.gt_u (local.get $at) (i32.const 4)) (then (return)))
    (call $raise_message (i32.const 23248) (i32.load offset={zero_divisions}
      (i32.shl (i32.add (local.get $at) (i32.mul (local.get $float) (i32.const 5)))
        (i32.const 2))))))
