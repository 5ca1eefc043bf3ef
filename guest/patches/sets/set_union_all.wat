;; set.union(count of arguments, arguments)
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function set_copy" (func $set_copy (param i32) (result i32)))
  (import "artifact" "function set_update" (func $set_update (param i32 i32)))
  (import "artifact" "function self_set" (func $self_set (param i32) (result i32)))
  (func (param $count i32) (param $arguments i32) (result i32)
    (local $new i32) (local $number i32)
    (local.set $new (call $set_copy (call $self_set (i32.load (local.get $arguments)))))
    (loop $next
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (if (i32.lt_u (local.get $number) (local.get $count)) (then
        (call $set_update (local.get $new) (i32.load (i32.add (local.get $arguments)
          (i32.shl (local.get $number) (i32.const 2)))))
        (br $next))))
    (local.get $new)))
