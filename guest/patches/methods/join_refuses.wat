;; join_refuses(separator, items): raises the error of the worker's function, if that finds one.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 431" (func $get_type (param i32) (result i32)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (func (param $separator i32) (param $items i32)
    (local $frame i32) (local $function i32)
    (local.set $function (i32.load offset={join_functions} (select
      (i32.const 0) (i32.const 4)
      (i32.eq (i32.const 27044) (call $get_type (local.get $separator))))))
    (if (i32.eqz (local.get $function)) (then (return)))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $frame) (local.get $separator))
    (i32.store offset=4 (local.get $frame) (local.get $items))
    (drop (call $native_ask (i32.load offset=4 (local.get $function)) (i32.const 2) (i32.const 0)
      (local.get $frame)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))))
