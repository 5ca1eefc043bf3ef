;; pow(value, exponent): too large a result is an error.
(module
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 1428" (func $power (param f64 f64) (result f64)))
  (func (param $value f64) (param $exponent f64) (result f64)
    (local $result f64)
    (local.set $result (call $power (local.get $value) (local.get $exponent)))
    (if (f64.eq (f64.abs (local.get $result)) (f64.const inf)) (then
      (if (i32.and (f64.lt (f64.abs (local.get $value)) (f64.const inf))
            (f64.lt (f64.abs (local.get $exponent)) (f64.const inf)))
        (then (call $raise_message (i32.const 23212) (i32.const {out_of_range}))))))
    (local.get $result)))
