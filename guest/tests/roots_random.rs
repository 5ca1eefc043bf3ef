//! Random modules that juggle pointers: after the pass they are valid, behave as before, and never use an
//! object that a collection has freed. (As written, most of them do.)
//!
//! `ROOTS_MODULES` sets the number of modules, `ROOTS_SEED` where to begin.

#[path = "roots_support/generator.rs"]
mod generator;
mod roots_support;

use generator::generate;
use roots_support::{STACK_TOP, engine, module, refitted, run};

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn random_modules_lose_nothing_and_behave_as_before() {
    let first = variable("ROOTS_SEED", 0);
    let count = variable("ROOTS_MODULES", 100);
    let engine = engine();
    let (mut losers, mut collections) = (0, 0);
    for seed in first..first + count {
        let text = generate(seed);
        let original = module(&text);
        let refit = refitted(&original);
        let before = run(&engine, &original);
        let mut after = run(&engine, &refit.wasm);
        assert_eq!(after.lost, [] as [u32; 0], "seed {seed} loses objects:\n{text}");
        assert_eq!(after.stack_pointer, STACK_TOP, "seed {seed}: stack pointer\n{text}");
        losers += u32::from(!before.lost.is_empty());
        collections += before.collections;
        after.lost.clone_from(&before.lost);
        assert_eq!(after, before, "seed {seed} behaves differently:\n{text}");
        assert!(!before.trapped, "seed {seed} traps:\n{text}");
    }
    assert!(collections > 0 && u64::from(losers) > count / 2, "{losers} of {count} lose objects");
}
