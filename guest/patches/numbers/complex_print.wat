;; complex_print(print, complex, kind)
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 92" (func $print_text (param i32 i32) (result i32)))
  (import "artifact" "function 95"
    (func $print_float (param i32 f64 i32 i32 i32 i32 i32) (result i32)))
  (func (param $print i32) (param $complex i32) (param $kind i32)
    (local $whole i32)
    ;; Neither 0.0 nor, without its sign, is there a real part to be written.
    (if (i64.ne (i64.const 0) (i64.load offset=8 (local.get $complex))) (then
      (local.set $whole (i32.const 1))
      (drop (call $print_text (local.get $print) (i32.const 13499)))
      (drop (call $print_float (local.get $print) (f64.load offset=8 (local.get $complex))
        (i32.const 103) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 99)))))
    ;; 2: with a sign. "j)" and "j"
    (drop (call $print_float (local.get $print) (f64.load offset=16 (local.get $complex))
      (i32.const 103) (i32.shl (local.get $whole) (i32.const 1))
      (i32.const 0) (i32.const -1) (i32.const 99)))
    (drop (call $print_text (local.get $print)
      (select (i32.const 13354) (i32.const 8391) (local.get $whole))))))
