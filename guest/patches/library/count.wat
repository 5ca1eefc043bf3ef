;; count(counts, items): adds 1 to counts[item] for each item, where a missing one counts as 0. For the library.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 364" (func $binary_op (param i32 i32 i32) (result i32)))
  (import "artifact" "function 365" (func $getiter (param i32 i32) (result i32)))
  (import "artifact" "function 366" (func $iternext (param i32) (result i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 831" (func $native_base (param i32 i32) (result i32)))
  (import "artifact" "function iternext" (func $native_iternext (param i32) (result i32)))
  (func (param $counts i32) (param $items i32) (result i32)
    (local $iterator i32) (local $item i32) (local $cell i32) (local $value i32)
    (block $no_dict
      (br_if $no_dict (i32.and (local.get $counts) (i32.const 3)))
      ;; dict, OrderedDict; or an instance (bit 9 of its type's flags) of a class derived from them
      (local.set $value (i32.load (local.get $counts)))
      (if (i32.and (i32.ne (local.get $value) (i32.const 22464))
            (i32.ne (local.get $value) (i32.const 22512)))
        (then
          (br_if $no_dict (i32.eqz
            (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $value)))))
          (br_if $no_dict (i32.eqz (local.tee $counts
            (call $native_base (local.get $counts) (i32.const 22464)))))
          (br_if $no_dict (i32.and (local.get $counts) (i32.const 3)))
          (local.set $value (i32.load (local.get $counts)))
          (br_if $no_dict (i32.and (i32.ne (local.get $value) (i32.const 22464))
            (i32.ne (local.get $value) (i32.const 22512))))))
      ;; A dict that may not change.
      (br_if $no_dict (i32.and (i32.load8_u offset=4 (local.get $counts)) (i32.const 2)))
      (local.set $counts (i32.add (local.get $counts) (i32.const 4)))
      (local.set $iterator (call $getiter (local.get $items) (i32.const 0)))
      (loop $next
        (local.set $item
          (if (result i32) (i32.eq (i32.load (local.get $iterator)) (i32.const 25272))
            (then (call $native_iternext (local.get $iterator)))
            (else (call $iternext (local.get $iterator)))))
        (if (i32.eqz (local.get $item)) (then (return (i32.const 6))))
        (local.set $cell
          (call $map_lookup (local.get $counts) (local.get $item) (i32.const 1)))
        (local.set $value (i32.load offset=4 (local.get $cell)))
        (if (i32.eqz (local.get $value)) (then
          (i32.store offset=4 (local.get $cell) (i32.const 3))
          (br $next)))
        (if (i32.and (i32.and (local.get $value) (i32.const 1))
              (i32.ne (local.get $value) (i32.const 0x7FFFFFFF)))
          (then
            (i32.store offset=4 (local.get $cell) (i32.add (local.get $value) (i32.const 2)))
            (br $next)))
        ;; 27: add. It may run code that changes the dict.
        (local.set $value
          (call $binary_op (i32.const 27) (local.get $value) (i32.const 3)))
        (i32.store offset=4
          (call $map_lookup (local.get $counts) (local.get $item) (i32.const 1))
          (local.get $value))
        (br $next)))
    ;; TypeError
    (call $raise_message (i32.const 23788) (i32.const {count_refuses}))
    (unreachable)))
