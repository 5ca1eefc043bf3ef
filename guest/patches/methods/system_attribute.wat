;; The attributes of `sys` that may be assigned to (module, name, pair; the pair's words are 4 and the value): the
;; library's function says whether it took the value. The others are the interpreter's affair.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 1007" (func $attribute (param i32 i32 i32)))
  (func (param $module i32) (param $name i32) (param $pair i32)
    (local $frame i32) (local $taken i32)
    (block $own
      (br_if $own (i32.ne (i32.const 4) (i32.load (local.get $pair))))
      (br_if $own (i32.eqz (i32.load offset=4 (local.get $pair))))
      (br_if $own (i32.eqz (i32.load (i32.const {assign_stream}))))
      (global.set $stack_pointer (local.tee $frame
        (i32.sub (global.get $stack_pointer) (i32.const 16))))
      (i32.store (local.get $frame)
        (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3))))
      (i32.store offset=4 (local.get $frame) (i32.load offset=4 (local.get $pair)))
      (local.set $taken (call $call (i32.load (i32.const {assign_stream})) (i32.const 2)
        (i32.const 0) (local.get $frame)))
      (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
      (br_if $own (i32.ne (local.get $taken) (i32.const 30)))
      (i32.store (local.get $pair) (i32.const 0))
      (return))
    (call $attribute (local.get $module) (local.get $name) (local.get $pair))))
