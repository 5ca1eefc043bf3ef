;; plain_text(object) -> 1 for a text that is ASCII.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 724" (func $get_text (param i32 i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $frame i32) (local $end i32)
    (if (i32.eq (i32.const 2) (i32.and (i32.const 7) (local.get $object)))
      (then
        (global.set $stack_pointer (local.tee $frame
          (i32.sub (global.get $stack_pointer) (i32.const 16))))
        (local.set $object (call $get_text (local.get $object) (local.get $frame)))
        (local.set $end (i32.add (local.get $object) (i32.load (local.get $frame))))
        (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16))))
      (else
        (if (i32.and (i32.const 3) (local.get $object)) (then (return (i32.const 0))))
        (if (i32.ne (i32.load (local.get $object)) (i32.const 27044))
          (then (return (i32.const 0))))
        (local.set $end (i32.load offset=8 (local.get $object)))
        (local.set $object (i32.load offset=12 (local.get $object)))
        (local.set $end (i32.add (local.get $end) (local.get $object)))))
    (block $rest
      (loop $eight
        (br_if $rest (i32.gt_u (i32.const 8) (i32.sub (local.get $end) (local.get $object))))
        (if (i64.ne (i64.const 0) (i64.and (i64.const 0x8080808080808080)
              (i64.load (local.get $object))))
          (then (return (i32.const 0))))
        (local.set $object (i32.add (local.get $object) (i32.const 8)))
        (br $eight)))
    (if (i32.eq (local.get $object) (local.get $end)) (then (return (i32.const 1))))
    ;; Up to seven bytes more: the others of the eight do not count.
    (i64.eqz (i64.and (i64.load (local.get $object))
      (i64.shr_u (i64.const 0x8080808080808080)
        (i64.extend_i32_u (i32.shl
          (i32.sub (i32.const 8) (i32.sub (local.get $end) (local.get $object)))
          (i32.const 3))))))))
