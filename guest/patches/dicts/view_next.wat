;; The next item of an iterator over a dict, or 0. An iterator is its type, kind (0 items, 1 keys, 2 values) and number
;; of keys from bit 2 on, dict, number of the next entry.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 797" (func $new_tuple (param i32 i32) (result i32)))
  (func (param $iterator i32) (result i32)
    (local $dict i32) (local $number i32) (local $capacity i32) (local $entry i32) (local $key i32)
    (local $first i32) (local $kind i32) (local $at i32)
    (local.set $dict (i32.load offset=8 (local.get $iterator)))
    (local.set $number (i32.load offset=12 (local.get $iterator)))
    ;; It has ended.
    (if (i32.eq (local.get $number) (i32.const -1)) (then (return (i32.const 0))))
    (if (i32.ne (i32.shr_u (i32.load offset=4 (local.get $dict)) (i32.const 3))
          (i32.shr_u (i32.load offset=4 (local.get $iterator)) (i32.const 2)))
      (then
        ;; RuntimeError
        (call $raise_message (i32.const 23644) (i32.const {changed_size}))
        (unreachable)))
    (local.set $capacity (i32.load offset=8 (local.get $dict)))
    ;; Where the number of deleted entries at the begin is.
    (local.set $at (i32.add (i32.const 8)
      (i32.add (i32.load offset=12 (local.get $dict)) (i32.shl (local.get $capacity) (i32.const 3)))))
    (if (i32.eqz (local.get $number)) (then
      (local.set $first (i32.and (i32.gt_u (local.get $capacity) (i32.const 8))
        (i32.eqz (i32.and (i32.const 4) (i32.load offset=4 (local.get $dict))))))
      (if (local.get $first) (then (local.set $number (i32.load (local.get $at)))))))
    (loop $entries
      (local.set $entry (i32.add (i32.load offset=12 (local.get $dict))
        (i32.shl (local.get $number) (i32.const 3))))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (block $end
        (br_if $end (i32.gt_u (local.get $number) (local.get $capacity)))
        (br_if $entries (i32.eq (i32.const 4) (local.tee $key (i32.load (local.get $entry)))))
        (br_if $end (i32.eqz (local.get $key)))
        (i32.store offset=12 (local.get $iterator) (local.get $number))
        (if (local.get $first)
          (then (i32.store (local.get $at) (i32.sub (local.get $number) (i32.const 1)))))
        (local.set $kind (i32.and (i32.const 3) (i32.load offset=4 (local.get $iterator))))
        (if (i32.eq (local.get $kind) (i32.const 1)) (then (return (local.get $key))))
        (if (local.get $kind) (then (return (i32.load offset=4 (local.get $entry)))))
        (local.set $at (call $new_tuple (i32.const 2) (local.get $entry)))
        (return (local.get $at))))
    (i32.store offset=12 (local.get $iterator) (i32.const -1))
    (i32.const 0)))
