;; exception(object): an exception itself, or what an instance of a class that derives from one has of it; otherwise 0.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 831" (func $native_base (param i32 i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $type i32) (local $slot i32)
    (if (i32.and (local.get $object) (i32.const 3)) (then (return (i32.const 0))))
    (local.set $type (i32.load (local.get $object)))
    (if (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $type)))
      (then
        ;; Its part may not be made yet.
        (if (i32.eqz (local.tee $object
              (call $native_base (local.get $object) (i32.const 22928))))
          (then (return (i32.const 0))))
        (if (i32.and (local.get $object) (i32.const 3)) (then (return (i32.const 0))))
        (local.set $type (i32.load (local.get $object)))))
    (if (i32.eqz (local.tee $slot (i32.load8_u offset=8 (local.get $type))))
      (then (return (i32.const 0))))
    (select (local.get $object) (i32.const 0)
      (i32.eq (i32.const 142) (i32.load offset=16
        (i32.add (local.get $type) (i32.shl (local.get $slot) (i32.const 2))))))))
