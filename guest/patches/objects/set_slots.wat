;; set_slots(class, names): instances take no other attributes than the names, a dict.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function attributes" (func $attributes (param i32) (result i32)))
  (func (param $class i32) (param $names i32) (result i32)
    (local $dict i32)
    (block $no
      (br_if $no (i32.and (i32.or (local.get $class) (local.get $names)) (i32.const 3)))
      (br_if $no (i32.ne (i32.load (local.get $class)) (i32.const 27508)))
      (br_if $no (i32.ne (i32.load (local.get $names)) (i32.const 22464)))
      (br_if $no (i32.eq (i32.const 6)
        (local.tee $dict (call $attributes (local.get $class)))))
      (i32.store offset=4
        (call $map_lookup (i32.add (local.get $dict) (i32.const 4))
          (i32.load offset={exception_names} (i32.const 8)) (i32.const 1))
        (local.get $names))
      (i32.store16 offset=4 (local.get $class)
        (i32.or (i32.const 1024) (i32.load16_u offset=4 (local.get $class)))))
    (i32.const 6)))
