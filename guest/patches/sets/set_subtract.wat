;; set_subtract(count of arguments, arguments, whether the first one is changed): the first one without all keys of the
;; others.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 425" (func $set_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_copy" (func $set_copy (param i32) (result i32)))
  (import "artifact" "function set_part" (func $set_part (param i32) (result i32)))
  (import "artifact" "function set_next_key" (func $set_next_key (param i32 i32) (result i32)))
  (import "artifact" "function set_discard_all" (func $set_discard_all (param i32 i32)))
  (func (param $count i32) (param $arguments i32) (param $update i32) (result i32)
    (local $object i32) (local $new i32) (local $other i32) (local $number i32) (local $key i32)
    (local $frame i32) (local $size i32) (local $dict i32) (local $found i32)
    (local.set $object (i32.load (local.get $arguments)))
    (local.set $number (i32.const 1))
    (local.set $new (local.get $object))
    (block $first
      (br_if $first (local.get $update))
      (local.set $new (i32.const 0))
      (if (i32.ge_u (local.get $count) (i32.const 2)) (then
        (local.set $other (i32.load offset=4 (local.get $arguments)))
        (local.set $size (i32.const -1))
        (if (local.tee $key (call $set_part (local.get $other)))
          (then
            (local.set $other (local.get $key))
            (local.set $size (i32.load offset=8 (local.get $other))))
          (else
            (if (i32.eqz (i32.and (local.get $other) (i32.const 3))) (then
              (local.set $dict (i32.eq (i32.load (local.get $other)) (i32.const 22464)))
              (if (local.get $dict) (then (local.set $size
                (i32.shr_u (i32.load offset=4 (local.get $other)) (i32.const 3)))))))))
        ;; Another set or dict that is not much smaller: what it has not is collected.
        (if (i32.and (i32.ge_s (local.get $size) (i32.const 0))
              (i32.le_u (i32.shr_u (i32.load offset=8 (local.get $object)) (i32.const 2))
                (local.get $size)))
          (then
            (local.set $new (call $set_new (i32.load (local.get $object))))
            (local.set $number (i32.const 2))
            (global.set $stack_pointer (local.tee $frame
              (i32.sub (global.get $stack_pointer) (i32.const 16))))
            (i32.store (local.get $frame) (i32.const 0))
            (loop $keys
              (local.set $key (call $set_next_key (local.get $object) (local.get $frame)))
              (if (local.get $key) (then
                (local.set $found
                  (if (result i32) (local.get $dict)
                    (then (call $map_lookup (i32.add (local.get $other) (i32.const 4))
                      (local.get $key) (i32.const 0)))
                    (else (call $set_lookup (i32.add (local.get $other) (i32.const 4))
                      (local.get $key) (i32.const 0)))))
                (if (i32.eqz (local.get $found)) (then
                  (drop (call $set_lookup (i32.add (local.get $new) (i32.const 4))
                    (local.get $key) (i32.const 1)))))
                (br $keys))))
            (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))))))
      (if (i32.eqz (local.get $new))
        (then (local.set $new (call $set_copy (local.get $object))))))
    (loop $others
      (if (i32.lt_u (local.get $number) (local.get $count)) (then
        (call $set_discard_all (local.get $new)
          (i32.load (i32.add (local.get $arguments)
            (i32.shl (local.get $number) (i32.const 2)))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $others))))
    (local.get $new)))
