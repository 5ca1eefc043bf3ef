;; Two tables of cells (hash << 16 | number of the name; 0: empty), open addressing. Names get into them in
;; the order of their numbers, at the first search after they were made. The addresses stand in
;; artifact.toml, [names]; src/names_index.rs fills the tables anew when the interpreter is parked.
;;   720896        names below this number are in a table
;;   720900        free cells of the small table: none during boot
;;   720904        hash of the last text that was looked for
;;   722944        small table, one page with the words above: names that a session makes
;;   786432        large table
(module
  (import "artifact" "memory" (memory 1))
  (func (param $text i32) (param $length i32) (result i32)
    (local $hash i32) (local $at i32) (local $end i32) (local $pools i32) (local $pool i32)
    (local $name i32) (local $total i32) (local $table i32) (local $mask i32) (local $cell i32)
    (local $other i32) (local $left i32)
    (if (i32.eqz (local.get $length)) (then (return (i32.const 1))))

    ;; The hash, eight bytes at a time, then singly.
    (local.set $hash (i32.const 5381))
    (local.set $end (i32.add (local.tee $at (local.get $text)) (local.get $length)))
    (block $short
      (br_if $short (i32.lt_u (local.get $length) (i32.const 8)))
      (local.set $left (i32.sub (local.get $end) (i32.const 8)))
      (loop $eight
        (local.set $hash
          (i32.xor (i32.load8_u offset=7 (local.get $at)) (i32.mul (i32.const 33)
          (i32.xor (i32.load8_u offset=6 (local.get $at)) (i32.mul (i32.const 33)
          (i32.xor (i32.load8_u offset=5 (local.get $at)) (i32.mul (i32.const 33)
          (i32.xor (i32.load8_u offset=4 (local.get $at)) (i32.mul (i32.const 33)
          (i32.xor (i32.load8_u offset=3 (local.get $at)) (i32.mul (i32.const 33)
          (i32.xor (i32.load8_u offset=2 (local.get $at)) (i32.mul (i32.const 33)
          (i32.xor (i32.load8_u offset=1 (local.get $at)) (i32.mul (i32.const 33)
          (i32.xor (i32.load8_u (local.get $at)) (i32.mul (i32.const 33)
          (local.get $hash))))))))))))))))))
        (br_if $eight (i32.le_u (local.tee $at (i32.add (local.get $at) (i32.const 8)))
          (local.get $left)))))
    (if (i32.lt_u (local.get $at) (local.get $end)) (then
      (loop $one
        (local.set $hash (i32.xor (i32.load8_u (local.get $at))
          (i32.mul (local.get $hash) (i32.const 33))))
        (br_if $one (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1)))
          (local.get $end))))))
    ;; 16 bits, but not 0.
    (local.set $hash (select (i32.const 1)
      (local.tee $hash (i32.and (local.get $hash) (i32.const 0xFFFF)))
      (i32.eqz (local.get $hash))))
    (i32.store (i32.const 720904) (local.get $hash))
    ;; Longer names do not exist.
    (if (i32.gt_u (local.get $length) (i32.const 255)) (then (return (i32.const 0))))

    ;; New names. (A pool: the one before it, number of its first name, capacity, count, hashes, lengths,
    ;; texts. The highest bit of the number says something else.)
    (local.set $total (i32.add (i32.load offset=12 (local.tee $pools (i32.load (i32.const 66808))))
      (i32.and (i32.load offset=4 (local.get $pools)) (i32.const 0x7FFFFFFF))))
    (block $indexed
      (loop $next
        (br_if $indexed (i32.ge_u (local.tee $name (i32.load (i32.const 720896)))
          (local.get $total)))
        (if (local.tee $left (i32.load (i32.const 720900)))
          (then
            (i32.store (i32.const 720900) (i32.sub (local.get $left) (i32.const 1)))
            (local.set $table (i32.const 722944))
            (local.set $mask (i32.const 2044)))
          (else
            (br_if $indexed (i32.ge_u (local.get $name) (i32.const 12288)))
            (local.set $table (i32.const 786432))
            (local.set $mask (i32.const 65532))))
        (local.set $pool (local.get $pools))
        (block $found
          (loop $older
            (br_if $found (i32.ge_u (local.get $name) (local.tee $other
              (i32.and (i32.load offset=4 (local.get $pool)) (i32.const 0x7FFFFFFF)))))
            (local.set $pool (i32.load (local.get $pool)))
            (br $older)))
        (local.set $cell (i32.load16_u (i32.add (i32.load offset=16 (local.get $pool))
          (i32.shl (i32.sub (local.get $name) (local.get $other)) (i32.const 1)))))
        (local.set $at (i32.shl (local.get $cell) (i32.const 2)))
        (loop $taken
          (local.set $at (i32.and (local.get $at) (local.get $mask)))
          (if (i32.load (i32.add (local.get $table) (local.get $at))) (then
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br $taken))))
        (i32.store (i32.add (local.get $table) (local.get $at))
          (i32.or (i32.shl (local.get $cell) (i32.const 16)) (local.get $name)))
        (i32.store (i32.const 720896) (i32.add (local.get $name) (i32.const 1)))
        (br $next)))

    ;; The small table, then the large one.
    (local.set $table (i32.const 722944))
    (local.set $mask (i32.const 2044))
    (loop $tables
      (local.set $at (i32.and (i32.shl (local.get $hash) (i32.const 2)) (local.get $mask)))
      (block $absent
        (loop $probe
          (br_if $absent (i32.eqz (local.tee $cell
            (i32.load (i32.add (local.get $table) (local.get $at))))))
          (block $different
            (br_if $different (i32.ne (i32.shr_u (local.get $cell) (i32.const 16))
              (local.get $hash)))
            (local.set $name (i32.and (local.get $cell) (i32.const 0xFFFF)))
            (local.set $pool (local.get $pools))
            (block $found
              (loop $older
                (br_if $found (i32.ge_u (local.get $name) (local.tee $other
                  (i32.and (i32.load offset=4 (local.get $pool)) (i32.const 0x7FFFFFFF)))))
                (local.set $pool (i32.load (local.get $pool)))
                (br $older)))
            (local.set $other (i32.sub (local.get $name) (local.get $other)))
            (br_if $different (i32.ne (local.get $length)
              (i32.load8_u (i32.add (i32.load offset=20 (local.get $pool)) (local.get $other)))))
            (local.set $other (i32.load offset=24
              (i32.add (local.get $pool) (i32.shl (local.get $other) (i32.const 2)))))
            (local.set $end (local.get $text))
            (local.set $left (local.get $length))
            (loop $compare
              (if (i32.ge_u (local.get $left) (i32.const 4)) (then
                (br_if $different (i32.ne (i32.load (local.get $end)) (i32.load (local.get $other))))
                (local.set $end (i32.add (local.get $end) (i32.const 4)))
                (local.set $other (i32.add (local.get $other) (i32.const 4)))
                (local.set $left (i32.sub (local.get $left) (i32.const 4)))
                (br $compare)))
              (if (local.get $left) (then
                (br_if $different
                  (i32.ne (i32.load8_u (local.get $end)) (i32.load8_u (local.get $other))))
                (local.set $end (i32.add (local.get $end) (i32.const 1)))
                (local.set $other (i32.add (local.get $other) (i32.const 1)))
                (local.set $left (i32.sub (local.get $left) (i32.const 1)))
                (br $compare))))
            (return (local.get $name)))
          (local.set $at (i32.and (i32.add (local.get $at) (i32.const 4)) (local.get $mask)))
          (br $probe)))
      (if (i32.eq (local.get $mask) (i32.const 2044)) (then
        (local.set $table (i32.const 786432))
        (local.set $mask (i32.const 65532))
        (br $tables))))

    ;; What found no room in the tables, the newest first.
    (local.set $left (i32.load (i32.const 720896)))
    (loop $older
      (block $next
        (br_if $next (i32.le_u (local.get $total) (local.get $left)))
        (local.set $total (i32.sub (local.get $total) (i32.const 1)))
        (loop $pool
          (if (i32.lt_u (local.get $total) (i32.and (i32.load offset=4 (local.get $pools))
                (i32.const 0x7FFFFFFF)))
            (then
              (local.set $pools (i32.load (local.get $pools)))
              (br $pool))))
        (local.set $name (i32.sub (local.get $total)
          (i32.and (i32.load offset=4 (local.get $pools)) (i32.const 0x7FFFFFFF))))
        (br_if $older (i32.ne (local.get $hash)
          (i32.load16_u (i32.add (i32.load offset=16 (local.get $pools))
            (i32.shl (local.get $name) (i32.const 1))))))
        (br_if $older (i32.ne (local.get $length)
          (i32.load8_u (i32.add (i32.load offset=20 (local.get $pools)) (local.get $name)))))
        (local.set $other (i32.load offset=24
          (i32.add (local.get $pools) (i32.shl (local.get $name) (i32.const 2)))))
        (local.set $at (i32.const 0))
        (loop $compare
          (br_if $older (i32.ne (i32.load8_u (i32.add (local.get $text) (local.get $at)))
            (i32.load8_u (i32.add (local.get $other) (local.get $at)))))
          (br_if $compare (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1)))
            (local.get $length))))
        (return (local.get $total))))
    (i32.const 0)))
