//! The conformance cases while the collector works hard: freed memory is overwritten, and
//! collections come every 60 KB, or at every allocation.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;

use mpy::vm::RunEnd;

use crate::cases::{self, Case};
use crate::images::Mode;
use crate::support::{DEFAULT_MEMORY, Tester};

/// Bytes allocated between two collections.
const THRESHOLD: &str = "import gc\ngc.threshold(60000)\ndel gc";

/// Fuel of a run that makes some hundred objects: where each of them collects and marks the library, it takes a
/// second or two.
const SHORT: u64 = 1_500;

/// How many such cases run; fewer that there are say little.
const MOST_SHORT: usize = 120;
const LEAST_SHORT: usize = 100;

/// Fuel of a run without the library that takes as long.
const SHORT_BARE: u64 = 15_000;
const LEAST_BARE: usize = 300;

const THREADS: usize = 2;

/// The cases that CPython and the guest agree on.
static CASES: LazyLock<Vec<Case>> =
    LazyLock::new(|| cases::all().into_iter().filter(|case| !case.differs).collect());

fn tester(mode: Mode) -> Tester {
    let mut tester = Tester::with_image(mode.loaded(), DEFAULT_MEMORY);
    tester.fuel = u64::MAX / 2;
    tester.max_output_chars = 100_000;
    tester
}

/// Runs cases in interpreters of their own; what a case prints must not change. `before` runs first.
fn agree(mode: Mode, before: &str, cases: &[&Case]) {
    // Building the image is not a part of anybody's time.
    mode.loaded();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut tester = tester(mode);
                    tester.ok(before);
                    let done = tester.run(&case.source);
                    if done.outcome.end != RunEnd::Ok || done.stdout != case.stdout {
                        let name = case.full_name();
                        let report = format!("{name}: {:?}\n{}", done.outcome.end, done.stdout);
                        failures.lock().expect("no panic").push(report);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no panic");
    assert!(failures.is_empty(), "{} differ\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_library_agrees_with_cpython_while_free_memory_is_overwritten() {
    agree(Mode::Poison, THRESHOLD, &CASES.iter().collect::<Vec<_>>());
}

/// Cases of at most so much fuel.
fn short(fuel: u64, mut filter: impl FnMut(&Case) -> bool) -> Vec<&'static Case> {
    let used = |case: &Case| tester(Mode::Normal).run(&case.source).outcome.fuel_used;
    CASES.iter().filter(|case| filter(case) && used(case) < fuel).collect()
}

#[test]
fn the_library_agrees_with_cpython_while_every_allocation_collects() {
    let mut short = short(SHORT, |case| case.source.contains("import"));
    assert!(short.len() >= LEAST_SHORT, "only {} of {}", short.len(), CASES.len());
    let every = short.len().div_ceil(MOST_SHORT);
    short = short.into_iter().step_by(every).collect();
    eprintln!("{} of {} cases", short.len(), CASES.len());
    agree(Mode::CollectAlwaysLibrary, "", &short);
}

/// What needs no module of the library: there a collection has little to mark.
#[test]
fn the_language_agrees_with_cpython_while_every_allocation_collects() {
    let short = short(SHORT_BARE, |case| !case.source.contains("import"));
    assert!(short.len() >= LEAST_BARE, "only {} of {}", short.len(), CASES.len());
    eprintln!("{} of {} cases", short.len(), CASES.len());
    agree(Mode::CollectAlways, "", &short);
}
