;; The slot `call` of the type `native_function`.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (func (param $self i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (local $result i32)
    (if (i32.eqz (local.tee $result (call $native_ask
          (i32.load offset=4 (local.get $self)) (local.get $count) (local.get $keywords)
          (local.get $arguments))))
      (then
        (if (i32.eqz (local.tee $result (i32.load offset=8 (local.get $self))))
          (then (call $raise_message (i32.const 23788) (i32.const {native_refuses}))))
        (local.set $result (call $call (local.get $result) (local.get $count)
          (local.get $keywords) (local.get $arguments)))))
    (local.get $result)))
