;; handled(): the exception that is being handled by the code that called the function which asks, or by that which called
;; that, and so on; or None. (The interpreter clears its own note when a handler ends, also an inner one.)
(module
  (import "artifact" "memory" (memory 1))
  (func (result i32)
    (local $exception i32)
    (if (local.tee $exception (i32.load (i32.const 67140)))
      (then (return (local.get $exception))))
    (select (local.tee $exception (i32.load offset={handled_outside} (i32.const 0)))
      (i32.const 6) (local.get $exception))))
