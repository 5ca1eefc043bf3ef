;; set_discard_all(set object, iterable): takes away all keys of the iterable.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 365" (func $getiter (param i32 i32) (result i32)))
  (import "artifact" "function 366" (func $iternext (param i32) (result i32)))
  (import "artifact" "function 425" (func $set_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 428" (func $set_clear (param i32)))
  (import "artifact" "function set_intersect" (func $set_intersect (param i32 i32 i32) (result i32)))
  (import "artifact" "function set_part" (func $set_part (param i32) (result i32)))
  (import "artifact" "function set_next_key" (func $set_next_key (param i32 i32) (result i32)))
  (import "artifact" "function set_resize" (func $set_resize (param i32 i32)))
  (func (param $object i32) (param $items i32)
    (local $set i32) (local $other i32) (local $key i32) (local $frame i32) (local $count i32)
    (local $capacity i32)
    (local.set $set (i32.add (local.get $object) (i32.const 4)))
    (local.set $other (call $set_part (local.get $items)))
    (if (i32.eq (local.get $other) (local.get $object)) (then
      (call $set_clear (local.get $set))
      (return)))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (block $done
      (if (local.get $other) (then
        (if (i32.gt_u (i32.shr_u (i32.load offset=8 (local.get $other)) (i32.const 3))
              (i32.load offset=8 (local.get $object)))
          (then (local.set $other (call $set_intersect (local.get $object) (local.get $other)
            (i32.const 0)))))
        (i32.store (local.get $frame) (i32.const 0))
        (loop $keys
          (local.set $key (call $set_next_key (local.get $other) (local.get $frame)))
          (br_if $done (i32.eqz (local.get $key)))
          (drop (call $set_lookup (local.get $set) (local.get $key) (i32.const 2)))
          (br $keys))))
      (local.set $other (call $getiter (local.get $items) (i32.const 0)))
      (loop $next
        (local.set $key (call $iternext (local.get $other)))
        (br_if $done (i32.eqz (local.get $key)))
        (drop (call $set_lookup (local.get $set) (local.get $key) (i32.const 2)))
        (br $next)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (local.set $capacity (i32.load (local.get $set)))
    (if (i32.eqz (local.get $capacity)) (then (return)))
    ;; Many deleted keys: a new table.
    (local.set $count (i32.load offset=4 (local.get $set)))
    (if (i32.gt_u
          (i32.sub
            (i32.load (i32.add (i32.load offset=8 (local.get $set))
              (i32.shl (local.get $capacity) (i32.const 3))))
            (local.get $count))
          (i32.shr_u (i32.sub (local.get $capacity) (i32.const 1)) (i32.const 2)))
      (then (call $set_resize (local.get $set) (i32.shl (local.get $count)
        (select (i32.const 1) (i32.const 2)
          (i32.gt_u (local.get $count) (i32.const 50000)))))))))
