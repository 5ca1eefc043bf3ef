;; The slot `call` of the type `native_function`.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function plain_text" (func $plain_text (param i32) (result i32)))
  (import "artifact" "function is_text" (func $is_text (param i32) (result i32)))
  (func (param $self i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (local $result i32) (local $plain i32)
    ;; The interpreter's own function, for so many arguments (bits from 3 on), perhaps for
    ;; ASCII only (bit 1), or for two texts (bit 2).
    (block $worker
      (br_if $worker (local.get $keywords))
      (br_if $worker (i32.eqz (local.tee $plain (i32.load offset=12 (local.get $self)))))
      (br_if $worker (i32.gt_u (local.get $count) (i32.const 26)))
      (local.set $result (i32.load offset=12 (local.get $plain)))
      (br_if $worker (i32.eqz (i32.and (i32.const 8)
        (i32.shr_u (local.get $result) (local.get $count)))))
      (if (i32.and (i32.const 2) (local.get $result))
        (then (br_if $worker (i32.eqz (call $plain_text (i32.load (local.get $arguments)))))))
      (if (i32.and (i32.const 4) (local.get $result)) (then
        (br_if $worker (i32.eqz (call $is_text (i32.load (local.get $arguments)))))
        (br_if $worker (i32.eqz (call $is_text (i32.load offset=4 (local.get $arguments)))))))
      ;; What the function takes: its arguments, or their number and place.
      (local.set $result (i32.shr_u (i32.load offset=20 (local.get $plain)) (i32.const 1)))
      (local.set $plain (i32.load offset=16 (local.get $plain)))
      (if (i32.eq (local.get $plain) (i32.const 1)) (then (return
        (call_indirect (param i32 i32) (result i32)
          (local.get $count) (local.get $arguments) (local.get $result)))))
      (if (i32.eq (local.get $plain) (i32.const 3)) (then (return
        (call_indirect (param i32) (result i32)
          (i32.load (local.get $arguments)) (local.get $result)))))
      (return
        (call_indirect (param i32 i32) (result i32)
          (i32.load (local.get $arguments)) (i32.load offset=4 (local.get $arguments))
          (local.get $result))))
    ;; A number of 0: nothing of the worker's.
    (if (i32.eqz (local.tee $result
          (if (result i32) (local.tee $result (i32.load offset=4 (local.get $self)))
            (then (call $native_ask (local.get $result) (local.get $count) (local.get $keywords)
              (local.get $arguments)))
            (else (i32.const 0)))))
      (then
        (if (i32.eqz (local.tee $result (i32.load offset=8 (local.get $self))))
          (then (call $raise_message (i32.const 23788) (i32.const {native_refuses}))))
        (local.set $result (call $call (local.get $result) (local.get $count)
          (local.get $keywords) (local.get $arguments)))))
    (local.get $result)))
