;; mp_load_global(name). {name_entries} has, for each name by the low eight bits of its number, the number of the entry
;; at which a table of names held it lately. Whatever stands there, an entry with the name's own key is the right one.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 356" (func $load_global (param i32) (result i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (func (param $name i32) (result i32)
    (local $map i32) (local $key i32) (local $entry i32) (local $number i32)
    ;; dict_globals; the map of a dict is 4 bytes behind its start
    (local.set $map (i32.add (i32.load (i32.const 66788)) (i32.const 4)))
    (local.set $key (i32.or (i32.const 2) (i32.shl (local.get $name) (i32.const 3))))
    (local.set $number (i32.load8_u offset={name_entries}
      (i32.and (local.get $name) (i32.const 255))))
    (if (i32.lt_u (local.get $number) (i32.load offset=4 (local.get $map))) (then
      (local.set $entry (i32.add (i32.load offset=8 (local.get $map))
        (i32.shl (local.get $number) (i32.const 3))))
      (if (i32.eq (i32.load (local.get $entry)) (local.get $key))
        (then (return (i32.load offset=4 (local.get $entry)))))))
    (if (i32.eqz (local.tee $entry
          (call $map_lookup (local.get $map) (local.get $key) (i32.const 0))))
      (then (return (call $load_global (local.get $name)))))
    (i32.store8 offset={name_entries} (i32.and (local.get $name) (i32.const 255))
      (i32.shr_u (i32.sub (local.get $entry) (i32.load offset=8 (local.get $map)))
        (i32.const 3)))
    (i32.load offset=4 (local.get $entry))))
