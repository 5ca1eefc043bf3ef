;; closure_attr(self, name, pair): a closure's own attributes, and otherwise those of its function.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 369" (func $load_method_maybe (param i32 i32 i32)))
  (import "artifact" "function find_attribute" (func $find_attribute (param i32 i32 i32)))
  (func (param $self i32) (param $name i32) (param $pair i32)
    (if (i32.load (local.get $pair)) (then (return)))
    (call $find_attribute (local.get $self) (local.get $name) (local.get $pair))
    (if (i32.load (local.get $pair)) (then (return)))
    (call $load_method_maybe (i32.load offset=4 (local.get $self)) (local.get $name)
      (local.get $pair))))
