//! Random programs against CPython in live sessions, with a collection at every allocation and poison.
//!
//! `RANDOM_PROGRAMS` sets their number, `RANDOM_SEED` where to begin. The generator is the guest crate's.

use std::sync::mpsc;
use std::time::Duration;
use std::{env, thread};

use mpy::vm::RunEnd;

use crate::images::Mode;
use crate::programs::{CPython, check};
use crate::support::Tester;

/// As little as there may be: a collection then takes the least time.
const MEMORY: u64 = 192 * 1024;
/// Programs that a session runs one after another, each among what the earlier ones left behind.
const A_SESSION: u64 = 50;
const THREADS: u64 = 2;
const LIMIT: Duration = Duration::from_secs(300);

fn variable(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

fn session(mode: Mode) -> Tester {
    let mut tester = Tester::with_image(mode.loaded(), MEMORY);
    tester.fuel = u64::MAX / 2;
    tester.max_output_chars = 1_000_000;
    tester
}

fn run(tester: &mut Tester, program: &str) -> Result<String, String> {
    let done = tester.run(program);
    if done.outcome.end != RunEnd::Ok || !done.outcome.usable {
        return Err(format!("{}{:?}", done.stdout, done.outcome.end));
    }
    Ok(done.stdout)
}

#[test]
fn random_programs_agree_with_cpython() {
    let first = variable("RANDOM_SEED", 0);
    let count = variable("RANDOM_PROGRAMS", 2000);
    // Building the image is not a part of anybody's time.
    Mode::CollectAlways.loaded();
    let (sender, outcomes) = mpsc::channel();
    for number in 0..THREADS {
        let sender = sender.clone();
        // Not joined: a program that never ends must not keep the test from failing.
        thread::spawn(move || {
            let mut cpython = CPython::start();
            let mut tester = session(Mode::CollectAlways);
            let mine = (first..first + count).filter(|seed| seed % THREADS == number);
            for (done, seed) in (0..).zip(mine) {
                if done % A_SESSION == A_SESSION - 1 {
                    tester = session(Mode::CollectAlways);
                }
                let outcome =
                    check(seed, &mut cpython, &mut |program: &str| run(&mut tester, program));
                if outcome.is_err() {
                    tester = session(Mode::CollectAlways);
                }
                if sender.send(outcome).is_err() {
                    return;
                }
            }
        });
    }
    drop(sender);
    let (mut long, mut failures) = (0, Vec::new());
    for _ in 0..count {
        match outcomes.recv_timeout(LIMIT).expect("an outcome in time") {
            Ok(output) => long += u64::from(output.lines().count() >= 4),
            Err(report) => failures.push(report),
        }
    }
    let reports = failures[..failures.len().min(5)].join("\n======\n");
    assert!(failures.is_empty(), "{} of {count} differ\n{reports}", failures.len());
    assert!(long * 4 >= count * 3, "only {long} of {count} print enough");
}
