;; mp_obj_new_set(count, items): a display. Of one with three or more constants CPython makes a frozenset when it
;; compiles, another one of the keys of that, in its order, and merges that into a set when it runs.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 425" (func $set_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function set_copy" (func $set_copy (param i32) (result i32)))
  (import "artifact" "function set_next_key" (func $set_next_key (param i32 i32) (result i32)))
  (func (param $count i32) (param $items i32) (result i32)
    (local $set i32) (local $at i32) (local $item i32) (local $other i32) (local $type i32)
    (local.set $set (call $set_new (i32.const 25736)))
    (if (i32.eqz (local.get $count)) (then (return (local.get $set))))
    (loop $next
      (local.set $item (i32.load (i32.add (local.get $items)
        (i32.shl (local.get $at) (i32.const 2)))))
      ;; Whether it is anything else than a number, a text, a constant or a tuple.
      (if (i32.eqz (i32.and (local.get $item) (i32.const 3))) (then
        (local.set $type (i32.load (local.get $item)))
        (local.set $other (i32.or (local.get $other) (i32.and
          (i32.and
            (i32.and (i32.ne (local.get $type) (i32.const 24400))
              (i32.ne (local.get $type) (i32.const 24008)))
            (i32.ne (local.get $type) (i32.const 27044)))
          (i32.and (i32.ne (local.get $type) (i32.const 26960))
            (i32.ne (local.get $type) (i32.const 27320))))))))
      (drop (call $set_lookup (i32.add (local.get $set) (i32.const 4)) (local.get $item)
        (i32.const 1)))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 1)))
        (local.get $count))))
    (if (i32.or (local.get $other) (i32.lt_u (local.get $count) (i32.const 3)))
      (then (return (local.get $set))))
    (global.set $stack_pointer (local.tee $at
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (i32.store (local.get $at) (i32.const 0))
    (local.set $other (call $set_new (i32.const 25736)))
    (loop $again
      (if (local.tee $item (call $set_next_key (local.get $set) (local.get $at))) (then
        (drop (call $set_lookup (i32.add (local.get $other) (i32.const 4)) (local.get $item)
          (i32.const 1)))
        (br $again))))
    (global.set $stack_pointer (i32.add (local.get $at) (i32.const 16)))
    (call $set_copy (local.get $other))))
