;; refuse_operator(operator, left, right): the TypeError of a binary operator that neither side has. (An object that is
;; looked for stands on the right, 36.) Does not return.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 357" (func $raise_message (param i32 i32 i32)))
  (import "artifact" "function 431" (func $get_type (param i32) (result i32)))
  (import "artifact" "function 432" (func $type_name (param i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32)
    (local $frame i32) (local $type i32) (local $other i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (local.set $type (call $get_type (local.get $left)))
    (local.set $other (call $get_type (local.get $right)))
    (i32.store (local.get $frame) (i32.load offset={operator_signs}
      (i32.shl (local.get $operator) (i32.const 2))))
    (i32.store offset=4 (local.get $frame) (call $type_name (local.get $left)))
    (i32.store offset=8 (local.get $frame) (call $type_name (local.get $right)))
    ;; 6, 36: what is looked in stands on the left.
    (if (i32.or (i32.eq (local.get $operator) (i32.const 6))
          (i32.eq (local.get $operator) (i32.const 36)))
      (then
        (i32.store (local.get $frame) (call $type_name (local.get $left)))
        (call $raise_message (i32.const 23788) (i32.const {not_contained}) (local.get $frame))))
    ;; 0 to 5: comparisons.
    (if (i32.lt_u (local.get $operator) (i32.const 6)) (then
      (call $raise_message (i32.const 23788) (i32.const {no_order}) (local.get $frame))))
    ;; 14, 27: add.
    (if (i32.or (i32.eq (local.get $operator) (i32.const 14))
          (i32.eq (local.get $operator) (i32.const 27)))
      (then
        (if (i32.or (i32.or (i32.eq (local.get $type) (i32.const 27044))
                (i32.eq (local.get $type) (i32.const 24560)))
              (i32.eq (local.get $type) (i32.const 27320)))
          (then
            (i32.store (local.get $frame) (call $type_name (local.get $left)))
            (i32.store offset=4 (local.get $frame) (call $type_name (local.get $right)))
            (i32.store offset=8 (local.get $frame) (call $type_name (local.get $left)))
            (call $raise_message (i32.const 23788) (i32.const {no_concatenation})
              (local.get $frame))))
        (if (i32.or (i32.eq (local.get $type) (i32.const 26960))
              (i32.eq (local.get $type) (i32.const 21948)))
          (then
            (i32.store (local.get $frame) (call $type_name (local.get $right)))
            (i32.store offset=4 (local.get $frame) (call $type_name (local.get $left)))
            (call $raise_message (i32.const 23788) (i32.const {no_bytes_concatenation})
              (local.get $frame))))))
    ;; 16, 29: multiply, if one side is a sequence.
    (if (i32.or (i32.eq (local.get $operator) (i32.const 16))
          (i32.eq (local.get $operator) (i32.const 29)))
      (then
        (if (i32.or (i32.or (i32.or (i32.eq (local.get $type) (i32.const 27044))
                (i32.eq (local.get $type) (i32.const 24560)))
              (i32.eq (local.get $type) (i32.const 27320)))
            (i32.or (i32.eq (local.get $type) (i32.const 26960))
              (i32.eq (local.get $type) (i32.const 21948)))) (then
          (i32.store (local.get $frame) (call $type_name (local.get $right)))
          (call $raise_message (i32.const 23788) (i32.const {no_repetition}) (local.get $frame))))
        (if (i32.or (i32.or (i32.or (i32.eq (local.get $other) (i32.const 27044))
                (i32.eq (local.get $other) (i32.const 24560)))
              (i32.eq (local.get $other) (i32.const 27320)))
            (i32.or (i32.eq (local.get $other) (i32.const 26960))
              (i32.eq (local.get $other) (i32.const 21948)))) (then
          (i32.store (local.get $frame) (call $type_name (local.get $left)))
          (call $raise_message (i32.const 23788) (i32.const {no_repetition})
            (local.get $frame))))))
    (call $raise_message (i32.const 23788) (i32.const {no_operator}) (local.get $frame))
    (unreachable)))
