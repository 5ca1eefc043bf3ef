;; isinstance(object, classinfo) and issubclass(class, classinfo), for which object is 0. Where the interpreter says no,
;; and a class with a metaclass or something that is no class may decide otherwise, the library is asked.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 62" (func $find_name (param i32 i32) (result i32)))
  (import "artifact" "function 808" (func $class_lookup (param i32 i32)))
  (import "artifact" "function 824" (func $is_subclass (param i32 i32) (result i32)))
  (import "artifact" "function hook" (func $hook (param i32 i32 i32) (result i32)))
  (func (param $class i32) (param $info i32) (param $object i32) (result i32)
    (local $at i32) (local $end i32) (local $member i32) (local $frame i32) (local $name i32)
    (block $ask
      (br_if $ask (i32.and (local.get $info) (i32.const 3)))
      (if (i32.eq (i32.load (local.get $info)) (i32.const 27508))
        (then)
        (else (br_if $ask (i32.ne (i32.load (local.get $info)) (i32.const 27320)))))
      (if (i32.ne (i32.const 14)
            (local.tee $at (call $is_subclass (local.get $class) (local.get $info))))
        (then (return (local.get $at))))
      (if (i32.eq (i32.load (local.get $info)) (i32.const 27508))
        (then
          ;; A native class has no metaclass.
          (if (i32.eqz (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $info))))
            (then (return (i32.const 14))))
          (local.set $end (i32.const 1)))
        (else (local.set $end (i32.load offset=4 (local.get $info)))))
      (local.set $at (i32.const 0))
      (block $no
        (loop $next
          (br_if $no (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $member
            (if (result i32) (i32.eq (i32.load (local.get $info)) (i32.const 27508))
              (then (local.get $info))
              (else (i32.load offset=8 (i32.add (local.get $info)
                (i32.shl (local.get $at) (i32.const 2)))))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $ask (i32.and (local.get $member) (i32.const 3)))
          (br_if $ask (i32.ne (i32.load (local.get $member)) (i32.const 27508)))
          (br_if $next (i32.eqz (i32.and (i32.const 512)
            (i32.load16_u offset=4 (local.get $member)))))
          (br_if $no (i32.eqz (local.tee $name
            (call $find_name (i32.const {metaclass}) (i32.const 11)))))
          ;; What is looked for: class, name, no slot, where to put what is found, a type.
          (global.set $stack_pointer (local.tee $frame
            (i32.sub (global.get $stack_pointer) (i32.const 32))))
          (i64.store (local.get $frame) (i64.const 0))
          (i32.store offset=12 (local.get $frame) (local.get $member))
          (i32.store offset=16 (local.get $frame) (local.get $name))
          (i32.store offset=20 (local.get $frame) (i32.const 0))
          (i32.store offset=24 (local.get $frame) (local.get $frame))
          (i32.store offset=28 (local.get $frame) (i32.const 1))
          (call $class_lookup (i32.add (local.get $frame) (i32.const 12)) (local.get $member))
          (local.set $member (i32.load (local.get $frame)))
          (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 32)))
          (br_if $ask (local.get $member))
          (br $next)))
      (return (i32.const 14)))
    (if (local.tee $member
          (if (result i32) (local.get $object)
            (then (call $hook (i32.const 8) (local.get $object) (local.get $info)))
            (else (call $hook (i32.const 7) (local.get $class) (local.get $info)))))
      (then (return (local.get $member))))
    (call $is_subclass (local.get $class) (local.get $info))))
