;; native_part(object, type): the object itself if it has the type, a dict or a tuple; what an instance of a class that
;; derives from the type has of it; otherwise 0.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 831" (func $native_base (param i32 i32) (result i32)))
  (func (param $object i32) (param $type i32) (result i32)
    (if (i32.and (local.get $object) (i32.const 3)) (then (return (i32.const 0))))
    (if (i32.eq (i32.load (local.get $object)) (local.get $type))
      (then (return (local.get $object))))
    (call $native_base (local.get $object) (local.get $type))))
