;; super_attr(self, name, pair): attributes by way of super(class, object). What follows the class in the order of the
;; object's class is looked at: where there are several bases, that order is a tuple beside the class's dict of attributes
;; (set_order); otherwise it is the line of bases. Properties and other descriptors are asked, as for the object itself.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 369" (func $load_method_maybe (param i32 i32 i32)))
  (import "artifact" "function 373" (func $call_function_1 (param i32 i32) (result i32)))
  (import "artifact" "function 374" (func $call_method (param i32 i32 i32) (result i32)))
  (import "artifact" "function 380" (func $convert_member (param i32 i32 i32 i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 431" (func $type_of (param i32) (result i32)))
  (import "artifact" "function 808" (func $class_lookup (param i32 i32)))
  (import "artifact" "function 828" (func $is_subclass (param i32 i32) (result i32)))
  (import "artifact" "function exception" (func $exception (param i32) (result i32)))
  (import "artifact" "function member_of_type"
    (func $member_of_type (param i32 i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $self i32) (param $name i32) (param $pair i32)
    (local $frame i32) (local $object i32) (local $class i32) (local $type i32)
    (local $order i32) (local $at i32) (local $cell i32) (local $slot i32)
    (if (i32.load (local.get $pair)) (then (return)))
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 48))))
    (local.set $class (i32.load offset=4 (local.get $self)))
    (local.set $object (i32.load offset=8 (local.get $self)))
    ;; What is looked for: object, name, slot, where to put what is found, not a type. For __init__ (17) a native base counts by
    ;; the slot that makes objects.
    (i32.store offset=12 (local.get $frame) (local.get $object))
    (i32.store offset=16 (local.get $frame) (local.get $name))
    (i32.store offset=20 (local.get $frame)
      (select (i32.const 8) (i32.const 0) (i32.eq (local.get $name) (i32.const 17))))
    (i32.store offset=24 (local.get $frame) (local.get $pair))
    (i32.store offset=28 (local.get $frame) (i32.const 0))
    (local.set $type (call $type_of (local.get $object)))
    (if (i32.eq (local.get $type) (i32.const 27508))
      (then (local.set $type (local.get $object)))
      (else
        (if (i32.eqz (call $is_subclass (local.get $type) (local.get $class)))
          (then (call $raise_message (i32.const 23788) (i32.const {super_refuses}))))))
    (if (local.tee $cell (call $attribute_cell (local.get $type)))
      (then (local.set $order (i32.load offset=4 (local.get $cell)))))
    (block $looked
      (if (local.get $order)
        (then
          ;; Up to the class, and then one class after the other.
          (block $here
            (loop $before
              (br_if $looked
                (i32.ge_u (local.get $at) (i32.load offset=4 (local.get $order))))
              (local.set $slot (i32.load offset=8
                (i32.add (local.get $order) (i32.shl (local.get $at) (i32.const 2)))))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br_if $here (i32.eq (local.get $slot) (local.get $class)))
              (br $before)))
          (loop $after
            (br_if $looked (i32.ge_u (local.get $at) (i32.load offset=4 (local.get $order))))
            (local.set $class (i32.load offset=8
              (i32.add (local.get $order) (i32.shl (local.get $at) (i32.const 2)))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br_if $looked (i32.eq (local.get $class) (i32.const 25148)))
            (if (i32.and (i32.const 512) (i32.load16_u offset=4 (local.get $class)))
              (then
                (br_if $after (i32.eqz
                  (local.tee $slot (i32.load8_u offset=19 (local.get $class)))))
                (br_if $after (i32.eqz (local.tee $cell (call $map_lookup
                  (i32.add (i32.const 4) (i32.load offset=16
                    (i32.add (local.get $class) (i32.shl (local.get $slot) (i32.const 2)))))
                  (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3)))
                  (i32.const 0)))))
                (call $convert_member (local.get $object) (local.get $class)
                  (i32.load offset=4 (local.get $cell)) (local.get $pair))
                (br $looked))
              (else
                (call $class_lookup (i32.add (local.get $frame) (i32.const 12))
                  (local.get $class))
                (br_if $looked (i32.load (local.get $pair)))
                (br $after))))))
      (br_if $looked (i32.eqz
        (local.tee $slot (i32.load8_u offset=18 (local.get $class)))))
      (local.set $order (i32.load offset=16
        (i32.add (local.get $class) (i32.shl (local.get $slot) (i32.const 2)))))
      (if (i32.ne (i32.load (local.get $order)) (i32.const 27320))
        (then
          (br_if $looked (i32.eq (local.get $order) (i32.const 25148)))
          (call $class_lookup (i32.add (local.get $frame) (i32.const 12)) (local.get $order))
          (br $looked)))
      (loop $base
        (br_if $looked (i32.ge_u (local.get $at) (i32.load offset=4 (local.get $order))))
        (local.set $class (i32.load offset=8
          (i32.add (local.get $order) (i32.shl (local.get $at) (i32.const 2)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $base (i32.eq (local.get $class) (i32.const 25148)))
        (call $class_lookup (i32.add (local.get $frame) (i32.const 12)) (local.get $class))
        (br_if $base (i32.eqz (i32.load (local.get $pair))))))
    (block $done
      (if (i32.eq (i32.const 4) (i32.load (local.get $pair)))
        (then
          ;; What makes the native part of an object: a class has none.
          (if (i32.eq (local.get $type) (local.get $object))
            (then (call $raise_message (i32.const 23788) (i32.const {super_refuses}))))
          (i32.store (local.get $pair) (i32.const 27428))
          (i32.store offset=4 (local.get $pair) (local.get $object))
          (br $done)))
      (if (i32.eqz (i32.load (local.get $pair)))
        (then
          ;; __new__ (24) of what derives from a native type other than object.
          (if (i32.eq (local.get $name) (i32.const 24))
            (then
              (if (i32.load offset={native_new} (i32.const 0))
                (then
                  (i32.store (local.get $pair) (i32.load offset={native_new} (i32.const 0)))
                  (br $done)))))
          ;; What all exceptions have.
          (if (i32.ne (local.get $type) (local.get $object))
            (then
              (if (local.tee $cell (call $exception (local.get $object)))
                (then
                  (if (local.tee $cell
                        (call $member_of_type (local.get $cell) (local.get $name)))
                    (then
                      (local.set $slot (i32.load offset=4 (local.get $cell)))
                      (if (i32.ne (i32.load (local.get $slot)) (i32.const 25356))
                        (then
                          (i32.store (local.get $pair) (local.get $slot))
                          (i32.store offset=4 (local.get $pair) (local.get $object))
                          (br $done)))))))))
          (i32.store offset=20 (local.get $frame) (i32.const 0))
          (call $class_lookup (i32.add (local.get $frame) (i32.const 12)) (i32.const 25148))
          (br $done)))
      ;; A descriptor, unless it belongs to something that super() was given a class for.
      (br_if $done (i32.load offset=4 (local.get $pair)))
      (br_if $done (i32.eq (local.get $type) (local.get $object)))
      (local.set $cell (i32.load (local.get $pair)))
      (br_if $done (i32.and (local.get $cell) (i32.const 3)))
      (if (i32.eq (i32.load (local.get $cell)) (i32.const 25356))
        (then
          (i32.store (local.get $pair)
            (call $call_function_1 (i32.load offset=4 (local.get $cell)) (local.get $object)))
          (br $done)))
      (br_if $done (i32.eqz
        (i32.and (i32.const 512) (i32.load16_u offset=4 (i32.load (local.get $cell))))))
      ;; 183: __get__
      (call $load_method_maybe (local.get $cell) (i32.const 183)
        (i32.add (local.get $frame) (i32.const 32)))
      (br_if $done (i32.eqz (i32.load offset=32 (local.get $frame))))
      (i32.store offset=40 (local.get $frame) (local.get $object))
      (i32.store offset=44 (local.get $frame) (local.get $type))
      (i32.store (local.get $pair)
        (call $call_method (i32.const 2) (i32.const 0)
          (i32.add (local.get $frame) (i32.const 32)))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 48)))))
