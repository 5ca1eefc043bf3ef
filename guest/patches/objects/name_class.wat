;; name_class(function, namespace): the body of a class, which has run, has put the class's plain name into the namespace as
;; its `__qualname__`; inside of something else the class has a longer one.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 373" (func $call_function_1 (param i32 i32) (result i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $function i32) (param $namespace i32)
    (local $cell i32) (local $name i32)
    (if (i32.eqz (local.tee $cell (call $attribute_cell (local.get $function))))
      (then (return)))
    ;; Defined by a module.
    (if (i32.eqz (i32.and (i32.const -4) (i32.load offset=4 (local.get $cell))))
      (then (return)))
    (if (i32.eqz (i32.load offset={qualified_name} (i32.const 0))) (then (return)))
    (local.set $name (call $call_function_1
      (i32.load offset={qualified_name} (i32.const 0)) (local.get $function)))
    ;; 26: __qualname__
    (if (local.tee $cell (call $map_lookup (i32.add (local.get $namespace) (i32.const 4))
          (i32.const 210) (i32.const 0)))
      (then (i32.store offset=4 (local.get $cell) (local.get $name))))))
