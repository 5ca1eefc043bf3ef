;; set_exception_link(exception, number, object): see exception_link.wat. None clears.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function exception" (func $exception (param i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $exception i32) (param $number i32) (param $object i32) (result i32)
    (local $at i32)
    (if (i32.eqz (local.tee $exception (call $exception (local.get $exception))))
      (then (return (i32.const 6))))
    (if (i32.eqz (local.tee $at (call $attribute_cell (local.get $exception))))
      (then (return (i32.const 6))))
    (local.set $number (i32.and (i32.shr_u (local.get $number) (i32.const 1)) (i32.const 3)))
    ;; The dict is none of these.
    (if (i32.eq (local.get $number) (i32.const 2)) (then (return (i32.const 6))))
    (i32.store
      (i32.add (i32.sub (local.get $at) (i32.const 8)) (i32.shl (local.get $number) (i32.const 2)))
      (select (local.get $object) (i32.const 0) (i32.ne (local.get $object) (i32.const 6))))
    (i32.const 6)))
