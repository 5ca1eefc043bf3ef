;; Operators of dicts: equality (2), `|=` (9), `|` (22), `in` (36).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack (mut i32)))
  (import "artifact" "function 412" (func $check_stack))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 440" (func $equal (param i32 i32) (result i32)))
  (import "artifact" "function 513" (func $update (param i32 i32 i32) (result i32)))
  (import "artifact" "function 515" (func $next (param i32 i32) (result i32)))
  (import "artifact" "function 517" (func $copy (param i32) (result i32)))
  (import "artifact" "function native_part" (func $native_part (param i32 i32) (result i32)))
  (func (param $operator i32) (param $left i32) (param $right i32) (result i32)
    (local $frame i32) (local $entry i32) (local $other i32) (local $key i32) (local $value i32)
    (local $ordered i32) (local $result i32)
    (if (i32.eq (local.get $operator) (i32.const 36)) (then
      (return (select (i32.const 30) (i32.const 14)
        (call $map_lookup (i32.add (local.get $left) (i32.const 4)) (local.get $right)
          (i32.const 0))))))
    (call $check_stack)
    (global.set $stack (local.tee $frame (i32.sub (global.get $stack) (i32.const 16))))
    (block $end
      (if (i32.eq (local.get $operator) (i32.const 2)) (then
        (br_if $end (i32.and (local.get $right) (i32.const 3)))
        (local.set $other (i32.load (local.get $right)))
        (br_if $end (i32.and (i32.ne (local.get $other) (i32.const 22464))
          (i32.ne (local.get $other) (i32.const 22512))))
        (local.set $result (i32.const 14))
        (br_if $end (i32.ne
          (i32.shr_u (i32.load offset=4 (local.get $left)) (i32.const 3))
          (i32.shr_u (i32.load offset=4 (local.get $right)) (i32.const 3))))
        ;; Two OrderedDicts
        (local.set $ordered (i32.and
          (i32.eq (local.get $other) (i32.const 22512))
          (i32.eq (i32.load (local.get $left)) (i32.const 22512))))
        (i32.store (local.get $frame) (i32.const 0))
        (i32.store offset=4 (local.get $frame) (i32.const 0))
        (loop $entries
          (if (i32.eqz (local.tee $entry (call $next (local.get $left) (local.get $frame))))
            (then
              (local.set $result (i32.const 30))
              (br $end)))
          (local.set $key (i32.load (local.get $entry)))
          (local.set $value (i32.load offset=4 (local.get $entry)))
          (if (local.get $ordered)
            (then
              (local.set $other (call $next (local.get $right)
                (i32.add (local.get $frame) (i32.const 4))))
              (br_if $end (i32.eqz (local.get $other)))
              (local.set $entry (i32.load (local.get $other)))
              (local.set $other (i32.load offset=4 (local.get $other)))
              (br_if $end (i32.eqz (call $equal (local.get $key) (local.get $entry)))))
            (else
              (local.set $other (call $map_lookup
                (i32.add (local.get $right) (i32.const 4)) (local.get $key) (i32.const 0)))
              (br_if $end (i32.eqz (local.get $other)))
              (local.set $other (i32.load offset=4 (local.get $other)))))
          (br_if $entries (i32.eq (local.get $value) (local.get $other)))
          (br_if $entries (call $equal (local.get $value) (local.get $other))))
        (br $end)))
      (if (i32.eq (local.get $operator) (i32.const 22))
        (then
          (br_if $end (i32.eqz (local.tee $other
            (call $native_part (local.get $right) (i32.const 22464)))))
          (local.set $left (call $copy (local.get $left))))
        (else (br_if $end (i32.ne (local.get $operator) (i32.const 9)))))
      (i32.store (local.get $frame) (local.get $left))
      (i32.store offset=4 (local.get $frame) (local.get $right))
      ;; 22452: no keywords
      (drop (call $update (i32.const 2) (local.get $frame) (i32.const 22452)))
      (local.set $result (local.get $left)))
    (global.set $stack (i32.add (local.get $frame) (i32.const 16)))
    (local.get $result)))
