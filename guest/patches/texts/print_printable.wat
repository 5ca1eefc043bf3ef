;; print_printable(print, end, character) -> 1 if the character, whose UTF-8 ends at `end`, was written as it is: what
;; `repr` of a text need not escape. (Characters that no version of Unicode has given a meaning count as
;; printable here.)
(module
  (import "artifact" "memory" (memory 1))
  (func (param $print i32) (param $end i32) (param $character i32) (result i32)
    (local $length i32)
    (block $escape
      ;; Controls, the no-break space and the soft hyphen.
      (br_if $escape (i32.lt_u (local.get $character) (i32.const 0xA1)))
      (br_if $escape (i32.eq (local.get $character) (i32.const 0xAD)))
      ;; Formats and separators.
      (br_if $escape (i32.lt_u (i32.sub (local.get $character) (i32.const 0x600)) (i32.const 6)))
      (br_if $escape (i32.eq (local.get $character) (i32.const 0x61C)))
      (br_if $escape (i32.eq (local.get $character) (i32.const 0x1680)))
      (br_if $escape (i32.eq (local.get $character) (i32.const 0x180E)))
      (br_if $escape (i32.lt_u (i32.sub (local.get $character) (i32.const 0x2000)) (i32.const 16)))
      (br_if $escape (i32.lt_u (i32.sub (local.get $character) (i32.const 0x2028)) (i32.const 8)))
      (br_if $escape (i32.lt_u (i32.sub (local.get $character) (i32.const 0x205F)) (i32.const 17)))
      (br_if $escape (i32.eq (local.get $character) (i32.const 0x3000)))
      ;; Surrogates and private use.
      (br_if $escape (i32.lt_u (i32.sub (local.get $character) (i32.const 0xD800))
        (i32.const 0x2100)))
      (br_if $escape (i32.eq (local.get $character) (i32.const 0xFEFF)))
      (br_if $escape (i32.lt_u (i32.sub (local.get $character) (i32.const 0xFFF0)) (i32.const 12)))
      (br_if $escape (i32.lt_u (i32.sub (local.get $character) (i32.const 0xFFFE)) (i32.const 2)))
      (br_if $escape (i32.ge_u (local.get $character) (i32.const 0xE0000)))
      (local.set $length (i32.add (i32.const 2) (i32.add
        (i32.gt_u (local.get $character) (i32.const 0x7FF))
        (i32.gt_u (local.get $character) (i32.const 0xFFFF)))))
      (call_indirect (param i32 i32 i32)
        (i32.load (local.get $print))
        (i32.sub (local.get $end) (local.get $length))
        (local.get $length)
        (i32.load offset=4 (local.get $print)))
      (return (i32.const 1)))
    (i32.const 0)))
