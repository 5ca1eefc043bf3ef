;; view_set(iterable) -> a set of it, as an operator of views makes one
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_update" (func $set_update (param i32 i32)))
  (import "artifact" "function view_kind" (func $view_kind (param i32) (result i32)))
  (func (param $items i32) (result i32)
    (local $set i32)
    (local.set $set (call $set_new (i32.const 25736)))
    (if (i32.eq (call $view_kind (local.get $items)) (i32.const 1))
      (then (local.set $items (i32.load offset=4 (local.get $items)))))
    (call $set_update (local.get $set) (local.get $items))
    (local.get $set)))
