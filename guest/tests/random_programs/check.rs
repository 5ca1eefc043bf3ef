//! Compares what runs a program with CPython.

use super::cpython::CPython;
use super::generator::generate;
use super::shrink::shrink;

/// Runs that making a failing program smaller may take.
const TRIES: u32 = 1000;

/// Runs the program of a seed; returns what it printed, or a report of how CPython's output differs. `run`
/// returns what a program printed, or what kept it from ending.
pub fn check(
    seed: u64,
    cpython: &mut CPython,
    mut run: impl FnMut(&str) -> Result<String, String>,
) -> Result<String, String> {
    let program = generate(seed);
    let expected = cpython.run(&program);
    let expected = expected
        .map_err(|trace| format!("CPython raises in program {seed}:\n{program}\n{trace}"))?;
    let actual = run(&program);
    if actual.as_ref() == Ok(&expected) {
        return Ok(expected);
    }
    let mut tries = TRIES;
    let small = shrink(&program, |candidate| {
        tries = tries.saturating_sub(1);
        let Ok(expected) = cpython.run(candidate) else { return false };
        // Without its `__repr__`, an object prints its address.
        tries > 0 && !expected.contains(" object at ") && run(candidate) != Ok(expected)
    });
    let (small_expected, small_actual) = (cpython.run(&small), run(&small));
    Err(format!(
        "program {seed}:\n{program}\nCPython:\n{expected}\nhere:\n{}\n\
         smaller:\n{small}\nCPython:\n{}\nhere:\n{}",
        either(actual),
        either(small_expected),
        either(small_actual)
    ))
}

fn either(result: Result<String, String>) -> String {
    result.unwrap_or_else(|error| format!("stopped by {error}"))
}
