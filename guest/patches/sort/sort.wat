;; list.sort(count of arguments, arguments, map of keywords): a stable merge sort on a copy, which comes back at the end.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 35" (func $malloc (param i32) (result i32)))
  (import "artifact" "function 41" (func $free (param i32 i32)))
  (import "artifact" "function 70" (func $name_text (param i32 i32) (result i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 373" (func $call_1 (param i32 i32) (result i32)))
  (import "artifact" "function 414" (func $parse_arguments (param i32 i32 i32 i32 i32 i32)))
  (import "artifact" "function less" (func $less (param i32 i32) (result i32)))
  (import "artifact" "function sort_kind" (func $sort_kind (param i32 i32) (result i32)))
  (import "artifact" "function merge_sort"
    (func $merge_sort (param i32 i32 i32 i32 i32) (result i32)))
  (func (param $argument_count i32) (param $arguments i32) (param $keywords i32) (result i32)
    (local $frame i32) (local $list i32) (local $count i32) (local $items i32) (local $key i32)
    (local $reverse i32) (local $bytes i32) (local $values i32) (local $keys i32) (local $kind i32)
    (local $at i32) (local $item i32) (local $text i32) (local $block i32) (local $descends i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (call $parse_arguments (i32.sub (local.get $argument_count) (i32.const 1))
      (i32.add (local.get $arguments) (i32.const 4)) (local.get $keywords) (i32.const 2)
      (i32.const 24544) (i32.add (local.get $frame) (i32.const 8)))
    (local.set $key (i32.load offset=8 (local.get $frame)))
    (local.set $key (select (i32.const 0) (local.get $key)
      (i32.eq (local.get $key) (i32.const 6))))
    (local.set $reverse (i32.load8_u offset=12 (local.get $frame)))
    (local.set $list (i32.load (local.get $arguments)))
    (local.set $count (i32.load offset=8 (local.get $list)))
    (local.set $items (i32.load offset=12 (local.get $list)))
    (block $done
      (br_if $done (i32.eqz (local.get $count)))
      (br_if $done (i32.and (i32.eqz (local.get $key)) (i32.eq (local.get $count) (i32.const 1))))
      (local.set $bytes (i32.shl (local.get $count) (i32.const 2)))
      (if (i32.eqz (local.get $key))
        (then (local.set $kind (call $sort_kind (local.get $items) (local.get $count)))))
      ;; Values, room for them, keys, room for them.
      (local.set $values (call $malloc (i32.shl (local.get $bytes)
        (select (i32.const 2) (i32.const 1)
          (i32.or (local.get $key) (i32.eq (local.get $kind) (i32.const 3)))))))
      (local.set $block (local.get $values))
      (local.set $keys (local.get $values))
      (loop $copy
        (i32.store (i32.add (local.get $values) (local.get $at))
          (i32.load (i32.add (local.get $items) (local.get $at))))
        (br_if $copy (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4)))
          (local.get $bytes))))
      (if (local.get $key) (then
        (local.set $keys (i32.add (local.get $values) (i32.shl (local.get $bytes) (i32.const 1))))
        (local.set $at (i32.const 0))
        (loop $call
          (i32.store (i32.add (local.get $keys) (local.get $at))
            (call $call_1 (local.get $key)
              (i32.load (i32.add (local.get $values) (local.get $at)))))
          (br_if $call (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4)))
            (local.get $bytes))))
        (local.set $kind (call $sort_kind (local.get $keys) (local.get $count)))))
      (if (i32.eq (local.get $kind) (i32.const 3)) (then
        ;; Objects instead of names, which have length and text at hand.
        (local.set $text (i32.add (local.get $values) (i32.shl (local.get $bytes) (i32.const 1))))
        (local.set $at (i32.const 0))
        (loop $texts
          (local.set $item (i32.load (i32.add (local.get $keys) (local.get $at))))
          (if (i32.and (local.get $item) (i32.const 3)) (then
            (local.set $key (call $malloc (i32.const 16)))
            (i32.store offset=12 (local.get $key)
              (call $name_text (i32.shr_u (local.get $item) (i32.const 3))
                (i32.add (local.get $key) (i32.const 8))))
            (i32.store (local.get $key) (i32.const 27044))
            (local.set $item (local.get $key))))
          (i32.store (i32.add (local.get $text) (local.get $at)) (local.get $item))
          (br_if $texts (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4)))
            (local.get $bytes))))
        (local.set $keys (local.get $text))))
      ;; How long is the run at the begin? `descends`: from greater to less, without equal ones.
      (block $unordered
        (local.set $at (i32.const 0))
        (loop $run
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (if (i32.lt_u (local.get $at) (local.get $bytes)) (then
            (local.set $item (i32.load (i32.add (local.get $keys) (local.get $at))))
            (local.set $text (i32.load (i32.sub
              (i32.add (local.get $keys) (local.get $at)) (i32.const 4))))
            (local.set $item
              (if (result i32) (local.get $reverse)
                (then (call $less (local.get $text) (local.get $item)))
                (else (call $less (local.get $item) (local.get $text)))))
            (if (i32.eq (local.get $at) (i32.const 4))
              (then (local.set $descends (local.get $item))))
            (br_if $unordered (i32.ne (local.get $item) (local.get $descends)))
            (br $run))))
        (if (local.get $descends) (then
          (local.set $at (i32.const 0))
          (local.set $text (i32.sub (local.get $bytes) (i32.const 4)))
          (loop $turn
            (local.set $item (i32.load (i32.add (local.get $values) (local.get $at))))
            (i32.store (i32.add (local.get $values) (local.get $at))
              (i32.load (i32.add (local.get $values) (local.get $text))))
            (i32.store (i32.add (local.get $values) (local.get $text)) (local.get $item))
            (local.set $text (i32.sub (local.get $text) (i32.const 4)))
            (br_if $turn (i32.lt_s (local.tee $at (i32.add (local.get $at) (i32.const 4)))
              (local.get $text))))))
        (local.set $count (i32.const 1)))
      (local.set $values (call $merge_sort (local.get $values) (local.get $keys)
        (local.get $count) (local.get $kind) (local.get $reverse)))
      (if (i32.or
            (i32.ne (i32.shl (i32.load offset=8 (local.get $list)) (i32.const 2))
              (local.get $bytes))
            (i32.ne (i32.load offset=12 (local.get $list)) (local.get $items)))
        (then
          ;; ValueError
          (call $raise_message (i32.const 23824) (i32.const {list_modified}))
          (unreachable)))
      (local.set $at (i32.const 0))
      (loop $back
        (i32.store (i32.add (local.get $items) (local.get $at))
          (i32.load (i32.add (local.get $values) (local.get $at))))
        (br_if $back (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4)))
          (local.get $bytes))))
      (call $free (local.get $block) (local.get $bytes)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (i32.const 6)))
