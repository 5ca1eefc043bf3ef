;; set_insert(table, capacity, key, hash): into a table that has no equal key and no deleted ones.
(module
  (import "artifact" "memory" (memory 1))
  (func (param $table i32) (param $capacity i32) (param $key i32) (param $hash i32)
    (local $mask i32) (local $place i32) (local $perturb i64) (local $at i32) (local $last i32)
    (local.set $mask (i32.sub (local.get $capacity) (i32.const 1)))
    (local.set $place (i32.and (local.get $mask)
      (i32.shr_s (local.get $hash) (i32.const 1))))
    (local.set $perturb (i64.extend_i32_s (i32.shr_s (local.get $hash) (i32.const 1))))
    (block $free
      (loop $jump
        (local.set $at (local.get $place))
        (local.set $last (i32.add (local.get $place)
          (select (i32.const 9) (i32.const 0)
            (i32.le_u (i32.add (local.get $place) (i32.const 9)) (local.get $mask)))))
        (loop $line
          (br_if $free (i32.eqz (i32.load (i32.add (local.get $table)
            (i32.shl (local.get $at) (i32.const 2))))))
          (br_if $line (i32.le_u
            (local.tee $at (i32.add (local.get $at) (i32.const 1)))
            (local.get $last))))
        (local.set $perturb (i64.shr_u (local.get $perturb) (i64.const 5)))
        (local.set $place (i32.and (local.get $mask) (i32.add
          (i32.add (i32.mul (local.get $place) (i32.const 5)) (i32.const 1))
          (i32.wrap_i64 (local.get $perturb)))))
        (br $jump)))
    (i32.store (i32.add (local.get $table) (i32.shl (local.get $at) (i32.const 2)))
      (local.get $key))
    (i32.store (i32.add (local.get $table)
        (i32.shl (i32.add (local.get $at) (local.get $capacity)) (i32.const 2)))
      (local.get $hash))))
