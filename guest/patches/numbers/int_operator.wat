;; int_operator(operator, left, right), one of which is an int that is not small: what the worker says of quotients that are
;; floats, of powers, and of products and quotients of long ints; or 0.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32) (result i32)
    (local $frame i32) (local $result i32) (local $work i32)
    (block $ours
      (block $no
        (block $long
          (br_table $no $no $no $no $no $no $no $no $no $no $no $no $no $no $no $no
            $long $no $long $ours $long $ours $no $no $no $no $no $no $no
            $long $no $long $ours $long $ours $long $no (local.get $operator)))
        ;; The digits of one times those of the other.
        (local.set $work (i32.const 1))
        (br_if $no (i32.eqz (i32.or (i32.and (local.get $left) (i32.const 1))
          (i32.eqz (i32.and (local.get $left) (i32.const 3))))))
        (if (i32.eqz (i32.and (local.get $left) (i32.const 3)))
          (then (local.set $work (i32.load offset=8 (local.get $left)))))
        (if (i32.eqz (i32.and (local.get $right) (i32.const 3))) (then
          (br_if $no (i32.ne (i32.load (local.get $right)) (i32.const 24400)))
          (local.set $work (i32.mul (local.get $work)
            (i32.load offset=8 (local.get $right))))))
        (br_if $ours (i32.gt_u (local.get $work) (i32.const 200))))
      (return (i32.const 0)))
    ;; Floats and others are not the worker's.
    (if (i32.eqz (i32.and (local.get $right) (i32.const 3))) (then
      (if (i32.ne (i32.load (local.get $right)) (i32.const 24400))
        (then (return (i32.const 0))))))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $frame)
      (i32.or (i32.const 1) (i32.shl (local.get $operator) (i32.const 1))))
    (i32.store offset=4 (local.get $frame) (local.get $left))
    (i32.store offset=8 (local.get $frame) (local.get $right))
    (local.set $result (call $native_ask (i32.const {native number.operator}) (i32.const 3)
      (i32.const 0) (local.get $frame)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (select (i32.const 0) (local.get $result) (i32.eq (local.get $result) (i32.const 6)))))
