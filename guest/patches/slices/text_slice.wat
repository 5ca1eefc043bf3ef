;; text[slice], of a str (type 27044) or bytes (26960).
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 35" (func $malloc (param i32) (result i32)))
  (import "artifact" "function 41" (func $free (param i32 i32)))
  (import "artifact" "function 70" (func $name_text (param i32 i32) (result i32)))
  (import "artifact" "function 101" (func $count_characters (param i32 i32) (result i32)))
  (import "artifact" "function 1472" (func $copy (param i32 i32 i32) (result i32)))
  (import "artifact" "function 719" (func $new_text (param i32 i32) (result i32)))
  (import "artifact" "function slice_unpack" (func $slice_unpack (param i32 i32)))
  (import "artifact" "function slice_adjust" (func $slice_adjust (param i32 i32) (result i32)))
  (func (param $object i32) (param $slice i32) (param $type i32) (result i32)
    (local $frame i32) (local $text i32) (local $bytes i32) (local $characters i32)
    (local $count i32) (local $step i32) (local $to i32) (local $from i32) (local $places i32)
    (local $buffer i32) (local $size i32) (local $end i32)
    ;; Bounds, and a vstr: capacity, length, text, whether it is fixed.
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 32))))
    (call $slice_unpack (local.get $slice) (local.get $frame))
    (if (i32.and (local.get $object) (i32.const 3))
      (then
        (local.set $text (call $name_text (i32.shr_u (local.get $object) (i32.const 3))
          (i32.add (local.get $frame) (i32.const 16))))
        (local.set $bytes (i32.load offset=16 (local.get $frame))))
      (else
        (local.set $text (i32.load offset=12 (local.get $object)))
        (local.set $bytes (i32.load offset=8 (local.get $object)))))
    (local.set $characters
      (if (result i32) (i32.eq (local.get $type) (i32.const 27044))
        (then (call $count_characters (local.get $text) (local.get $bytes)))
        (else (local.get $bytes))))
    (local.set $count (call $slice_adjust (local.get $frame) (local.get $characters)))
    (local.set $from (i32.load (local.get $frame)))
    (local.set $step (i32.load offset=8 (local.get $frame)))
    (local.set $size (local.get $count))
    (if (i32.ne (local.get $characters) (local.get $bytes)) (then
      ;; Where the characters begin.
      (local.set $places (call $malloc
        (i32.shl (i32.add (local.get $characters) (i32.const 1)) (i32.const 2))))
      (local.set $end (local.get $places))
      (local.set $to (i32.const 0))
      (loop $find
        (i32.store (local.get $end) (local.get $to))
        (local.set $end (i32.add (local.get $end) (i32.shl (i32.ne (i32.const 0x80)
          (i32.and (i32.const 0xC0) (i32.load8_u (i32.add (local.get $text) (local.get $to)))))
          (i32.const 2))))
        (br_if $find (i32.lt_u
          (local.tee $to (i32.add (local.get $to) (i32.const 1))) (local.get $bytes))))
      (i32.store (i32.add (local.get $places) (i32.shl (local.get $characters) (i32.const 2)))
        (local.get $bytes))
      (local.set $size (i32.shl (local.get $count) (i32.const 2)))))
    (local.set $buffer (call $malloc (i32.add (local.get $size) (i32.const 4))))
    (local.set $to (local.get $buffer))
    (block $copied
      (br_if $copied (i32.eqz (local.get $count)))
      (if (local.get $places)
        (then
          (loop $characters
            (local.set $end (i32.add (local.get $places)
              (i32.shl (local.get $from) (i32.const 2))))
            ;; At most four bytes; what follows is overwritten.
            (i32.store (local.get $to)
              (i32.load (i32.add (local.get $text) (i32.load (local.get $end)))))
            (local.set $to (i32.add (local.get $to)
              (i32.sub (i32.load offset=4 (local.get $end)) (i32.load (local.get $end)))))
            (local.set $from (i32.add (local.get $from) (local.get $step)))
            (br_if $characters
              (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
          (call $free (local.get $places) (i32.const 0)))
        (else
          (local.set $end (i32.add (local.get $to) (local.get $count)))
          (local.set $from (i32.add (local.get $text) (local.get $from)))
          (if (i32.eq (local.get $step) (i32.const 1)) (then
            (drop (call $copy (local.get $to) (local.get $from) (local.get $count)))
            (local.set $to (local.get $end))
            (br $copied)))
          (loop $bytes
            (i32.store8 (local.get $to) (i32.load8_u (local.get $from)))
            (local.set $from (i32.add (local.get $from) (local.get $step)))
            (br_if $bytes (i32.lt_u
              (local.tee $to (i32.add (local.get $to) (i32.const 1))) (local.get $end)))))))
    (i32.store offset=16 (local.get $frame) (i32.add (local.get $size) (i32.const 4)))
    (i32.store offset=20 (local.get $frame) (i32.sub (local.get $to) (local.get $buffer)))
    (i32.store offset=24 (local.get $frame) (local.get $buffer))
    (i32.store offset=28 (local.get $frame) (i32.const 0))
    (local.set $to (call $new_text (local.get $type)
      (i32.add (local.get $frame) (i32.const 16))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 32)))
    (local.get $to)))
