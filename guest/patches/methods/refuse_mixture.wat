;; refuse_mixture(object, text): raises a TypeError with this text, which names the object's type.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 357" (func $raise_message (param i32 i32 i32)))
  (import "artifact" "function 432" (func $type_name (param i32) (result i32)))
  (func (param $object i32) (param $text i32)
    (local $frame i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $frame) (call $type_name (local.get $object)))
    (call $raise_message (i32.const 23788) (local.get $text) (local.get $frame))
    (unreachable)))
