;; set_context(exception, handled): the exception that was being handled becomes the context of the one that was raised
;; meanwhile: at the end of what that has for contexts already, so that no circle comes of it. 0: none was handled.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function exception" (func $exception (param i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $exception i32) (param $handled i32)
    (local $last i32) (local $at i32) (local $first i32)
    (if (i32.eqz (local.get $handled)) (then (return)))
    (local.set $last (call $exception (local.get $exception)))
    (if (i32.eqz (local.get $last)) (then (return)))
    (if (i32.eqz (local.tee $first (call $exception (local.get $handled)))) (then (return)))
    (block $end
      (loop $next
        (if (i32.eq (local.get $last) (local.get $first)) (then (return)))
        (if (i32.eqz (call $attribute_cell (local.get $last))) (then (return)))
        (br_if $end (i32.eqz (local.tee $at (i32.load offset=16 (local.get $last)))))
        (br_if $end (i32.eqz (local.tee $at (call $exception (local.get $at)))))
        (local.set $last (local.get $at))
        (br $next)))
    (local.set $at (local.get $first))
    (block $free
      (loop $step
        (if (i32.eq (local.get $at) (local.get $last)) (then (return)))
        (br_if $free (i32.eqz (call $attribute_cell (local.get $at))))
        (br_if $free (i32.eqz (local.tee $at (i32.load offset=16 (local.get $at)))))
        (br_if $step (local.tee $at (call $exception (local.get $at))))))
    (i32.store offset=16 (local.get $last) (local.get $handled))))
