;; mp_load_method_maybe(object, name, pair): an attribute, or a method and its object; 0 if there is none. As the interpreter's
;; own, but find_attribute is asked last.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 380" (func $convert_member (param i32 i32 i32 i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 431" (func $type_of (param i32) (result i32)))
  (import "artifact" "function find_attribute" (func $find_attribute (param i32 i32 i32)))
  (type $attr (func (param i32 i32 i32)))
  (import "artifact" "table" (table 0 funcref))
  (func (param $object i32) (param $name i32) (param $pair i32)
    (local $type i32) (local $slot i32)
    (i64.store (local.get $pair) (i64.const 0))
    (local.set $type (call $type_of (local.get $object)))
    ;; __class__
    (if (i32.eq (local.get $name) (i32.const 10))
      (then
        (i32.store (local.get $pair) (local.get $type))
        (return)))
    ;; __next__ of what iterates by a function of its own (flags 128 and 256).
    (if (i32.eq (local.get $name) (i32.const 25))
      (then
        (if (i32.and (i32.const 384) (i32.load16_u offset=4 (local.get $type)))
          (then
            (i32.store offset=4 (local.get $pair) (local.get $object))
            (i32.store (local.get $pair) (i32.const 28508))
            (return)))))
    (block $missing
      (if (local.tee $slot (i32.load8_u offset=13 (local.get $type)))
        (then
          (call_indirect (type $attr)
            (local.get $object) (local.get $name) (local.get $pair)
            (i32.load offset=16
              (i32.add (local.get $type) (i32.shl (local.get $slot) (i32.const 2)))))
          ;; 4: the methods of the type are to be looked at, too.
          (br_if $missing (i32.ne (i32.const 4) (i32.load offset=4 (local.get $pair))))
          (i32.store offset=4 (local.get $pair) (i32.const 0))))
      (br_if $missing (i32.eqz
        (local.tee $slot (i32.load8_u offset=19 (local.get $type)))))
      (br_if $missing (i32.eqz (local.tee $slot (call $map_lookup
        (i32.add (i32.const 4) (i32.load offset=16
          (i32.add (local.get $type) (i32.shl (local.get $slot) (i32.const 2)))))
        (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3)))
        (i32.const 0)))))
      (call $convert_member (local.get $object) (local.get $type)
        (i32.load offset=4 (local.get $slot)) (local.get $pair)))
    (if (i32.eqz (i32.load (local.get $pair)))
      (then
        (call $find_attribute (local.get $object) (local.get $name) (local.get $pair))))))
