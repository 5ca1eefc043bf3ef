;; mp_obj_exception_make_new(type, count, keywords, arguments). An exception takes 32 bytes: type, traceback (two words),
;; arguments; then context, cause, dict of attributes, and whether the context is to be left out. The one that is there
;; for a full heap (66812) has only the first four.
;; OSError(errno, text, ...) becomes one of its subclasses; all but the first two arguments go to attributes.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 36" (func $malloc_maybe (param i32) (result i32)))
  (import "artifact" "function 373" (func $call_function_1 (param i32 i32) (result i32)))
  (import "artifact" "function 422" (func $map_lookup (param i32 i32 i32) (result i32)))
  (import "artifact" "function 828" (func $is_subclass (param i32 i32) (result i32)))
  (import "artifact" "function attributes" (func $attributes (param i32) (result i32)))
  (func (param $type i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (local $self i32) (local $tuple i32) (local $at i32) (local $given i32) (local $names i32)
    (local $dict i32)
    (local.set $given (local.get $count))
    (block $plain
      (br_if $plain (i32.lt_u (local.get $count) (i32.const 2)))
      (br_if $plain (i32.eqz (call $is_subclass (local.get $type) (i32.const 23608))))
      (if (i32.gt_u (local.get $count) (i32.const 2))
        (then (local.set $count (i32.const 2))))
      (br_if $plain (i32.ne (local.get $type) (i32.const 23608)))
      (local.set $at (i32.const {errno_types}))
      (loop $next
        (br_if $plain (i32.eqz (i32.load (local.get $at))))
        (if (i32.eq (i32.load (local.get $at)) (i32.load (local.get $arguments)))
          (then
            (local.set $type (i32.load offset=4 (local.get $at)))
            (br $plain)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (local.set $self
      (if (result i32) (local.tee $self (call $malloc_maybe (i32.const 32)))
        (then (local.get $self))
        (else (i32.const 66812))))
    (i32.store (local.get $self) (local.get $type))
    (i32.store offset=8 (local.get $self) (i32.const 0))
    (i32.store offset=12 (local.get $self) (i32.const 27312))
    (if (local.get $count) (then
      (local.set $at (i32.shl (local.get $count) (i32.const 2)))
      (if (i32.eqz (local.tee $tuple
            (call $malloc_maybe (i32.add (local.get $at) (i32.const 8)))))
        (then
          ;; The memory for a full heap holds some arguments.
          (if (i32.lt_u (local.get $at) (i32.const 225))
            (then (local.set $tuple (i32.const 66852))))))
      (if (local.get $tuple) (then
        (i32.store (local.get $tuple) (i32.const 27320))
        (i32.store offset=4 (local.get $tuple) (local.get $count))
        (memory.copy (i32.add (local.get $tuple) (i32.const 8)) (local.get $arguments)
          (local.get $at))
        (i32.store offset=12 (local.get $self) (local.get $tuple))))))
    ;; The third and fifth argument of an OSError are names of files.
    (block $done
      (br_if $done (i32.eq (local.get $self) (i32.const 66812)))
      (if (i32.gt_u (local.get $given) (local.get $count)) (then
        (local.set $dict (i32.add (i32.const 4) (call $attributes (local.get $self))))
        (i32.store offset=4
          (call $map_lookup (local.get $dict) (i32.load offset={exception_names} (i32.const 0))
            (i32.const 1))
          (i32.load offset=8 (local.get $arguments)))
        (if (i32.gt_u (local.get $given) (i32.const 4)) (then
          (i32.store offset=4
            (call $map_lookup (local.get $dict)
              (i32.load offset={exception_names} (i32.const 4)) (i32.const 1))
            (i32.load offset=16 (local.get $arguments)))))))
      ;; The first two of the types are groups, which the library looks at.
      (if (i32.lt_u (i32.sub (local.get $type) (i32.const {exception_types})) (i32.const 72))
        (then
          (if (i32.load offset={group_made} (i32.const 0))
            (then
              (if (i32.eq (i32.const 30) (call $call_function_1
                    (i32.load offset={group_made} (i32.const 0)) (local.get $self)))
                (then
                  (i32.store (local.get $self)
                    (i32.add (i32.const {exception_types}) (i32.const 36)))))))))
      ;; Keywords, where there are any: `name`, `obj` and `path` of ImportError, AttributeError, NameError.
      (br_if $done (i32.eqz (local.get $keywords)))
      (br_if $done (i32.eqz (i32.or (i32.or
        (call $is_subclass (local.get $type) (i32.const 23392))
        (call $is_subclass (local.get $type) (i32.const 23320)))
        (call $is_subclass (local.get $type) (i32.const 23572)))))
      (local.set $dict (i32.add (i32.const 4) (call $attributes (local.get $self))))
      (local.set $at (i32.add (local.get $arguments)
        (i32.shl (local.get $given) (i32.const 2))))
      (loop $keyword
        (i32.store offset=4
          (call $map_lookup (local.get $dict) (i32.load (local.get $at)) (i32.const 1))
          (i32.load offset=4 (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br_if $keyword (local.tee $keywords
          (i32.sub (local.get $keywords) (i32.const 1))))))
    (local.get $self)))
