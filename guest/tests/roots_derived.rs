//! As `roots_rules.rs`, for derived pointers: a pointer computed from another may leave the object, and
//! then the other must be visible.

#[path = "roots_support/check.rs"]
mod check;
mod roots_support;

use check::check;
use guest::roots::{RootsError, refit};
use roots_support::{module, spec};

#[test]
fn an_end_pointer_keeps_its_base() {
    // Only the end (which lies in no object) is live across the call; the object is used through it.
    check(
        r#"(func $f (param $p i32) (local $end i32)
             (local.set $end (i32.add (local.get $p) (i32.const 32)))
             (call $collect)
             (call $use (i32.sub (local.get $end) (i32.const 4))))
           (func (export "run") (call $f (call $alloc)))"#,
    );
}

#[test]
fn a_base_that_was_never_in_a_local() {
    let stats = check(
        r#"(func (export "run") (local $end i32)
             (local.set $end (i32.add (call $alloc) (i32.const 40)))
             (call $collect)
             (call $use (i32.sub (local.get $end) (i32.const 40))))"#,
    );
    assert_eq!(stats.named_bases, 1);
}

#[test]
fn a_cursor_that_is_advanced_beyond_its_object() {
    // `p = p + 8` five times: base and cursor share the local, which leaves the object at last.
    let stats = check(
        r#"(func (export "run") (local $p i32) (local $i i32)
             (local.set $p (call $alloc))
             (loop $again
               (local.set $p (i32.add (local.get $p) (i32.const 8)))
               (call $collect)
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $again (i32.lt_u (local.get $i) (i32.const 5))))
             (call $use (i32.sub (local.get $p) (i32.const 40))))"#,
    );
    assert_eq!(stats.anchors, 1);
}

#[test]
fn a_base_overwritten_while_its_derived_pointer_lives() {
    // `b` has two definitions, and changes between the derivation and the collection.
    let stats = check(
        r#"(func $f (param $which i32) (local $b i32) (local $end i32) (local $n i32)
             (local.set $b (call $alloc))
             (loop $again
               (local.set $end (i32.add (local.get $b) (i32.const 32)))
               (local.set $b (call $alloc))
               (call $use (local.get $b))
               (call $collect)
               (call $use (i32.sub (local.get $end) (i32.const 32)))
               (local.set $n (i32.add (local.get $n) (i32.const 1)))
               (br_if $again (i32.lt_u (local.get $n) (i32.const 4)))))
           (func (export "run") (call $f (i32.const 0)))"#,
    );
    assert!(stats.anchors >= 1);
}

#[test]
fn a_cursor_taken_from_one_of_two_bases() {
    check(
        r#"(func $f (param $which i32) (local $a i32) (local $p i32)
             (local.set $a (call $alloc))
             (if (local.get $which)
               (then (local.set $p (i32.sub (local.get $a) (i32.const 4))))
               (else (local.set $p (i32.sub (call $alloc) (i32.const 4)))))
             (local.set $a (i32.const 0))
             (call $collect)
             (call $use (i32.add (local.get $p) (i32.const 4))))
           (func (export "run") (call $f (i32.const 0)) (call $f (i32.const 1)))"#,
    );
}

#[test]
fn a_cursor_that_is_advanced_through_another_local() {
    // `q = p + 8; p = q`: what overwrites the base is computed from it. Both share an anchor.
    let stats = check(
        r#"(func (export "run") (local $p i32) (local $q i32) (local $i i32)
             (local.set $p (call $alloc))
             (loop $again
               (local.set $q (i32.add (local.get $p) (i32.const 8)))
               (local.set $p (local.get $q))
               (call $collect)
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $again (i32.lt_u (local.get $i) (i32.const 5))))
             (call $use (i32.sub (local.get $p) (i32.const 40))))"#,
    );
    assert_eq!(stats.anchors, 1);
}

/// Replaces, in a loop, a cursor by what `choice` makes of `$p` (the cursor), `$b` (a new object) and
/// `$c` (whether to stay with the old one); counts how far it is from its object.
fn choosing(choice: &str) -> String {
    format!(
        r#"(func $advance (param $turns i32) (local $p i32) (local $b i32) (local $c i32)
             (local $off i32) (local $i i32)
             (local.set $p (call $alloc))
             (loop $again
               (local.set $b (call $alloc))
               (local.set $c (i32.rem_u (local.get $i) (local.get $turns)))
               (local.set $p {choice})
               (local.set $off (select
                 (i32.add (local.get $off) (i32.const 24)) (i32.const 0) (local.get $c)))
               (local.set $b (i32.const 0))
               (call $collect)
               (call $use (i32.sub (local.get $p) (local.get $off)))
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $again (i32.lt_u (local.get $i) (i32.const 7)))))
           (func (export "run")
             (call $advance (i32.const 1)) (call $advance (i32.const 3)) (call $advance (i32.const 9)))"#
    )
}

#[test]
fn a_select_that_keeps_the_cursor_or_takes_another() {
    for select in ["select", "select (result i32)"] {
        check(&choosing(&format!(
            "({select} (i32.add (local.get $p) (i32.const 24)) (local.get $b) (local.get $c))"
        )));
    }
}

#[test]
fn a_block_that_keeps_the_cursor_or_takes_another() {
    let stats = check(&choosing(
        r#"(if (result i32) (local.get $c)
             (then (i32.add (local.get $p) (i32.const 24)))
             (else (local.get $b)))"#,
    ));
    assert_eq!(stats.named_choices, 1);
    check(&choosing(
        r#"(block $out (result i32)
             (if (local.get $c) (then (br $out (i32.add (local.get $p) (i32.const 24)))))
             (local.get $b))"#,
    ));
}

