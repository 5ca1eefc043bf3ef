//! Random programs about lists, dictionaries, sorting, slices, formats, numbers, texts and exceptions print the same as in
//! CPython, at the limits that users get.
//!
//! `language/programs.py` makes them and says what CPython prints; `language/texts.py` calls methods of texts and bytes. `LANGUAGE_PROGRAMS` sets their number,
//! `LANGUAGE_SEED` where to begin.

#[path = "vm/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the interpreter")]
mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, thread};

use mpy::vm::RunEnd;
use serde::Deserialize;

use support::Tester;

const THREADS: usize = 2;

/// Programs that are shown if some differ.
const SHOWN: usize = 10;

/// A program, and what it prints in CPython.
#[derive(Deserialize)]
struct Program {
    number: u64,
    source: String,
    stdout: String,
}

fn programs(script: &str) -> Vec<Program> {
    let variable = |name, default: &str| env::var(name).unwrap_or_else(|_| default.to_owned());
    let count = variable("LANGUAGE_PROGRAMS", "2000");
    let output = Command::new("python3")
        .args(["-W", "ignore"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language").join(script))
        .args([&count, &variable("LANGUAGE_SEED", "0")])
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let programs: Vec<Program> =
        lines.lines().map(|line| serde_json::from_str(line).expect("a program")).collect();
    assert_eq!(programs.len().to_string(), count);
    programs
}

/// Where the output differs: the first line that does, and the source.
fn difference(program: &Program) -> Option<String> {
    let mut tester = Tester::with_default_limits();
    tester.max_output_chars = 1_000_000;
    let done = tester.run(&program.source);
    if done.outcome.end == RunEnd::Ok && done.stdout == program.stdout {
        return None;
    }
    let mut found = done.stdout.lines();
    let expected = program.stdout.lines().map(|line| (line, found.next().unwrap_or("(nothing)")));
    // Behind the same output there is more of it, or an exception.
    let (expected, found) = { expected }
        .find(|(left, right)| left != right)
        .unwrap_or(("(the end)", "more, or another end"));
    let statement = expected.split(' ').next().unwrap_or_default();
    let call = [format!("({statement}, "), format!("print({statement}, ")];
    let line = program.source.lines().find(|line| call.iter().any(|call| line.contains(call)));
    Some(format!(
        "program {}, {:?}: {}\nCPython:   {expected}\nthe guest: {found}\n{}",
        program.number,
        done.outcome.end,
        line.unwrap_or_default(),
        done.stderr
    ))
}

#[test]
fn random_programs_print_what_cpython_prints() {
    compare(&programs("programs.py"));
}

#[test]
fn random_calls_of_methods_of_texts_print_what_cpython_prints() {
    compare(&programs("texts.py"));
}

fn compare(programs: &[Program]) {
    let (next, differences) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(difference) = difference(program) {
                        differences.lock().expect("no panic").push(difference);
                    }
                }
            });
        }
    });
    let differences = differences.into_inner().expect("no panic");
    let shown = differences[..differences.len().min(SHOWN)].join("\n");
    assert!(
        differences.is_empty(),
        "{} of {} programs differ\n{shown}",
        differences.len(),
        programs.len()
    );
}
