;; run(state, inject): mp_execute_bytecode, for calls of functions and for generators. Counts how deep calls are and lets
;; none go deeper than `call_limit`; what exception is being handled is afterwards what it was before.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 394" (func $new_exception (param i32 i32) (result i32)))
  (import "artifact" "function 1010" (func $execute (param i32 i32) (result i32)))
  (func (param $state i32) (param $inject i32) (result i32)
    (local $depth i32) (local $handled i32) (local $outside i32) (local $result i32)
    (local.set $depth (i32.load offset={call_depth} (i32.const 0)))
    (if (i32.ge_u (local.get $depth) (i32.load offset={call_limit} (i32.const 0)))
      (then
        ;; As if the code had raised it. The type is the seventh.
        (i32.store offset=20 (local.get $state)
          (call $new_exception
            (i32.add (i32.const {exception_types}) (i32.const 216)) (i32.const 3978)))
        (return (i32.const 2))))
    (i32.store offset={call_depth} (i32.const 0) (i32.add (local.get $depth) (i32.const 1)))
    ;; 67140: the exception that is being handled.
    (local.set $handled (i32.load (i32.const 67140)))
    (local.set $outside (i32.load offset={handled_outside} (i32.const 0)))
    (if (local.get $handled)
      (then (i32.store offset={handled_outside} (i32.const 0) (local.get $handled))))
    (local.set $result (call $execute (local.get $state) (local.get $inject)))
    (i32.store (i32.const 67140) (local.get $handled))
    (i32.store offset={handled_outside} (i32.const 0) (local.get $outside))
    (i32.store offset={call_depth} (i32.const 0) (local.get $depth))
    (local.get $result)))
