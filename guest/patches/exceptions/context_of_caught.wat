;; context_of_caught(exception, top, bottom): the context of an exception that the handler at the top is about to take.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function set_context" (func $set_context (param i32 i32)))
  (func (param $exception i32) (param $top i32) (param $bottom i32)
    (local $handled i32)
    (block $found
      (loop $next
        (local.set $top (i32.sub (local.get $top) (i32.const 12)))
        (if (i32.lt_u (local.get $top) (local.get $bottom))
          (then
            (local.set $handled (i32.load offset={handled_outside} (i32.const 0)))
            (br $found)))
        (br_if $next (i32.eqz
          (local.tee $handled (i32.load offset=8 (local.get $top)))))))
    (call $set_context (local.get $exception) (local.get $handled))))
