//! The cases, and what CPython prints for each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use serde::Deserialize;

/// How the names of files begin whose cases are known to fail.
const DIFFERS: &str = "later_";

/// A program, and what it printed in CPython.
#[derive(Deserialize)]
pub struct Case {
    /// The module that it is about.
    #[serde(skip)]
    pub module: String,
    pub name: String,
    pub source: String,
    pub stdout: String,
    /// The traceback, if it failed there.
    pub error: Option<String>,
    /// Whether the guest is known to differ: then the case must be made an ordinary one when it no longer does.
    #[serde(skip)]
    pub differs: bool,
}

impl Case {
    pub fn full_name(&self) -> String {
        format!("{}::{}", self.module, self.name)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

/// All cases of all files; CPython runs them now.
pub fn all() -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("cases"))
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    // Two at a time, as there are processors.
    let half = files.len() / 2;
    thread::scope(|scope| {
        let parts = [&files[..half], &files[half..]].map(|files| {
            scope.spawn(|| files.iter().flat_map(|file| of(file)).collect::<Vec<Case>>())
        });
        parts.into_iter().flat_map(|part| part.join().expect("no panic")).collect()
    })
}

fn of(file: &Path) -> Vec<Case> {
    let output = Command::new("python3")
        .arg(folder().join("expect.py"))
        .arg(file)
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut cases: Vec<Case> = serde_json::from_slice(&output.stdout).expect("a list of cases");
    // A CPython that is too old for a module cannot say what it does.
    let lacks = |error: &String| error.contains("ModuleNotFoundError: No module named 'tomllib'");
    cases.retain(|case| !case.error.as_ref().is_some_and(lacks));
    let module = file.file_stem().expect("a name").to_string_lossy().into_owned();
    let differs = module.starts_with(DIFFERS);
    for case in &mut cases {
        case.module.clone_from(&module);
        case.differs = differs;
    }
    cases
}
