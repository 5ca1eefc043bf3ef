;; The objects of names of one ASCII character are kept in 128 words at 724992.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 65" (func $name (param i32 i32) (result i32)))
  (func (param $text i32) (param $bytes i32) (result i32)
    (local $cell i32) (local $object i32)
    (if (i32.and (i32.eq (local.get $bytes) (i32.const 1))
          (i32.lt_u (local.tee $cell (i32.load8_u (local.get $text))) (i32.const 128)))
      (then
        (if (local.tee $object (i32.load offset=724992
              (local.tee $cell (i32.shl (local.get $cell) (i32.const 2)))))
          (then (return (local.get $object))))
        (local.set $object (i32.or (i32.const 2) (i32.shl
          (call $name (local.get $text) (local.get $bytes)) (i32.const 3))))
        (i32.store offset=724992 (local.get $cell) (local.get $object))
        (return (local.get $object))))
    (i32.or (i32.const 2) (i32.shl
      (call $name (local.get $text) (local.get $bytes)) (i32.const 3)))))
