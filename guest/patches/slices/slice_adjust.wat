;; slice_adjust(bounds, length) -> how many items a slice has. What slice_unpack left becomes start, stop and step within
;; that length.
(module
  (import "artifact" "memory" (memory 1))
  (func (param $bounds i32) (param $length i32) (result i32)
    (local $start i32) (local $stop i32) (local $step i32) (local $low i32) (local $high i32)
    (local.set $start (i32.load (local.get $bounds)))
    (local.set $stop (i32.load offset=4 (local.get $bounds)))
    (local.set $step (i32.load offset=8 (local.get $bounds)))
    ;; The least and the greatest value of both.
    (local.set $low (i32.shr_s (local.get $step) (i32.const 31)))
    (local.set $high (i32.add (local.get $length) (local.get $low)))
    (local.set $start (i32.add (local.get $start)
      (select (local.get $length) (i32.const 0) (i32.lt_s (local.get $start) (i32.const 0)))))
    (local.set $start (select (local.get $low) (local.get $start)
      (i32.lt_s (local.get $start) (local.get $low))))
    (local.set $start (select (local.get $high) (local.get $start)
      (i32.gt_s (local.get $start) (local.get $high))))
    (local.set $stop (i32.add (local.get $stop)
      (select (local.get $length) (i32.const 0) (i32.lt_s (local.get $stop) (i32.const 0)))))
    (local.set $stop (select (local.get $low) (local.get $stop)
      (i32.lt_s (local.get $stop) (local.get $low))))
    (local.set $stop (select (local.get $high) (local.get $stop)
      (i32.gt_s (local.get $stop) (local.get $high))))
    (i32.store (local.get $bounds) (local.get $start))
    (i32.store offset=4 (local.get $bounds) (local.get $stop))
    (if (i32.gt_s (local.get $step) (i32.const 0))
      (then
        (if (i32.ge_s (local.get $start) (local.get $stop)) (then (return (i32.const 0))))
        (return (i32.add (i32.const 1) (i32.div_s
          (i32.sub (i32.sub (local.get $stop) (local.get $start)) (i32.const 1))
          (local.get $step))))))
    (if (i32.ge_s (local.get $stop) (local.get $start)) (then (return (i32.const 0))))
    (i32.add (i32.const 1) (i32.div_s
      (i32.sub (i32.sub (local.get $start) (local.get $stop)) (i32.const 1))
      (i32.sub (i32.const 0) (local.get $step))))))
