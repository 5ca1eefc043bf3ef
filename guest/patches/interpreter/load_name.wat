;; mp_load_name(name): where the local names are the global ones, as in a module, it is mp_load_global.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 355" (func $load_name (param i32) (result i32)))
  (import "artifact" "function load_global" (func $load_global (param i32) (result i32)))
  (func (param $name i32) (result i32)
    (if (i32.eq (i32.load (i32.const 66784)) (i32.load (i32.const 66788)))
      (then (return (call $load_global (local.get $name)))))
    (call $load_name (local.get $name))))
