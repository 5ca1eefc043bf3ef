;; copy_strided(to, from, count, step): words; step is in bytes.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 1472" (func $copy (param i32 i32 i32) (result i32)))
  (func (param $to i32) (param $from i32) (param $count i32) (param $step i32)
    (if (i32.eqz (local.get $count)) (then (return)))
    (if (i32.eq (local.get $step) (i32.const 4)) (then
      (drop (call $copy (local.get $to) (local.get $from)
        (i32.shl (local.get $count) (i32.const 2))))
      (return)))
    (loop $next
      (i32.store (local.get $to) (i32.load (local.get $from)))
      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (local.set $from (i32.add (local.get $from) (local.get $step)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
