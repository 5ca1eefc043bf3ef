//! What the fuzz targets once found stays tested here, without a fuzzer; so do the inputs that
//! they begin with. `fuzz/README.md` says how an input comes into `fuzz/regressions`.

mod fuzz_checks;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use fuzz_checks::{Check, TARGETS, seeds};

fn regressions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions")
}

/// Names and contents of the inputs that a target once failed with.
fn kept(target: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(folder) = fs::read_dir(regressions().join(target)) else { return Vec::new() };
    let mut kept = Vec::new();
    for entry in folder {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        kept.push((name, fs::read(&path).expect("an input")));
    }
    kept
}

/// Feeds the inputs of every target to its check; returns how many there were.
fn feed(inputs: impl Fn(&str) -> Vec<(String, Vec<u8>)>) -> usize {
    let mut fed = 0;
    let mut failed = Vec::new();
    for (target, check) in TARGETS {
        for (name, input) in inputs(target) {
            fed += 1;
            if !holds(check, &input) {
                failed.push(format!("{target}/{name}"));
            }
        }
    }
    assert!(failed.is_empty(), "fail: {failed:?}");
    fed
}

fn holds(check: Check, input: &[u8]) -> bool {
    catch_unwind(|| check(input)).is_ok()
}

#[test]
fn what_was_found_stays_fixed() {
    assert!(feed(kept) > 0);
}

#[test]
fn the_first_inputs_hold() {
    assert!(feed(seeds::of) > 100);
}

#[test]
fn every_kept_input_has_a_target() {
    for entry in fs::read_dir(regressions()).expect("the folder of regressions") {
        let name = entry.expect("an entry").file_name();
        assert!(TARGETS.iter().any(|(target, _)| name.to_str() == Some(target)), "{name:?}");
    }
}

#[test]
fn a_check_can_fail() {
    let broken: Check = |input| assert!(input.is_empty(), "not empty");
    assert!(holds(broken, b"") && !holds(broken, b"x"));
}
