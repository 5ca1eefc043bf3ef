;; str_index_to_ptr(type, text, bytes, index, is_slice) where the characters that have to be counted are
;; ASCII: those before an index, or behind it if it counts from the end. Anything else goes to the
;; interpreter's own function.
;;
;; Long texts that are known to be ASCII are remembered (720912: four pairs of address and length, chosen by
;; address), so that their characters are found without counting. Who frees memory forgets them: gc_free (an edit) and
;; gc_sweep.wat.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 781"
    (func $index_to_pointer (param i32 i32 i32 i32 i32) (result i32)))
  (func (param $type i32) (param $text i32) (param $bytes i32) (param $index i32)
    (param $is_slice i32) (result i32)
    (local $at i32) (local $end i32) (local $result i32) (local $known i32)
    (block $other
      (br_if $other (i32.or (i32.ne (local.get $type) (i32.const 27044))
        (i32.eqz (i32.and (local.get $index) (i32.const 1)))))
      (if (i32.ge_s (local.tee $at (i32.shr_s (local.get $index) (i32.const 1))) (i32.const 0))
        (then
          (br_if $other (i32.ge_s (local.get $at)
            (i32.add (local.get $bytes) (local.get $is_slice))))
          (local.set $end (local.tee $result (i32.add (local.get $text) (local.get $at))))
          (local.set $at (local.get $text)))
        (else
          (local.set $at (i32.add (local.get $bytes) (local.get $at)))
          (br_if $other (i32.lt_s (local.get $at) (i32.const 0)))
          (local.set $at (local.tee $result (i32.add (local.get $text) (local.get $at))))
          (local.set $end (i32.add (local.get $text) (local.get $bytes)))))
      (if (i32.gt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 64)) (then
        (local.set $known (i32.add (i32.const 720912)
          (i32.and (i32.shr_u (local.get $text) (i32.const 1)) (i32.const 24))))
        (if (i32.and (i32.eq (i32.load (local.get $known)) (local.get $text))
              (i32.eq (i32.load offset=4 (local.get $known)) (local.get $bytes)))
          (then (return (local.get $result))))
        ;; All of it, once.
        (local.set $at (local.get $text))
        (local.set $end (i32.add (local.get $text) (local.get $bytes)))))
      (loop $eight
        (if (i32.ge_s (i32.sub (local.get $end) (local.get $at)) (i32.const 8)) (then
          (br_if $other (i64.ne (i64.const 0) (i64.and (i64.const 0x8080808080808080)
            (i64.load (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br $eight))))
      (if (i32.lt_u (local.get $at) (local.get $end)) (then
        ;; Up to seven bytes more: the others of the eight do not count.
        (br_if $other (i64.ne (i64.const 0) (i64.and (i64.load (local.get $at))
          (i64.shr_u (i64.const 0x8080808080808080) (i64.extend_i32_u
            (i32.sub (i32.const 64) (i32.shl (i32.sub (local.get $end) (local.get $at))
              (i32.const 3))))))))))
      (if (local.get $known) (then
        (i32.store (local.get $known) (local.get $text))
        (i32.store offset=4 (local.get $known) (local.get $bytes))))
      (return (local.get $result)))
    (call $index_to_pointer (local.get $type) (local.get $text) (local.get $bytes)
      (local.get $index) (local.get $is_slice))))
