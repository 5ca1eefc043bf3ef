;; array[slice], of a bytearray (type 21948), an array or a memoryview (22000), with a step. value: 4 loads, 0 deletes,
;; anything else is stored.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 357" (func $raise_format (param i32 i32 i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 373" (func $call_1 (param i32 i32) (result i32)))
  (import "artifact" "function 460" (func $new_array (param i32 i32) (result i32)))
  (import "artifact" "function 864" (func $item_bytes (param i32 i32 i32) (result i32)))
  (import "artifact" "function 1472" (func $copy (param i32 i32 i32) (result i32)))
  (import "artifact" "function slice_unpack" (func $slice_unpack (param i32 i32)))
  (import "artifact" "function slice_adjust" (func $slice_adjust (param i32 i32) (result i32)))
  (func (param $array i32) (param $slice i32) (param $value i32) (result i32)
    (local $frame i32) (local $count i32) (local $new i32) (local $items i32) (local $start i32)
    (local $step i32) (local $size i32) (local $from i32) (local $to i32) (local $next i32)
    (local $length i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 32))))
    (if (i32.or (i32.eq (i32.load (local.get $array)) (i32.const 22000))
          (i32.and (i32.ne (local.get $value) (i32.const 4))
            (i32.ne (i32.load (local.get $array)) (i32.const 21948))))
      (then
        ;; NotImplementedError
        (call $raise_message (i32.const 23680) (i32.const {no_step}))
        (unreachable)))
    (call $slice_unpack (local.get $slice) (local.get $frame))
    (if (i32.and (local.get $value) (i32.const -5)) (then
      (local.set $value (call $call_1 (i32.const 21948) (local.get $value)))))
    (local.set $length (i32.load offset=8 (local.get $array)))
    (local.set $count (call $slice_adjust (local.get $frame) (local.get $length)))
    (local.set $start (i32.load (local.get $frame)))
    (local.set $step (i32.load offset=8 (local.get $frame)))
    (block $done
      (if (i32.eq (local.get $value) (i32.const 4)) (then
        (local.set $to (i32.and (i32.load8_u offset=4 (local.get $array)) (i32.const 127)))
        (local.set $size (call $item_bytes (i32.const 64) (local.get $to) (i32.const 0)))
        (local.set $new (call $new_array (local.get $to) (local.get $count)))
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $to (i32.load offset=12 (local.get $new)))
        (local.set $items (i32.load offset=12 (local.get $array)))
        (loop $load
          (local.set $from (i32.add (local.get $items)
            (i32.mul (local.get $start) (local.get $size))))
          (if (i32.eq (local.get $size) (i32.const 1))
            (then (i32.store8 (local.get $to) (i32.load8_u (local.get $from))))
            (else (drop (call $copy (local.get $to) (local.get $from) (local.get $size)))))
          (local.set $to (i32.add (local.get $to) (local.get $size)))
          (local.set $start (i32.add (local.get $start) (local.get $step)))
          (br_if $load (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
        (br $done)))
      (local.set $new (i32.const 6))
      (local.set $items (i32.load offset=12 (local.get $array)))
      (if (local.get $value) (then
        (if (i32.ne (i32.load offset=8 (local.get $value)) (local.get $count)) (then
          (i32.store offset=16 (local.get $frame) (i32.load offset=8 (local.get $value)))
          (i32.store offset=20 (local.get $frame) (local.get $count))
          ;; ValueError
          (call $raise_format (i32.const 23824) (i32.const {other_size_bytes})
            (i32.add (local.get $frame) (i32.const 16)))
          (unreachable)))
        (local.set $from (i32.load offset=12 (local.get $value)))
        (loop $store
          (br_if $done (i32.eqz (local.get $count)))
          (i32.store8 (i32.add (local.get $items) (local.get $start))
            (i32.load8_u (local.get $from)))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (local.set $start (i32.add (local.get $start) (local.get $step)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $store))))
      (br_if $done (i32.eqz (local.get $count)))
      (if (i32.lt_s (local.get $step) (i32.const 0)) (then
        (local.set $start (i32.add (local.get $start)
          (i32.mul (i32.sub (local.get $count) (i32.const 1)) (local.get $step))))
        (local.set $step (i32.sub (i32.const 0) (local.get $step)))))
      (local.set $to (local.get $start))
      (local.set $next (local.get $start))
      (loop $keep
        (if (i32.and (i32.eq (local.get $start) (local.get $next))
              (i32.ne (local.get $count) (i32.const 0)))
          (then
            (local.set $next (i32.add (local.get $next) (local.get $step)))
            (local.set $count (i32.sub (local.get $count) (i32.const 1))))
          (else
            (i32.store8 (i32.add (local.get $items) (local.get $to))
              (i32.load8_u (i32.add (local.get $items) (local.get $start))))
            (local.set $to (i32.add (local.get $to) (i32.const 1)))))
        (br_if $keep (i32.lt_u
          (local.tee $start (i32.add (local.get $start) (i32.const 1)))
          (local.get $length))))
      ;; The room behind the items is counted, too (from bit 8 on).
      (i32.store offset=8 (local.get $array) (local.get $to))
      (i32.store offset=4 (local.get $array) (i32.add (i32.load offset=4 (local.get $array))
        (i32.shl (i32.sub (local.get $length) (local.get $to)) (i32.const 8)))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 32)))
    (local.get $new)))
