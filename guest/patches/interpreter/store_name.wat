;; mp_obj_dict_store(dict, name, value) for a name that is in the dict already, with the table of load_global.wat. A
;; dict that may not change (bit 1 of its map's flags), and one that does not have the name, go to the interpreter's
;; own function.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 523" (func $dict_store (param i32 i32 i32) (result i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (func (param $dict i32) (param $name i32) (param $value i32)
    (local $key i32) (local $entry i32) (local $number i32)
    (local.set $key (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3))))
    (block $other
      (br_if $other (i32.and (i32.load offset=4 (local.get $dict)) (i32.const 2)))
      (local.set $number (i32.load8_u offset={name_entries}
        (i32.and (local.get $name) (i32.const 255))))
      (if (i32.lt_u (local.get $number) (i32.load offset=8 (local.get $dict))) (then
        (local.set $entry (i32.add (i32.load offset=12 (local.get $dict))
          (i32.shl (local.get $number) (i32.const 3))))
        (if (i32.eq (i32.load (local.get $entry)) (local.get $key)) (then
          (i32.store offset=4 (local.get $entry) (local.get $value))
          (return)))))
      (br_if $other (i32.eqz (local.tee $entry (call $map_lookup
        (i32.add (local.get $dict) (i32.const 4)) (local.get $key) (i32.const 0)))))
      (i32.store8 offset={name_entries} (i32.and (local.get $name) (i32.const 255))
        (i32.shr_u (i32.sub (local.get $entry) (i32.load offset=12 (local.get $dict)))
          (i32.const 3)))
      (i32.store offset=4 (local.get $entry) (local.get $value))
      (return))
    (drop (call $dict_store (local.get $dict) (local.get $key) (local.get $value)))))
