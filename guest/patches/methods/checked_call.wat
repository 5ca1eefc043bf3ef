;; The slot `call` of a method that was taken from a native type (`list.append`): words are its type, the type that the first
;; argument must have, and the function. Of an instance of a class that derives from the type, the function gets the native
;; part; what is of a native type that derives from it is taken as it is.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 35" (func $allocate (param i32) (result i32)))
  (import "artifact" "function 357" (func $raise_format (param i32 i32 i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 431" (func $type_of (param i32) (result i32)))
  (import "artifact" "function 828" (func $is_subclass (param i32 i32) (result i32)))
  (import "artifact" "function native_part" (func $native_part (param i32 i32) (result i32)))
  (func (param $self i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (local $frame i32) (local $object i32) (local $type i32) (local $wanted i32)
    (local $copy i32) (local $bytes i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 80))))
    (block $as_it_is
      (br_if $as_it_is (i32.eqz (local.get $count)))
      (local.set $object (i32.load (local.get $arguments)))
      (local.set $wanted (i32.load offset=4 (local.get $self)))
      (br_if $as_it_is (i32.eq
        (local.tee $type (call $type_of (local.get $object))) (local.get $wanted)))
      (block $unsuitable
        (br_if $unsuitable (i32.and (i32.const 3) (local.get $object)))
        (br_if $unsuitable (i32.eqz (call $is_subclass (local.get $type) (local.get $wanted))))
        (br_if $as_it_is (i32.eqz
          (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $type)))))
        (br_if $unsuitable (i32.eqz (local.tee $object
          (call $native_part (local.get $object) (local.get $wanted)))))
        ;; The arguments are the caller's: a copy, up to 16 words of it in this frame.
        (local.set $bytes (i32.shl
          (i32.add (local.get $count) (i32.shl (local.get $keywords) (i32.const 1)))
          (i32.const 2)))
        (local.set $copy (local.get $frame))
        (if (i32.gt_u (local.get $bytes) (i32.const 64))
          (then (local.set $copy (call $allocate (local.get $bytes)))))
        (i32.store offset=64 (local.get $frame) (local.get $copy))
        (memory.copy (local.get $copy) (local.get $arguments) (local.get $bytes))
        (i32.store (local.get $copy) (local.get $object))
        (local.set $arguments (local.get $copy))
        (br $as_it_is))
      (i32.store (local.get $frame) (i32.load16_u offset=6 (local.get $wanted)))
      (i32.store offset=4 (local.get $frame) (i32.load16_u offset=6 (local.get $type)))
      (call $raise_format (i32.const 23788) (i32.const 3046) (local.get $frame))
      (unreachable))
    (local.set $object (call $call (i32.load offset=8 (local.get $self)) (local.get $count)
      (local.get $keywords) (local.get $arguments)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 80)))
    (local.get $object)))
