;; name_entry(map, key) -> the entry of a name, whose key this is, or 0: mp_map_lookup without a frame, for maps of
;; attributes. First the entry that load_global.wat tells of, then, if the map has at most eight keys and all are names,
;; each of them.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function map_scan" (func $map_scan (param i32 i32 i32) (result i32)))
  (func (param $map i32) (param $key i32) (result i32)
    (local $number i32) (local $capacity i32) (local $entry i32) (local $at i32)
    (local.set $capacity (i32.load offset=4 (local.get $map)))
    (local.set $at (i32.and (i32.const 255) (i32.shr_u (local.get $key) (i32.const 3))))
    (local.set $number (i32.load8_u offset={name_entries} (local.get $at)))
    (if (i32.lt_u (local.get $number) (local.get $capacity)) (then
      (local.set $entry (i32.add (i32.load offset=8 (local.get $map))
        (i32.shl (local.get $number) (i32.const 3))))
      (if (i32.eq (i32.load (local.get $entry)) (local.get $key))
        (then (return (local.get $entry))))))
    (if (i32.or (i32.gt_u (local.get $capacity) (i32.const 8))
          (i32.ne (i32.const 1) (i32.and (i32.load (local.get $map)) (i32.const 5))))
      (then (return (call $map_lookup (local.get $map) (local.get $key) (i32.const 0)))))
    (local.set $number (call $map_scan (i32.load offset=8 (local.get $map))
      (local.get $capacity) (local.get $key)))
    (if (i32.ge_u (local.get $number) (local.get $capacity)) (then (return (i32.const 0))))
    (i32.store8 offset={name_entries} (local.get $at) (local.get $number))
    (i32.add (i32.load offset=8 (local.get $map))
      (i32.shl (local.get $number) (i32.const 3)))))
