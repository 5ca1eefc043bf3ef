(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 1271" (func $collect))
  (func (param $size i32) (param $flags i32) (result i32)
    (local $count i32) (local $may_collect i32) (local $table i32) (local $bytes i32)
    (local $at i32) (local $wrapped i32) (local $run i32) (local $step i32) (local $position i32)
    (local $first i32) (local $last i32) (local $cell i32) (local $lowest i32) (local $used i64)
    (local.set $count (i32.shr_u (local.tee $size (i32.add (local.get $size) (i32.const 15)))
      (i32.const 4)))
    ;; No bytes, or as many that the sum went round.
    (if (i32.eqz (local.get $count)) (then (return (i32.const 0))))
    ;; Locked, by the program or by a collection.
    (if (i32.load16_u (i32.const 66780)) (then (return (i32.const 0))))
    ;; gc_auto_collect_enabled; gc_alloc_amount and gc_alloc_threshold
    (local.set $may_collect (i32.ne (i32.load16_u (i32.const 67668)) (i32.const 0)))
    (if (local.get $may_collect) (then
      (if (i32.eqz (i32.lt_u (i32.load offset=900 (i32.const 66772))
            (i32.load offset=904 (i32.const 66772))))
        (then
          (call $collect)
          (local.set $may_collect (i32.const 0))))))
    ;; No block before gc_last_free_atb_index is free, or none that is given away before others.
    (if (i32.lt_u (local.tee $lowest (i32.load (i32.const 67400))) (i32.load (i32.const 71044)))
      (then (local.set $lowest (i32.load (i32.const 71044)))))
    ;; One or two blocks, without a finaliser: most often the byte of the table where the search begins has room.
    (block $long_way
      (br_if $long_way (i32.gt_u (local.get $count) (i32.const 2)))
      (br_if $long_way (i32.and (local.get $flags) (i32.const 1)))
      (local.set $at (local.get $lowest))
      (if (i32.eq (local.get $count) (i32.const 2)) (then
        (if (i32.gt_u (local.tee $step (i32.load (i32.const 71040))) (local.get $at))
          (then (local.set $at (local.get $step))))))
      (br_if $long_way (i32.ge_u (local.get $at) (i32.load (i32.const 67384))))
      (local.set $cell (i32.add (i32.load (i32.const 67380)) (local.get $at)))
      (local.set $run (i32.load8_u (local.get $cell)))
      ;; One bit for each of four blocks, set if it is free; for two blocks, if the next one is, too.
      (local.set $position (i32.and (i32.const 0x55) (i32.xor (i32.const -1)
        (i32.or (local.get $run) (i32.shr_u (local.get $run) (i32.const 1))))))
      (if (i32.eq (local.get $count) (i32.const 2)) (then
        (local.set $position (i32.and (local.get $position)
          (i32.shr_u (local.get $position) (i32.const 2))))))
      (br_if $long_way (i32.eqz (local.get $position)))
      (local.set $position (i32.ctz (local.get $position)))
      (local.set $first (i32.add (i32.shl (local.get $at) (i32.const 2))
        (i32.shr_u (local.get $position) (i32.const 1))))
      (local.set $last (i32.sub (i32.add (local.get $first) (local.get $count)) (i32.const 1)))
      (if (i32.gt_u (local.get $last) (i32.load (i32.const 67404)))
        (then (i32.store (i32.const 67404) (local.get $last))))
      (i32.store (i32.const 67672) (i32.add (i32.load (i32.const 67672)) (local.get $count)))
      (local.set $step (i32.add (i32.load (i32.const 67392))
        (i32.shl (local.get $first) (i32.const 4))))
      (i64.store (local.get $step) (i64.const 0))
      (i64.store offset=8 (local.get $step) (i64.const 0))
      (if (i32.eq (local.get $count) (i32.const 1))
        (then
          (i32.store8 (local.get $cell) (i32.or (local.get $run)
            (i32.shl (i32.const 1) (local.get $position))))
          (i32.store (i32.const 67400)
            (i32.shr_u (i32.add (local.get $last) (i32.const 1)) (i32.const 2))))
        (else
          (i64.store offset=16 (local.get $step) (i64.const 0))
          (i64.store offset=24 (local.get $step) (i64.const 0))
          ;; A head and a tail.
          (i32.store8 (local.get $cell) (i32.or (local.get $run)
            (i32.shl (i32.const 9) (local.get $position))))
          (i32.store (i32.const 71040) (local.get $at))))
      (return (local.get $step)))
    (block $found
      (loop $search
        (local.set $table (i32.load (i32.const 67380)))
        (local.set $bytes (i32.load (i32.const 67384)))
        (local.set $at (local.get $lowest))
        (local.set $wrapped (i32.const 1))
        (if (i32.and (i32.gt_u (local.get $count) (i32.const 1))
              (i32.gt_u (i32.load (i32.const 71040)) (local.get $at)))
          (then
            (local.set $at (i32.load (i32.const 71040)))
            (local.set $wrapped (i32.const 0))))
        (loop $pass
          (local.set $run (i32.const 0))
          (block $end
            (loop $words
              (br_if $end (i32.ge_u (local.get $at) (local.get $bytes)))
              ;; One bit for each of 32 blocks, set if it is in use.
              (local.set $used (i64.load (i32.add (local.get $table) (local.get $at))))
              (local.set $used (i64.and (i64.const 0x5555555555555555)
                (i64.or (local.get $used) (i64.shr_u (local.get $used) (i64.const 1)))))
              (local.set $step (i32.sub (local.get $bytes) (local.get $at)))
              (if (i32.lt_u (local.get $step) (i32.const 8)) (then
                ;; What lies behind the table counts as used.
                (local.set $used (i64.or (local.get $used)
                  (i64.and (i64.const 0x5555555555555555) (i64.shl (i64.const -1)
                    (i64.extend_i32_u (i32.shl (local.get $step) (i32.const 3)))))))))
              (local.set $position (i32.const 0))
              (block $word_done
                (if (i64.eq (local.get $used) (i64.const 0x5555555555555555)) (then
                  (local.set $run (i32.const 0))
                  (br $word_done)))
                (loop $runs
                  ;; Free blocks from here on.
                  (local.set $step (i32.wrap_i64 (i64.shr_u
                    (i64.ctz (i64.shr_u (local.get $used)
                      (i64.extend_i32_u (i32.shl (local.get $position) (i32.const 1)))))
                    (i64.const 1))))
                  (if (i32.gt_u (local.get $step)
                        (i32.sub (i32.const 32) (local.get $position)))
                    (then (local.set $step
                      (i32.sub (i32.const 32) (local.get $position)))))
                  (if (i32.ge_u (i32.add (local.get $run) (local.get $step))
                        (local.get $count))
                    (then
                      (local.set $last (i32.sub
                        (i32.add
                          (i32.add (i32.shl (local.get $at) (i32.const 2)) (local.get $position))
                          (i32.sub (local.get $count) (local.get $run)))
                        (i32.const 1)))
                      (br $found)))
                  (local.set $run (i32.add (local.get $run) (local.get $step)))
                  (local.set $position (i32.add (local.get $position) (local.get $step)))
                  (br_if $word_done (i32.ge_u (local.get $position) (i32.const 32)))
                  ;; A used block ends the run; used blocks from here on.
                  (local.set $run (i32.const 0))
                  (local.set $position (i32.add (local.get $position) (i32.wrap_i64 (i64.shr_u
                    (i64.ctz (i64.shr_u
                      (i64.xor (local.get $used) (i64.const 0x5555555555555555))
                      (i64.extend_i32_u (i32.shl (local.get $position) (i32.const 1)))))
                    (i64.const 1)))))
                  (br_if $runs (i32.lt_u (local.get $position) (i32.const 32)))))
              (local.set $at (i32.add (local.get $at) (i32.const 8)))
              (br $words)))
          (if (i32.eqz (local.get $wrapped)) (then
            (local.set $at (local.get $lowest))
            (local.set $wrapped (i32.const 1))
            (br $pass))))
        ;; Until the next collection, what is free in the library's part is given away, too.
        (if (i32.load (i32.const 71044)) (then
          (i32.store (i32.const 71044) (i32.const 0))
          (i32.store (i32.const 67400) (i32.const 0))
          (local.set $lowest (i32.const 0))
          (br $search)))
        (if (i32.eqz (local.get $may_collect)) (then (return (i32.const 0))))
        (call $collect)
        (local.set $may_collect (i32.const 0))
        (local.set $lowest (i32.load (i32.const 71044)))
        (br $search)))
    (local.set $first (i32.sub (i32.add (local.get $last) (i32.const 1)) (local.get $count)))
    (if (i32.eq (local.get $count) (i32.const 1))
      (then (i32.store (i32.const 67400)
        (i32.shr_u (i32.add (local.get $last) (i32.const 1)) (i32.const 2))))
      (else (i32.store (i32.const 71040) (i32.shr_u (local.get $last) (i32.const 2)))))
    (if (i32.gt_u (local.get $last) (i32.load (i32.const 67404)))
      (then (i32.store (i32.const 67404) (local.get $last))))
    ;; One head, then tails: singly up to a whole byte, bytes, singly again.
    (local.set $cell (i32.add (local.get $table) (i32.shr_u (local.get $first) (i32.const 2))))
    (i32.store8 (local.get $cell) (i32.or (i32.load8_u (local.get $cell))
      (i32.shl (i32.const 1)
        (i32.shl (i32.and (local.get $first) (i32.const 3)) (i32.const 1)))))
    (local.set $position (i32.add (local.get $first) (i32.const 1)))
    (block $tails_done
      (loop $tails
        (br_if $tails_done (i32.gt_u (local.get $position) (local.get $last)))
        (local.set $cell (i32.add (local.get $table)
          (i32.shr_u (local.get $position) (i32.const 2))))
        (local.set $step (i32.shr_u
          (i32.sub (i32.add (local.get $last) (i32.const 1)) (local.get $position))
          (i32.const 2)))
        (if (i32.and (i32.eqz (i32.and (local.get $position) (i32.const 3)))
              (i32.ne (local.get $step) (i32.const 0)))
          (then
            (memory.fill (local.get $cell) (i32.const 0xAA) (local.get $step))
            (local.set $position (i32.add (local.get $position)
              (i32.shl (local.get $step) (i32.const 2)))))
          (else
            (i32.store8 (local.get $cell) (i32.or (i32.load8_u (local.get $cell))
              (i32.shl (i32.const 2)
                (i32.shl (i32.and (local.get $position) (i32.const 3)) (i32.const 1)))))
            (local.set $position (i32.add (local.get $position) (i32.const 1)))))
        (br $tails)))
    (i32.store (i32.const 67672) (i32.add (i32.load (i32.const 67672)) (local.get $count)))
    (local.set $cell (i32.add (i32.load (i32.const 67392))
      (i32.shl (local.get $first) (i32.const 4))))
    ;; Four blocks at a time, what is left one by one. (A fill counts as fuel for each byte.)
    (local.set $position (local.get $cell))
    (local.set $step (i32.add (local.get $cell) (i32.shl
      (i32.and (local.get $count) (i32.const -4)) (i32.const 4))))
    (block $four_done
      (loop $four
        (br_if $four_done (i32.eq (local.get $position) (local.get $step)))
        (i64.store (local.get $position) (i64.const 0))
        (i64.store offset=8 (local.get $position) (i64.const 0))
        (i64.store offset=16 (local.get $position) (i64.const 0))
        (i64.store offset=24 (local.get $position) (i64.const 0))
        (i64.store offset=32 (local.get $position) (i64.const 0))
        (i64.store offset=40 (local.get $position) (i64.const 0))
        (i64.store offset=48 (local.get $position) (i64.const 0))
        (i64.store offset=56 (local.get $position) (i64.const 0))
        (local.set $position (i32.add (local.get $position) (i32.const 64)))
        (br $four)))
    (local.set $step (i32.add (local.get $cell) (i32.shl (local.get $count) (i32.const 4))))
    (block $one_done
      (loop $one
        (br_if $one_done (i32.eq (local.get $position) (local.get $step)))
        (i64.store (local.get $position) (i64.const 0))
        (i64.store offset=8 (local.get $position) (i64.const 0))
        (local.set $position (i32.add (local.get $position) (i32.const 16)))
        (br $one)))
    (if (i32.and (local.get $flags) (i32.const 1)) (then
      (local.set $position (i32.add (i32.load (i32.const 67388))
        (i32.shr_u (local.get $first) (i32.const 3))))
      (i32.store8 (local.get $position) (i32.or (i32.load8_u (local.get $position))
        (i32.shl (i32.const 1) (i32.and (local.get $first) (i32.const 7)))))))
    (local.get $cell)))
