;; The slot `make_new` of bytearray: calls with more than a plain object are the library's (`constructors`).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 468" (func $make (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function no_plain_source"
    (func $is_more (param i32 i32 i32) (result i32)))
  (func (param $type i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (if (call $is_more (local.get $count) (local.get $keywords) (local.get $arguments))
      (then (return (call $call (i32.load offset={constructors} (i32.const 12)) (local.get $count)
        (local.get $keywords) (local.get $arguments)))))
    (call $make (local.get $type) (local.get $count) (local.get $keywords)
      (local.get $arguments))))
