;; map_bytes(capacity) -> bytes of the table of a map. See map_lookup.wat.
(module
  (func (param $capacity i32) (result i32)
    (local $wide i32)
    (local.set $wide (i32.add (i32.gt_u (local.get $capacity) (i32.const 255))
      (i32.gt_u (local.get $capacity) (i32.const 65535))))
    (select
      (i32.shl (local.get $capacity) (i32.const 3))
      ;; Entries, four words, hashes, cells.
      (i32.add (i32.const 16) (i32.add
        (i32.mul (local.get $capacity) (i32.const 12))
        (i32.shl
          (i32.add (local.get $capacity) (i32.shr_u (local.get $capacity)
            (i32.shr_u (local.get $wide) (i32.const 1))))
          (local.get $wide))))
      (i32.le_u (local.get $capacity) (i32.const 8)))))
