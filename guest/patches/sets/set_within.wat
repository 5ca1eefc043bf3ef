;; set_within(left, right, whether they must differ) -> True if each key of the left one is in the right one
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 425" (func $set_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_part" (func $set_part (param i32) (result i32)))
  (import "artifact" "function set_next_key" (func $set_next_key (param i32 i32) (result i32)))
  (import "artifact" "function set_update" (func $set_update (param i32 i32)))
  (func (param $left i32) (param $right i32) (param $proper i32) (result i32)
    (local $set i32) (local $key i32) (local $frame i32) (local $result i32)
    (local.set $set (call $set_part (local.get $left)))
    (if (i32.eqz (local.get $set)) (then
      (local.set $set (call $set_new (i32.const 25736)))
      (call $set_update (local.get $set) (local.get $left))))
    (local.set $left (local.get $set))
    (local.set $set (call $set_part (local.get $right)))
    (if (i32.eqz (local.get $set)) (then
      (local.set $set (call $set_new (i32.const 25736)))
      (call $set_update (local.get $set) (local.get $right))))
    (local.set $key (i32.load offset=8 (local.get $left)))
    (if (i32.or (i32.gt_u (local.get $key) (i32.load offset=8 (local.get $set)))
          (i32.and (i32.ne (local.get $proper) (i32.const 0))
            (i32.eq (local.get $key) (i32.load offset=8 (local.get $set)))))
      (then (return (i32.const 14))))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $frame) (i32.const 0))
    (local.set $result (i32.const 30))
    (loop $keys
      (local.set $key (call $set_next_key (local.get $left) (local.get $frame)))
      (if (local.get $key) (then
        (br_if $keys (call $set_lookup (i32.add (local.get $set) (i32.const 4)) (local.get $key)
          (i32.const 0)))
        (local.set $result (i32.const 14)))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (local.get $result)))
