;; set_next_key(set object, place of a number) -> the key at or behind that number, which then leads behind it; or 0
(module
  (import "artifact" "memory" (memory 1))
  (func (param $object i32) (param $place i32) (result i32)
    (local $at i32) (local $key i32)
    (local.set $at (i32.load (local.get $place)))
    (loop $next
      (if (i32.ge_u (local.get $at) (i32.load offset=4 (local.get $object)))
        (then (return (i32.const 0))))
      (local.set $key (i32.load (i32.add (i32.load offset=12 (local.get $object))
        (i32.shl (local.get $at) (i32.const 2)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.eqz (i32.and (local.get $key) (i32.const -5)))))
    (i32.store (local.get $place) (local.get $at))
    (local.get $key)))
