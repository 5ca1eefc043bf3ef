;; slice_unpack(slice, bounds): start, stop and step in three words, for a sequence of any length.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function slice_bound" (func $slice_bound (param i32 i32) (result i32)))
  (func (param $slice i32) (param $bounds i32)
    (local $step i32) (local $forward i32)
    (local.set $step (call $slice_bound (i32.load offset=12 (local.get $slice)) (i32.const 1)))
    (if (i32.eqz (local.get $step)) (then
      ;; ValueError
      (call $raise_message (i32.const 23824) (i32.const {step_zero}))
      (unreachable)))
    (local.set $forward (i32.gt_s (local.get $step) (i32.const 0)))
    (i32.store offset=8 (local.get $bounds) (local.get $step))
    (i32.store (local.get $bounds) (call $slice_bound (i32.load offset=4 (local.get $slice))
      (select (i32.const 0) (i32.const 1073741824) (local.get $forward))))
    (i32.store offset=4 (local.get $bounds) (call $slice_bound (i32.load offset=8 (local.get $slice))
      (select (i32.const 1073741824) (i32.const -1073741824) (local.get $forward))))))
