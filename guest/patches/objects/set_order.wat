;; set_order(class, order): the order in which super() goes through the bases of a class, a tuple.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (func (param $class i32) (param $order i32) (result i32)
    (local $cell i32)
    (block $no
      (br_if $no (i32.and (i32.or (local.get $class) (local.get $order)) (i32.const 3)))
      (br_if $no (i32.ne (i32.load (local.get $class)) (i32.const 27508)))
      (br_if $no (i32.ne (i32.load (local.get $order)) (i32.const 27320)))
      (br_if $no (i32.eqz (local.tee $cell (call $attribute_cell (local.get $class)))))
      (i32.store offset=4 (local.get $cell) (local.get $order)))
    (i32.const 6)))
