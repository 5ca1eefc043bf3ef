;; attributes(object): the dict of attributes of a function, a class or an exception, made if there is none yet; None
;; for other objects.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 514" (func $new_dict (param i32) (result i32)))
  (import "artifact" "function exception" (func $exception (param i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $cell i32) (local $dict i32)
    ;; What an instance of a class that derives from an exception has of it.
    (if (i32.eqz (i32.and (local.get $object) (i32.const 3)))
      (then
        (if (i32.and (i32.const 512) (i32.load16_u offset=4 (i32.load (local.get $object))))
          (then
            (if (i32.eqz (local.tee $object (call $exception (local.get $object))))
              (then (return (i32.const 6))))))))
    (if (i32.eqz (local.tee $cell (call $attribute_cell (local.get $object))))
      (then (return (i32.const 6))))
    (if (local.tee $dict (i32.load (local.get $cell))) (then (return (local.get $dict))))
    (local.set $dict (call $new_dict (i32.const 1)))
    (i32.store (call $attribute_cell (local.get $object)) (local.get $dict))
    (local.get $dict)))
