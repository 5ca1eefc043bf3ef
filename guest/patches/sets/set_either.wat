;; set_either(set object, iterable) -> set object with the keys that only one of both has
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_update" (func $set_update (param i32 i32)))
  (import "artifact" "function set_toggle" (func $set_toggle (param i32 i32) (result i32)))
  (func (param $object i32) (param $items i32) (result i32)
    (local $new i32)
    (local.set $new (call $set_new (i32.load (local.get $object))))
    (call $set_update (local.get $new) (local.get $items))
    (drop (call $set_toggle (local.get $new) (local.get $object)))
    (local.get $new)))
