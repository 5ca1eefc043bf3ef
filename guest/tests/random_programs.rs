//! Random Python programs print the same as in CPython, although the collector runs at every allocation and
//! overwrites what it frees.
//!
//! `RANDOM_PROGRAMS` sets the number of programs, `RANDOM_SEED` where to begin.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "random_programs/mod.rs"]
mod programs;
#[path = "roots_support/python.rs"]
#[expect(dead_code, reason = "shared with the cost example")]
mod python;

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use guest::roots::{Mode, Options};
use programs::{CPython, check, generate};
use python::{Python, artifact, refitted};

/// A collection takes time in proportion to the heap's size, so that it is small here.
const SMALL_HEAP: &str = "40K";
const THREADS: u64 = 2;
/// A program takes less than a second, a failing one is run many times more.
const LIMIT: Duration = Duration::from_secs(300);

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn random_programs_agree_with_cpython() {
    compare(&Options::default(), "192K");
}

#[test]
fn random_programs_agree_with_cpython_while_always_collecting() {
    compare(&Options { mode: Mode::CollectAlways, poison: true, bare: true }, SMALL_HEAP);
}

fn compare(options: &Options, heap: &'static str) {
    let first = variable("RANDOM_SEED", 0);
    // 2000 of them run in live sessions (`tests/sound/random.rs`).
    let count = variable("RANDOM_PROGRAMS", 300);
    let refit = refitted(&artifact(), options);
    let (python, layout) = (Arc::new(Python::new(&refit.wasm)), refit.layout.unwrap());
    let (sender, outcomes) = mpsc::channel();
    for thread in 0..THREADS {
        let (python, layout, sender) = (python.clone(), layout.clone(), sender.clone());
        // Not joined: a program that never ends must not keep the test from failing.
        std::thread::spawn(move || {
            let mut cpython = CPython::start();
            let mut run = |program: &str| {
                let run = python.run(program, heap, Some(layout.canary_address));
                match (run.trap, run.canary == Some(layout.canary)) {
                    (Some(trap), _) => Err(format!("{}{trap}", run.output)),
                    (None, false) => Err("an overflow of the shadow stack".to_owned()),
                    (None, true) => Ok(run.output),
                }
            };
            for seed in (first..first + count).filter(|seed| seed % THREADS == thread) {
                if sender.send(check(seed, &mut cpython, &mut run)).is_err() {
                    return;
                }
            }
        });
    }
    drop(sender);
    let (mut lines, mut failures) = (Vec::new(), Vec::new());
    for _ in 0..count {
        match outcomes.recv_timeout(LIMIT).unwrap() {
            Ok(output) => lines.push(output.lines().count()),
            Err(report) => failures.push(report),
        }
    }
    let reports = failures[..failures.len().min(5)].join("\n======\n");
    assert!(failures.is_empty(), "{} of {count} differ\n{reports}", failures.len());
    let long = lines.iter().filter(|lines| **lines >= 4).count() as u64;
    assert!(long * 4 >= count * 3, "only {long} of {count} print enough");
}

#[test]
fn the_unmodified_artifact_fails_on_most() {
    const COUNT: u64 = 60;
    let (sender, failures) = mpsc::channel();
    // Not joined: a heap that is no longer sound can keep the interpreter in a loop.
    std::thread::spawn(move || {
        let python = Python::new(&artifact());
        let mut cpython = CPython::start();
        for seed in 0..COUNT {
            let program = generate(seed);
            let run = python.run(&program, "256K", None);
            let failed = run.trap.is_some() || Ok(run.output) != cpython.run(&program);
            if sender.send(failed).is_err() {
                return;
            }
        }
    });
    let failed: u64 = (0..COUNT).map(|_| u64::from(failures.recv_timeout(LIMIT).unwrap())).sum();
    assert!(failed * 2 > COUNT, "only {failed} of {COUNT} fail");
}
