;; argument_error(function): raises what is wrong with the arguments that mp_setup_code_state got, which it left in
;; `call_arguments`: their number, that of keywords, where they are. The library makes the text.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 34" (func $raise (param i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 391" (func $raise_type_error (param i32)))
  (import "artifact" "function 546" (func $new_exception (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 797" (func $new_tuple (param i32 i32) (result i32)))
  (func (param $function i32)
    (local $count i32) (local $keywords i32) (local $arguments i32) (local $frame i32)
    (local $cells i32) (local $cell i32) (local $tuple i32) (local $at i32)
    (if (i32.eqz (i32.load offset={argument_text} (i32.const 0)))
      (then (call $raise_type_error (i32.const 0))))
    (local.set $count (i32.load offset={call_arguments} (i32.const 0)))
    (local.set $keywords (i32.load offset={call_arguments} (i32.const 4)))
    (local.set $arguments (i32.load offset={call_arguments} (i32.const 8)))
    ;; The cells of a closure come first.
    (block $counted
      (loop $next
        (br_if $counted (i32.ge_u (local.get $cells) (local.get $count)))
        (local.set $cell (i32.load (i32.add (local.get $arguments)
          (i32.shl (local.get $cells) (i32.const 2)))))
        (br_if $counted (i32.and (local.get $cell) (i32.const 3)))
        (br_if $counted (i32.ne (i32.load (local.get $cell)) (i32.const 22192)))
        (local.set $cells (i32.add (local.get $cells) (i32.const 1)))
        (br $next)))
    (local.set $tuple (call $new_tuple (local.get $keywords) (i32.const 0)))
    (block $named
      (loop $name
        (br_if $named (i32.ge_u (local.get $at) (local.get $keywords)))
        (i32.store offset=8
          (i32.add (local.get $tuple) (i32.shl (local.get $at) (i32.const 2)))
          (i32.load (i32.add (local.get $arguments) (i32.shl
            (i32.add (local.get $count) (i32.shl (local.get $at) (i32.const 1)))
            (i32.const 2)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $name)))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $frame) (local.get $function))
    (i32.store offset=4 (local.get $frame) (i32.or (i32.const 1) (i32.shl
      (i32.sub (local.get $count) (local.get $cells)) (i32.const 1))))
    (i32.store offset=8 (local.get $frame) (local.get $tuple))
    (i32.store offset=12 (local.get $frame) (i32.or (i32.const 1) (i32.shl
      (local.get $cells) (i32.const 1))))
    (local.set $tuple (call $call (i32.load offset={argument_text} (i32.const 0))
      (i32.const 4) (i32.const 0) (local.get $frame)))
    (i32.store (local.get $frame) (local.get $tuple))
    (call $raise (call $new_exception (i32.const 23788) (i32.const 1) (i32.const 0)
      (local.get $frame)))
    (unreachable)))
