;; set_update(set object, iterable): adds all keys, in the order and with the growth of CPython's.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 365" (func $getiter (param i32 i32) (result i32)))
  (import "artifact" "function 366" (func $iternext (param i32) (result i32)))
  (import "artifact" "function 425" (func $set_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function set_part" (func $set_part (param i32) (result i32)))
  (import "artifact" "function set_room" (func $set_room (param i32 i32)))
  (import "artifact" "function set_resize" (func $set_resize (param i32 i32)))
  (import "artifact" "function set_insert" (func $set_insert (param i32 i32 i32 i32)))
  (func (param $object i32) (param $items i32)
    (local $set i32) (local $other i32) (local $at i32) (local $key i32) (local $iterator i32)
    (local $capacity i32) (local $count i32) (local $table i32) (local $empty i32)
    (local.set $set (i32.add (local.get $object) (i32.const 4)))
    (if (local.tee $other (call $set_part (local.get $items))) (then
      (local.set $count (i32.load offset=8 (local.get $other)))
      (if (i32.or (i32.eq (local.get $other) (local.get $object))
            (i32.eqz (local.get $count)))
        (then (return)))
      (call $set_room (local.get $set) (local.get $count))
      (if (i32.eqz (i32.load (local.get $set)))
        (then (call $set_resize (local.get $set) (i32.const 0))))
      (local.set $capacity (i32.load (local.get $set)))
      (local.set $table (i32.load offset=8 (local.get $set)))
      (local.set $empty (i32.eqz (i32.load
        (i32.add (local.get $table) (i32.shl (local.get $capacity) (i32.const 3))))))
      (if (local.get $empty) (then
        (if (i32.and (i32.eq (local.get $capacity) (i32.load offset=4 (local.get $other)))
              (i32.eq (local.get $count)
                (i32.load (i32.add (i32.load offset=12 (local.get $other))
                  (i32.shl (local.get $capacity) (i32.const 3))))))
          (then
            ;; The same places, keys and hashes.
            (loop $copy
              (i64.store
                (i32.add (local.get $table) (i32.shl (local.get $at) (i32.const 3)))
                (i64.load (i32.add (i32.load offset=12 (local.get $other))
                  (i32.shl (local.get $at) (i32.const 3)))))
              (br_if $copy (i32.lt_u
                (local.tee $at (i32.add (local.get $at) (i32.const 1)))
                (local.get $capacity)))))
          (else
            (loop $keys
              (local.set $key (i32.load (i32.add (i32.load offset=12 (local.get $other))
                (i32.shl (local.get $at) (i32.const 2)))))
              (if (i32.and (local.get $key) (i32.const -5)) (then
                (call $set_insert (local.get $table) (local.get $capacity) (local.get $key)
                  (i32.load (i32.add (i32.load offset=12 (local.get $other))
                    (i32.shl (i32.add (local.get $at) (i32.load offset=4 (local.get $other)))
                      (i32.const 2)))))))
              (br_if $keys (i32.lt_u
                (local.tee $at (i32.add (local.get $at) (i32.const 1)))
                (i32.load offset=4 (local.get $other)))))))
        (i32.store (i32.add (local.get $table) (i32.shl (local.get $capacity) (i32.const 3)))
          (local.get $count))
        (i32.store offset=4 (local.get $set) (local.get $count))
        (return)))
      (loop $add
        (if (i32.ge_u (local.get $at) (i32.load offset=4 (local.get $other))) (then (return)))
        (local.set $key (i32.load (i32.add (i32.load offset=12 (local.get $other))
          (i32.shl (local.get $at) (i32.const 2)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (if (i32.and (local.get $key) (i32.const -5))
          (then (drop (call $set_lookup (local.get $set) (local.get $key) (i32.const 1)))))
        (br $add))))
    ;; A dict
    (if (i32.eqz (i32.and (local.get $items) (i32.const 3))) (then
      (if (i32.eq (i32.load (local.get $items)) (i32.const 22464)) (then
        (call $set_room (local.get $set)
          (i32.shr_u (i32.load offset=4 (local.get $items)) (i32.const 3)))))))
    (local.set $iterator (call $getiter (local.get $items) (i32.const 0)))
    (loop $next
      (local.set $key (call $iternext (local.get $iterator)))
      (if (local.get $key) (then
        (drop (call $set_lookup (local.get $set) (local.get $key) (i32.const 1)))
        (br $next))))))
