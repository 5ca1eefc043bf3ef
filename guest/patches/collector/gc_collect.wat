(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 1" (func $host_call (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 49" (func $start))
  (import "artifact" "function 1284" (func $scan_stack))
  (import "artifact" "function 52" (func $sweep))
  (func
    (local $block i32) (local $count i32)
    ;; The lowest bit of gc_lock_depth is set during a collection.
    (if (i32.and (i32.load16_u (i32.const 66780)) (i32.const 1)) (then (return)))
    (drop (call $host_call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1)
      (i32.const 0) (i32.const 0)))
    (local.set $count (i32.add (i32.load (i32.const 67404)) (i32.const 1)))
    (call $start)
    (call $scan_stack)
    (call $sweep)
    (nop)
    (drop (call $host_call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2)
      (i32.const 0) (i32.const 0)))))
