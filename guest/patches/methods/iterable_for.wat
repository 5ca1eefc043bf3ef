;; iterable_for(object, text): raises a TypeError with this text, which names the object's type, if the object cannot be
;; iterated over.
(module
  (import "artifact" "function is_iterable" (func $is_iterable (param i32) (result i32)))
  (import "artifact" "function refuse_mixture" (func $refuse (param i32 i32)))
  (func (param $object i32) (param $text i32)
    (if (i32.eqz (call $is_iterable (local.get $object)))
      (then (call $refuse (local.get $object) (local.get $text))))))
