;; plain_index(object): what an instance with `__index__` stands for; anything else as it is.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function number_of_instance"
    (func $number_of_instance (param i32 i32) (result i32)))
  (func (param $object i32) (result i32)
    (local $number i32)
    (if (i32.and (local.get $object) (i32.const 3)) (then (return (local.get $object))))
    (if (i32.eqz (i32.and (i32.const 512)
          (i32.load16_u offset=4 (i32.load (local.get $object)))))
      (then (return (local.get $object))))
    (local.set $number (call $number_of_instance (local.get $object) (i32.const 0)))
    (select (local.get $number) (local.get $object) (local.get $number))))
