;; parameters(function): of a function that was compiled, a tuple of: how many parameters are positional, how many are for
;; keywords only, flags (1: *args, 2: **kwargs), how many defaults there are, the dict of defaults of keywords or None; then
;; the names of the parameters; then the defaults.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 797" (func $new_tuple (param i32 i32) (result i32)))
  (func (param $function i32) (result i32)
    (local $code i32) (local $byte i32) (local $scope i32) (local $positional i32)
    (local $keywords i32) (local $defaults i32) (local $shift i32) (local $tuple i32)
    (local $names i32) (local $at i32) (local $number i32) (local $count i32)
    (local.set $code (i32.load offset=12 (local.get $function)))
    ;; The signature, as MP_BC_PRELUDE_SIG_DECODE of py/bc.h reads it.
    (local.set $byte (i32.load8_u (local.get $code)))
    (local.set $code (i32.add (local.get $code) (i32.const 1)))
    (local.set $positional (i32.and (local.get $byte) (i32.const 3)))
    (block $signature
      (loop $next
        (br_if $signature (i32.lt_u (local.get $byte) (i32.const 128)))
        (local.set $byte (i32.load8_u (local.get $code)))
        (local.set $code (i32.add (local.get $code) (i32.const 1)))
        (local.set $scope (i32.or (local.get $scope) (i32.shl
          (i32.and (i32.shr_u (local.get $byte) (i32.const 6)) (i32.const 1))
          (local.get $shift))))
        (local.set $positional (i32.or (local.get $positional) (i32.shl
          (i32.and (local.get $byte) (i32.const 4)) (local.get $shift))))
        (local.set $keywords (i32.or (local.get $keywords) (i32.shl
          (i32.and (i32.shr_u (local.get $byte) (i32.const 3)) (i32.const 1))
          (local.get $shift))))
        (local.set $defaults (i32.or (local.get $defaults) (i32.shl
          (i32.and (local.get $byte) (i32.const 1)) (local.get $shift))))
        (local.set $shift (i32.add (local.get $shift) (i32.const 1)))
        (br $next)))
    ;; How long the names and the cells are: not wanted. Then the function's name.
    (loop $sizes
      (local.set $byte (i32.load8_u (local.get $code)))
      (local.set $code (i32.add (local.get $code) (i32.const 1)))
      (br_if $sizes (i32.ge_u (local.get $byte) (i32.const 128))))
    (loop $own_name
      (local.set $byte (i32.load8_u (local.get $code)))
      (local.set $code (i32.add (local.get $code) (i32.const 1)))
      (br_if $own_name (i32.ge_u (local.get $byte) (i32.const 128))))
    (local.set $count (i32.add (local.get $positional) (local.get $keywords)))
    (local.set $tuple (call $new_tuple
      (i32.add (i32.const 5) (i32.add (local.get $count) (local.get $defaults)))
      (i32.const 0)))
    (i32.store offset=8 (local.get $tuple)
      (i32.or (i32.const 1) (i32.shl (local.get $positional) (i32.const 1))))
    (i32.store offset=12 (local.get $tuple)
      (i32.or (i32.const 1) (i32.shl (local.get $keywords) (i32.const 1))))
    ;; Flags of the scope: 1 generator, 2 **kwargs, 4 *args, 8 defaults of keywords.
    (i32.store offset=16 (local.get $tuple)
      (i32.or (i32.const 1) (i32.shl
        (i32.or (i32.and (local.get $scope) (i32.const 2))
          (i32.and (i32.shr_u (local.get $scope) (i32.const 2)) (i32.const 1)))
        (i32.const 1))))
    (i32.store offset=20 (local.get $tuple)
      (i32.or (i32.const 1) (i32.shl (local.get $defaults) (i32.const 1))))
    (i32.store offset=24 (local.get $tuple) (i32.const 6))
    (local.set $at (i32.add (local.get $function)
      (i32.add (i32.const 16) (i32.shl (local.get $defaults) (i32.const 2)))))
    (if (i32.and (local.get $scope) (i32.const 8))
      (then (i32.store offset=24 (local.get $tuple) (i32.load (local.get $at)))))
    ;; The names' numbers are places in the table of the module.
    (local.set $names (i32.load offset=8 (i32.load offset=4 (local.get $function))))
    (local.set $at (i32.add (local.get $tuple) (i32.const 28)))
    (block $named
      (loop $name
        (br_if $named (i32.eqz (local.get $count)))
        (local.set $number (i32.const 0))
        (loop $byte_of_number
          (local.set $byte (i32.load8_u (local.get $code)))
          (local.set $code (i32.add (local.get $code) (i32.const 1)))
          (local.set $number (i32.or (i32.shl (local.get $number) (i32.const 7))
            (i32.and (local.get $byte) (i32.const 127))))
          (br_if $byte_of_number (i32.ge_u (local.get $byte) (i32.const 128))))
        (i32.store (local.get $at) (i32.or (i32.const 2) (i32.shl
          (i32.load16_u (i32.add (local.get $names) (i32.shl (local.get $number) (i32.const 1))))
          (i32.const 3))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $name)))
    (local.set $number (i32.add (local.get $function) (i32.const 16)))
    (block $done
      (loop $default
        (br_if $done (i32.eqz (local.get $defaults)))
        (i32.store (local.get $at) (i32.load (local.get $number)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $number (i32.add (local.get $number) (i32.const 4)))
        (local.set $defaults (i32.sub (local.get $defaults) (i32.const 1)))
        (br $default)))
    (local.get $tuple)))
