;; mark_class_body(function): says that a function is the body of a class, which is about to run. Returns the function.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $function i32) (result i32)
    (local $cell i32)
    (if (local.tee $cell (call $attribute_cell (local.get $function)))
      (then
        (i32.store offset=4 (local.get $cell)
          (i32.or (i32.const 1) (i32.load offset=4 (local.get $cell))))
        (if (i32.eq (i32.load (local.get $function)) (i32.const 22216))
          (then
            (local.set $cell (call $attribute_cell (i32.load offset=4 (local.get $function))))
            (i32.store offset=4 (local.get $cell)
              (i32.or (i32.const 1) (i32.load offset=4 (local.get $cell))))))))
    (local.get $function)))
