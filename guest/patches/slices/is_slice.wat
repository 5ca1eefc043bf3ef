;; is_slice(index)
(module
  (import "artifact" "memory" (memory 1))
  (func (param $index i32) (result i32)
    (if (i32.and (local.get $index) (i32.const 3)) (then (return (i32.const 0))))
    (i32.eq (i32.load (local.get $index)) (i32.const 26272))))
