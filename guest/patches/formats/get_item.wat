;; get_item(object, key): `object[key]`
(module
  (import "artifact" "function 453" (func $subscr (param i32 i32 i32) (result i32)))
  (func (param $object i32) (param $key i32) (result i32)
    (call $subscr (local.get $object) (local.get $key) (i32.const 4))))
