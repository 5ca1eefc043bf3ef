;; mp_set_init(set, expected)
(module
  (import "artifact" "memory" (memory 1))
  (func (param $set i32) (param $expected i32)
    (i32.store (local.get $set) (i32.const 0))
    (i32.store offset=4 (local.get $set) (i32.const 0))
    (i32.store offset=8 (local.get $set) (i32.const 0))))
