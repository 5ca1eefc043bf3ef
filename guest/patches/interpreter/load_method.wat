;; mp_load_method(object, name, pair): a method of a native type without rules of its own for attributes, or a
;; function that a class or one of its only bases defines, unless the instance has an attribute of that
;; name. Anything else goes to the interpreter's own function. pair gets the function and the object.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 376" (func $load_method (param i32 i32 i32)))
  (import "artifact" "function members" (func $members (param i32) (result i32)))
  (import "artifact" "function name_entry" (func $name_entry (param i32 i32) (result i32)))
  (func (param $object i32) (param $name i32) (param $pair i32)
    (local $type i32) (local $key i32) (local $cell i32) (local $slot i32)
    (block $other
      ;; __next__ and __class__
      (br_if $other (i32.or (i32.eq (local.get $name) (i32.const 25))
        (i32.eq (local.get $name) (i32.const 10))))
      ;; The type of an object that is no address stands in a table.
      (local.set $type (i32.load (select
        (i32.add (i32.const 21808)
          (i32.shl (i32.and (local.get $object) (i32.const 15)) (i32.const 2)))
        (local.get $object)
        (i32.and (local.get $object) (i32.const 3)))))
      (local.set $key (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3))))
      (if (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $type)))
        (then
          ;; An instance, which has attributes, of a class written in Python. (323: __dict__)
          (br_if $other (i32.eq (local.get $name) (i32.const 323)))
          (br_if $other (call $name_entry (call $members (local.get $object))
            (local.get $key)))
          (block $found
            (loop $class
              (if (local.tee $slot (i32.load8_u offset=19 (local.get $type))) (then
                (br_if $found (local.tee $cell (call $name_entry
                  (i32.add (i32.const 4) (i32.load offset=16
                    (i32.add (local.get $type) (i32.shl (local.get $slot) (i32.const 2)))))
                  (local.get $key))))))
              ;; The only base, if that is a class, too.
              (br_if $other (i32.eqz
                (local.tee $slot (i32.load8_u offset=18 (local.get $type)))))
              (local.set $type (i32.load offset=16
                (i32.add (local.get $type) (i32.shl (local.get $slot) (i32.const 2)))))
              (br_if $other (i32.ne (i32.load (local.get $type)) (i32.const 27508)))
              (br_if $class
                (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $type))))
              (br $other)))
          ;; Flags of a function's type: 32, it takes the object first; 64, it is a native one.
          (br_if $other (i32.and (i32.const 3)
            (local.tee $cell (i32.load offset=4 (local.get $cell)))))
          (br_if $other (i32.ne (i32.const 32) (i32.and (i32.const 96)
            (i32.load16_u offset=4 (i32.load (local.get $cell)))))))
        (else
          (br_if $other (i32.load8_u offset=13 (local.get $type)))
          (br_if $other (i32.eqz (local.tee $slot (i32.load8_u offset=19 (local.get $type)))))
          (br_if $other (i32.eqz (local.tee $cell (call $name_entry
            (i32.add (i32.const 4) (i32.load offset=16
              (i32.add (local.get $type) (i32.shl (local.get $slot) (i32.const 2)))))
            (local.get $key)))))
          (br_if $other (i32.and (i32.const 3)
            (local.tee $cell (i32.load offset=4 (local.get $cell)))))
          (br_if $other (i32.eqz (i32.and (i32.const 32)
            (i32.load16_u offset=4 (i32.load (local.get $cell))))))))
      (i32.store (local.get $pair) (local.get $cell))
      (i32.store offset=4 (local.get $pair) (local.get $object))
      (return))
    (call $load_method (local.get $object) (local.get $name) (local.get $pair))))
