;; bytearray_delete(bytearray, index or slice)
(module
  (import "artifact" "function 450" (func $get_index (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 713" (func $new_slice (param i32 i32 i32) (result i32)))
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function array_slice" (func $array_slice (param i32 i32 i32) (result i32)))
  (import "artifact" "function is_slice" (func $is_slice (param i32) (result i32)))
  (func (param $array i32) (param $index i32) (result i32)
    (local $at i32)
    (if (i32.eqz (call $is_slice (local.get $index))) (then
      (local.set $at (call $get_index (i32.const 21948) (i32.load offset=8 (local.get $array))
        (local.get $index) (i32.const 0)))
      (local.set $index (call $new_slice
        (i32.or (i32.const 1) (i32.shl (local.get $at) (i32.const 1)))
        (i32.add (i32.const 3) (i32.shl (local.get $at) (i32.const 1)))
        (i32.const 6)))))
    (call $array_slice (local.get $array) (local.get $index) (i32.const 0))))
