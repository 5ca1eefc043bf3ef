;; is_text(object) -> 1 for a `str`, not for an instance of a class that derives from it.
(module
  (import "artifact" "memory" (memory 1))
  (func (param $object i32) (result i32)
    (if (i32.eq (i32.const 2) (i32.and (i32.const 7) (local.get $object)))
      (then (return (i32.const 1))))
    (if (i32.and (i32.const 3) (local.get $object)) (then (return (i32.const 0))))
    (i32.eq (i32.const 27044) (i32.load (local.get $object)))))
