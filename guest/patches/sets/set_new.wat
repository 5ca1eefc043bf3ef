;; set_new(type) -> an empty set or frozenset
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 429" (func $new_object (param i32 i32) (result i32)))
  (func (param $type i32) (result i32)
    (local $set i32)
    (local.set $set (call $new_object (i32.const 16) (local.get $type)))
    (i32.store offset=4 (local.get $set) (i32.const 0))
    (i64.store offset=8 align=4 (local.get $set) (i64.const 0))
    (local.get $set)))
