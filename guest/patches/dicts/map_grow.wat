;; map_grow(map, indexed): makes a larger table (or one without deleted entries), with an index if there are 8 keys or
;; `indexed` asks for it. Runs no Python code. See map_lookup.wat.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 35" (func $malloc (param i32) (result i32)))
  (import "artifact" "function 41" (func $free (param i32 i32)))
  (import "artifact" "function map_bytes" (func $map_bytes (param i32) (result i32)))
  (import "artifact" "function map_hash" (func $map_hash (param i32) (result i32)))
  (func (param $map i32) (param $indexed i32)
    (local $count i32) (local $capacity i32) (local $table i32) (local $old_capacity i32)
    (local $old i32) (local $old_hashes i32) (local $hashes i32) (local $cells i32)
    (local $cell_count i32) (local $wide i32) (local $mask i32) (local $from i32) (local $to i32)
    (local $entry i32) (local $key i32) (local $hash i32) (local $cell i32) (local $had_index i32)
    (local.set $count (i32.shr_u (i32.load (local.get $map)) (i32.const 3)))
    (local.set $old_capacity (i32.load offset=4 (local.get $map)))
    (local.set $had_index (i32.gt_u (local.get $old_capacity) (i32.const 8)))
    (local.set $indexed (i32.or (local.get $indexed)
      (i32.or (local.get $had_index) (i32.ge_u (local.get $count) (i32.const 8)))))
    (local.set $capacity
      (select
        (i32.add (i32.add (local.get $count) (i32.shr_u (local.get $count) (i32.const 1)))
          (select (i32.const 4) (i32.const 10) (i32.ge_u (local.get $count) (i32.const 8))))
        (select (i32.const 2)
          (select (i32.const 4) (i32.const 8) (i32.lt_u (local.get $count) (i32.const 4)))
          (i32.lt_u (local.get $count) (i32.const 2)))
        (local.get $indexed)))
    (local.set $table (call $malloc (call $map_bytes (local.get $capacity))))
    (local.set $old (i32.load offset=8 (local.get $map)))
    (local.set $wide (i32.add (i32.gt_u (local.get $capacity) (i32.const 255))
      (i32.gt_u (local.get $capacity) (i32.const 65535))))
    (local.set $mask (i32.shr_u (i32.const -1)
      (i32.sub (i32.const 32) (i32.shl (i32.const 8) (local.get $wide)))))
    (local.set $cell_count (i32.add (local.get $capacity) (i32.shr_u (local.get $capacity)
      (i32.shr_u (local.get $wide) (i32.const 1)))))
    (local.set $hashes (i32.add (i32.const 12)
      (i32.add (local.get $table) (i32.shl (local.get $capacity) (i32.const 3)))))
    (local.set $cells (i32.add (local.get $hashes) (i32.shl (local.get $capacity) (i32.const 2))))
    (local.set $old_hashes (i32.add (i32.const 12)
      (i32.add (local.get $old) (i32.shl (local.get $old_capacity) (i32.const 3)))))
    (block $done
      (br_if $done (i32.eqz (local.get $count)))
      (loop $entries
        (local.set $entry (i32.add (local.get $old) (i32.shl (local.get $from) (i32.const 3))))
        (local.set $key (i32.load (local.get $entry)))
        ;; Free (0) or deleted (4).
        (if (i32.eqz (i32.and (local.get $key) (i32.const -5))) (then
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (br $entries)))
        (i64.store (i32.add (local.get $table) (i32.shl (local.get $to) (i32.const 3)))
          (i64.load (local.get $entry)))
        (if (local.get $indexed) (then
          (local.set $hash
            (if (result i32) (local.get $had_index)
              (then (i32.load (i32.add (local.get $old_hashes)
                (i32.shl (local.get $from) (i32.const 2)))))
              (else (call $map_hash (local.get $key)))))
          (i32.store (i32.add (local.get $hashes) (i32.shl (local.get $to) (i32.const 2)))
            (local.get $hash))
          (local.set $cell (i32.wrap_i64 (i64.shr_u (i64.mul
            (i64.extend_i32_u (i32.mul (local.get $hash) (i32.const 0x9E3779B1)))
            (i64.extend_i32_u (local.get $cell_count))) (i64.const 32))))
          (block $free
            (loop $probe
              (local.set $entry (i32.add (local.get $cells)
                (i32.shl (local.get $cell) (local.get $wide))))
              (local.set $cell (i32.add (local.get $cell) (i32.const 1)))
              (local.set $cell (select (i32.const 0) (local.get $cell)
                (i32.eq (local.get $cell) (local.get $cell_count))))
              (br_if $probe (i32.and (i32.load (local.get $entry)) (local.get $mask)))))
          (i32.store (local.get $entry)
            (i32.or (i32.load (local.get $entry)) (i32.add (local.get $to) (i32.const 1))))))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (br_if $entries (i32.lt_u
          (local.tee $to (i32.add (local.get $to) (i32.const 1)))
          (local.get $count)))))
    (if (local.get $indexed) (then
      (i32.store (i32.sub (local.get $hashes) (i32.const 12)) (local.get $count))
      (i32.store (i32.sub (local.get $hashes) (i32.const 8)) (local.get $count))))
    (i32.store offset=4 (local.get $map) (local.get $capacity))
    (i32.store offset=8 (local.get $map) (local.get $table))
    (if (local.get $old) (then
      (call $free (local.get $old) (call $map_bytes (local.get $old_capacity)))))))
