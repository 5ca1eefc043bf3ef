//! One small module for each rule of the roots pass. In each, an object is used after a collection while
//! nothing but a Wasm local or the operand stack knows it: the module as written loses the object (which
//! shows that the test can fail), the refitted one does not.

#[path = "roots_support/check.rs"]
mod check;
mod roots_support;

use check::check;
use guest::roots::{RootsError, refit};
use roots_support::{module, refitted, spec};

#[test]
fn a_local_live_across_a_call() {
    let stats = check(
        r#"(func (export "run") (local $p i32)
             (local.set $p (call $alloc))
             (call $collect)
             (call $use (local.get $p)))"#,
    );
    assert_eq!((stats.bracketed, stats.words, stats.stores), (1, 1, 1));
}

#[test]
fn a_parameter_live_across_a_call() {
    check(
        r#"(func $callee (param $p i32)
             (call $collect)
             (call $use (local.get $p)))
           (func (export "run") (call $callee (call $alloc)))"#,
    );
}

#[test]
fn collections_far_down_the_call_graph() {
    check(
        r#"(table funcref (elem $deep))
           (type $plain (func))
           (func $deep (call $collect))
           (func $middle (call_indirect (type $plain) (i32.const 0)))
           (func (export "run") (local $p i32)
             (local.set $p (call $alloc))
             (call $middle)
             (call $use (local.get $p)))"#,
    );
}

#[test]
fn calls_that_cannot_collect_cost_nothing() {
    let wasm = module(
        r#"(func $leaf (result i32) (call $alloc))
           (func (export "run") (local $p i32)
             (local.set $p (call $leaf))
             (drop (call $leaf))
             (call $use (local.get $p)))"#,
    );
    let stats = refitted(&wasm).stats;
    assert_eq!((stats.collecting, stats.stores), (1, 0));
}

#[test]
fn values_beneath_call_arguments() {
    let stats = check(
        r#"(func $two (param i32 i32) (call $use (local.get 0)) (call $use (local.get 1)))
           (func $some (result i32) (call $collect) (call $alloc))
           (func (export "run")
             (call $two (call $alloc) (call $some)))"#,
    );
    assert_eq!(stats.named_values, 1);
}

#[test]
fn a_copy_beneath_arguments_of_a_local_that_changes() {
    check(
        r#"(func $two (param i32 i32) (call $use (local.get 0)) (call $use (local.get 1)))
           (func (export "run") (local $p i32)
             (local.set $p (call $alloc))
             local.get $p
             (local.set $p (call $alloc))
             call $collect
             local.get $p
             call $two)"#,
    );
}

#[test]
fn loops_that_carry_a_pointer_round() {
    check(
        r#"(func (export "run") (local $p i32) (local $i i32)
             (local.set $p (call $alloc))
             (loop $again
               (call $use (local.get $p))
               (if (i32.rem_u (local.get $i) (i32.const 3))
                 (then (local.set $p (call $alloc))))
               (call $collect)
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $again (i32.lt_u (local.get $i) (i32.const 10)))))"#,
    );
}

#[test]
fn values_that_blocks_leave() {
    check(
        r#"(func $pick (param $which i32) (result i32)
             (block $out (result i32)
               (drop (br_if $out (call $alloc) (local.get $which)))
               (call $alloc)))
           (func (export "run") (local $i i32)
             (call $use
               (block (result i32)
                 (block $out (result i32)
                   (drop (br_if $out (call $pick (i32.const 1)) (i32.const 1)))
                   (call $alloc))
                 (call $collect))))"#,
    );
}

#[test]
fn numbers_are_not_stored() {
    let wasm = module(
        r#"(func (export "run") (local $a i32) (local $b i32) (local $c i32)
             (local.set $a (i32.mul (i32.load8_u (i32.const 0)) (i32.const 3)))
             (local.set $b (i32.eqz (local.get $a)))
             (local.set $c (i32.or (i32.shl (i32.load (i32.const 4)) (i32.const 1)) (i32.const 1)))
             (call $collect)
             (call $report (i64.extend_i32_u
               (i32.add (local.get $c) (i32.add (local.get $a) (local.get $b))))))"#,
    );
    assert_eq!(refitted(&wasm).stats.stores, 0);
}

