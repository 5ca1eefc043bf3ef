;; function_part(function, number): what a function is made of. 0: the function of a closure or a bound method; 1: the tuple
;; of cells of a closure; 2: the object of a bound method;
;; 5: the function whose code defined it; 6: its parameters (parameters.wat); 7: whether it is the body of a class. 8: what a
;; cell holds. None: no such part, or a function of the boot scripts, whose parts lead to raw memory: user code can call this,
;; too. Such a function has their dictionary for its globals.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 575" (func $name_of (param i32) (result i32)))
  (import "artifact" "function 797" (func $new_tuple (param i32 i32) (result i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (import "artifact" "function parameters" (func $parameters (param i32) (result i32)))
  (func (param $function i32) (param $number i32) (result i32)
    (local $type i32) (local $at i32)
    (if (i32.and (local.get $function) (i32.const 3)) (then (return (i32.const 6))))
    (local.set $type (i32.load (local.get $function)))
    (local.set $number (i32.shr_u (local.get $number) (i32.const 1)))
    ;; The function of a closure or a bound method.
    (local.set $at (local.get $function))
    (if (i32.or (i32.eq (local.get $type) (i32.const 22216))
          (i32.eq (local.get $type) (i32.const 22152)))
      (then (local.set $at (i32.load offset=4 (local.get $function)))))
    (if (i32.eqz (i32.and (local.get $at) (i32.const 3)))
      (then
        (if (i32.or (i32.eq (i32.load (local.get $at)) (i32.const 24164))
              (i32.eq (i32.load (local.get $at)) (i32.const 24212)))
          (then
            (if (i32.eq (i32.load offset=4 (i32.load offset=4 (local.get $at)))
                  (i32.load offset={private_globals} (i32.const 0)))
              (then (return (i32.const 6))))))))
    (block $none
      (if (i32.eq (local.get $number) (i32.const 5))
        (then
          (br_if $none (i32.eq (local.get $type) (i32.const 27508)))
          (br_if $none (i32.eqz (local.tee $at (call $attribute_cell (local.get $function)))))
          ;; The lowest bits are flags (define.wat).
          (br_if $none (i32.eqz (local.tee $at
            (i32.and (i32.const -4) (i32.load offset=4 (local.get $at))))))
          (return (local.get $at))))
      (if (i32.eq (local.get $number) (i32.const 7))
        (then
          (br_if $none (i32.eq (local.get $type) (i32.const 27508)))
          (br_if $none (i32.eqz (local.tee $at (call $attribute_cell (local.get $function)))))
          (return (select (i32.const 30) (i32.const 14)
            (i32.and (i32.const 1) (i32.load offset=4 (local.get $at)))))))
      (if (i32.eq (local.get $number) (i32.const 8))
        (then
          ;; What a cell holds; 0: nothing yet.
          (br_if $none (i32.ne (local.get $type) (i32.const 22192)))
          (local.set $at (i32.load offset=4 (local.get $function)))
          (return (select (local.get $at) (i32.load offset={absent} (i32.const 0))
            (local.get $at)))))
      (if (i32.eq (local.get $type) (i32.const 22152))
        (then
          (if (i32.eqz (local.get $number))
            (then (return (i32.load offset=4 (local.get $function)))))
          (if (i32.eq (local.get $number) (i32.const 2))
            (then (return (i32.load offset=8 (local.get $function)))))
          (br $none)))
      ;; A static method or a class method.
      (if (i32.or (i32.eq (local.get $type) (i32.const 27592))
            (i32.eq (local.get $type) (i32.const 27616)))
        (then
          (br_if $none (local.get $number))
          (return (i32.load offset=4 (local.get $function)))))
      (if (i32.eq (local.get $type) (i32.const 22216))
        (then
          (if (i32.eqz (local.get $number))
            (then (return (i32.load offset=4 (local.get $function)))))
          (br_if $none (i32.ne (local.get $number) (i32.const 1)))
          (return (call $new_tuple (i32.load offset=8 (local.get $function))
            (i32.add (local.get $function) (i32.const 12))))))
      ;; 9, 10, 11: the functions of a property.
      (if (i32.eq (local.get $type) (i32.const 25356))
        (then
          (br_if $none (i32.gt_u (i32.sub (local.get $number) (i32.const 9)) (i32.const 2)))
          (return (i32.load offset=4 (i32.add (local.get $function)
            (i32.shl (i32.sub (local.get $number) (i32.const 9)) (i32.const 2)))))))
      (br_if $none (i32.and
        (i32.ne (local.get $type) (i32.const 24164)) (i32.ne (local.get $type) (i32.const 24212))))
      ;; 12: the name that the code has.
      (if (i32.eq (local.get $number) (i32.const 12))
        (then
          (return (i32.or (i32.const 2)
            (i32.shl (call $name_of (local.get $function)) (i32.const 3))))))
      (br_if $none (i32.ne (local.get $number) (i32.const 6)))
      (return (call $parameters (local.get $function))))
    (i32.const 6)))
