;; set.intersection(count of arguments, arguments)
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function set_copy" (func $set_copy (param i32) (result i32)))
  (import "artifact" "function set_intersect" (func $set_intersect (param i32 i32 i32) (result i32)))
  (import "artifact" "function self_set" (func $self_set (param i32) (result i32)))
  (func (param $count i32) (param $arguments i32) (result i32)
    (local $new i32) (local $number i32)
    (local.set $new (call $self_set (i32.load (local.get $arguments))))
    (if (i32.eq (local.get $count) (i32.const 1))
      (then (return (call $set_copy (local.get $new)))))
    (loop $next
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (if (i32.lt_u (local.get $number) (local.get $count)) (then
        (local.set $new (call $set_intersect (local.get $new)
          (i32.load (i32.add (local.get $arguments) (i32.shl (local.get $number) (i32.const 2))))
          (i32.const 0)))
        (br $next))))
    (local.get $new)))
