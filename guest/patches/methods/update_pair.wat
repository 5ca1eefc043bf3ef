;; update_pair(element): counts the elements that dict.update() has met, and refuses one that is no sequence.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 357" (func $raise_message (param i32 i32 i32)))
  (import "artifact" "function is_iterable" (func $is_iterable (param i32) (result i32)))
  (func (param $element i32)
    (local $frame i32) (local $at i32)
    (i32.store (i32.const {update_element}) (local.tee $at
      (i32.add (i32.const 1) (i32.load (i32.const {update_element})))))
    (if (i32.eqz (call $is_iterable (local.get $element))) (then
      (global.set $stack_pointer (local.tee $frame
        (i32.sub (global.get $stack_pointer) (i32.const 16))))
      (i32.store (local.get $frame) (local.get $at))
      (call $raise_message (i32.const 23788) (i32.const {no_sequence}) (local.get $frame))
      (unreachable)))))
