;; The slot `call` of the type of print: the interpreter's own function, if there are no other keywords than `sep` and
;; `end`, with texts. The object's words are the type, that function and the library's.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (import "artifact" "function 431" (func $get_type (param i32) (result i32)))
  (func (param $self i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (local $at i32) (local $end i32) (local $name i32)
    (local.set $at (i32.add (local.get $arguments)
      (i32.shl (local.get $count) (i32.const 2))))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $keywords) (i32.const 3))))
    (block $library
      (block $own
        (loop $next
          (br_if $own (i32.eq (local.get $at) (local.get $end)))
          (local.set $name (i32.load (local.get $at)))
          (br_if $library (i32.and
            (i32.ne (local.get $name) (i32.load (i32.const {print_keywords})))
            (i32.ne (local.get $name) (i32.load offset={print_keywords} (i32.const 4)))))
          (br_if $library (i32.ne (i32.const 27044)
            (call $get_type (i32.load offset=4 (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br $next)))
      (return (call $call (i32.load offset=4 (local.get $self)) (local.get $count)
        (local.get $keywords) (local.get $arguments))))
    (call $call (i32.load offset=8 (local.get $self)) (local.get $count)
      (local.get $keywords) (local.get $arguments))))
