;; set_call_limit(number): how deep calls may go, for sys.setrecursionlimit().
(module
  (import "artifact" "memory" (memory 1))
  (func (param $number i32) (result i32)
    (if (i32.and (local.get $number) (i32.const 1))
      (then
        (local.set $number (i32.shr_s (local.get $number) (i32.const 1)))
        ;; With less nothing could be compiled or described any more.
        (if (i32.lt_s (local.get $number) (i32.const 20))
          (then (local.set $number (i32.const 20))))
        (i32.store offset={call_limit} (i32.const 0)
          (i32.add (local.get $number) (i32.const 1)))))
    (i32.const 6)))
