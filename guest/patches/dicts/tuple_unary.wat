;; Of a tuple: truth (4), length (5), hash (6).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 412" (func $check_stack))
  (import "artifact" "function set_hash" (func $set_hash (param i32) (result i32)))
  (func (param $operator i32) (param $tuple i32) (result i32)
    (local $count i32) (local $number i32) (local $hash i64)
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
    ;; CPython's, of which set_hash.wat says how much is the same.
    (local.set $hash (i64.const 0x27D4EB2F165667C5))
    (block $end
      (br_if $end (i32.eqz (local.get $count)))
      (loop $items
        (local.set $hash (i64.mul (i64.const 0x9E3779B185EBCA87) (i64.rotl
          (i64.add (local.get $hash) (i64.mul (i64.const 0xC2B2AE3D27D4EB4F)
            (i64.extend_i32_s (i32.shr_s
              (call $set_hash (i32.load offset=8 (i32.add (local.get $tuple)
                (i32.shl (local.get $number) (i32.const 2)))))
              (i32.const 1)))))
          (i64.const 31))))
        (br_if $items (i32.lt_u
          (local.tee $number (i32.add (local.get $number) (i32.const 1)))
          (local.get $count)))))
    (local.set $hash (i64.add (local.get $hash) (i64.xor
      (i64.extend_i32_u (local.get $count)) (i64.const 0x27D4EB2F1663B4B6))))
    (local.set $hash (select (i64.const 1546275796) (local.get $hash)
      (i64.eq (local.get $hash) (i64.const -1))))
    (i32.or (i32.const 1) (i32.shl (i32.wrap_i64 (local.get $hash)) (i32.const 1)))))
