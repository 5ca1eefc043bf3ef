;; set_room(set, more): makes the table larger once, if that many keys more would not fit.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function set_resize" (func $set_resize (param i32 i32)))
  (func (param $set i32) (param $more i32)
    (local $capacity i32) (local $taken i32)
    (local.set $capacity (i32.load (local.get $set)))
    (if (local.get $capacity)
      (then (local.set $taken (i32.load (i32.add (i32.load offset=8 (local.get $set))
        (i32.shl (local.get $capacity) (i32.const 3))))))
      (else (local.set $capacity (i32.const 8))))
    (if (i32.ge_u
          (i32.mul (i32.add (local.get $taken) (local.get $more)) (i32.const 5))
          (i32.mul (i32.sub (local.get $capacity) (i32.const 1)) (i32.const 3)))
      (then (call $set_resize (local.get $set)
        (i32.shl (i32.add (i32.load offset=4 (local.get $set)) (local.get $more))
          (i32.const 1)))))))
