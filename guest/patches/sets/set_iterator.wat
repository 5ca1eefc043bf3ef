;; set_getiter(set object, memory for the iterator): its type, the count of keys, the set, the number of the next place
(module
  (import "artifact" "memory" (memory 1))
  (func (param $object i32) (param $iterator i32) (result i32)
    (i32.store offset=12 (local.get $iterator) (i32.const 0))
    (i32.store offset=8 (local.get $iterator) (local.get $object))
    (i32.store offset=4 (local.get $iterator) (i32.load offset=8 (local.get $object)))
    (i32.store (local.get $iterator) (i32.const {set_iterator_type}))
    (local.get $iterator)))
