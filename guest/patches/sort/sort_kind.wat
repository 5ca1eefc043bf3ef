;; sort_kind(keys, count) -> 1: all are small ints, 2: floats, 3: names and texts, 0: anything else
(module
  (import "artifact" "memory" (memory 1))
  (func (param $keys i32) (param $count i32) (result i32)
    (local $kinds i32) (local $key i32) (local $end i32) (local $type i32)
    (local.set $kinds (i32.const 7))
    (local.set $end (i32.add (local.get $keys) (i32.shl (local.get $count) (i32.const 2))))
    (loop $next
      (local.set $key (i32.load (local.get $keys)))
      ;; An address that may be read.
      (local.set $type (i32.load (select (i32.const 27044) (local.get $key)
        (i32.and (local.get $key) (i32.const 3)))))
      (local.set $type (select (i32.const 0) (local.get $type)
        (i32.and (local.get $key) (i32.const 3))))
      (local.set $kinds (i32.and (local.get $kinds)
        (i32.or
          (i32.or
            (i32.and (local.get $key) (i32.const 1))
            (i32.shl (i32.eq (local.get $type) (i32.const 24008)) (i32.const 1)))
          (i32.shl
            (i32.or (i32.eq (local.get $type) (i32.const 27044))
              (i32.eq (i32.and (local.get $key) (i32.const 7)) (i32.const 2)))
            (i32.const 2)))))
      (br_if $next (i32.and
        (i32.ne (local.get $kinds) (i32.const 0))
        (i32.lt_u (local.tee $keys (i32.add (local.get $keys) (i32.const 4)))
          (local.get $end)))))
    ;; 0, 1, 2, 4
    (i32.sub (local.get $kinds) (i32.shr_u (local.get $kinds) (i32.const 2)))))
