;; set_resize(set, least): a new table with more places than `least`, without deleted keys. See set_lookup.wat.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 35" (func $malloc (param i32) (result i32)))
  (import "artifact" "function 41" (func $free (param i32 i32)))
  (import "artifact" "function set_insert" (func $set_insert (param i32 i32 i32 i32)))
  (func (param $set i32) (param $least i32)
    (local $capacity i32) (local $table i32) (local $old i32) (local $count i32) (local $at i32)
    (local $key i32) (local $counts i32)
    (local.set $capacity (i32.const 8))
    (loop $double
      (if (i32.le_u (local.get $capacity) (local.get $least)) (then
        (local.set $capacity (i32.shl (local.get $capacity) (i32.const 1)))
        (br $double))))
    (local.set $table (call $malloc
      (i32.add (i32.shl (local.get $capacity) (i32.const 3)) (i32.const 8))))
    (local.set $counts (i32.add (local.get $table) (i32.shl (local.get $capacity) (i32.const 3))))
    (local.set $old (i32.load offset=8 (local.get $set)))
    (local.set $count (i32.load (local.get $set)))
    (i32.store (local.get $counts) (i32.load offset=4 (local.get $set)))
    (if (local.get $count) (then
      (i32.store offset=4 (local.get $counts) (i32.load offset=4
        (i32.add (local.get $old) (i32.shl (local.get $count) (i32.const 3)))))
      (loop $keys
        (local.set $key (i32.load (i32.add (local.get $old)
          (i32.shl (local.get $at) (i32.const 2)))))
        (if (i32.and (local.get $key) (i32.const -5)) (then
          (call $set_insert (local.get $table) (local.get $capacity) (local.get $key)
            (i32.load (i32.add (local.get $old)
              (i32.shl (i32.add (local.get $at) (local.get $count)) (i32.const 2)))))))
        (br_if $keys (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (i32.const 1)))
          (local.get $count))))))
    (i32.store (local.get $set) (local.get $capacity))
    (i32.store offset=8 (local.get $set) (local.get $table))
    (if (local.get $old) (then (call $free (local.get $old) (i32.const 0))))))
