//! The guest's standard library against CPython's: each case prints the same in both.
//!
//! The cases are in `conformance/cases`, a file for each module; what they must print, CPython says when
//! the test runs. In the guest each case has an interpreter of its own and the limits that users get.
//!
//! `cargo test --test conformance_main -- json` runs the cases whose names contain `json`.

#![expect(clippy::print_stderr, reason = "a test program")]

#[path = "conformance/cases.rs"]
mod cases;
#[path = "vm/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the interpreter")]
mod support;

use std::collections::BTreeMap;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use mpy::vm::RunEnd;

use cases::Case;
use support::Tester;

/// Cases that there are at the least: fewer means that some were not found.
const LEAST_CASES: usize = 1150;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let cases = cases::all();
    let agreeing = cases.iter().filter(|case| !case.differs).count();
    if agreeing < LEAST_CASES {
        eprintln!("there are only {agreeing} cases, {LEAST_CASES} are expected");
        return ExitCode::FAILURE;
    }
    let mut names = BTreeMap::new();
    for case in &cases {
        *names.entry(case.full_name()).or_insert(0) += 1;
    }
    if let Some((name, _)) = names.iter().find(|(_, count)| **count > 1) {
        eprintln!("the name {name:?} stands for several cases");
        return ExitCode::FAILURE;
    }
    let trials = cases.into_iter().map(|case| Trial::test(case.full_name(), move || check(&case)));
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn check(case: &Case) -> Result<(), Failed> {
    if let Some(error) = &case.error {
        return Err(format!("CPython fails:\n{error}").into());
    }
    if case.stdout.is_empty() {
        return Err("the case prints nothing".into());
    }
    let mut tester = Tester::with_default_limits();
    tester.max_output_chars = 100_000;
    let done = tester.run(&case.source);
    let same = done.outcome.end == RunEnd::Ok && done.stdout == case.stdout;
    // What is known to differ does so in its output or by an exception, and ends nothing else.
    let orderly = matches!(
        done.outcome.end,
        RunEnd::Ok | RunEnd::Exception(_) | RunEnd::Syntax(_) | RunEnd::Fuel
    );
    if case.differs && !orderly {
        return Err(format!("{:?}", done.outcome.end).into());
    }
    if case.differs {
        return if same { Err("it no longer differs: move it".into()) } else { Ok(()) };
    }
    if same {
        return Ok(());
    }
    let fuel = done.outcome.fuel_used;
    let (expected, found) = (&case.stdout, &done.stdout);
    Err(format!(
        "{:?}, {fuel} fuel\nCPython:\n{expected}\nthe guest:\n{found}{}",
        done.outcome.end, done.stderr
    )
    .into())
}
