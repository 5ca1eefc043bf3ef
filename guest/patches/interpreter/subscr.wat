;; mp_obj_subscr(object, index, value) for lists and tuples with a small int, and for dicts.
;; value: 4 loads, 0 deletes.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 453" (func $subscr (param i32 i32 i32) (result i32)))
  (func (param $object i32) (param $index i32) (param $value i32) (result i32)
    (local $type i32) (local $at i32) (local $count i32)
    (block $other
      (br_if $other (i32.and (local.get $object) (i32.const 3)))
      (local.set $type (i32.load (local.get $object)))
      (if (i32.and (local.get $index) (i32.const 1)) (then
        (if (i32.eq (local.get $type) (i32.const 24560)) (then
          (local.set $at (i32.shr_s (local.get $index) (i32.const 1)))
          (local.set $count (i32.load offset=8 (local.get $object)))
          (if (i32.lt_s (local.get $at) (i32.const 0))
            (then (local.set $at (i32.add (local.get $at) (local.get $count)))))
          (br_if $other (i32.ge_u (local.get $at) (local.get $count)))
          (local.set $at (i32.add (i32.load offset=12 (local.get $object))
            (i32.shl (local.get $at) (i32.const 2))))
          (if (i32.eq (local.get $value) (i32.const 4))
            (then (return (i32.load (local.get $at)))))
          (br_if $other (i32.eqz (local.get $value)))
          (i32.store (local.get $at) (local.get $value))
          (return (i32.const 6))))
        (if (i32.eq (local.get $type) (i32.const 27320)) (then
          (br_if $other (i32.ne (local.get $value) (i32.const 4)))
          (local.set $at (i32.shr_s (local.get $index) (i32.const 1)))
          (local.set $count (i32.load offset=4 (local.get $object)))
          (if (i32.lt_s (local.get $at) (i32.const 0))
            (then (local.set $at (i32.add (local.get $at) (local.get $count)))))
          (br_if $other (i32.ge_u (local.get $at) (local.get $count)))
          (return (i32.load offset=8 (i32.add (local.get $object)
            (i32.shl (local.get $at) (i32.const 2)))))))))
      (br_if $other (i32.ne (local.get $type) (i32.const 22464)))
      (if (i32.ne (local.get $value) (i32.const 4)) (then
        ;; Deletion, and a dict that may not change (bit 1 of the map's flags).
        (br_if $other (i32.or (i32.eqz (local.get $value))
          (i32.and (i32.load8_u offset=4 (local.get $object)) (i32.const 2))))
        (i32.store offset=4 (call $map_lookup
            (i32.add (local.get $object) (i32.const 4)) (local.get $index) (i32.const 1))
          (local.get $value))
        (return (i32.const 6))))
      (br_if $other (i32.eqz (local.tee $at (call $map_lookup
        (i32.add (local.get $object) (i32.const 4)) (local.get $index) (i32.const 0)))))
      (return (i32.load offset=4 (local.get $at))))
    (call $subscr (local.get $object) (local.get $index) (local.get $value))))
