//! The removal of copies that `setjmp` is given: what goes, what the rest does, and what is refused.

mod roots_support;

use guest::roots::{Options, Refit, RootsError, Spill, refit};
use roots_support::{Outcome, engine, module, refitted, run, spec};

/// A function that keeps two locals in its frame for the case of an exception. (0, 1: parameters of
/// the test, put in where the text says so.)
fn text(in_try: &str, at_landing: &str) -> String {
    format!(
        r#"(tag $e)
           (func $throws (param i32)
             (if (i32.eq (local.get 0) (i32.const 3)) (then (throw $e))))
           (func $escape (param i32))
           (func (export "run") (local $fp i32) (local $p i32) (local $i i32)
             (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 32))))
             (local.set $p (call $alloc))
             (block $end
               (block $caught
                 (try_table (catch_all $caught)
                   (loop $again
                     (local.set $i (i32.add (local.get $i) (i32.const 1)))
                     (i32.store offset=8 (local.get $fp) (local.get $p))
                     (i32.store offset=12 (local.get $fp) (local.get $i))
                     (call $collect)
                     {in_try}
                     (i32.store offset=8 (local.get $fp) (local.get $p))
                     (i32.store offset=12 (local.get $fp) (local.get $i))
                     (call $throws (local.get $i))
                     (br_if $again (i32.lt_u (local.get $i) (i32.const 5)))))
                 (br $end))
               (global.set $sp (local.get $fp))
               {at_landing}
               (local.set $p (i32.load offset=8 (local.get $fp)))
               (local.set $i (i32.load offset=12 (local.get $fp)))
               (call $report (i64.extend_i32_u (local.get $i)))
               (call $use (local.get $p))
               (call $collect)
               (call $use (local.get $p)))
             (global.set $sp (i32.add (local.get $fp) (i32.const 32))))"#
    )
}

/// `run` comes after four imports and two functions, and its frame's address is the first local.
const SPILL: Spill = Spill { function: 6, frame: 0, from: 8, to: 16 };

fn removed(wasm: &[u8], spill: Spill) -> Result<Refit, RootsError> {
    let mut spec = spec();
    spec.spill = vec![spill];
    refit(wasm, &spec, &Options::default())
}

fn outcome(wasm: &[u8]) -> Outcome {
    run(&engine(), wasm)
}

#[track_caller]
fn refuses(in_try: &str, at_landing: &str, because: &str) {
    match removed(&module(&text(in_try, at_landing)), SPILL) {
        Err(RootsError::Unsupported { function: 6, what, .. }) => assert_eq!(what, because),
        other => panic!("{other:?}"),
    }
}

#[test]
fn copies_go_and_their_values_stay() {
    let wasm = module(&text("", ""));
    let refit = removed(&wasm, SPILL).expect("the module suits");
    // Four stores and two loads, of three instructions each.
    assert_eq!(refit.stats.spills, 18);
    let (before, after) = (outcome(&wasm), outcome(&refit.wasm));
    assert_eq!(before.reported, [3]);
    assert_eq!(after.lost, [] as [u32; 0]);
    assert_eq!(
        (after.reported, after.used, after.collections, after.trapped, after.stack_pointer),
        (before.reported, before.used, before.collections, before.trapped, before.stack_pointer)
    );
}

#[test]
fn nothing_goes_unless_it_is_stated() {
    assert_eq!(refitted(&module(&text("", ""))).stats.spills, 0);
}

#[test]
fn a_local_that_changes_behind_its_copy_is_refused() {
    let because = "a word is loaded that its local may differ from";
    refuses("(local.set $i (i32.add (local.get $i) (i32.const 1))) (call $collect)", "", because);
    refuses("(call $throws (local.tee $p (i32.const 3)))", "", because);
    refuses("", "(local.set $p (i32.const 0))", because);
}

#[test]
fn words_with_another_use_are_refused() {
    let unknown = "this use of the frame's address is not known";
    refuses("(call $escape (local.get $fp))", "", unknown);
    refuses("(call $escape (i32.add (local.get $fp) (i32.const 12)))", "", unknown);
    refuses("(i32.store8 offset=8 (local.get $fp) (local.get $i))", "", unknown);
    refuses("(i32.store offset=8 (local.get $fp) (i32.const 0))", "", unknown);
    refuses("(i32.store (i32.const 64) (local.get $fp))", "", unknown);
    refuses("(i64.store offset=4 (local.get $fp) (i64.const 0))", "", unknown);
    let several = "a word belongs to more than one local";
    refuses("(i32.store offset=8 (local.get $fp) (local.get $i))", "", several);
    refuses("(i32.store offset=10 (local.get $fp) (local.get $i))", "", several);
    let elsewhere = "a word is loaded, but not into a local";
    refuses("(call $escape (i32.load offset=8 (local.get $fp)))", "", elsewhere);
    let moved = "the address of the frame is not assigned once";
    refuses("(local.set $fp (i32.const 64))", "", moved);
}

#[test]
fn words_beside_the_copies_may_be_used() {
    let around = "(call $escape (i32.add (local.get $fp) (i32.const 4)))
                  (call $escape (i32.add (local.get $fp) (i32.const 16)))
                  (i32.store offset=4 (local.get $fp) (i32.const 1))
                  (drop (i32.load offset=16 (local.get $fp)))";
    let refit = removed(&module(&text(around, "")), SPILL).expect("the module suits");
    assert_eq!(refit.stats.spills, 18);
}

#[test]
fn a_frame_without_copies_is_refused() {
    let spill = Spill { function: 6, frame: 0, from: 16, to: 32 };
    match removed(&module(&text("", "")), spill) {
        Err(RootsError::Unsupported { what, .. }) => {
            assert_eq!(what, "a frame without any of the words to remove");
        }
        other => panic!("{other:?}"),
    }
}
