;; Of a tuple: truth (4), length (5), hash (6).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 412" (func $check_stack))
  (import "artifact" "function map_hash" (func $map_hash (param i32) (result i32)))
  (func (param $operator i32) (param $tuple i32) (result i32)
    (local $count i32) (local $number i32) (local $hash i32)
    (local.set $count (i32.load offset=4 (local.get $tuple)))
    (if (i32.ne (local.get $operator) (i32.const 6)) (then
      (return (select
        (select (i32.const 30) (i32.const 14) (local.get $count))
        (select
          (i32.or (i32.const 1) (i32.shl (local.get $count) (i32.const 1)))
          (i32.const 0)
          (i32.eq (local.get $operator) (i32.const 5)))
        (i32.eq (local.get $operator) (i32.const 4))))))
    (call $check_stack)
    (local.set $hash (i32.const 0x2745937F))
    (block $end
      (br_if $end (i32.eqz (local.get $count)))
      (loop $items
        (local.set $hash (i32.mul (i32.const 0x9E3779B1) (i32.rotl
          (i32.add (local.get $hash) (i32.mul (i32.const 0x85EBCA77)
            (call $map_hash (i32.load offset=8 (i32.add (local.get $tuple)
              (i32.shl (local.get $number) (i32.const 2)))))))
          (i32.const 13))))
        (br_if $items (i32.lt_u
          (local.tee $number (i32.add (local.get $number) (i32.const 1)))
          (local.get $count)))))
    (i32.or (i32.const 1) (i32.shl
      (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15))) (i32.const 1)))))
