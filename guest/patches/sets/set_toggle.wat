;; set_toggle(set object, iterable) -> None: takes away the keys that are there, adds those that are not.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 425" (func $set_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 428" (func $set_clear (param i32)))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_part" (func $set_part (param i32) (result i32)))
  (import "artifact" "function set_next_key" (func $set_next_key (param i32 i32) (result i32)))
  (import "artifact" "function set_update" (func $set_update (param i32 i32)))
  (func (param $object i32) (param $items i32) (result i32)
    (local $set i32) (local $other i32) (local $key i32) (local $frame i32)
    (local.set $set (i32.add (local.get $object) (i32.const 4)))
    (local.set $other (call $set_part (local.get $items)))
    (if (i32.eq (local.get $other) (local.get $object)) (then
      (call $set_clear (local.get $set))
      (return (i32.const 6))))
    (if (i32.eqz (local.get $other)) (then
      (local.set $other (call $set_new (i32.const 25736)))
      (call $set_update (local.get $other) (local.get $items))))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $frame) (i32.const 0))
    (loop $keys
      (local.set $key (call $set_next_key (local.get $other) (local.get $frame)))
      (if (local.get $key) (then
        (if (i32.eqz (call $set_lookup (local.get $set) (local.get $key) (i32.const 2)))
          (then (drop (call $set_lookup (local.get $set) (local.get $key) (i32.const 1)))))
        (br $keys))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (i32.const 6)))
