(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 35" (func $malloc (param i32) (result i32)))
  (import "artifact" "function 62" (func $find_name (param i32 i32) (result i32)))
  (import "artifact" "function 112" (func $is_utf8 (param i32 i32) (result i32)))
  (import "artifact" "function 367" (func $raise_message (param i32 i32)))
  (import "artifact" "function 429" (func $new_object (param i32 i32) (result i32)))
  (import "artifact" "function 1472" (func $copy (param i32 i32 i32) (result i32)))
  (func (param $text i32) (param $length i32) (result i32)
    (local $at i32) (local $hash i32)
    ;; Most texts are ASCII; only what follows is looked at closely.
    (if (i32.ge_u (local.get $length) (i32.const 8)) (then
      (loop $ascii
        (if (i64.eqz (i64.and (i64.const 0x8080808080808080)
              (i64.load (i32.add (local.get $text) (local.get $at)))))
          (then
            (br_if $ascii (i32.le_u (i32.const 8) (i32.sub (local.get $length)
              (local.tee $at (i32.add (local.get $at) (i32.const 8))))))))))) 
    (if (i32.eqz (call $is_utf8 (i32.add (local.get $text) (local.get $at))
          (i32.sub (local.get $length) (local.get $at))))
      (then
        ;; UnicodeError
        (call $raise_message (i32.const 23860) (i32.const 0))
        (unreachable)))
    (if (local.tee $at (call $find_name (local.get $text) (local.get $length)))
      (then (return (i32.or (i32.shl (local.get $at) (i32.const 3)) (i32.const 2)))))
    (local.set $hash (i32.load (i32.const 720904)))
    (i32.store offset=8 (local.tee $at (call $new_object (i32.const 16) (i32.const 27044)))
      (local.get $length))
    (if (i32.eqz (local.get $text)) (then (return (local.get $at))))
    (i32.store offset=4 (local.get $at) (local.get $hash))
    (i32.store offset=12 (local.get $at)
      (call $malloc (i32.add (local.get $length) (i32.const 1))))
    (i32.store8 (i32.add (local.get $length)
      (call $copy (i32.load offset=12 (local.get $at)) (local.get $text) (local.get $length)))
      (i32.const 0))
    (local.get $at)))
