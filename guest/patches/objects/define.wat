;; define(function, owner): remembers with a new function the one whose code defined it, unless that is a module's; for
;; `__qualname__`. The lowest bit is set by mark_class_body.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 575" (func $name_of (param i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $function i32) (param $owner i32) (result i32)
    ;; 7: <module>
    (if (i32.eq (i32.const 7) (call $name_of (local.get $owner)))
      (then (return (local.get $function))))
    (i32.store offset=4 (call $attribute_cell (local.get $function)) (local.get $owner))
    (if (i32.eq (i32.load (local.get $function)) (i32.const 22216))
      (then
        (i32.store offset=4 (call $attribute_cell (i32.load offset=4 (local.get $function)))
          (local.get $owner))))
    (local.get $function)))
