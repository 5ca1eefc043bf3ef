;; slice_bound(object, if None) -> a bound or step of a slice, cut to +-2**30. Runs Python code if the object is an
;; instance.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 62" (func $find_name (param i32 i32) (result i32)))
  (import "artifact" "function 364" (func $binary_op (param i32 i32 i32) (result i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 369" (func $load_method (param i32 i32 i32)))
  (import "artifact" "function 374" (func $call_method (param i32 i32 i32) (result i32)))
  (func (param $object i32) (param $default i32) (result i32)
    (local $frame i32) (local $name i32)
    (loop $again
      (if (i32.and (local.get $object) (i32.const 1))
        (then (return (i32.shr_s (local.get $object) (i32.const 1)))))
      (if (i32.eq (local.get $object) (i32.const 6)) (then (return (local.get $default))))
      (if (i32.eq (local.get $object) (i32.const 14)) (then (return (i32.const 0))))
      (if (i32.eq (local.get $object) (i32.const 30)) (then (return (i32.const 1))))
      (block $refused
        (br_if $refused (i32.and (local.get $object) (i32.const 3)))
        ;; A large int: 0 (less than) 0.
        (if (i32.eq (i32.load (local.get $object)) (i32.const 24400)) (then
          (return (select (i32.const -1073741824) (i32.const 1073741824)
            (i32.eq (i32.const 30)
              (call $binary_op (i32.const 0) (local.get $object) (i32.const 1)))))))
        ;; An instance: bit 9 of its type's flags.
        (br_if $refused (i32.eqz (i32.and (i32.const 512)
          (i32.load16_u offset=4 (i32.load (local.get $object))))))
        (br_if $refused (i32.eqz (local.tee $name
          (call $find_name (i32.const {index_method}) (i32.const 9)))))
        (global.set $stack_pointer (local.tee $frame
          (i32.sub (global.get $stack_pointer) (i32.const 16))))
        (i64.store (local.get $frame) (i64.const 0))
        (call $load_method (local.get $object) (local.get $name) (local.get $frame))
        (local.set $object (i32.load (local.get $frame)))
        (if (local.get $object) (then
          (local.set $object (call $call_method (i32.const 0) (i32.const 0) (local.get $frame)))))
        (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
        ;; What it gives must be an int.
        (if (i32.and (local.get $object) (i32.const 1)) (then (br $again)))
        (br_if $refused (i32.eqz (local.get $object)))
        (br_if $again (i32.or (i32.eq (local.get $object) (i32.const 14))
          (i32.eq (local.get $object) (i32.const 30))))
        (br_if $refused (i32.and (local.get $object) (i32.const 3)))
        (br_if $again (i32.eq (i32.load (local.get $object)) (i32.const 24400)))))
    ;; TypeError
    (call $raise_message (i32.const 23788) (i32.const {slice_indices}))
    (unreachable)))
