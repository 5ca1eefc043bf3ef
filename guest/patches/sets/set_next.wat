;; The next key of an iterator over a set, or 0.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function set_next_key" (func $set_next_key (param i32 i32) (result i32)))
  (func (param $iterator i32) (result i32)
    (local $key i32)
    ;; It has ended.
    (if (i32.eq (i32.load offset=12 (local.get $iterator)) (i32.const -1))
      (then (return (i32.const 0))))
    (if (i32.ne (i32.load offset=8 (i32.load offset=8 (local.get $iterator)))
          (i32.load offset=4 (local.get $iterator)))
      (then
        ;; RuntimeError
        (call $raise_message (i32.const 23644) (i32.const {set_changed_size}))
        (unreachable)))
    (local.set $key (call $set_next_key (i32.load offset=8 (local.get $iterator))
      (i32.add (local.get $iterator) (i32.const 12))))
    (if (i32.eqz (local.get $key))
      (then (i32.store offset=12 (local.get $iterator) (i32.const -1))))
    (local.get $key)))
