//! The torture programs against CPython: the same output in every image, at every heap size.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use mpy::vm::RunEnd;

use crate::images::Mode;
use crate::support::{DEFAULT_MEMORY, Tester};

const KIB: u64 = 1024;
const HEAPS: [u64; 6] = [192 * KIB, 256 * KIB, 512 * KIB, 1024 * KIB, 4096 * KIB, DEFAULT_MEMORY];

/// Name and source of each program, at a scale, and what CPython says to it.
fn programs(scale: u32) -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("guest/tests/roots_torture");
    let mut programs = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of programs") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a program");
        let source = format!("SCALE = {scale}\n{text}");
        let output = Command::new("python3").args(["-c", &source]).output().expect("CPython");
        assert!(output.status.success(), "CPython fails on {}", path.display());
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        programs.push((name, source, String::from_utf8(output.stdout).expect("text")));
    }
    assert!(programs.len() >= 5);
    programs
}

fn compare(mode: Mode, scale: u32, heaps: &[u64]) {
    for heap in heaps {
        // One session for all: each program meets what the others left behind.
        let mut tester = Tester::with_image(mode.loaded(), *heap);
        tester.fuel = u64::MAX / 2;
        tester.wall = Duration::from_secs(1200);
        tester.max_output_chars = 1_000_000;
        for (name, source, expected) in programs(scale) {
            let done = tester.run(&source);
            assert_eq!(done.outcome.end, RunEnd::Ok, "{name}, {heap} bytes, {mode:?}");
            assert_eq!(done.stdout, expected, "{name}, {heap} bytes, {mode:?}");
            tester.ok("for name in list(globals()):\n    if name != 'read_only_sql_query' and name[0] != '_': del globals()[name]\nname = None");
        }
    }
}

/// Objects with a finaliser, dropped in all ways: the collector closes them.
#[test]
fn files_that_nobody_holds_are_closed() {
    for mode in [Mode::Poison, Mode::CollectAlways] {
        let mut tester = Tester::with_image(mode.loaded(), 192 * KIB);
        tester.fuel = u64::MAX / 2;
        let text = tester.ok(
            "import gc\nfrom _opener import open\nkept = []\nfor i in range(400):\n    f = open('/dev/random', 'rb')\n    \
             g = [f, f.read(4), {i: open('/dev/random', 'rb')}]\n    \
             if i % 40 == 0: kept.append(g)\n    if i % 70 == 0: gc.collect()\n\
             print(len(kept), all(len(f.read(2)) == len(d[i].read(2)) == 2 for f, _, d in kept for i in d))",
        );
        assert_eq!(text, "10 True\n", "{mode:?}");
    }
}

#[test]
fn the_normal_image_agrees_with_cpython() {
    compare(Mode::Normal, 20, &HEAPS);
}

#[test]
fn the_poisoned_image_agrees_with_cpython() {
    compare(Mode::Poison, 20, &HEAPS);
}

#[test]
fn collecting_at_every_allocation_agrees_with_cpython() {
    // (Larger heaps only make each collection longer.)
    compare(Mode::CollectAlways, 6, &HEAPS[..4]);
}
