;; bytearray_times(operator, left, right): a bytearray repeated, by the library's functions for `*` (29) and `*=` (16);
;; otherwise 0.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32) (result i32)
    (local $frame i32) (local $hook i32)
    (block $no
      (if (i32.eq (local.get $operator) (i32.const 29))
        (then (local.set $hook (i32.load offset={bytearray_hooks} (i32.const 0))))
        (else
          (br_if $no (i32.ne (local.get $operator) (i32.const 16)))
          (local.set $hook (i32.load offset={bytearray_hooks} (i32.const 4)))))
      (br_if $no (i32.eqz (local.get $hook)))
      (br_if $no (i32.ne (i32.const 21948) (i32.load (local.get $left))))
      (global.set $stack_pointer (local.tee $frame
        (i32.sub (global.get $stack_pointer) (i32.const 16))))
      (i32.store (local.get $frame) (local.get $left))
      (i32.store offset=4 (local.get $frame) (local.get $right))
      (local.set $hook (call $call (local.get $hook) (i32.const 2) (i32.const 0)
        (local.get $frame)))
      (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
      (return (select (i32.const 0) (local.get $hook)
        (i32.eq (local.get $hook) (i32.const 6)))))
    (i32.const 0)))
