;; mapping(object): what dict.update() and dict() take their items from. For an instance of a class that derives from
;; dict, and is iterated like one, that dict; for others with `keys` a new dict; otherwise the object.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 369" (func $load_method_maybe (param i32 i32 i32)))
  (import "artifact" "function 831" (func $native_base (param i32 i32) (result i32)))
  (import "artifact" "function hook" (func $hook (param i32 i32 i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $frame i32) (local $found i32) (local $base i32)
    (if (i32.and (local.get $object) (i32.const 3)) (then (return (local.get $object))))
    (if (i32.eqz (i32.and (i32.const 512)
          (i32.load16_u offset=4 (i32.load (local.get $object)))))
      (then (return (local.get $object))))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    ;; 19: __iter__, other than that of dict itself. 106: keys
    (if (local.tee $base (call $native_base (local.get $object) (i32.const 22464)))
      (then (call $load_method_maybe (local.get $object) (i32.const 19) (local.get $frame)))
      (else (call $load_method_maybe (local.get $object) (i32.const 106) (local.get $frame))))
    (local.set $found (i32.load (local.get $frame)))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (if (i32.eq (local.get $found) (i32.load offset={dict_iter} (i32.const 0)))
      (then (local.set $found (i32.const 0))))
    (if (i32.eqz (local.get $found))
      (then (return (select (local.get $base) (local.get $object) (local.get $base)))))
    (if (local.tee $found (call $hook (i32.const 3) (local.get $object) (i32.const 0)))
      (then (return (local.get $found))))
    (local.get $object)))
