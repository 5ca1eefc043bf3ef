;; find_attribute(object, name, pair): what an object has that the interpreter gives no such attribute: an own one, or one
;; that the library adds to its type. `more_attributes` is a dict of dicts: for a type the names and what they stand for, as
;; in the dict of a class. What is found goes to the pair, as in mp_load_method_maybe.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 373" (func $call_function_1 (param i32 i32) (result i32)))
  (import "artifact" "function 380" (func $convert_member (param i32 i32 i32 i32)))
  (import "artifact" "function attribute_cell" (func $attribute_cell (param i32) (result i32)))
  (import "artifact" "function member_of_type"
    (func $member_of_type (param i32 i32) (result i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (func (param $object i32) (param $name i32) (param $pair i32)
    (local $cell i32) (local $member i32)
    (if (i32.load (local.get $pair)) (then (return)))
    (if (local.tee $cell (call $attribute_cell (local.get $object)))
      (then
        (if (i32.ne (i32.load (local.get $object)) (i32.const 27508))
          (then
            (if (local.tee $member (i32.load (local.get $cell)))
              (then
                (if (local.tee $cell (call $map_lookup
                      (i32.add (local.get $member) (i32.const 4))
                      (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3)))
                      (i32.const 0)))
                  (then
                    (i32.store (local.get $pair) (i32.load offset=4 (local.get $cell)))
                    (return)))))))))
    (if (i32.eqz (local.tee $cell (call $member_of_type (local.get $object) (local.get $name))))
      (then (return)))
    (local.set $member (i32.load offset=4 (local.get $cell)))
    (block $plain
      (br_if $plain (i32.and (local.get $member) (i32.const 3)))
      ;; A property: its getter is called.
      (br_if $plain (i32.ne (i32.load (local.get $member)) (i32.const 25356)))
      (local.set $member (call $call_function_1 (i32.load offset=4 (local.get $member))
        (local.get $object)))
      ;; 4: there is no such attribute after all.
      (if (i32.ne (local.get $member) (i32.load offset={absent} (i32.const 0)))
        (then (i32.store (local.get $pair) (local.get $member))))
      (return))
    (call $convert_member (local.get $object) (i32.const 0) (local.get $member)
      (local.get $pair))))
