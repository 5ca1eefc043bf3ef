;; plain_texts(items): a list in which instances of classes that derive from str are replaced by their texts; 0 if there
;; are none in a list or tuple.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 448" (func $get_array (param i32 i32 i32)))
  (import "artifact" "function 617" (func $new_list (param i32 i32) (result i32)))
  (import "artifact" "function native_part" (func $native_part (param i32 i32) (result i32)))
  (func (param $items i32) (result i32)
    (local $frame i32) (local $list i32) (local $cell i32) (local $end i32) (local $part i32)
    (local $replaced i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 16))))
    (call $get_array (local.get $items) (local.get $frame)
      (i32.add (local.get $frame) (i32.const 4)))
    (local.set $list (call $new_list (i32.load (local.get $frame))
      (i32.load offset=4 (local.get $frame))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 16)))
    (local.set $cell (i32.load offset=12 (local.get $list)))
    (local.set $end (i32.add (local.get $cell)
      (i32.shl (i32.load offset=8 (local.get $list)) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $cell) (local.get $end)))
        (if (local.tee $part (call $native_part (i32.load (local.get $cell)) (i32.const 27044)))
          (then
            (if (i32.ne (local.get $part) (i32.load (local.get $cell))) (then
              (local.set $replaced (i32.const 1))
              (i32.store (local.get $cell) (local.get $part))))))
        (local.set $cell (i32.add (local.get $cell) (i32.const 4)))
        (br $next)))
    (select (local.get $list) (i32.const 0) (local.get $replaced))))
