;; bases_conflict(count, class): whether a class with so many native bases cannot be: with more than one, unless all of them
;; are exceptions, which are all alike. (Slot 18 of a class: its base, or a tuple of them.)
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 806" (func $native_bases (param i32 i32) (result i32)))
  (func (param $count i32) (param $class i32) (result i32)
    (local $bases i32) (local $at i32) (local $frame i32) (local $native i32) (local $slot i32)
    (local $conflict i32)
    (if (i32.lt_u (local.get $count) (i32.const 2)) (then (return (i32.const 0))))
    (if (i32.eqz (local.tee $slot (i32.load8_u offset=18 (local.get $class))))
      (then (return (i32.const 1))))
    (local.set $bases (i32.load offset=16
      (i32.add (local.get $class) (i32.shl (local.get $slot) (i32.const 2)))))
    ;; A single base was looked at when it was made itself.
    (if (i32.ne (i32.load (local.get $bases)) (i32.const 27320)) (then (return (i32.const 0))))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (i32.load offset=4 (local.get $bases))))
        (i32.store (local.get $frame) (i32.const 0))
        (drop (call $native_bases
          (i32.load offset=8 (i32.add (local.get $bases)
            (i32.shl (local.get $at) (i32.const 2))))
          (local.get $frame)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.eqz (local.tee $native (i32.load (local.get $frame)))))
        (if (local.tee $slot (i32.load8_u offset=8 (local.get $native)))
          (then
            (br_if $next (i32.eq (i32.const 142) (i32.load offset=16
              (i32.add (local.get $native) (i32.shl (local.get $slot) (i32.const 2))))))))
        (local.set $conflict (i32.const 1))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (local.get $conflict)))
