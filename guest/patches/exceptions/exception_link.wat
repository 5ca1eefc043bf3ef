;; exception_link(exception, number): the object in one of the words behind an exception's arguments, or None. 0: context,
;; 1: cause, 3: whether the context is left out. 4: its traceback as a tuple of file, line and function for each frame.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 797" (func $new_tuple (param i32 i32) (result i32)))
  (import "artifact" "function exception" (func $exception (param i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $exception i32) (param $number i32) (result i32)
    (local $at i32) (local $count i32) (local $tuple i32) (local $from i32)
    (if (i32.eqz (local.tee $exception (call $exception (local.get $exception))))
      (then (return (i32.const 6))))
    (if (i32.eq (local.get $number) (i32.const 9))
      (then
        (if (i32.eqz (i32.load offset=8 (local.get $exception)))
          (then (return (i32.const 27312))))
        (local.set $count (i32.shr_u (i32.load offset=4 (local.get $exception)) (i32.const 16)))
        (local.set $tuple (call $new_tuple (local.get $count) (i32.const 0)))
        (local.set $from (i32.load offset=8 (local.get $exception)))
        (block $end
          (loop $next
            (br_if $end (i32.ge_u (local.get $at) (local.get $count)))
            (i32.store offset=8
              (i32.add (local.get $tuple) (i32.shl (local.get $at) (i32.const 2)))
              (i32.or
                (i32.shl
                  (i32.load (i32.add (local.get $from) (i32.shl (local.get $at) (i32.const 2))))
                  (select (i32.const 1) (i32.const 3)
                    (i32.eq (i32.rem_u (local.get $at) (i32.const 3)) (i32.const 1))))
                (select (i32.const 1) (i32.const 2)
                  (i32.eq (i32.rem_u (local.get $at) (i32.const 3)) (i32.const 1)))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $next)))
        (return (local.get $tuple))))
    (if (i32.eqz (local.tee $at (call $attribute_cell (local.get $exception))))
      (then (return (i32.const 6))))
    (if (i32.eqz (local.tee $at (i32.load (i32.add (i32.sub (local.get $at) (i32.const 8))
          (i32.shl (i32.and (i32.shr_u (local.get $number) (i32.const 1)) (i32.const 3))
            (i32.const 2))))))
      (then (return (i32.const 6))))
    (local.get $at)))
