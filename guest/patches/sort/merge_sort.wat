;; merge_sort(values, keys, count, kind, reverse): sorts values by keys, which may be the same words. Both have as much
;; room again behind them. Returns where the values are then. kind: see sort_kind.wat. A key that is less than one that
;; stands before it goes before it (`reverse`: a key that is greater), so equal ones keep their order.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function less" (func $less (param i32 i32) (result i32)))
  (func (param $values i32) (param $keys i32) (param $count i32) (param $kind i32)
    (param $reverse i32) (result i32)
    (local $source_values i32) (local $source_keys i32) (local $width i32) (local $low i32)
    (local $middle i32) (local $high i32) (local $left i32) (local $right i32) (local $to i32)
    (local $end i32) (local $first i32) (local $second i32) (local $smaller i32)
    (local $larger i32) (local $take i32) (local $less i32) (local $from i32) (local $step i32)
    (local.set $source_values (local.get $values))
    (local.set $source_keys (local.get $keys))
    (local.set $step (i32.shl (local.get $count) (i32.const 2)))
    (local.set $values (i32.add (local.get $values) (local.get $step)))
    (local.set $keys (i32.add (local.get $keys) (local.get $step)))
    (local.set $width (i32.const 1))
    (loop $passes
      (if (i32.ge_u (local.get $width) (local.get $count))
        (then (return (local.get $source_values))))
      (local.set $low (i32.const 0))
      (loop $runs
        (local.set $middle (i32.add (local.get $low) (local.get $width)))
        (local.set $middle (select (local.get $middle) (local.get $count)
          (i32.lt_u (local.get $middle) (local.get $count))))
        (local.set $high (i32.add (local.get $middle) (local.get $width)))
        (local.set $high (select (local.get $high) (local.get $count)
          (i32.lt_u (local.get $high) (local.get $count))))
        (local.set $left (local.get $low))
        (local.set $right (local.get $middle))
        (local.set $to (i32.shl (local.get $low) (i32.const 2)))
        (local.set $end (i32.shl (local.get $high) (i32.const 2)))
        (block $merged
          (block $other
            (block $floats
              (block $ints
                (br_table $other $ints $floats $other (local.get $kind)))
              ;; Small ints
          (loop $items
            ;; Numbers that may be read, also beyond the end.
            (local.set $first (i32.load (i32.add (local.get $source_keys) (i32.shl
              (select (local.get $left) (local.get $low)
                (i32.lt_u (local.get $left) (local.get $middle))) (i32.const 2)))))
            (local.set $second (i32.load (i32.add (local.get $source_keys) (i32.shl
              (select (local.get $right) (local.get $low)
                (i32.lt_u (local.get $right) (local.get $high))) (i32.const 2)))))
            (local.set $smaller (select (local.get $first) (local.get $second)
              (local.get $reverse)))
            (local.set $larger (select (local.get $second) (local.get $first)
              (local.get $reverse)))
            (local.set $take (i32.and (i32.lt_u (local.get $right) (local.get $high))
              (i32.or (i32.ge_u (local.get $left) (local.get $middle))
                (i32.lt_s (local.get $smaller) (local.get $larger)))))
            (local.set $from (i32.shl (select (local.get $right) (local.get $left)
              (local.get $take)) (i32.const 2)))
            (i32.store (i32.add (local.get $keys) (local.get $to))
              (i32.load (i32.add (local.get $source_keys) (local.get $from))))
            (i32.store (i32.add (local.get $values) (local.get $to))
              (i32.load (i32.add (local.get $source_values) (local.get $from))))
            (local.set $left (i32.add (local.get $left) (i32.eqz (local.get $take))))
            (local.set $right (i32.add (local.get $right) (local.get $take)))
            (br_if $items (i32.lt_u
              (local.tee $to (i32.add (local.get $to) (i32.const 4)))
              (local.get $end))))
              (br $merged))
            ;; Floats
          (loop $items
            ;; Numbers that may be read, also beyond the end.
            (local.set $first (i32.load (i32.add (local.get $source_keys) (i32.shl
              (select (local.get $left) (local.get $low)
                (i32.lt_u (local.get $left) (local.get $middle))) (i32.const 2)))))
            (local.set $second (i32.load (i32.add (local.get $source_keys) (i32.shl
              (select (local.get $right) (local.get $low)
                (i32.lt_u (local.get $right) (local.get $high))) (i32.const 2)))))
            (local.set $smaller (select (local.get $first) (local.get $second)
              (local.get $reverse)))
            (local.set $larger (select (local.get $second) (local.get $first)
              (local.get $reverse)))
            (local.set $take (i32.and (i32.lt_u (local.get $right) (local.get $high))
              (i32.or (i32.ge_u (local.get $left) (local.get $middle))
                (f64.lt (f64.load offset=8 (local.get $smaller))
                  (f64.load offset=8 (local.get $larger))))))
            (local.set $from (i32.shl (select (local.get $right) (local.get $left)
              (local.get $take)) (i32.const 2)))
            (i32.store (i32.add (local.get $keys) (local.get $to))
              (i32.load (i32.add (local.get $source_keys) (local.get $from))))
            (i32.store (i32.add (local.get $values) (local.get $to))
              (i32.load (i32.add (local.get $source_values) (local.get $from))))
            (local.set $left (i32.add (local.get $left) (i32.eqz (local.get $take))))
            (local.set $right (i32.add (local.get $right) (local.get $take)))
            (br_if $items (i32.lt_u
              (local.tee $to (i32.add (local.get $to) (i32.const 4)))
              (local.get $end))))
            (br $merged))
          ;; Anything else
          (loop $items
            ;; Numbers that may be read, also beyond the end.
            (local.set $first (i32.load (i32.add (local.get $source_keys) (i32.shl
              (select (local.get $left) (local.get $low)
                (i32.lt_u (local.get $left) (local.get $middle))) (i32.const 2)))))
            (local.set $second (i32.load (i32.add (local.get $source_keys) (i32.shl
              (select (local.get $right) (local.get $low)
                (i32.lt_u (local.get $right) (local.get $high))) (i32.const 2)))))
            (local.set $smaller (select (local.get $first) (local.get $second)
              (local.get $reverse)))
            (local.set $larger (select (local.get $second) (local.get $first)
              (local.get $reverse)))
            (local.set $less (i32.const 0))
            (if (i32.and (i32.lt_u (local.get $left) (local.get $middle))
                  (i32.lt_u (local.get $right) (local.get $high)))
              (then (local.set $less (call $less (local.get $smaller) (local.get $larger)))))
            (local.set $take (i32.and (i32.lt_u (local.get $right) (local.get $high))
              (i32.or (i32.ge_u (local.get $left) (local.get $middle))
                (local.get $less))))
            (local.set $from (i32.shl (select (local.get $right) (local.get $left)
              (local.get $take)) (i32.const 2)))
            (i32.store (i32.add (local.get $keys) (local.get $to))
              (i32.load (i32.add (local.get $source_keys) (local.get $from))))
            (i32.store (i32.add (local.get $values) (local.get $to))
              (i32.load (i32.add (local.get $source_values) (local.get $from))))
            (local.set $left (i32.add (local.get $left) (i32.eqz (local.get $take))))
            (local.set $right (i32.add (local.get $right) (local.get $take)))
            (br_if $items (i32.lt_u
              (local.tee $to (i32.add (local.get $to) (i32.const 4)))
              (local.get $end)))))
        (local.set $low (local.get $high))
        (br_if $runs (i32.lt_u (local.get $low) (local.get $count))))
      ;; What was written is read next.
      (local.set $to (local.get $values))
      (local.set $values (local.get $source_values))
      (local.set $source_values (local.get $to))
      (local.set $to (local.get $keys))
      (local.set $keys (local.get $source_keys))
      (local.set $source_keys (local.get $to))
      (local.set $width (i32.shl (local.get $width) (i32.const 1)))
      (br $passes))
    (unreachable)))
