;; set_make_new(type, count of arguments, count of keywords, arguments)
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 413" (func $check_count (param i32 i32 i32)))
  (import "artifact" "function set_new" (func $set_new (param i32) (result i32)))
  (import "artifact" "function set_update" (func $set_update (param i32 i32)))
  (func (param $type i32) (param $count i32) (param $keywords i32) (param $arguments i32) (result i32)
    (local $set i32) (local $items i32)
    ;; At least 0, at most 1, no keywords.
    (call $check_count (local.get $count) (local.get $keywords) (i32.const 2))
    (if (local.get $count) (then
      (local.set $items (i32.load (local.get $arguments)))
      ;; A frozenset of a frozenset is that one.
      (if (i32.eqz (i32.and (i32.const 3) (local.get $items))) (then
        (if (i32.and (i32.eq (local.get $type) (i32.const 25780))
              (i32.eq (i32.load (local.get $items)) (i32.const 25780)))
          (then (return (local.get $items))))))))
    (local.set $set (call $set_new (local.get $type)))
    (if (local.get $count)
      (then (call $set_update (local.get $set) (local.get $items))))
    (local.get $set)))
