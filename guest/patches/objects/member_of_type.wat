;; member_of_type(object, name): the entry in `more_attributes` (find_attribute.wat) for the object's type, or 0. All
;; exceptions share that of BaseException.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 431" (func $type_of (param i32) (result i32)))
  (func (param $object i32) (param $name i32) (result i32)
    (local $type i32) (local $at i32)
    (if (i32.eqz (i32.load offset={more_attributes} (i32.const 0)))
      (then (return (i32.const 0))))
    (local.set $type (call $type_of (local.get $object)))
    (if (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $type)))
      ;; Instances: what `object` has.
      (then (local.set $type (i32.const 25148)))
      (else
        (if (local.tee $at (i32.load8_u offset=8 (local.get $type)))
          (then
            (if (i32.eq (i32.const 142) (i32.load offset=16 (i32.add (local.get $type)
                  (i32.shl (local.get $at) (i32.const 2)))))
              (then (local.set $type (i32.const 22928))))))))
    (if (i32.eqz (local.tee $at (call $map_lookup
          (i32.add (i32.load offset={more_attributes} (i32.const 0)) (i32.const 4))
          (local.get $type) (i32.const 0))))
      (then (return (i32.const 0))))
    (call $map_lookup (i32.add (i32.load offset=4 (local.get $at)) (i32.const 4))
      (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3))) (i32.const 0))))
