//! The artifact, before and after the pass, against CPython. (`tests/sound/` does the same with whole sessions, in
//! the test modes too.)

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "roots_support/python.rs"]
#[expect(dead_code, reason = "shared with the benchmark")]
mod python;

use std::path::Path;
use std::process::Command;

use guest::roots::{Layout, Options};
use python::{Python, artifact, refitted};

/// The programs, and what CPython says to them, by scale.
fn programs(scale: u32) -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roots_torture");
    let mut programs = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = format!("SCALE = {scale}\n{text}");
        let output = Command::new("python3").args(["-c", &code]).output().unwrap();
        assert!(output.status.success(), "CPython fails on {}", path.display());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        programs.push((name, code, String::from_utf8(output.stdout).unwrap()));
    }
    assert!(!programs.is_empty());
    programs
}

fn image(options: &Options) -> (Python, Layout) {
    let refit = refitted(&artifact(), options);
    (Python::new(&refit.wasm), refit.layout.unwrap())
}

fn compare(python: &Python, layout: &Layout, scale: u32, heaps: &[&str]) {
    for (name, code, expected) in programs(scale) {
        for heap in heaps {
            let run = python.run(&code, heap, Some(layout.canary_address));
            assert_eq!(run.trap, None, "{name} at {heap}");
            assert_eq!(run.output, expected, "{name} at {heap}");
            assert_eq!(run.canary, Some(layout.canary), "{name} at {heap}: stack overflow");
        }
    }
}

#[test]
fn the_normal_image_agrees_with_cpython() {
    let (python, layout) = image(&Options::default());
    compare(&python, &layout, 20, &["96K", "512K", "4M"]);
}

#[test]
fn the_unmodified_artifact_fails() {
    // If this ever passes, the collector has become sound by itself and the pass can go.
    let python = Python::new(&artifact());
    let mut failed = 0;
    let programs = programs(20);
    for (_, code, expected) in &programs {
        let run = python.run(code, "512K", None);
        failed += usize::from(run.trap.is_some() || run.output != *expected);
    }
    assert!(failed + 2 >= programs.len(), "only {failed} of {} fail", programs.len());
}
