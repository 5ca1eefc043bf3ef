;; mp_set_lookup(set, key, what to do) -> the key that is there, or 0. 0: look up, 1: add if it is not there, 2: remove.
;;
;; The places of keys, and so the order in which a set is walked, are those of CPython: a table of 2**n places, ten
;; places in a row are tried, then another one that the rest of the hash chooses. When three fifths are taken it becomes
;; four times as large as there are keys (from 50,000 on, twice).
;; A set is capacity (0 stands for an empty table of 8), count, table. The table is keys (0: free, 4: deleted), the
;; hashes of all places (set_hash.wat), the number of places that are not free, and where `pop` looks next.
;;
;; `__eq__` and `__hash__` may do anything to the set, so it is read anew after each.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 440" (func $equal (param i32 i32) (result i32)))
  (import "artifact" "function set_hash" (func $set_hash (param i32) (result i32)))
  (import "artifact" "function set_resize" (func $set_resize (param i32 i32)))
  (func (param $set i32) (param $key i32) (param $kind i32) (result i32)
    (local $hash i32) (local $capacity i32) (local $table i32) (local $mask i32) (local $place i32)
    (local $perturb i64) (local $at i32) (local $last i32) (local $other i32) (local $cell i32)
    (local $result i32) (local $count i32) (local $deleted i32)
    (local.set $hash (call $set_hash (local.get $key)))
    (loop $again
      (local.set $capacity (i32.load (local.get $set)))
      (if (i32.eqz (local.get $capacity)) (then
        (if (i32.ne (local.get $kind) (i32.const 1)) (then (return (i32.const 0))))
        (call $set_resize (local.get $set) (i32.const 0))
        (br $again)))
      (local.set $deleted (i32.const 0))
      (local.set $table (i32.load offset=8 (local.get $set)))
      (local.set $mask (i32.sub (local.get $capacity) (i32.const 1)))
      (local.set $place (i32.and (local.get $mask)
        (i32.shr_s (local.get $hash) (i32.const 1))))
      (local.set $perturb (i64.extend_i32_s (i32.shr_s (local.get $hash) (i32.const 1))))
      (block $found
        (block $free
          (loop $jump
            (local.set $at (local.get $place))
            (local.set $last (i32.add (local.get $place)
              (select (i32.const 9) (i32.const 0)
                (i32.le_u (i32.add (local.get $place) (i32.const 9)) (local.get $mask)))))
            (loop $line
              (local.set $cell (i32.add (local.get $table)
                (i32.shl (local.get $at) (i32.const 2))))
              (local.set $other (i32.load (local.get $cell)))
              (br_if $free (i32.eqz (local.get $other)))
              (local.set $deleted (select (local.get $cell) (local.get $deleted)
                (i32.eq (local.get $other) (i32.const 4))))
              (if (i32.eq (local.get $hash) (i32.load (i32.add (local.get $cell)
                    (i32.shl (local.get $capacity) (i32.const 2)))))
                (then
                  (br_if $found (i32.eq (local.get $other) (local.get $key)))
                  (local.set $result (call $equal (local.get $other) (local.get $key)))
                  (br_if $again (i32.or
                    (i32.ne (i32.load offset=8 (local.get $set)) (local.get $table))
                    (i32.ne (i32.load (local.get $set)) (local.get $capacity))))
                  (br_if $again (i32.ne (i32.load (local.get $cell)) (local.get $other)))
                  (br_if $found (local.get $result))))
              (br_if $line (i32.le_u
                (local.tee $at (i32.add (local.get $at) (i32.const 1)))
                (local.get $last))))
            (local.set $perturb (i64.shr_u (local.get $perturb) (i64.const 5)))
            (local.set $place (i32.and (local.get $mask) (i32.add
              (i32.add (i32.mul (local.get $place) (i32.const 5)) (i32.const 1))
              (i32.wrap_i64 (local.get $perturb)))))
            (br $jump)))
        (if (i32.ne (local.get $kind) (i32.const 1)) (then (return (i32.const 0))))
        ;; The last deleted place on the way is taken again.
        (local.set $cell (select (local.get $deleted) (local.get $cell) (local.get $deleted)))
        (i32.store (i32.add (local.get $cell) (i32.shl (local.get $capacity) (i32.const 2)))
          (local.get $hash))
        (i32.store (local.get $cell) (local.get $key))
        (local.set $count (i32.add (i32.const 1) (i32.load offset=4 (local.get $set))))
        (i32.store offset=4 (local.get $set) (local.get $count))
        (if (local.get $deleted) (then (return (local.get $key))))
        (local.set $at (i32.add (local.get $table)
          (i32.shl (local.get $capacity) (i32.const 3))))
        (local.set $last (i32.add (i32.const 1) (i32.load (local.get $at))))
        (i32.store (local.get $at) (local.get $last))
        (if (i32.ge_u (i32.mul (local.get $last) (i32.const 5))
              (i32.mul (local.get $mask) (i32.const 3)))
          (then (call $set_resize (local.get $set) (i32.shl (local.get $count)
            (select (i32.const 1) (i32.const 2)
              (i32.gt_u (local.get $count) (i32.const 50000)))))))
        (return (local.get $key)))
      (if (i32.eq (local.get $kind) (i32.const 2)) (then
        (i32.store (local.get $cell) (i32.const 4))
        (i32.store (i32.add (local.get $cell) (i32.shl (local.get $capacity) (i32.const 2)))
          (i32.const 0))
        (i32.store offset=4 (local.get $set)
          (i32.sub (i32.load offset=4 (local.get $set)) (i32.const 1)))))
      (return (local.get $other)))
    (unreachable)))
