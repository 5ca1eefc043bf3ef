;; view_kind(object) -> 0: items of a dict, 1: keys, 2: values, 3: no view
(module
  (import "artifact" "memory" (memory 1))
  (func (param $object i32) (result i32)
    (local $type i32)
    (if (i32.and (local.get $object) (i32.const 3)) (then (return (i32.const 3))))
    (local.set $type (i32.load (local.get $object)))
    (select
      (i32.load offset=8 (local.get $object))
      (i32.const 3)
      (i32.or (i32.eq (local.get $type) (i32.const {dict_items_type}))
        (i32.or (i32.eq (local.get $type) (i32.const {dict_keys_type}))
          (i32.eq (local.get $type) (i32.const {dict_values_type})))))))
