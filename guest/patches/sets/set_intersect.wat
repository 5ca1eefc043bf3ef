;; set_intersect(set object, iterable, whether the set is changed) -> set object, or None if it was changed
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 365" (func $getiter (param i32 i32) (result i32)))
  (import "artifact" "function 366" (func $iternext (param i32) (result i32)))
  (import "artifact" "function 425" (func $set_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_copy" (func $set_copy (param i32) (result i32)))
  (import "artifact" "function set_part" (func $set_part (param i32) (result i32)))
  (import "artifact" "function set_next_key" (func $set_next_key (param i32 i32) (result i32)))
  (func (param $object i32) (param $items i32) (param $update i32) (result i32)
    (local $new i32) (local $other i32) (local $key i32) (local $frame i32) (local $smaller i32)
    (local $larger i32)
    (local.set $other (call $set_part (local.get $items)))
    (if (i32.eq (local.get $other) (local.get $object))
      (then
        (if (local.get $update) (then (return (i32.const 6))))
        (return (call $set_copy (local.get $object)))))
    (local.set $new (call $set_new (i32.load (local.get $object))))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (block $done
      (if (local.get $other)
        (then
          ;; The smaller one is walked.
          (local.set $smaller (select (local.get $object) (local.get $other)
            (i32.gt_u (i32.load offset=8 (local.get $other))
              (i32.load offset=8 (local.get $object)))))
          (local.set $larger (select (local.get $other) (local.get $object)
            (i32.eq (local.get $smaller) (local.get $object))))
          (i32.store (local.get $frame) (i32.const 0))
          (loop $keys
            (local.set $key (call $set_next_key (local.get $smaller) (local.get $frame)))
            (br_if $done (i32.eqz (local.get $key)))
            (if (call $set_lookup (i32.add (local.get $larger) (i32.const 4)) (local.get $key)
                  (i32.const 0))
              (then (drop (call $set_lookup (i32.add (local.get $new) (i32.const 4))
                (local.get $key) (i32.const 1)))))
            (br $keys)))
        (else
          (local.set $other (call $getiter (local.get $items) (i32.const 0)))
          (loop $next
            (local.set $key (call $iternext (local.get $other)))
            (br_if $done (i32.eqz (local.get $key)))
            (if (call $set_lookup (i32.add (local.get $object) (i32.const 4)) (local.get $key)
                  (i32.const 0))
              (then (drop (call $set_lookup (i32.add (local.get $new) (i32.const 4))
                (local.get $key) (i32.const 1)))))
            (br $next)))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (if (local.get $update) (then
      (i64.store offset=4 align=4 (local.get $object) (i64.load offset=4 align=4 (local.get $new)))
      (i32.store offset=12 (local.get $object) (i32.load offset=12 (local.get $new)))
      (return (i32.const 6))))
    (local.get $new)))
