;; mp_setup_code_state(state, arguments, keyword arguments, address of the arguments), for calls that give a function
;; exactly its positional parameters, at most seven; the function has no other parameters and no variables in cells,
;; and its bytecode begins with at most two bytes for each of both parts of its prelude. All others go to the
;; interpreter's own function.
;;
;; A state is: function, instruction, top of the stack, number of words (u16), index of handlers (u16), the
;; caller's globals, and the words: the stack from below, and the variables from above, the first parameter last.
;; The memory behind the words, up to a multiple of 16 bytes, belongs to the state.
(module
  (import "artifact" "memory" (memory 1))
  (import "artifact" "function 1016" (func $setup (param i32 i32 i32 i32)))
  (func (param $state i32) (param $count i32) (param $keywords i32) (param $arguments i32)
    (local $at i32) (local $byte i32) (local $parameters i32) (local $info i32) (local $end i32)
    (block $other
      (br_if $other (local.get $keywords))
      ;; A byte xSSSSEAA, then perhaps xFSSKAED: A parameters, S and E sizes, F flags, K parameters that are given by
      ;; keyword, D defaults; x says that another byte follows.
      (local.set $byte (i32.load8_s
        (local.tee $at (i32.load offset=12 (i32.load (local.get $state))))))
      (local.set $parameters (i32.and (local.get $byte) (i32.const 3)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.lt_s (local.get $byte) (i32.const 0)) (then
        (local.set $byte (i32.load8_u (local.get $at)))
        (br_if $other (i32.and (local.get $byte) (i32.const 0xC8)))
        (local.set $parameters (i32.or (local.get $parameters)
          (i32.and (local.get $byte) (i32.const 4))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))))
      (br_if $other (i32.ne (local.get $parameters) (local.get $count)))
      ;; A byte xIIIIIIC, then perhaps another: I bytes that follow, before the first instruction, C cells.
      (local.set $byte (i32.load8_u (local.get $at)))
      (br_if $other (i32.and (local.get $byte) (i32.const 1)))
      (local.set $info (i32.shr_u (i32.and (local.get $byte) (i32.const 0x7E)) (i32.const 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.and (local.get $byte) (i32.const 0x80)) (then
        (local.set $byte (i32.load8_u (local.get $at)))
        (br_if $other (i32.and (local.get $byte) (i32.const 0x81)))
        (local.set $info (i32.or (local.get $info)
          (i32.shl (local.get $byte) (i32.const 5))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))))
      (i32.store offset=4 (local.get $state) (i32.add (local.get $at) (local.get $info)))
      (i32.store offset=8 (local.get $state) (i32.add (local.get $state) (i32.const 16)))
      (i32.store16 offset=14 (local.get $state) (i32.const 0))
      (local.set $end (i32.add (i32.add (local.get $state) (i32.const 20))
        (i32.shl (i32.load16_u offset=12 (local.get $state)) (i32.const 2))))
      (i32.store offset=20 (local.get $state) (i32.const 0))
      (local.set $at (i32.add (local.get $state) (i32.const 24)))
      (if (i32.lt_u (local.get $at) (local.get $end)) (then
        (loop $words
          (i64.store (local.get $at) (i64.const 0))
          (br_if $words (i32.lt_u
            (local.tee $at (i32.add (local.get $at) (i32.const 8)))
            (local.get $end))))))
      (block $0 (block $1 (block $2 (block $3 (block $4 (block $5 (block $6 (block $7
        (br_table $0 $1 $2 $3 $4 $5 $6 $7 (local.get $count)))
      (i32.store (i32.sub (local.get $end) (i32.const 28))
        (i32.load offset=24 (local.get $arguments))))
      (i32.store (i32.sub (local.get $end) (i32.const 24))
        (i32.load offset=20 (local.get $arguments))))
      (i32.store (i32.sub (local.get $end) (i32.const 20))
        (i32.load offset=16 (local.get $arguments))))
      (i32.store (i32.sub (local.get $end) (i32.const 16))
        (i32.load offset=12 (local.get $arguments))))
      (i32.store (i32.sub (local.get $end) (i32.const 12))
        (i32.load offset=8 (local.get $arguments))))
      (i32.store (i32.sub (local.get $end) (i32.const 8))
        (i32.load offset=4 (local.get $arguments))))
      (i32.store (i32.sub (local.get $end) (i32.const 4))
        (i32.load (local.get $arguments))))
      (return))
    (call $setup (local.get $state) (local.get $count) (local.get $keywords)
      (local.get $arguments))))
