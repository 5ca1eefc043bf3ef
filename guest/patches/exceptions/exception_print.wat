;; exception_print(print, self, kind): kind is 0 for str(), 1 for repr(), 2 for the last line of a traceback; 128 more if
;; the name of the class has been printed. What has a text of its own is asked for it: `exception_text` of the library.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 69" (func $name (param i32) (result i32)))
  (import "artifact" "function 92" (func $print_text (param i32 i32) (result i32)))
  (import "artifact" "function 373" (func $call_function_1 (param i32 i32) (result i32)))
  (import "artifact" "function 433" (func $print_object (param i32 i32 i32)))
  (import "artifact" "function 548" (func $decompress (param i32)))
  (import "artifact" "function 793" (func $print_tuple (param i32 i32 i32)))
  (import "artifact" "function 828" (func $is_subclass (param i32 i32) (result i32)))
  (func (param $print i32) (param $self i32) (param $kind i32)
    (local $own i32) (local $arguments i32) (local $count i32) (local $type i32)
    (local.set $own (i32.and (local.get $kind) (i32.const 127)))
    (local.set $type (i32.load (local.get $self)))
    (if (i32.and (i32.ne (local.get $own) (i32.const 0))
          (i32.eqz (i32.and (local.get $kind) (i32.const 128))))
      (then
        (drop (call $print_text (local.get $print)
          (call $name (i32.load16_u offset=6 (local.get $type)))))))
    (call $decompress (local.get $self))
    (local.set $arguments (i32.load offset=12 (local.get $self)))
    (local.set $count (i32.load offset=4 (local.get $arguments)))
    (if (i32.eq (local.get $own) (i32.const 1))
      (then
        ;; (x) without the comma of a tuple.
        (if (i32.eq (local.get $count) (i32.const 1))
          (then
            (drop (call $print_text (local.get $print) (i32.const {open})))
            (call $print_object (local.get $print) (i32.load offset=8 (local.get $arguments))
              (i32.const 1))
            (drop (call $print_text (local.get $print) (i32.const {close})))
            (return)))
        (call $print_tuple (local.get $print) (local.get $arguments) (i32.const 1))
        (return)))
    (block $text
      (block $library
        (br_if $library (i32.lt_u
          (i32.sub (local.get $type) (i32.const {exception_types})) (i32.const 180)))
        (if (i32.eq (local.get $count) (i32.const 2))
          (then (br_if $library (call $is_subclass (local.get $type) (i32.const 23608)))))
        (br $text))
      (br_if $text (i32.eqz (i32.load offset={exception_text} (i32.const 0))))
      (local.set $arguments (call $call_function_1
        (i32.load offset={exception_text} (i32.const 0)) (local.get $self)))
      (if (i32.eq (local.get $own) (i32.const 2))
        (then (drop (call $print_text (local.get $print) (i32.const {colon})))))
      (call $print_object (local.get $print) (local.get $arguments) (i32.const 0))
      (return))
    (if (i32.eqz (local.get $count)) (then (return)))
    (if (i32.eq (local.get $own) (i32.const 2))
      (then (drop (call $print_text (local.get $print) (i32.const {colon})))))
    (if (i32.eq (local.get $count) (i32.const 1))
      (then
        (call $print_object (local.get $print) (i32.load offset=8 (local.get $arguments))
          ;; A KeyError's text is the key's repr.
          (call $is_subclass (local.get $type) (i32.const 23500)))
        (return)))
    (call $print_tuple (local.get $print) (local.get $arguments) (i32.const 1))))
