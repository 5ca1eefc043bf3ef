(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 50" (func $mark_subtree (param i32)))
  (func (param $root i32) (param $words i32)
    (local $block i32) (local $cell i32) (local $kinds i32) (local $shift i32)
    (loop $next_word
      (if (i32.eqz (local.get $words)) (then (return)))
      (block $skip
        ;; Number of the 16-byte block that the word points into, if it points into the pool.
        (local.set $block (i32.sub (i32.load (local.get $root)) (i32.load (i32.const 67392))))
        (br_if $skip (i32.ge_u (local.get $block)
          (i32.sub (i32.load (i32.const 67396)) (i32.load (i32.const 67392)))))
        (local.set $block (i32.shr_u (local.get $block) (i32.const 4)))
        ;; From a tail (kind 2) back to the head (kind 1).
        (loop $walk
          ;; The allocation table holds four blocks a byte, two bits each.
          (local.set $cell (i32.add (i32.load (i32.const 67380))
            (i32.shr_u (local.get $block) (i32.const 2))))
          (local.set $kinds (i32.load8_u (local.get $cell)))
          (if (i32.eq (local.get $kinds) (i32.const 0xAA)) (then
            ;; Four tails at once; no object begins here.
            (local.set $block (i32.sub (i32.and (local.get $block) (i32.const -4)) (i32.const 1)))
            (br_if $walk (i32.ge_s (local.get $block) (i32.const 0)))
            (br $skip)))
          (local.set $shift (i32.shl (i32.and (local.get $block) (i32.const 3)) (i32.const 1)))
          (local.set $kinds (i32.and (i32.const 3)
            (i32.shr_u (local.get $kinds) (local.get $shift))))
          (if (i32.eq (local.get $kinds) (i32.const 2)) (then
            (local.set $block (i32.sub (local.get $block) (i32.const 1)))
            (br_if $walk (i32.ge_s (local.get $block) (i32.const 0)))
            (br $skip))))
        (br_if $skip (i32.ne (local.get $kinds) (i32.const 1)))
        (i32.store8 (local.get $cell) (i32.or (i32.load8_u (local.get $cell))
          (i32.shl (i32.const 3) (local.get $shift))))
        (call $mark_subtree (local.get $block)))
      (local.set $root (i32.add (local.get $root) (i32.const 4)))
      (local.set $words (i32.sub (local.get $words) (i32.const 1)))
      (br $next_word))))
