;; list[slice]; value: 4 loads, 0 deletes, anything else is stored.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 39" (func $realloc (param i32 i32 i32) (result i32)))
  (import "artifact" "function 357" (func $raise_format (param i32 i32 i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 373" (func $call_1 (param i32 i32) (result i32)))
  (import "artifact" "function 618" (func $new_list (param i32) (result i32)))
  (import "artifact" "function 1473" (func $move (param i32 i32 i32) (result i32)))
  (import "artifact" "function slice_unpack" (func $slice_unpack (param i32 i32)))
  (import "artifact" "function slice_adjust" (func $slice_adjust (param i32 i32) (result i32)))
  (import "artifact" "function copy_strided" (func $copy_strided (param i32 i32 i32 i32)))
  (func (param $list i32) (param $slice i32) (param $value i32) (result i32)
    (local $frame i32) (local $count i32) (local $new i32) (local $items i32) (local $start i32)
    (local $step i32) (local $length i32) (local $given i32) (local $from i32) (local $to i32)
    (local $next i32) (local $capacity i32)
    ;; Bounds, and two words for an exception's text.
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 32))))
    (call $slice_unpack (local.get $slice) (local.get $frame))
    (block $done
      (if (i32.eq (local.get $value) (i32.const 4)) (then
        (local.set $count (call $slice_adjust (local.get $frame)
          (i32.load offset=8 (local.get $list))))
        (local.set $new (call $new_list (local.get $count)))
        (call $copy_strided (i32.load offset=12 (local.get $new))
          (i32.add (i32.load offset=12 (local.get $list))
            (i32.shl (i32.load (local.get $frame)) (i32.const 2)))
          (local.get $count)
          (i32.shl (i32.load offset=8 (local.get $frame)) (i32.const 2)))
        (br $done)))
      (local.set $new (i32.const 6))
      ;; The values: those of a list or tuple, or of a list that is made of them.
      (if (local.get $value) (then
        (block $made
          (if (i32.and (i32.ne (i32.and (local.get $value) (i32.const 7)) (i32.const 2))
                (i32.and (local.get $value) (i32.const 3)))
            (then
              ;; TypeError
              (call $raise_message (i32.const 23788)
                (select (i32.const {only_iterable}) (i32.const {must_iterable})
                  (i32.eq (i32.load offset=8 (local.get $frame)) (i32.const 1))))
              (unreachable)))
          (if (i32.eqz (i32.and (local.get $value) (i32.const 3))) (then
            (br_if $made (i32.eq (i32.load (local.get $value)) (i32.const 27320)))
            (br_if $made (i32.and (i32.ne (local.get $value) (local.get $list))
              (i32.eq (i32.load (local.get $value)) (i32.const 24560))))))
          (local.set $value (call $call_1 (i32.const 24560) (local.get $value))))
        (local.set $given (i32.load offset=4 (local.get $value)))
        (local.set $from (i32.add (local.get $value) (i32.const 8)))
        (if (i32.eq (i32.load (local.get $value)) (i32.const 24560)) (then
          (local.set $given (i32.load offset=8 (local.get $value)))
          (local.set $from (i32.load offset=12 (local.get $value)))))))
      (local.set $length (i32.load offset=8 (local.get $list)))
      (local.set $count (call $slice_adjust (local.get $frame) (local.get $length)))
      (local.set $start (i32.load (local.get $frame)))
      (local.set $step (i32.load offset=8 (local.get $frame)))
      (if (i32.eq (local.get $step) (i32.const 1)) (then
        (local.set $length (i32.add (local.get $length)
          (i32.sub (local.get $given) (local.get $count))))
        (local.set $capacity (i32.load offset=4 (local.get $list)))
        (if (i32.gt_u (local.get $length) (local.get $capacity)) (then
          (local.set $next (i32.add (i32.const 4) (i32.add (local.get $length)
            (i32.shr_u (local.get $length) (i32.const 3)))))
          (i32.store offset=12 (local.get $list) (call $realloc
            (i32.load offset=12 (local.get $list))
            (i32.shl (local.get $capacity) (i32.const 2))
            (i32.shl (local.get $next) (i32.const 2))))
          (i32.store offset=4 (local.get $list) (local.get $next))))
        (local.set $items (i32.load offset=12 (local.get $list)))
        (drop (call $move
          (i32.add (local.get $items)
            (i32.shl (i32.add (local.get $start) (local.get $given)) (i32.const 2)))
          (i32.add (local.get $items)
            (i32.shl (i32.add (local.get $start) (local.get $count)) (i32.const 2)))
          (i32.shl
            (i32.sub (i32.load offset=8 (local.get $list))
              (i32.add (local.get $start) (local.get $count)))
            (i32.const 2))))
        (call $copy_strided
          (i32.add (local.get $items) (i32.shl (local.get $start) (i32.const 2)))
          (local.get $from) (local.get $given) (i32.const 4))
        (local.set $to (i32.load offset=8 (local.get $list)))
        (i32.store offset=8 (local.get $list) (local.get $length))
        ;; What lies behind the items is cleared.
        (loop $clear
          (if (i32.gt_s (local.get $to) (local.get $length)) (then
            (local.set $to (i32.sub (local.get $to) (i32.const 1)))
            (i32.store (i32.add (local.get $items) (i32.shl (local.get $to) (i32.const 2)))
              (i32.const 0))
            (br $clear))))
        (br $done)))
      (local.set $items (i32.load offset=12 (local.get $list)))
      (if (local.get $value) (then
        (if (i32.ne (local.get $given) (local.get $count)) (then
          (i32.store offset=16 (local.get $frame) (local.get $given))
          (i32.store offset=20 (local.get $frame) (local.get $count))
          ;; ValueError
          (call $raise_format (i32.const 23824) (i32.const {other_size})
            (i32.add (local.get $frame) (i32.const 16)))
          (unreachable)))
        (local.set $to (i32.add (local.get $items) (i32.shl (local.get $start) (i32.const 2))))
        (loop $store
          (br_if $done (i32.eqz (local.get $count)))
          (i32.store (local.get $to) (i32.load (local.get $from)))
          (local.set $from (i32.add (local.get $from) (i32.const 4)))
          (local.set $to (i32.add (local.get $to) (i32.shl (local.get $step) (i32.const 2))))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $store))))
      ;; Deletes from the first to the last one.
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
            (i32.store (i32.add (local.get $items) (i32.shl (local.get $to) (i32.const 2)))
              (i32.load (i32.add (local.get $items)
                (i32.shl (local.get $start) (i32.const 2)))))
            (local.set $to (i32.add (local.get $to) (i32.const 1)))))
        (br_if $keep (i32.lt_u
          (local.tee $start (i32.add (local.get $start) (i32.const 1)))
          (local.get $length))))
      (i32.store offset=8 (local.get $list) (local.get $to))
      (loop $rest
        (i32.store (i32.add (local.get $items) (i32.shl (local.get $to) (i32.const 2)))
          (i32.const 0))
        (br_if $rest (i32.lt_u
          (local.tee $to (i32.add (local.get $to) (i32.const 1))) (local.get $length)))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 32)))
    (local.get $new)))
