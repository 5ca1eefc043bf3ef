;; attribute_cell(object): where a function, a closure, a class that was written in Python or an exception keeps its
;; dict of attributes: eight bytes at the end of its memory, of which the second four are for other use. 0: it has none.
(module
  (import "artifact" "memory" (memory 1))
  (func (param $object i32) (result i32)
    (local $type i32) (local $block i32)
    (if (i32.and (local.get $object) (i32.const 3)) (then (return (i32.const 0))))
    ;; The heap's pool. What lies elsewhere is part of the interpreter.
    (if (i32.lt_u (local.get $object) (i32.load (i32.const 67392)))
      (then (return (i32.const 0))))
    (local.set $type (i32.load (local.get $object)))
    ;; The types that C functions make (named tuples) have no room for it.
    (if (i32.eq (local.get $type) (i32.const 27508))
      (then
        (if (i32.eqz (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $object))))
          (then (return (i32.const 0))))))
    (block $has
      ;; function, generator function, closure, type
      (br_if $has (i32.or
        (i32.or (i32.eq (local.get $type) (i32.const 24164))
          (i32.eq (local.get $type) (i32.const 24212)))
        (i32.or (i32.eq (local.get $type) (i32.const 22216))
          (i32.eq (local.get $type) (i32.const 27508)))))
      ;; An exception: its type makes its instances by the function at 142.
      (if (i32.eqz (local.tee $block (i32.load8_u offset=8 (local.get $type))))
        (then (return (i32.const 0))))
      (if (i32.ne (i32.const 142) (i32.load offset=16 (i32.add (local.get $type)
            (i32.shl (local.get $block) (i32.const 2)))))
        (then (return (i32.const 0))))
      (return (i32.add (local.get $object) (i32.const 24))))
    (local.set $block (i32.shr_u
      (i32.sub (local.get $object) (i32.load (i32.const 67392))) (i32.const 4)))
    ;; The blocks that follow as long as they are the tail of something.
    (loop $next
      (local.set $block (i32.add (local.get $block) (i32.const 1)))
      (br_if $next (i32.eq (i32.const 2) (i32.and (i32.const 3)
        (i32.shr_u
          (i32.load8_u (i32.add (i32.load (i32.const 67380))
            (i32.shr_u (local.get $block) (i32.const 2))))
          (i32.shl (i32.and (local.get $block) (i32.const 3)) (i32.const 1)))))))
    (i32.sub
      (i32.add (i32.load (i32.const 67392)) (i32.shl (local.get $block) (i32.const 4)))
      (i32.const 8))))
