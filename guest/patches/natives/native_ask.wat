;; native_ask(number, count, keywords, arguments): what the worker's function answers to `count` arguments, behind which
;; there are `keywords` pairs of name and value; 0 if it does not know what to do. `number` is a small int.
;;
;; If it answers 4, the word of its answers is a list of triples: a small int, which is the place of a function in
;; `native_hooks` << 2 | how many arguments that gets, and these. What the function returns takes the place of the first of
;; them, and the worker is asked again. A small int of 0 stands for a triple that was dealt with before.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "global 0" (global $stack_pointer (mut i32)))
  (import "artifact" "function 2" (func $native (param i32 i32) (result i32)))
  (import "artifact" "function 371" (func $call (param i32 i32 i32 i32) (result i32)))
  (func (param $number i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (result i32)
    (local $frame i32) (local $result i32) (local $cell i32) (local $end i32) (local $what i32)
    (global.set $stack_pointer (local.tee $frame
      (i32.sub (global.get $stack_pointer) (i32.const 32))))
    (i32.store (local.get $frame) (local.get $number))
    ;; A list of all arguments, which exists here only.
    (i32.store offset=4 (local.get $frame) (i32.add (local.get $frame) (i32.const 16)))
    (i32.store offset=8 (local.get $frame)
      (i32.or (i32.const 1) (i32.shl (local.get $keywords) (i32.const 1))))
    (i32.store offset=12 (local.get $frame) (i32.const 6))
    (i32.store offset=16 (local.get $frame) (i32.const 24560))
    (i32.store offset=20 (local.get $frame)
      (local.tee $what (i32.add (local.get $count)
        (i32.shl (local.get $keywords) (i32.const 1)))))
    (i32.store offset=24 (local.get $frame) (local.get $what))
    (i32.store offset=28 (local.get $frame) (local.get $arguments))
    (loop $again
      (local.set $result (call $native (i32.const 4) (local.get $frame)))
      (if (i32.eq (local.get $result) (i32.const 4)) (then
        (local.set $cell (i32.load offset=12 (i32.load offset=12 (local.get $frame))))
        (local.set $end (i32.add (local.get $cell)
          (i32.shl (i32.load offset=8 (i32.load offset=12 (local.get $frame))) (i32.const 2))))
        (block $asked
          (loop $next
            (br_if $asked (i32.ge_u (local.get $cell) (local.get $end)))
            (local.set $what (i32.shr_u (i32.load (local.get $cell)) (i32.const 1)))
            (if (local.get $what) (then
              (i32.store (local.get $cell) (i32.const 1))
              (i32.store offset=4 (local.get $cell) (call $call
                (i32.load offset={native_hooks} (i32.and (local.get $what) (i32.const 124)))
                (i32.and (local.get $what) (i32.const 3))
                (i32.const 0)
                (i32.add (local.get $cell) (i32.const 4))))))
            (local.set $cell (i32.add (local.get $cell) (i32.const 12)))
            (br $next)))
        (br $again))))
    (global.set $stack_pointer (i32.add (local.get $frame) (i32.const 32)))
    (local.get $result)))
