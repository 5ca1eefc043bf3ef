//! The standard library's conformance cases while the collector works hard: freed memory is overwritten, and
//! collections come every 30 KB, or at every allocation.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;

use mpy::vm::RunEnd;

use crate::cases::{self, Case};
use crate::images::Mode;
use crate::support::{DEFAULT_MEMORY, Tester};

/// Bytes allocated between two collections.
const THRESHOLD: &str = "import gc\ngc.threshold(30000)\ndel gc\n";

/// Fuel of a run that makes some hundred objects: with a collection for each, it takes a second or two.
const SHORT: u64 = 15_000;

/// Fewer short cases, and they say little.
const LEAST_SHORT: usize = 100;

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

/// Runs cases in interpreters of their own; what a case prints, `before` it, must not change.
fn agree(mode: Mode, before: &str, cases: &[&Case]) {
    // Building the image is not a part of anybody's time.
    mode.loaded();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let done = tester(mode).run(&format!("{before}{}", case.source));
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

#[test]
fn the_library_agrees_with_cpython_while_every_allocation_collects() {
    let short: Vec<&Case> = CASES
        .iter()
        .filter(|case| tester(Mode::Normal).run(&case.source).outcome.fuel_used < SHORT)
        .collect();
    assert!(short.len() >= LEAST_SHORT, "only {} of {}", short.len(), CASES.len());
    eprintln!("{} of {} cases", short.len(), CASES.len());
    agree(Mode::CollectAlwaysLibrary, "", &short);
}