#[test]
fn two_pointers_packed_into_one_i64() {
    check(
        r#"(func $pack (result i64)
             (i64.or
               (i64.extend_i32_u (call $alloc))
               (i64.shl (i64.extend_i32_u (call $alloc)) (i64.const 32))))
           (func (export "run") (local $p i64)
             (local.set $p (call $pack))
             (call $collect)
             (call $use (i32.wrap_i64 (local.get $p)))
             (call $use (i32.wrap_i64 (i64.shr_u (local.get $p) (i64.const 32)))))"#,
    );
}

/// LLVM's way to write a function with a frame: 16 bytes, one local variable in memory.
const WITH_FRAME: &str = r#"
    (func $framed (param $n i32) (result i32) (local $fp i32) (local $p i32)
      (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
      (i32.store offset=12 (local.get $fp) (i32.const 77))
      (block $out
        (br_if $out (i32.eqz (local.get $n)))
        (local.set $p (call $alloc))
        (call $collect)
        (call $use (local.get $p))
        (call $report (i64.load32_u offset=12 (local.get $fp)))
        (global.set $sp (i32.add (local.get $fp) (i32.const 16)))
        (return (i32.const 5)))
      (local.set $p (call $alloc))
      (call $collect)
      (call $use (local.get $p))
      (call $report (i64.load32_u offset=12 (local.get $fp)))
      (global.set $sp (i32.add (local.get $fp) (i32.const 16)))
      (i32.const 6))
    (func (export "run")
      (call $report (i64.extend_i32_u (call $framed (i32.const 0))))
      (call $report (i64.extend_i32_u (call $framed (i32.const 1)))))"#;

#[test]
fn frames_are_merged_at_every_return() {
    let stats = check(WITH_FRAME);
    assert_eq!((stats.merged, stats.wrapped, stats.bracketed), (1, 0, 0));
}

#[test]
fn frames_are_merged_when_the_frame_address_comes_back_from_a_call() {
    let stats = check(
        r#"(func $fill (param $to i32) (param $len i32) (result i32)
             (memory.fill (local.get $to) (i32.const 0) (local.get $len))
             (local.get $to))
           (func (export "run") (local $fp i32) (local $p i32)
             (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 32))))
             (local.set $p (call $fill (local.get $fp) (i32.const 32)))
             (local.set $fp (call $alloc))
             (call $collect)
             (call $use (local.get $fp))
             (global.set $sp (i32.add (local.get $p) (i32.const 32))))"#,
    );
    assert_eq!(stats.merged, 1);
}

#[test]
fn functions_without_a_frame_are_wrapped() {
    let stats = check(
        r#"(func $f (param $n i32) (result i32) (local $p i32)
             (local.set $p (call $alloc))
             (block $out
               (loop $again
                 (call $collect)
                 (call $use (local.get $p))
                 (br_if $out (i32.eqz (local.get $n)))
                 (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                 (if (i32.eq (local.get $n) (i32.const 7)) (then (return (i32.const 1))))
                 (br $again)))
             (i32.const 2))
           (func (export "run")
             (call $report (i64.extend_i32_u (call $f (i32.const 3))))
             (call $report (i64.extend_i32_u (call $f (i32.const 9)))))"#,
    );
    assert_eq!((stats.merged, stats.wrapped), (0, 1));
}

#[test]
fn calls_in_exclusive_branches_are_bracketed() {
    let stats = check(
        r#"(func $f (param $which i32) (local $p i32)
             (local.set $p (call $alloc))
             (if (local.get $which) (then (call $collect)) (else (call $collect)))
             (call $use (local.get $p)))
           (func (export "run") (call $f (i32.const 0)) (call $f (i32.const 1)))"#,
    );
    assert_eq!(stats.bracketed, 1);
}

#[test]
fn a_frame_of_variable_size_is_wrapped() {
    let stats = check(
        r#"(func $f (param $n i32) (local $fp i32) (local $p i32)
             (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
             (global.set $sp (i32.sub (local.get $fp) (i32.shl (local.get $n) (i32.const 4))))
             (local.set $p (call $alloc))
             (call $collect)
             (call $use (local.get $p))
             (global.set $sp (i32.add (local.get $fp) (i32.const 16))))
           (func (export "run") (call $f (i32.const 3)))"#,
    );
    assert_eq!(stats.wrapped, 1);
}

