;; exception_attr(self, name, pair): the arguments; and `value` of a StopIteration. Other attributes are the library's
;; (find_attribute.wat, store_attribute.wat).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 548" (func $decompress (param i32)))
  (import "artifact" "function 549" (func $value (param i32) (result i32)))
  (import "artifact" "function 828" (func $is_subclass (param i32 i32) (result i32)))
  (func (param $self i32) (param $name i32) (param $pair i32)
    (local $value i32)
    (if (i32.eqz (i32.load (local.get $pair)))
      (then
        (if (i32.eq (local.get $name) (i32.const 61))
          (then
            (call $decompress (local.get $self))
            (i32.store (local.get $pair) (i32.load offset=12 (local.get $self)))
            (return)))
        (if (i32.eq (local.get $name) (i32.const 162))
          (then
            (if (call $is_subclass (i32.load (local.get $self)) (i32.const 23140))
              (then (i32.store (local.get $pair) (call $value (local.get $self)))))))
        (return)))
    (if (i32.eq (local.get $name) (i32.const 61))
      (then
        (local.set $value (i32.load offset=4 (local.get $pair)))
        (if (i32.and (local.get $value) (i32.const 3)) (then (return)))
        (if (i32.eqz (local.get $value)) (then (return)))
        (if (i32.ne (i32.load (local.get $value)) (i32.const 27320)) (then (return)))
        (i32.store offset=12 (local.get $self) (local.get $value))
        (i32.store (local.get $pair) (i32.const 0))))))
