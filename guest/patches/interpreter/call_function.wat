;; mp_call_function_n_kw(function, arguments, keyword arguments, address of the arguments): functions written in Python
;; are called at once; they look at the stack themselves. Their type is 24164, and 578 is what it has for calls.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 578" (func $call_python (param i32 i32 i32 i32) (result i32)))
  (func (param $function i32) (param $count i32) (param $keywords i32) (param $arguments i32)
      (result i32)
    (if (i32.eqz (i32.and (local.get $function) (i32.const 3))) (then
      (if (i32.eq (i32.load (local.get $function)) (i32.const 24164)) (then
        (return (call $call_python (local.get $function) (local.get $count)
          (local.get $keywords) (local.get $arguments)))))))
    (call $call (local.get $function) (local.get $count) (local.get $keywords)
      (local.get $arguments))))
