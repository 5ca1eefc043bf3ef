(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 50" (func $mark_subtree (param i32)))
  (import "artifact" "function 369" (func $load_method_maybe (param i32 i32 i32)))
  (import "artifact" "function 400" (func $call_protected (param i32 i32) (result i32)))
  (import "artifact" "function 401" (func $lock_scheduler))
  (import "artifact" "function 402" (func $unlock_scheduler))
  (func
    (local $method i32) (local $table i32) (local $bytes i32) (local $at i32) (local $left i32)
    (local $block i32) (local $object i32) (local $cell i32) (local $last i32) (local $collected i32)
    (local $kinds i64) (local $mask i64) (local $bits i64) (local $heads i64) (local $tails i64)
    (local $freed i64) (local $freeing i64)
    (global.set $stack_pointer (local.tee $method
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    ;; Bytes of the table up to the highest block in use.
    (local.set $table (i32.load (i32.const 67380)))
    (local.set $bytes (i32.add (i32.const 1)
      (i32.shr_u (i32.load (i32.const 67404)) (i32.const 2))))
    (if (i32.gt_u (local.get $bytes) (i32.load (i32.const 67384)))
      (then (local.set $bytes (i32.load (i32.const 67384)))))

    ;; The mark stack overflowed: what marked objects refer to may be unmarked.
    (block $all_marked
      (loop $again
        (br_if $all_marked (i32.eqz (i32.load (i32.const 67408))))
        (i32.store (i32.const 67408) (i32.const 0))
        (local.set $at (i32.const 0))
        (loop $words
          (local.set $left (i32.sub (local.get $bytes) (local.get $at)))
          (local.set $kinds (i64.load (i32.add (local.get $table) (local.get $at))))
          (if (i32.lt_u (local.get $left) (i32.const 8)) (then
            (local.set $kinds (i64.and (local.get $kinds) (i64.sub (i64.shl (i64.const 1)
              (i64.extend_i32_u (i32.shl (local.get $left) (i32.const 3)))) (i64.const 1))))))
          (local.set $bits (i64.and (i64.const 0x5555555555555555)
            (i64.and (local.get $kinds) (i64.shr_u (local.get $kinds) (i64.const 1)))))
          (block $next
            (loop $marks
              (br_if $next (i64.eqz (local.get $bits)))
              (call $mark_subtree (i32.add (i32.shl (local.get $at) (i32.const 2))
                (i32.wrap_i64 (i64.shr_u (i64.ctz (local.get $bits)) (i64.const 1)))))
              (local.set $bits (i64.and (local.get $bits)
                (i64.sub (local.get $bits) (i64.const 1))))
              (br $marks)))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br_if $words (i32.lt_u (local.get $at) (local.get $bytes))))
        (br $again)))

    ;; Finalisers of unmarked objects: one bit a block, so half as many bytes.
    (local.set $at (i32.const 0))
    (loop $finalisers
      (local.set $cell (i32.add (i32.load (i32.const 67388)) (local.get $at)))
      (local.set $left (i32.load8_u (local.get $cell)))
      (block $next
        (loop $bit
          (br_if $next (i32.eqz (local.get $left)))
          (local.set $block (i32.add (i32.shl (local.get $at) (i32.const 3))
            (i32.ctz (local.get $left))))
          (local.set $left (i32.and (local.get $left)
            (i32.sub (local.get $left) (i32.const 1))))
          (br_if $bit (i32.ne (i32.const 1) (i32.and (i32.const 3) (i32.shr_u
            (i32.load8_u (i32.add (local.get $table)
              (i32.shr_u (local.get $block) (i32.const 2))))
            (i32.shl (i32.and (local.get $block) (i32.const 3)) (i32.const 1))))))
          (local.set $object (i32.add (i32.load (i32.const 67392))
            (i32.shl (local.get $block) (i32.const 4))))
          ;; An object without a type is not finished.
          (if (i32.load (local.get $object)) (then
            ;; 321: "__del__"
            (call $load_method_maybe (local.get $object) (i32.const 321) (local.get $method))
            (if (i32.load (local.get $method)) (then
              (call $lock_scheduler)
              (drop (call $call_protected (i32.load (local.get $method))
                (i32.load offset=4 (local.get $method))))
              (call $unlock_scheduler)))))
          (i32.store8 (local.get $cell) (i32.and (i32.load8_u (local.get $cell))
            (i32.xor (i32.const -1) (i32.shl (i32.const 1)
              (i32.and (local.get $block) (i32.const 7))))))
          (br $bit)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $finalisers (i32.lt_u (i32.shl (local.get $at) (i32.const 1)) (local.get $bytes))))

    ;; Free what is unmarked.
    (local.set $at (i32.const 0))
    (loop $words
      (local.set $left (i32.sub (local.get $bytes) (local.get $at)))
      (local.set $cell (i32.add (local.get $table) (local.get $at)))
      (local.set $mask (i64.const -1))
      (if (i32.lt_u (local.get $left) (i32.const 8)) (then
        (local.set $mask (i64.sub (i64.shl (i64.const 1)
          (i64.extend_i32_u (i32.shl (local.get $left) (i32.const 3)))) (i64.const 1)))))
      (local.set $kinds (i64.and (i64.load (local.get $cell)) (local.get $mask)))
      (if (i64.eqz (local.get $kinds))
        (then (local.set $freeing (i64.const 0)))
        (else
          (local.set $bits (i64.shr_u (local.get $kinds) (i64.const 1)))
          (local.set $heads (i64.and (i64.const 0x5555555555555555)
            (i64.and (local.get $kinds) (i64.xor (local.get $bits) (i64.const -1)))))
          (local.set $tails (i64.and (i64.const 0x5555555555555555)
            (i64.and (local.get $bits) (i64.xor (local.get $kinds) (i64.const -1)))))
          ;; Both bits of each tail, so that a sum carries through a run of tails: adding to the
          ;; first tail behind a head that goes clears the run.
          (local.set $freed (i64.or (local.get $tails)
            (i64.shl (local.get $tails) (i64.const 1))))
          (local.set $freed (i64.and (local.get $freed) (i64.xor (i64.const -1) (i64.add
            (local.get $freed)
            (i64.and (local.get $tails)
              (i64.or (local.get $freeing) (i64.shl (local.get $heads) (i64.const 2))))))))
          (local.set $freed (i64.or (local.get $freed) (local.get $heads)))
          (local.set $collected (i32.add (local.get $collected)
            (i32.wrap_i64 (i64.popcnt (local.get $heads)))))
          ;; Whether the next word begins with tails of an object that goes.
          (local.set $freeing (i64.and (i64.const 1)
            (i64.shr_u (local.get $freed) (i64.const 62))))
          ;; A mark, both bits, becomes a head.
          (local.set $freed (i64.or (local.get $freed) (i64.and (i64.const 0xAAAAAAAAAAAAAAAA)
            (i64.and (local.get $kinds) (i64.shl (local.get $kinds) (i64.const 1))))))
          (local.set $kinds (i64.and (local.get $kinds)
            (i64.xor (local.get $freed) (i64.const -1))))
          (i64.store (local.get $cell) (i64.or (local.get $kinds)
            (i64.and (i64.load (local.get $cell))
              (i64.xor (local.get $mask) (i64.const -1)))))
          (if (i64.ne (local.get $kinds) (i64.const 0)) (then
            (local.set $last (i32.add (i32.shl (local.get $at) (i32.const 2))
              (i32.sub (i32.const 31)
                (i32.wrap_i64 (i64.shr_u (i64.clz (local.get $kinds)) (i64.const 1)))))))))
      )
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $words (i32.lt_u (local.get $at) (local.get $bytes))))

    ;; gc_collected, gc_last_free_atb_index, gc_last_used_block, and the hint of gc_alloc.
    (i32.store (i32.const 67680) (local.get $collected))
    (i32.store (i32.const 67400) (i32.const 0))
    (i32.store (i32.const 67404) (local.get $last))
    (i32.store (i32.const 71040) (i32.const 0))
    ;; The library's part of the table is searched last, again.
    (i32.store (i32.const 71044) (i32.load (i32.const 71048)))
    ;; What str_index.wat remembers.
    (i64.store (i32.const 720912) (i64.const 0))
    (i64.store (i32.const 720920) (i64.const 0))
    (i64.store (i32.const 720928) (i64.const 0))
    (i64.store (i32.const 720936) (i64.const 0))
    (i32.store16 (i32.const 66780) (i32.and (i32.load16_u (i32.const 66780)) (i32.const 0xFFFE)))
    (global.set $stack_pointer (i32.add (local.get $method) (i32.const 16)))))
