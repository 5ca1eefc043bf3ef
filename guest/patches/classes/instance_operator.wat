;; instance_operator(operator, instance, other): what the native part says. In-place operators (9 to 21) of lists, dicts, sets
;; and bytearrays that changed the native part return the instance.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 364" (func $binary_op (param i32 i32 i32) (result i32)))
  (import "artifact" "function 431" (func $type_of (param i32) (result i32)))
  (func (param $operator i32) (param $instance i32) (param $other i32) (result i32)
    (local $part i32) (local $result i32)
    (local.set $part (i32.load offset=16 (local.get $instance)))
    (if (i32.ge_u (local.get $operator) (i32.const 37))
      (then (return (call $binary_op (i32.sub (local.get $operator) (i32.const 15))
        (local.get $other) (local.get $part)))))
    (local.set $result
      (call $binary_op (local.get $operator) (local.get $part) (local.get $other)))
    (if (i32.lt_u (i32.sub (local.get $operator) (i32.const 9)) (i32.const 13))
      (then
        (if (i32.eq (local.get $result) (local.get $part))
          (then
            (local.set $part (call $type_of (local.get $part)))
            (if (i32.or
                  (i32.or (i32.eq (local.get $part) (i32.const 24560))
                    (i32.eq (local.get $part) (i32.const 22464)))
                  (i32.or (i32.eq (local.get $part) (i32.const 21948))
                    (i32.eq (local.get $part) (i32.const 25736))))
              (then (return (local.get $instance))))))))
    (local.get $result)))
