;; native_value(object, type): the object, if it has this native type, or what it has of it; else None.
(module
  (import "artifact" "function 431" (func $type_of (param i32) (result i32)))
  (import "artifact" "function native_part" (func $native_part (param i32 i32) (result i32)))
  (func (param $object i32) (param $type i32) (result i32)
    (local $part i32)
    (if (i32.eq (call $type_of (local.get $object)) (local.get $type))
      (then (return (local.get $object))))
    (local.set $part (call $native_part (local.get $object) (local.get $type)))
    (select (local.get $part) (i32.const 6) (local.get $part))))
