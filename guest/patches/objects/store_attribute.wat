;; store_attribute(object, name, value): what the interpreter itself does not store: by the setter that the library has for
;; that name and type, or else in the object's own dict. 0 as a value deletes. Returns whether it was done.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function attributes" (func $attributes (param i32) (result i32)))
  (import "artifact" "function member_of_type"
    (func $member_of_type (param i32 i32) (result i32)))
  (func (param $object i32) (param $name i32) (param $value i32) (result i32)
    (local $frame i32) (local $dict i32) (local $key i32) (local $setter i32)
    (block $own
      (br_if $own (i32.eqz (local.tee $setter
        (call $member_of_type (local.get $object) (local.get $name)))))
      (local.set $setter (i32.load offset=4 (local.get $setter)))
      (br_if $own (i32.and (local.get $setter) (i32.const 3)))
      (br_if $own (i32.ne (i32.load (local.get $setter)) (i32.const 25356)))
      ;; A property without a setter (None) is what there is as long as nothing else was stored.
      (br_if $own (i32.eq (i32.const 6)
        (local.tee $setter (i32.load offset=8 (local.get $setter)))))
      (global.set $stack_pointer (local.tee $frame
        (i32.sub (global.get $stack_pointer) (i32.const 16))))
      (i32.store (local.get $frame) (local.get $object))
      (i32.store offset=4 (local.get $frame) (local.get $value))
      (drop (call $call (local.get $setter)
        (select (i32.const 2) (i32.const 1) (local.get $value))
        (i32.const 0) (local.get $frame)))
      (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
      (return (i32.const 1)))
    (if (i32.and (local.get $object) (i32.const 3)) (then (return (i32.const 0))))
    ;; Classes have a dict for what Python code stores, and this one for other things.
    (if (i32.eq (i32.load (local.get $object)) (i32.const 27508)) (then (return (i32.const 0))))
    (if (i32.eq (i32.const 6) (local.tee $dict (call $attributes (local.get $object))))
      (then (return (i32.const 0))))
    (local.set $key (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3))))
    (if (local.get $value)
      (then
        (i32.store offset=4
          (call $map_lookup (i32.add (local.get $dict) (i32.const 4)) (local.get $key) (i32.const 1))
          (local.get $value))
        (return (i32.const 1))))
    (i32.ne (i32.const 0)
      (call $map_lookup (i32.add (local.get $dict) (i32.const 4)) (local.get $key)
        (i32.const 2)))))
