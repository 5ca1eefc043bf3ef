;; mp_iternext_allow_raise(object) for iterators whose type has a function for it, without a frame; the next
;; item of a list at once.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "table" (table 1 funcref))
  (import "artifact" "function 383" (func $iternext (param i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $type i32) (local $at i32) (local $list i32)
    (block $other
      (br_if $other (i32.and (local.get $object) (i32.const 3)))
      ;; Iterators that bring their own function; 174 is that of lists.
      (if (i32.eq (local.tee $type (i32.load (local.get $object))) (i32.const 25272)) (then
        (if (i32.eq (i32.const 174) (i32.load offset=4 (local.get $object))) (then
          (if (i32.lt_u (local.tee $at (i32.load offset=12 (local.get $object)))
                (i32.load offset=8 (local.tee $list (i32.load offset=8 (local.get $object)))))
            (then
              (i32.store offset=12 (local.get $object) (i32.add (local.get $at) (i32.const 1)))
              (return (i32.load (i32.add (i32.load offset=12 (local.get $list))
                (i32.shl (local.get $at) (i32.const 2)))))))
          ;; stop_iteration_arg
          (i32.store (i32.const 66804) (i32.const 0))
          (return (i32.const 0))))
        (i32.store (i32.const 66804) (i32.const 0))
        (return (call_indirect (param i32) (result i32)
          (local.get $object) (i32.load offset=4 (local.get $object))))))
      ;; Bits 7 and 8 of the flags: 1 says that the type's slot is the function.
      (br_if $other (i32.ne (i32.const 128)
        (i32.and (i32.const 384) (i32.load16_u offset=4 (local.get $type)))))
      (i32.store (i32.const 66804) (i32.const 0))
      (return (call_indirect (param i32) (result i32) (local.get $object)
        (i32.load offset=16 (i32.add (local.get $type)
          (i32.shl (i32.load8_u offset=15 (local.get $type)) (i32.const 2)))))))
    (call $iternext (local.get $object))))
