;; new_number(kind, count, keywords, arguments): what int() (0), float() (1) and complex() (2) make of arguments that are not
;; plain; 0 if the interpreter's own function is to go on. What the worker passes on goes to the functions in
;; `number_hooks`, which are the library's.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function native_ask"
    (func $native_ask (param i32 i32 i32 i32) (result i32)))
  (func (param $kind i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (local $argument i32) (local $hook i32)
    (if (i32.eqz (i32.add (local.get $count) (local.get $keywords)))
      (then (return (i32.const 0))))
    ;; Nothing yet while the image is made.
    (if (i32.eqz (local.tee $hook (i32.load offset={number_hooks}
          (i32.shl (local.get $kind) (i32.const 2)))))
      (then (return (i32.const 0))))
    (if (i32.and (i32.eqz (local.get $keywords)) (i32.eq (local.get $count) (i32.const 1)))
      (then
        (local.set $argument (i32.load (local.get $arguments)))
        (if (i32.or (i32.and (local.get $argument) (i32.const 1))
              (i32.eq (i32.const 14) (i32.and (local.get $argument) (i32.const -17))))
          (then (return (i32.const 0))))
        (if (i32.eqz (i32.and (local.get $argument) (i32.const 3))) (then
          (if (i32.eqz (local.get $kind)) (then
            (if (i32.eq (i32.load (local.get $argument)) (i32.const 24400))
              (then (return (local.get $argument))))
            (if (i32.eq (i32.load (local.get $argument)) (i32.const 24008)) (then
              (if (f64.lt (f64.abs (f64.load offset=8 (local.get $argument)))
                    (f64.const inf))
                (then (return (i32.const 0))))))))
          (if (i32.eq (local.get $kind) (i32.const 1)) (then
            (if (i32.eq (i32.load (local.get $argument)) (i32.const 24008))
              (then (return (local.get $argument))))))))))
    (if (local.tee $argument (call $native_ask
          (i32.load offset={number_natives} (i32.shl (local.get $kind) (i32.const 2)))
          (local.get $count) (local.get $keywords) (local.get $arguments)))
      (then
        (return (select (i32.const 0) (local.get $argument)
          (i32.eq (local.get $argument) (i32.const 6))))))
    (call $call (local.get $hook) (local.get $count) (local.get $keywords)
      (local.get $arguments))))
