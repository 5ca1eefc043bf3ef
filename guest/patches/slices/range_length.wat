;; range_length(range): type, start, stop, step
(module
  (import "artifact" "memory" (memory 1))
  (func (param $range i32) (result i32)
    (local $step i64) (local $length i64)
    (local.set $step (i64.load32_s offset=12 (local.get $range)))
    (local.set $length (i64.sub (i64.load32_s offset=8 (local.get $range))
      (i64.load32_s offset=4 (local.get $range))))
    (local.set $length (i64.div_s
      (i64.add (local.get $length) (i64.sub (local.get $step)
        (select (i64.const 1) (i64.const -1) (i64.gt_s (local.get $step) (i64.const 0)))))
      (local.get $step)))
    (i32.wrap_i64 (select (local.get $length) (i64.const 0)
      (i64.gt_s (local.get $length) (i64.const 0))))))
