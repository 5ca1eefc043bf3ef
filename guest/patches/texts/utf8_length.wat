(module
  (import "artifact" "memory" (memory 1))
  (func (param $text i32) (param $bytes i32) (result i32)
    (local $end i32) (local $count i32) (local $known i32)
    (if (i32.lt_s (local.get $bytes) (i32.const 1)) (then (return (i32.const 0))))
    ;; Long texts that are known to be ASCII (str_index.wat).
    (if (i32.gt_s (local.get $bytes) (i32.const 64)) (then
      (local.set $known (i32.add (i32.const 720912)
        (i32.and (i32.shr_u (local.get $text) (i32.const 1)) (i32.const 24))))
      (if (i32.and (i32.eq (i32.load (local.get $known)) (local.get $text))
            (i32.eq (i32.load offset=4 (local.get $known)) (local.get $bytes)))
        (then (return (local.get $bytes))))))
    (local.set $end (i32.add (local.get $text) (local.get $bytes)))
    ;; ASCII, eight bytes at a time.
    (block $rest
      (loop $eight
        (br_if $rest (i32.gt_u (i32.const 8) (i32.sub (local.get $end) (local.get $text))))
        (br_if $rest (i64.ne (i64.const 0) (i64.and (i64.const 0x8080808080808080)
          (i64.load (local.get $text)))))
        (local.set $count (i32.add (local.get $count) (i32.const 8)))
        (local.set $text (i32.add (local.get $text) (i32.const 8)))
        (br $eight)))
    ;; Every byte but those that continue a character.
    (block $done
      (loop $one
        (br_if $done (i32.ge_u (local.get $text) (local.get $end)))
        (local.set $count (i32.add (local.get $count) (i32.ne (i32.const 128)
          (i32.and (i32.const 192) (i32.load8_u (local.get $text))))))
        (local.set $text (i32.add (local.get $text) (i32.const 1)))
        (br $one)))
    (local.get $count)))
