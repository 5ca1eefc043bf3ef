;; self_set(object) -> the set or frozenset that a method was called with; TypeError if it is none.
(module
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function set_part" (func $set_part (param i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $set i32)
    (if (i32.eqz (local.tee $set (call $set_part (local.get $object))))
      (then (call $raise_message (i32.const 23788) (i32.const {no_set}))))
    (local.get $set)))
