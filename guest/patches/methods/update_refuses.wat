;; update_refuses(first, second, more): raises that an element has another length than 2, of which the first two items
;; were found, or not (0), and so many more.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 357" (func $raise_message (param i32 i32 i32)))
  (func (param $first i32) (param $second i32) (param $more i32)
    (local $frame i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $frame) (i32.load (i32.const {update_element})))
    (i32.store offset=4 (local.get $frame) (i32.add (local.get $more) (i32.add
      (i32.ne (local.get $first) (i32.const 0)) (i32.ne (local.get $second) (i32.const 0)))))
    (call $raise_message (i32.const 23824) (i32.const {no_pair}) (local.get $frame))
    (unreachable)))
