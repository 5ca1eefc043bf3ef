;; index_error(type, index): what is wrong with an index of a sequence; 0 if it is an int that is out of range.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 357" (func $raise_format (param i32 i32 i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 432" (func $type_name (param i32) (result i32)))
  (func (param $type i32) (param $index i32)
    (local $frame i32) (local $text i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (if (local.get $index) (then
      (i32.store (local.get $frame) (i32.load16_u offset=6 (local.get $type)))
      (i32.store offset=4 (local.get $frame) (call $type_name (local.get $index)))
      (local.set $text (i32.const {type_indices}))
      (if (i32.eq (local.get $type) (i32.const 27044)) (then
        (i32.store (local.get $frame) (i32.load offset=4 (local.get $frame)))
        (local.set $text (i32.const {string_indices}))))
      (if (i32.eq (local.get $type) (i32.const 26960)) (then
        (i32.store (local.get $frame) (i32.load offset=4 (local.get $frame)))
        (local.set $text (i32.const {byte_indices}))))
      ;; TypeError
      (call $raise_format (i32.const 23788) (local.get $text) (local.get $frame))
      (unreachable)))
    (local.set $text (i32.const {type_range}))
    (if (i32.eq (local.get $type) (i32.const 27044))
      (then (local.set $text (i32.const {string_range}))))
    (if (i32.eq (local.get $type) (i32.const 26960))
      (then (local.set $text (i32.const {bytes_range}))))
    (if (i32.eq (local.get $type) (i32.const 25520))
      (then (local.set $text (i32.const {range_range}))))
    (i32.store (local.get $frame) (i32.load16_u offset=6 (local.get $type)))
    ;; IndexError
    (call $raise_format (i32.const 23464) (local.get $text) (local.get $frame))
    (unreachable)))
