;; function_attr(self, name, pair): the name, unless another one was given, and `__globals__` of a function.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 575" (func $name_of (param i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $self i32) (param $name i32) (param $pair i32)
    (local $found i32)
    (if (i32.load (local.get $pair)) (then (return)))
    ;; __globals__
    (if (i32.eq (local.get $name) (i32.const 325))
      (then
        (i32.store (local.get $pair) (i32.load offset=4 (i32.load offset=4 (local.get $self))))
        (return)))
    (if (i32.ne (local.get $name) (i32.const 23)) (then (return)))
    (if (local.tee $found (call $attribute_cell (local.get $self)))
      (then
        (if (local.tee $found (i32.load (local.get $found)))
          (then
            (if (local.tee $found (call $map_lookup
                  (i32.add (local.get $found) (i32.const 4)) (i32.const 186) (i32.const 0)))
              (then
                (i32.store (local.get $pair) (i32.load offset=4 (local.get $found)))
                (return)))))))
    (i32.store (local.get $pair) (i32.or (i32.const 2)
      (i32.shl (call $name_of (local.get $self)) (i32.const 3))))))
