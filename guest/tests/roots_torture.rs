//! The artifact after the pass against CPython: the same output in every image, at every heap size.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "roots_support/python.rs"]
#[expect(dead_code, reason = "shared with the benchmark")]
mod python;

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use guest::roots::{Layout, Mode, Options};
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

fn check(options: &Options, scale: u32, heaps: &[&str]) {
    let (python, layout) = image(options);
    compare(&python, &layout, scale, heaps);
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

static NORMAL: LazyLock<(Python, Layout)> = LazyLock::new(|| image(&Options::default()));

#[test]
fn the_normal_image_agrees_with_cpython() {
    let (python, layout) = &*NORMAL;
    compare(python, layout, 20, &["192K", "256K", "512K", "1M", "4M"]);
}

#[test]
fn the_poisoned_image_agrees_with_cpython() {
    let options = Options { poison: true, ..Options::default() };
    check(&options, 12, &["192K", "512K", "4M"]);
}

#[test]
fn collecting_at_every_allocation_agrees_with_cpython() {
    let options = Options { mode: Mode::CollectAlways, poison: true };
    check(&options, 6, &["192K"]);
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
    assert!(failed + 1 >= programs.len(), "only {failed} of {} fail", programs.len());
}

#[test]
fn recursion_ends_in_an_exception() {
    const PROGRAM: &str = r#"
import json, re
def check(name, fn):
    try:
        fn()
        print(name, "returned")
    except (RuntimeError, MemoryError, ValueError):
        print(name, "raised")
depth = 0
def f():
    global depth
    depth += 1
    f()
check("f", f)
print(depth >= 350)
def nest(make, n=20000):
    v = make(())
    for i in range(n): v = make(v)
    return v
lists, others = nest(lambda v: [v]), nest(lambda v: [v])
check("repr", lambda: repr(lists))
check("json", lambda: json.dumps(lists))
check("==", lambda: lists == others)
check("<", lambda: lists < others)
check("dict ==", lambda: nest(lambda v: {1: v}, 5000) == nest(lambda v: {1: v}, 5000))
check("hash", lambda: hash(nest(lambda v: (v,))))
check("re", lambda: re.match("(a|b)*c", "ab" * 5000))
def key(x): return sorted([1, 2], key=key)
check("sort", lambda: key(1))
def evaluate(): return eval("evaluate()")
check("eval", evaluate)
def generate(): yield from generate()
check("generator", lambda: list(generate()))
class A:
    def __eq__(self, other): return [self] == [other]
    def __str__(self): return str(self)
    def __call__(self): return self()
    def __getitem__(self, i): return self[i]
    def __add__(self, other): return self + other
    def __iter__(self): return iter(self)
for name, fn in (("eq", lambda: A() == A()), ("str", lambda: str(A())), ("call", lambda: A()()),
        ("item", lambda: A()[0]), ("add", lambda: A() + 1), ("iter", lambda: list(A()))):
    check(name, fn)
print([str(i) for i in range(5)])
"#;
    let (python, layout) = &*NORMAL;
    let run = python.run(PROGRAM, "4M", Some(layout.canary_address));
    assert_eq!(run.trap, None, "{}", run.output);
    assert_eq!(run.canary, Some(layout.canary));
    let lines: Vec<&str> = run.output.lines().collect();
    assert_eq!(lines.len(), 19, "{}", run.output);
    assert_eq!((lines[1], lines[18]), ("True", "['0', '1', '2', '3', '4']"));
    assert!(!run.output.contains("returned"), "{}", run.output);
}
