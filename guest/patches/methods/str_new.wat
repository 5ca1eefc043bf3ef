;; The slot `make_new` of str: calls with keywords or more than one argument are the library's (`constructors`).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 718" (func $make (param i32 i32 i32 i32) (result i32)))
  (func (param $type i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (if (i32.or (local.get $keywords) (i32.gt_u (local.get $count) (i32.const 1)))
      (then (return (call $call (i32.load offset={constructors} (i32.const 4)) (local.get $count)
        (local.get $keywords) (local.get $arguments)))))
    (call $make (local.get $type) (local.get $count) (local.get $keywords)
      (local.get $arguments))))
