;; no_plain_source(count, keywords, arguments) -> 1 for keywords, more than one argument, or an instance of a class written in
;; Python.
(module
  (import "artifact" "memory" (memory 1))
  (func (param $count i32) (param $keywords i32) (param $arguments i32) (result i32)
    (if (local.get $keywords) (then (return (i32.const 1))))
    (if (i32.ne (local.get $count) (i32.const 1))
      (then (return (i32.gt_u (local.get $count) (i32.const 1)))))
    (local.set $count (i32.load (local.get $arguments)))
    (if (i32.and (local.get $count) (i32.const 3)) (then (return (i32.const 0))))
    (i32.ne (i32.const 0)
      (i32.and (i32.const 512) (i32.load16_u offset=4 (i32.load (local.get $count)))))))
