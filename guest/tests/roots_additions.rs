//! New functions: where they go, that the pass treats them like all others, and what is refused.

mod roots_support;

use guest::roots::{Add, Data, Edit, Options, Refit, RootsError, When, refit};
use roots_support::{engine, module, refitted, run, spec};

/// `run` is function 4, after four imports; the tests have it call something else.
const FUNCTIONS: &str = r#"
    (type $plain (func))
    (table 1 funcref)
    (elem (i32.const 0) $run)
    (data (i32.const 64) "\ff")
    (func $run (export "run") (call $report (i64.const 1)))
"#;

/// Loses an object unless the pass keeps it.
const KEEPS: &str = r#"(module
    (import "artifact" "function 0" (func $alloc (result i32)))
    (import "artifact" "function 1" (func $collect))
    (import "artifact" "function 2" (func $use (param i32)))
    (func (local $p i32)
      (local.set $p (call $alloc))
      (call $collect)
      (call $use (local.get $p))))"#;

fn add(function: u32, wat: &str) -> Add {
    Add { function, wat: wat.to_owned(), slot: None }
}

fn with(adds: Vec<Add>, replace: &str) -> Result<Refit, RootsError> {
    let mut spec = spec();
    spec.add = adds;
    let data = |address, bytes: &[u8]| Data { address, bytes: bytes.to_vec() };
    spec.data = vec![data(128, b"text"), data(256, &[7, 0, 0, 0, 9])];
    let find = "i64.const 1 call 3".to_owned();
    let replace = replace.to_owned();
    spec.edit = vec![Edit { function: 4, when: When::Always, find, replace, times: 1 }];
    refit(&module(FUNCTIONS), &spec, &Options::default())
}

#[test]
fn a_new_function_keeps_its_pointers() {
    let refit = with(vec![add(5, KEEPS)], "call 5").expect("the module suits");
    assert!(refit.stats.stores > 0);
    let outcome = run(&engine(), &refit.wasm);
    assert!(!outcome.trapped && outcome.lost.is_empty() && outcome.used.len() == 1, "{outcome:?}");
    assert_eq!(refitted(&refit.wasm).stats.stores, refit.stats.stores);
}

#[test]
fn a_new_function_may_call_another_and_through_the_table() {
    let caller = r#"(module
        (import "artifact" "table" (table 2 funcref))
        (import "artifact" "function 5" (func $other))
        (func (call $other) (call_indirect (i32.const 1))))"#;
    let mut placed = add(5, KEEPS);
    placed.slot = Some(1);
    let refit = with(vec![placed, add(6, caller)], "call 6").expect("the module suits");
    let outcome = run(&engine(), &refit.wasm);
    assert!(!outcome.trapped && outcome.lost.is_empty() && outcome.used.len() == 2, "{outcome:?}");
}

#[test]
fn data_lies_at_its_address() {
    let reports = r#"(module
        (import "artifact" "memory" (memory 1))
        (import "artifact" "function 3" (func $report (param i64)))
        (func
          (call $report (i64.load (i32.const 256)))
          (call $report (i64.load32_u (i32.const 128)))
          (call $report (i64.load8_u (i32.const 64)))))"#;
    let refit = with(vec![add(5, reports)], "call 5").expect("the module suits");
    let outcome = run(&engine(), &refit.wasm);
    let text = i64::from(u32::from_le_bytes(*b"text"));
    assert_eq!(outcome.reported, [7 | 9 << 32, text, 255]);
}

#[test]
fn wrong_numbers_and_unknown_types_are_refused() {
    let refused = |adds, because: &str| match with(adds, "call 5") {
        Err(error) => assert!(error.to_string().contains(because), "{error}"),
        Ok(_) => panic!("accepted: {because}"),
    };
    refused(vec![add(6, KEEPS)], "the index of a new function is 6, the data file says 5");
    let mut placed = add(5, KEEPS);
    placed.slot = Some(2);
    refused(vec![placed], "the place of a new function in the table is 2, the data file says 1");
    let unknown = r#"(module (func (param f32 f32 f32)))"#;
    refused(vec![add(5, unknown)], "the module has no type");
    let foreign = r#"(module (import "artifact" "function 99" (func $far)) (func (call $far)))"#;
    refused(vec![add(5, foreign)], "validate the module before");
}
