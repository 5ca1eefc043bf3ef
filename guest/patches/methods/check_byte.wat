;; check_byte(code, value): refuses what cannot be an item of a bytearray, whose code is 1.
(module
  (import "artifact" "function 368" (func $raise_value_error (param i32)))
  (func (param $code i32) (param $value i32)
    (if (i32.eq (local.get $code) (i32.const 1)) (then
      (if (i32.and (local.get $value) (i32.const 1)) (then
        (if (i32.gt_u (i32.shr_u (local.get $value) (i32.const 1)) (i32.const 255))
          (then (call $raise_value_error (i32.const {no_byte})) (unreachable)))))))))
