;; empty_part(instance, init, native): the native part of a new instance of a class that derives from list, dict, set or
;; OrderedDict is there, and empty, before an __init__ of Python's runs: that need not call super().__init__(), and its
;; arguments are no items. (27428: what makes the native part, and stands for it until then.)
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (func (param $instance i32) (param $init i32) (param $native i32)
    (if (i32.eqz (local.get $native)) (then (return)))
    (if (i32.eq (local.get $init) (i32.const 27428)) (then (return)))
    (if (i32.ne (i32.load offset=16 (local.get $instance)) (i32.const 27428)) (then (return)))
    (if (i32.or
          (i32.or (i32.eq (local.get $native) (i32.const 24560))
            (i32.eq (local.get $native) (i32.const 22464)))
          (i32.or (i32.eq (local.get $native) (i32.const 25736))
            (i32.eq (local.get $native) (i32.const 22512))))
      (then
        (i32.store offset=16 (local.get $instance)
          (call $call (local.get $native) (i32.const 0) (i32.const 0) (local.get $instance)))))))
