;; set_copy(set object) -> set object of the same type
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_update" (func $set_update (param i32 i32)))
  (func (param $object i32) (result i32)
    (local $new i32)
    (local.set $new (call $set_new (i32.load (local.get $object))))
    (call $set_update (local.get $new) (local.get $object))
    (local.get $new)))
