;; What a subscript of an instance does whose class has no method for it, but a native base: subscr(base, index,
;; value). A look-up in a dict that fails calls the class's `__missing__`, if there is one. value: 4 loads.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 62" (func $find_name (param i32 i32) (result i32)))
  (import "artifact" "function 374" (func $call_method (param i32 i32 i32) (result i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 808" (func $class_lookup (param i32 i32)))
  (import "artifact" "function subscr" (func $subscr (param i32 i32 i32) (result i32)))
  (func (param $self i32) (param $index i32) (param $value i32) (result i32)
    (local $base i32) (local $frame i32) (local $at i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 32))))
    (local.set $base (i32.load offset=16 (local.get $self)))
    (block $done
      (block $plain
        (br_if $plain (i32.ne (local.get $value) (i32.const 4)))
        (br_if $plain (i32.and (local.get $base) (i32.const 3)))
        ;; dict, OrderedDict
        (br_if $plain (i32.and
          (i32.ne (i32.load (local.get $base)) (i32.const 22464))
          (i32.ne (i32.load (local.get $base)) (i32.const 22512))))
        (if (local.tee $at (call $map_lookup (i32.add (local.get $base) (i32.const 4))
              (local.get $index) (i32.const 0)))
          (then
            (local.set $at (i32.load offset=4 (local.get $at)))
            (br $done)))
        (br_if $plain (i32.eqz (local.tee $at
          (call $find_name (i32.const {missing}) (i32.const 11)))))
        ;; What is looked for: instance, name, no slot, where to put method and instance, not a type.
        (i32.store offset=12 (local.get $frame) (local.get $self))
        (i32.store offset=16 (local.get $frame) (local.get $at))
        (i32.store offset=20 (local.get $frame) (i32.const 0))
        (i32.store offset=24 (local.get $frame) (local.get $frame))
        (i32.store offset=28 (local.get $frame) (i32.const 0))
        (i64.store (local.get $frame) (i64.const 0))
        (i32.store offset=8 (local.get $frame) (local.get $index))
        (call $class_lookup (i32.add (local.get $frame) (i32.const 12))
          (i32.load (local.get $self)))
        (br_if $plain (i32.eqz (i32.load (local.get $frame))))
        (local.set $at (call $call_method (i32.const 1) (i32.const 0) (local.get $frame)))
        (br $done))
      (local.set $at (call $subscr (local.get $base) (local.get $index) (local.get $value))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 32)))
    (local.get $at)))
