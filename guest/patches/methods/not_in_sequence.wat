;; not_in_sequence(type, count, item): the ValueError of list.index, tuple.index and, where the count is 1, list.remove.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 368" (func $raise_value_error (param i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (func (param $type i32) (param $count i32) (param $item i32)
    (local $frame i32)
    (if (i32.eq (local.get $count) (i32.const 1))
      (then (call $raise_value_error (i32.const {not_removed}))))
    (if (i32.ne (local.get $type) (i32.const 24560))
      (then (call $raise_value_error (i32.const {not_in_tuple}))))
    ;; A function of the library's, which shows the item.
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $frame) (local.get $item))
    (if (i32.load (i32.const {not_in_list})) (then
      (drop (call $call (i32.load (i32.const {not_in_list})) (i32.const 1) (i32.const 0)
        (local.get $frame)))))
    (call $raise_value_error (i32.const 2383))
    (unreachable)))
