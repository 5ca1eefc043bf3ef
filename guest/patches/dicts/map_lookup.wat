;; mp_map_lookup(map, key, what to do) -> entry, or 0. 0: look up, 1: add if it is not there, 2: remove.
;;
;; A map is flags (bit 0: all keys are names, 1: may not change, 2: fixed table of a few entries) and count from bit 3 on,
;; capacity, and table. Entries (key, value) stand in the order in which keys came; behind the last one are zeros. A
;; deleted entry has the key 4, and its value stays for the caller.
;;
;; Up to a capacity of 8 that is all (a last entry that is deleted gets the key 0), and the keys are small ints, names, texts and constants: their comparison runs no
;; Python code. Any other key, or a ninth one, gives the table an index. Behind the entries follow:
;;   the number of entries taken, deleted ones included;
;;   the number of cells taken;
;;   the number of an entry, before which all are deleted;
;;   the hash of each entry, as a small int's word;
;;   the cells: 0, or 1 + the number of an entry; 1, 2 or 4 bytes each, with linear probing; 4 bytes of room.
;; map_bytes.wat says how many bytes that is. A cell of a deleted entry stays until the table is made anew; if the last
;; entry was taken away (popitem.wat), its place is used again, and a cell that still leads there leads to a right entry.
;;
;; `__eq__` and `__hash__` may do anything to the map, so it is read anew after each.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 62" (func $find_name (param i32 i32) (result i32)))
  (import "artifact" "function 391" (func $refuse (param i32)))
  (import "artifact" "function 440" (func $equal (param i32 i32) (result i32)))
  (import "artifact" "function map_scan" (func $map_scan (param i32 i32 i32) (result i32)))
  (import "artifact" "function map_hash" (func $map_hash (param i32) (result i32)))
  (import "artifact" "function map_grow" (func $map_grow (param i32 i32)))
  (func (param $map i32) (param $key i32) (param $kind i32) (result i32)
    (local $flags i32) (local $capacity i32) (local $table i32) (local $found i32)
    (local $entry i32) (local $hash i32) (local $other i32) (local $number i32) (local $plain i32)
    (local $wide i32) (local $mask i32) (local $cell_count i32) (local $cell i32) (local $at i32)
    (local $hashes i32) (local $cells i32)
    (loop $again
      (local.set $flags (i32.load (local.get $map)))
      (local.set $capacity (i32.load offset=4 (local.get $map)))
      (local.set $table (i32.load offset=8 (local.get $map)))
      (block $remove
      (block $absent_small
      (block $indexed
        (br_if $indexed (i32.or (i32.and (local.get $flags) (i32.const 4))
          (i32.gt_u (local.get $capacity) (i32.const 8))))
        ;; The same as map_scan, which is not called for the sake of speed.
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
        (local.set $number (i32.ctz (i32.or (local.get $found)
          (i32.shl (i32.const 1) (local.get $capacity)))))
        (local.set $entry (i32.add (local.get $table) (i32.shl (local.get $number) (i32.const 3))))
        (if (i32.lt_u (local.get $number) (local.get $capacity)) (then
          (br_if $remove (i32.eq (local.get $kind) (i32.const 2)))
          (return (local.get $entry))))
        (if (i32.and (local.get $key) (i32.const 3))
          (then
            ;; A name, a small int, a constant: no other name or int is equal.
            (br_if $absent_small (i32.and (local.get $flags) (i32.const 1)))
            (if (i32.ne (i32.and (local.get $key) (i32.const 7)) (i32.const 2)) (then
              ;; 1 and True, 0 and False
              (local.set $other (i32.const 0))
              (local.set $other (select (i32.const 30) (local.get $other)
                (i32.eq (local.get $key) (i32.const 3))))
              (local.set $other (select (i32.const 14) (local.get $other)
                (i32.eq (local.get $key) (i32.const 1))))
              (local.set $other (select (i32.const 3) (local.get $other)
                (i32.eq (local.get $key) (i32.const 30))))
              (local.set $other (select (i32.const 1) (local.get $other)
                (i32.eq (local.get $key) (i32.const 14))))
              (br_if $absent_small (i32.eqz (local.get $other)))
              (local.set $number (call $map_scan (local.get $table) (local.get $capacity)
                (local.get $other)))
              (br_if $absent_small (i32.ge_u (local.get $number) (local.get $capacity)))
              (local.set $entry (i32.add (local.get $table)
                (i32.shl (local.get $number) (i32.const 3))))
              (br_if $remove (i32.eq (local.get $kind) (i32.const 2)))
              (return (local.get $entry)))))
          (else
            (if (i32.eq (i32.load (local.get $key)) (i32.const 27044))
              (then
                ;; A text may be the name of an entry.
                (local.set $other (i32.const 0))
                (if (i32.lt_u (i32.load offset=8 (local.get $key)) (i32.const 256)) (then
                (local.set $other (call $find_name (i32.load offset=12 (local.get $key))
                  (i32.load offset=8 (local.get $key))))))
                (if (local.get $other) (then
                  (local.set $number (call $map_scan (local.get $table) (local.get $capacity)
                    (i32.or (i32.const 2) (i32.shl (local.get $other) (i32.const 3)))))
                  (if (i32.lt_u (local.get $number) (local.get $capacity)) (then
                    (local.set $entry (i32.add (local.get $table)
                      (i32.shl (local.get $number) (i32.const 3))))
                    (br_if $remove (i32.eq (local.get $kind) (i32.const 2)))
                    (return (local.get $entry))))))
                (br_if $absent_small (i32.and (local.get $flags) (i32.const 1))))
              (else
                ;; Anything else. The hash comes first, because it may be refused.
                (if (i32.eqz (local.get $hash)) (then
                  (local.set $hash (call $map_hash (local.get $key)))
                  (br $again)))
                (local.set $number (i32.const 0))
                (block $none
                  (loop $entries
                    (br_if $none (i32.ge_u (local.get $number) (local.get $capacity)))
                    (local.set $entry (i32.add (local.get $table)
                      (i32.shl (local.get $number) (i32.const 3))))
                    (local.set $number (i32.add (local.get $number) (i32.const 1)))
                    (local.set $other (i32.load (local.get $entry)))
                    (br_if $entries (i32.eqz (i32.and (local.get $other) (i32.const -5))))
                    (br_if $entries (i32.ne (call $map_hash (local.get $other))
                      (local.get $hash)))
                    (local.set $found (call $equal (local.get $other) (local.get $key)))
                    (br_if $again (i32.or
                      (i32.ne (i32.load offset=8 (local.get $map)) (local.get $table))
                      (i32.ne (i32.load offset=4 (local.get $map)) (local.get $capacity))))
                    (br_if $again (i32.ne (i32.load (local.get $entry)) (local.get $other)))
                    (br_if $entries (i32.eqz (local.get $found)))
                    (br_if $remove (i32.eq (local.get $kind) (i32.const 2)))
                    (return (local.get $entry))))
                (if (i32.ne (local.get $kind) (i32.const 1)) (then (return (i32.const 0))))
                (call $map_grow (local.get $map) (i32.const 1))
                (br $again)))))
        ;; Texts that are no names.
        (local.set $number (i32.const 0))
        (loop $texts
          (br_if $absent_small (i32.ge_u (local.get $number) (local.get $capacity)))
          (local.set $entry (i32.add (local.get $table)
            (i32.shl (local.get $number) (i32.const 3))))
          (local.set $number (i32.add (local.get $number) (i32.const 1)))
          (local.set $other (i32.load (local.get $entry)))
          (br_if $texts (i32.or (i32.and (local.get $other) (i32.const 3))
            (i32.eqz (i32.and (local.get $other) (i32.const -5)))))
          (br_if $texts (i32.eqz (call $equal (local.get $other) (local.get $key))))
          (br_if $remove (i32.eq (local.get $kind) (i32.const 2)))
          (return (local.get $entry))))
      ;; With an index, or fixed. First the number of an entry that was found lately.
      (if (local.get $capacity) (then
        (local.set $at (i32.add (i32.const 67240)
          (i32.and (i32.shr_u (local.get $key) (i32.const 2)) (i32.const 127))))
        (local.set $number (i32.load8_u (local.get $at)))
        (local.set $number (select (local.get $number) (i32.const 0)
          (i32.lt_u (local.get $number) (local.get $capacity))))
        (local.set $entry (i32.add (local.get $table)
          (i32.shl (local.get $number) (i32.const 3))))
        (if (i32.and (i32.eq (i32.load (local.get $entry)) (local.get $key))
              (i32.ne (local.get $kind) (i32.const 2)))
          (then (return (local.get $entry))))))
      (block $fixed
        (br_if $fixed (i32.and (local.get $flags) (i32.const 4)))
        (if (i32.eqz (local.get $hash)) (then
          (local.set $hash (call $map_hash (local.get $key)))
          ;; Other kinds of keys may have run code.
          (br_if $again (i32.eqz (i32.and (local.get $key) (i32.const 3))))))
        (local.set $wide (i32.add (i32.gt_u (local.get $capacity) (i32.const 255))
          (i32.gt_u (local.get $capacity) (i32.const 65535))))
        (local.set $mask (i32.shr_u (i32.const -1)
          (i32.sub (i32.const 32) (i32.shl (i32.const 8) (local.get $wide)))))
        (local.set $cell_count (i32.add (local.get $capacity) (i32.shr_u (local.get $capacity)
          (i32.shr_u (local.get $wide) (i32.const 1)))))
        (local.set $hashes (i32.add (i32.const 12)
          (i32.add (local.get $table) (i32.shl (local.get $capacity) (i32.const 3)))))
        (local.set $cells (i32.add (local.get $hashes)
          (i32.shl (local.get $capacity) (i32.const 2))))
        (local.set $cell (i32.wrap_i64 (i64.shr_u (i64.mul
          (i64.extend_i32_u (i32.mul (local.get $hash) (i32.const 0x9E3779B1)))
          (i64.extend_i32_u (local.get $cell_count))) (i64.const 32))))
        (loop $probe
          (local.set $at (i32.add (local.get $cells)
            (i32.shl (local.get $cell) (local.get $wide))))
          (local.set $cell (i32.add (local.get $cell) (i32.const 1)))
          (local.set $cell (select (i32.const 0) (local.get $cell)
            (i32.eq (local.get $cell) (local.get $cell_count))))
          ;; A free cell gives -1, where a count stands instead of a hash.
          (local.set $number (i32.sub
            (i32.and (i32.load (local.get $at)) (local.get $mask)) (i32.const 1)))
          (br_if $probe (i32.and
            (i32.ne (local.get $number) (i32.const -1))
            (i32.ne (local.get $hash) (i32.load (i32.add (local.get $hashes)
              (i32.shl (local.get $number) (i32.const 2)))))))
          (block $found
            (block $free
              (br_if $free (i32.eq (local.get $number) (i32.const -1)))
              (local.set $entry (i32.add (local.get $table)
                (i32.shl (local.get $number) (i32.const 3))))
              (local.set $other (i32.load (local.get $entry)))
              (br_if $found (i32.eq (local.get $other) (local.get $key)))
              ;; Deleted; or two names, two small ints.
              (br_if $probe (i32.or (i32.eqz (i32.and (local.get $other) (i32.const -5)))
                (i32.or
                  (i32.and (i32.const 1) (i32.and (local.get $key) (local.get $other)))
                  (i32.and
                    (i32.eq (i32.and (local.get $key) (i32.const 7)) (i32.const 2))
                    (i32.eq (i32.and (local.get $other) (i32.const 7)) (i32.const 2))))))
              (local.set $plain (call $equal (local.get $other) (local.get $key)))
              (br_if $again (i32.or
                (i32.ne (i32.load offset=8 (local.get $map)) (local.get $table))
                (i32.ne (i32.load offset=4 (local.get $map)) (local.get $capacity))))
              (br_if $again (i32.ne (i32.load (local.get $entry)) (local.get $other)))
              (br_if $probe (i32.eqz (local.get $plain)))
              (br $found))
            (if (i32.ne (local.get $kind) (i32.const 1)) (then (return (i32.const 0))))
            (local.set $number (i32.load (i32.sub (local.get $hashes) (i32.const 12))))
            (local.set $other (i32.load (i32.sub (local.get $hashes) (i32.const 8))))
            (if (i32.or (i32.ge_u (local.get $number) (local.get $capacity))
                  (i32.ge_u (local.get $other) (local.get $capacity)))
              (then
                (call $map_grow (local.get $map) (i32.const 1))
                (br $again)))
            (local.set $entry (i32.add (local.get $table)
              (i32.shl (local.get $number) (i32.const 3))))
            (i32.store (i32.add (local.get $hashes) (i32.shl (local.get $number) (i32.const 2)))
              (local.get $hash))
            (i64.store (local.get $entry) (i64.extend_i32_u (local.get $key)))
            (i32.store (local.get $at)
              (i32.or (i32.load (local.get $at)) (i32.add (local.get $number) (i32.const 1))))
            (i32.store (i32.sub (local.get $hashes) (i32.const 12))
              (i32.add (local.get $number) (i32.const 1)))
            (i32.store (i32.sub (local.get $hashes) (i32.const 8))
              (i32.add (local.get $other) (i32.const 1)))
            (i32.store (local.get $map) (i32.add (i32.const 8)
              (i32.and (i32.load (local.get $map))
                (select (i32.const -1) (i32.const -2)
                  (i32.eq (i32.and (local.get $key) (i32.const 7)) (i32.const 2)))))))
          (i32.store8 (i32.add (i32.const 67240)
              (i32.and (i32.shr_u (local.get $key) (i32.const 2)) (i32.const 127)))
            (local.get $number))
          (br_if $remove (i32.eq (local.get $kind) (i32.const 2)))
          (return (local.get $entry))))
      ;; A fixed table: entries one by one.
      (if (local.get $kind) (then (call $refuse (i32.const 0)) (unreachable)))
      (local.set $number (i32.shr_u (local.get $flags) (i32.const 3)))
      (local.set $entry (local.get $table))
      (if (i32.and (local.get $key) (i32.const 3))
        (then
          ;; Whether only the same word is the same key.
          (local.set $plain (i32.and (i32.const 1) (local.get $flags)))
          (if (local.get $plain) (then
            (if (i32.ne (i32.and (local.get $key) (i32.const 7)) (i32.const 2))
              (then (return (i32.const 0)))))))
        (else
          (if (i32.ne (i32.load (local.get $key)) (i32.const 27044)) (then
            (if (i32.eqz (local.get $hash)) (then
              (local.set $hash (call $map_hash (local.get $key)))
              (br $again)))))))
      (loop $entries
        (if (i32.eqz (local.get $number)) (then (return (i32.const 0))))
        (block $next
          (if (i32.ne (i32.load (local.get $entry)) (local.get $key)) (then
            (br_if $next (local.get $plain))
            (br_if $next (i32.eqz (call $equal (i32.load (local.get $entry))
              (local.get $key))))))
          (i32.store8 (i32.add (i32.const 67240)
              (i32.and (i32.shr_u (local.get $key) (i32.const 2)) (i32.const 127)))
            (i32.shr_u (i32.sub (local.get $entry) (local.get $table)) (i32.const 3)))
          (return (local.get $entry)))
        (local.set $entry (i32.add (local.get $entry) (i32.const 8)))
        (local.set $number (i32.sub (local.get $number) (i32.const 1)))
        (br $entries)))
      ;; Not in a table of a few entries.
      (if (i32.ne (local.get $kind) (i32.const 1)) (then (return (i32.const 0))))
      (local.set $number (call $map_scan (local.get $table) (local.get $capacity) (i32.const 0)))
      (if (i32.ge_u (local.get $number) (local.get $capacity)) (then
        (call $map_grow (local.get $map) (i32.const 0))
        (local.set $capacity (i32.load offset=4 (local.get $map)))
        (br_if $again (i32.gt_u (local.get $capacity) (i32.const 8)))
        (local.set $table (i32.load offset=8 (local.get $map)))
        (local.set $number (i32.shr_u (local.get $flags) (i32.const 3)))))
      (local.set $entry (i32.add (local.get $table) (i32.shl (local.get $number) (i32.const 3))))
      (i64.store (local.get $entry) (i64.extend_i32_u (local.get $key)))
      (i32.store (local.get $map) (i32.add (i32.const 8)
        (i32.and (local.get $flags)
          (select (i32.const -1) (i32.const -2)
            (i32.eq (i32.and (local.get $key) (i32.const 7)) (i32.const 2))))))
      (return (local.get $entry)))
      ;; Remove.
      (i32.store (local.get $map) (i32.sub (i32.load (local.get $map)) (i32.const 8)))
      (i32.store (local.get $entry)
        (select (i32.const 0) (i32.const 4) (i32.and
          (i32.le_u (local.get $capacity) (i32.const 8))
          (i32.or
            (i32.eqz (i32.load offset=8 (local.get $entry)))
            (i32.eq
              (i32.sub (local.get $entry) (local.get $table))
              (i32.shl (i32.sub (local.get $capacity) (i32.const 1)) (i32.const 3)))))))
      (return (local.get $entry)))
    (unreachable)))
