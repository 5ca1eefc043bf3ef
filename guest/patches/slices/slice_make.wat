;; slice(stop), slice(start, stop), slice(start, stop, step)
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 413" (func $check_count (param i32 i32 i32)))
  (import "artifact" "function 713" (func $new_slice (param i32 i32 i32) (result i32)))
  (func (param $type i32) (param $count i32) (param $keywords i32) (param $arguments i32) (result i32)
    ;; At least 1, at most 3, no keywords.
    (call $check_count (local.get $count) (local.get $keywords) (i32.const 131078))
    (if (i32.eq (local.get $count) (i32.const 1)) (then
      (return (call $new_slice (i32.const 6) (i32.load (local.get $arguments)) (i32.const 6)))))
    (call $new_slice (i32.load (local.get $arguments)) (i32.load offset=4 (local.get $arguments))
      (if (result i32) (i32.eq (local.get $count) (i32.const 3))
        (then (i32.load offset=8 (local.get $arguments)))
        (else (i32.const 6))))))
