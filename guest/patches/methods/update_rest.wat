;; update_rest(iterator) -> how many items it still has.
(module
  (import "artifact" "function 366" (func $iternext (param i32) (result i32)))
  (func (param $iterator i32) (result i32)
    (local $count i32)
    (loop $next
      (if (call $iternext (local.get $iterator)) (then
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (br $next))))
    (local.get $count)))
