;; range_hash(range) -> small int
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function range_length" (func $range_length (param i32) (result i32)))
  (func (param $range i32) (result i32)
    (local $length i32)
    (local.set $length (call $range_length (local.get $range)))
    ;; Equal ranges have equal hashes: the start counts if there are items, the step if there are two.
    (i32.or (i32.const 1) (i32.shl
      (i32.add (i32.mul (local.get $length) (i32.const 0x9E3779B1)) (i32.add
        (select (i32.mul (i32.const 31) (i32.load offset=4 (local.get $range))) (i32.const 0)
          (local.get $length))
        (select (i32.load offset=12 (local.get $range)) (i32.const 0)
          (i32.gt_u (local.get $length) (i32.const 1)))))
      (i32.const 1)))))
