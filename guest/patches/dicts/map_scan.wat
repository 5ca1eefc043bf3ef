;; map_scan(table, capacity, key) -> the number of the entry that has this very key, or something not below the
;; capacity. For at most 8 entries. The loads may go beyond the table, never beyond the memory: a heap is followed by
;; its tables.
(module
  (import "artifact" "memory" (memory 1))
  (func (param $table i32) (param $capacity i32) (param $key i32) (result i32)
    (local $found i32)
    (local.set $found (i32.eq (i32.load (local.get $table)) (local.get $key)))
    (local.set $found (i32.or (local.get $found)
      (i32.shl (i32.eq (i32.load offset=8 (local.get $table)) (local.get $key)) (i32.const 1))))
    (local.set $found (i32.or (local.get $found)
      (i32.shl (i32.eq (i32.load offset=16 (local.get $table)) (local.get $key)) (i32.const 2))))
    (local.set $found (i32.or (local.get $found)
      (i32.shl (i32.eq (i32.load offset=24 (local.get $table)) (local.get $key)) (i32.const 3))))
    (local.set $found (i32.or (local.get $found)
      (i32.shl (i32.eq (i32.load offset=32 (local.get $table)) (local.get $key)) (i32.const 4))))
    (local.set $found (i32.or (local.get $found)
      (i32.shl (i32.eq (i32.load offset=40 (local.get $table)) (local.get $key)) (i32.const 5))))
    (local.set $found (i32.or (local.get $found)
      (i32.shl (i32.eq (i32.load offset=48 (local.get $table)) (local.get $key)) (i32.const 6))))
    (local.set $found (i32.or (local.get $found)
      (i32.shl (i32.eq (i32.load offset=56 (local.get $table)) (local.get $key)) (i32.const 7))))
    (i32.ctz (i32.or (local.get $found) (i32.shl (i32.const 1) (local.get $capacity))))))
