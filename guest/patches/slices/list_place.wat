;; list_place(list, index, text) -> which item is meant. The text is that of an IndexError.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 450" (func $get_index (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function plain_index" (func $plain_index (param i32) (result i32)))
  (func (param $list i32) (param $index i32) (param $text i32) (result i32)
    (local $at i32) (local $count i32)
    ;; An instance is asked first: its method may change the list.
    (local.set $index (call $plain_index (local.get $index)))
    (local.set $count (i32.load offset=8 (local.get $list)))
    (if (i32.and (local.get $index) (i32.const 1)) (then
      (local.set $at (i32.shr_s (local.get $index) (i32.const 1)))
      (local.set $at (i32.add (local.get $at)
        (select (local.get $count) (i32.const 0) (i32.lt_s (local.get $at) (i32.const 0)))))
      (if (i32.ge_u (local.get $at) (local.get $count)) (then
        (call $raise_message (i32.const 23464) (local.get $text))
        (unreachable)))
      (return (local.get $at))))
    (call $get_index (i32.const 24560) (local.get $count) (local.get $index) (i32.const 0))))
