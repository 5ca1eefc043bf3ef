//! The question that each test of a rule asks.

use guest::roots::Stats;

use crate::roots_support::{STACK_TOP, engine, module, refitted, run};

/// Runs a module as written and refitted; returns what the pass did.
pub fn check(functions: &str) -> Stats {
    let original = module(functions);
    let refit = refitted(&original);
    let engine = engine();
    let before = run(&engine, &original);
    assert!(!before.trapped && before.collections > 0, "{before:?}");
    assert!(!before.lost.is_empty(), "the test loses nothing even without the pass");
    let after = run(&engine, &refit.wasm);
    assert_eq!(after.lost, [] as [u32; 0], "lost objects after the pass");
    assert!(!after.trapped);
    assert_eq!(after.stack_pointer, STACK_TOP, "the stack pointer is not restored");
    assert_eq!(
        (after.reported, after.used, after.collections),
        (before.reported, before.used, before.collections),
        "behaves differently"
    );
    refit.stats
}