#[test]
fn a_value_that_a_branch_carries_if_it_is_taken() {
    check(&choosing(
        r#"(block $out (result i32)
             (br_if $out (i32.add (local.get $p) (i32.const 24)) (local.get $c))
             (drop)
             (local.get $b))"#,
    ));
    // The value that is not taken lies above the one that is.
    check(&choosing(
        r#"(block $out (result i32)
             (local.get $b)
             (br_if $out (i32.add (local.get $p) (i32.const 24)) (local.get $c))
             (drop))"#,
    ));
}

#[test]
fn a_value_that_a_table_of_branches_carries() {
    check(&choosing(
        r#"(block $out (result i32)
             (drop (block $other (result i32)
               (br_table $other $out
                 (i32.add (local.get $p) (i32.const 24))
                 (i32.ne (local.get $c) (i32.const 0)))))
             (local.get $b))"#,
    ));
}

#[test]
fn a_choice_within_a_choice() {
    check(&choosing(
        r#"(select
             (select (local.get $b) (i32.add (local.get $p) (i32.const 24)) (i32.eqz (local.get $c)))
             (local.get $b)
             (i32.const 1))"#,
    ));
}

#[test]
fn a_choice_within_a_sum() {
    check(&choosing(
        r#"(i32.sub
             (select
               (i32.add (local.get $p) (i32.const 28))
               (i32.add (local.get $b) (i32.const 4))
               (local.get $c))
             (i32.const 4))"#,
    ));
}

#[test]
fn a_choice_through_another_local() {
    check(
        r#"(func $advance (param $turns i32) (local $p i32) (local $q i32) (local $c i32)
             (local $off i32) (local $i i32)
             (local.set $p (call $alloc))
             (loop $again
               (local.set $c (i32.rem_u (local.get $i) (local.get $turns)))
               (local.set $q (i32.add (local.get $p) (i32.const 24)))
               (local.set $p (select (local.get $q) (call $alloc) (local.get $c)))
               (local.set $off (select
                 (i32.add (local.get $off) (i32.const 24)) (i32.const 0) (local.get $c)))
               (call $collect)
               (call $use (i32.sub (local.get $p) (local.get $off)))
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $again (i32.lt_u (local.get $i) (i32.const 7)))))
           (func (export "run") (call $advance (i32.const 3)) (call $advance (i32.const 9)))"#,
    );
}

#[test]
fn a_sum_that_comes_round_again_has_one_base() {
    // A length, which may look like a pointer, is added in each turn through another local.
    let stats = check(
        r#"(func $f (param $length i32) (local $p i32) (local $q i32) (local $i i32)
             (local.set $p (call $alloc))
             (loop $again
               (local.set $q (i32.add (local.get $p) (local.get $length)))
               (local.set $length (i32.load (i32.const 4)))
               (call $collect)
               (local.set $p (i32.add (local.get $q) (i32.load (i32.const 8))))
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $again (i32.lt_u (local.get $i) (i32.const 5))))
             (call $use (i32.sub (local.get $p) (i32.const 120))))
           (data (i32.const 0) "\00\00\00\00\18\00\00\00\00")
           (func (export "run") (call $f (i32.const 24)))"#,
    );
    assert_eq!(stats.anchors, 1);
}

#[test]
fn anchors_that_come_to_differ_stay_apart() {
    // `$kept` takes its anchor from `$end`, which then gets another base.
    check(
        r#"(func (export "run") (local $p i32) (local $end i32) (local $kept i32) (local $i i32)
             (local.set $end (i32.add (call $alloc) (i32.const 40)))
             (loop $again
               (local.set $p (call $alloc))
               (call $collect)
               (call $use (i32.sub (local.get $end) (i32.const 40)))
               (if (i32.eq (local.get $i) (i32.const 1))
                 (then (local.set $kept (i32.add (local.get $end) (i32.const 8)))))
               (local.set $end (i32.add (local.get $p) (i32.const 40)))
               (call $collect)
               (if (local.get $i) (then (call $use (i32.sub (local.get $kept) (i32.const 48)))))
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $again (i32.lt_u (local.get $i) (i32.const 4)))))"#,
    );
}

/// Why a module is refused.
fn refusal(functions: &str) -> RootsError {
    refit(&module(functions), &spec(), &Default::default()).expect_err("it is not refused")
}

#[test]
fn bases_that_grow_with_every_turn_are_refused() {
    // `off = p - a; a = new; p = a + off`: which of both the sum is based on, the operators do not tell.
    let error = refusal(
        r#"(func (export "run") (local $p i32) (local $a i32) (local $off i32)
             (local.set $a (call $alloc))
             (local.set $p (i32.add (local.get $a) (i32.const 32)))
             (loop $again
               (local.set $off (i32.sub (local.get $p) (local.get $a)))
               (local.set $a (call $alloc))
               (local.set $p (i32.add (local.get $a) (local.get $off)))
               (call $collect)
               (br_if $again (i32.load8_u (i32.const 0))))
             (call $use (i32.sub (local.get $p) (i32.const 32))))"#,
    );
    assert!(error.to_string().contains("ever more places"), "{error}");
}

#[test]
fn a_cursor_or_a_caught_value_is_refused() {
    let error = refusal(
        r#"(tag $e (param i32))
           (func $throws (call $collect) (throw $e (call $alloc)))
           (func (export "run") (local $p i32)
             (local.set $p (call $alloc))
             (loop $again
               (local.set $p
                 (block $caught (result i32)
                   (try_table (catch $e $caught) (call $throws))
                   (i32.add (local.get $p) (i32.const 8))))
               (call $collect)
               (br_if $again (i32.load8_u (i32.const 0))))
             (call $use (local.get $p)))"#,
    );
    assert!(error.to_string().contains("caught"), "{error}");
}