#[test]
fn an_exception_lands_in_a_function_that_goes_on() {
    let stats = check(
        r#"(tag $e (param i32))
           (func $throws (param $p i32) (call $collect) (throw $e (local.get $p)))
           (func (export "run") (local $fp i32) (local $p i32) (local $caught i32)
             (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
             (local.set $p (call $alloc))
             (local.set $caught
               (block $caught (result i32)
                 (try_table (catch $e $caught) (call $throws (call $alloc)))
                 (i32.const 0)))
             (global.set $sp (local.get $fp))
             (call $use (local.get $caught))
             (call $use (local.get $p))
             (call $collect)
             (call $use (local.get $p))
             (global.set $sp (i32.add (local.get $fp) (i32.const 16))))"#,
    );
    assert_eq!(stats.merged, 1);
}

#[test]
fn a_value_wanted_only_where_the_exception_lands() {
    check(
        r#"(tag $e)
           (func $throws (call $collect) (throw $e))
           (func (export "run") (local $p i32)
             (local.set $p (call $alloc))
             (block $caught
               (try_table (catch_all $caught) (call $throws))
               (return))
             (call $use (local.get $p)))"#,
    );
}

#[test]
fn an_exception_that_is_thrown_on_leaves_the_frame_to_the_catcher() {
    check(
        r#"(tag $e)
           (func $throws (call $collect) (throw $e))
           (func $between (local $p i32) (local $fp i32)
             (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
             (local.set $p (call $alloc))
             (throw_ref
               (block $caught (result exnref)
                 (try_table (catch_all_ref $caught)
                   (call $collect)
                   (call $use (local.get $p))
                   (call $throws))
                 (global.set $sp (i32.add (local.get $fp) (i32.const 16)))
                 (return))))
           (func (export "run") (local $p i32)
             (local.set $p (call $alloc))
             (block $caught
               (try_table (catch_all $caught) (call $between))
               (return))
             (call $use (local.get $p))
             (call $collect)
             (call $use (local.get $p)))"#,
    );
}

#[test]
fn who_catches_takes_the_frames_of_the_pass_away() {
    // `$catches` holds no pointer and has no frame, but `$framed` leaves its own behind.
    check(
        r#"(tag $e)
           (func $throws (call $collect) (throw $e))
           (func $framed (param $p i32) (call $throws) (call $use (local.get $p)))
           (func $catches
             (block $caught
               (try_table (catch_all $caught) (call $framed (call $alloc)))))
           (func $loses (param $p i32) (call $collect) (call $use (local.get $p)))
           (func (export "run") (call $catches) (call $loses (call $alloc)) (call $catches))"#,
    );
}

#[test]
fn a_landing_that_forgets_the_stack_pointer_is_refused() {
    let wasm = module(
        r#"(tag $e)
           (func $throws (call $collect) (throw $e))
           (func (export "run") (local $p i32) (local $fp i32)
             (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
             (local.set $p (call $alloc))
             (block $caught
               (try_table (catch_all $caught) (call $throws)))
             (call $collect)
             (call $use (local.get $p))
             (global.set $sp (i32.add (local.get $fp) (i32.const 16))))"#,
    );
    let error = refit(&wasm, &spec(), &Default::default()).unwrap_err();
    assert!(matches!(error, RootsError::StackPointer { .. }), "{error}");
}

#[test]
fn a_function_that_moves_the_stack_pointer_for_good_is_refused() {
    let wasm = module(
        r#"(func (export "run") (local $p i32)
             (local.set $p (call $alloc))
             (call $collect)
             (call $use (local.get $p))
             (global.set $sp (i32.const 4096)))"#,
    );
    let error = refit(&wasm, &spec(), &Default::default()).unwrap_err();
    assert!(matches!(error, RootsError::StackPointer { .. }), "{error}");
}

#[test]
fn several_results_are_refused() {
    let wasm = module(
        r#"(func (export "run"))
           (func (result i32 i32) (call $collect) (i32.const 1) (i32.const 2))"#,
    );
    let error = refit(&wasm, &spec(), &Default::default()).unwrap_err();
    assert!(matches!(error, RootsError::Unsupported { .. }), "{error}");
}

#[test]
fn a_module_that_the_facts_do_not_describe_is_refused() {
    let wasm = module(r#"(func (export "run"))"#);
    let mut facts = spec();
    facts.stack.initial += 16;
    let error = refit(&wasm, &facts, &Default::default()).unwrap_err();
    assert!(error.to_string().contains("the data file says"), "{error}");
    let mut facts = spec();
    facts.collect.imports.push("host.absent".to_owned());
    let error = refit(&wasm, &facts, &Default::default()).unwrap_err();
    assert!(error.to_string().contains("host.absent"), "{error}");
}

#[test]
fn the_pass_is_deterministic() {
    let wasm = module(WITH_FRAME);
    assert_eq!(refitted(&wasm).wasm, refitted(&wasm).wasm);
}
