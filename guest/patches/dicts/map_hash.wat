;; map_hash(key) -> hash as a small int's word, so that it is never the address of an object. Runs Python code if the
;; key is no small int, name, text or constant.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 67" (func $name_hash (param i32) (result i32)))
  (import "artifact" "function 363" (func $unary_op (param i32 i32) (result i32)))
  (func (param $key i32) (result i32)
    (local $hash i32)
    (if (i32.and (local.get $key) (i32.const 1)) (then (return (local.get $key))))
    (block $other
      (local.set $hash
        (if (result i32) (i32.and (local.get $key) (i32.const 3))
          (then
            (br_if $other (i32.ne (i32.and (local.get $key) (i32.const 7)) (i32.const 2)))
            (call $name_hash (i32.shr_u (local.get $key) (i32.const 3))))
          (else
            (br_if $other (i32.ne (i32.load (local.get $key)) (i32.const 27044)))
            (i32.load offset=4 (local.get $key)))))
      (br_if $other (i32.eqz (local.get $hash)))
      (return (i32.or (i32.const 1) (i32.shl (local.get $hash) (i32.const 1)))))
    ;; 6: hash
    (i32.or (i32.const 1) (call $unary_op (i32.const 6) (local.get $key)))))
