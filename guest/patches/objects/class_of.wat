;; class_of(object): what type(object) is: the metaclass of a class that has one.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 431" (func $type_of (param i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $type i32) (local $cell i32)
    (local.set $type (call $type_of (local.get $object)))
    (block $plain
      (br_if $plain (i32.ne (local.get $type) (i32.const 27508)))
      (br_if $plain (i32.eqz (local.tee $cell (call $attribute_cell (local.get $object)))))
      (br_if $plain (i32.eqz (local.tee $cell (i32.load (local.get $cell)))))
      (br_if $plain (i32.eqz (local.tee $cell (call $map_lookup
        (i32.add (local.get $cell) (i32.const 4))
        (i32.load offset={exception_names} (i32.const 12)) (i32.const 0)))))
      (return (i32.load offset=4 (local.get $cell))))
    (local.get $type)))
