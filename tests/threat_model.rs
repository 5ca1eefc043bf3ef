//! THREAT_MODEL.md says what the code does: the steps, the unsafe files, the tests that it names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mpy::confine::layer::Layer;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect(name)
}

/// Every Rust file below the folders, as (path relative to the repository, text).
fn rust_files(folders: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of this repository") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).expect("below the root");
                let name = name.to_str().expect("an ASCII name").to_owned();
                found.insert(name, fs::read_to_string(&path).expect("a readable file"));
            }
        }
    }
    found
}

/// The names of a numbered list: "12. `name`".
fn steps(text: &str, prefix: &str) -> Vec<String> {
    let step = |line: &str| {
        let (number, rest) = line.strip_prefix(prefix)?.trim_start().split_once(". `")?;
        let number: usize = number.parse().ok()?;
        Some((number, rest.split('`').next()?.to_owned()))
    };
    let steps: Vec<_> = text.lines().filter_map(step).collect();
    assert!(steps.iter().enumerate().all(|(at, (number, _))| at + 1 == *number), "{steps:?}");
    steps.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn the_steps_are_the_same_in_the_document_and_in_the_code() {
    let code = steps(&read("src/confine/mod.rs"), "//! ");
    assert_eq!(code, Layer::ALL.map(Layer::name), "src/confine/mod.rs");
    assert_eq!(steps(&read("THREAT_MODEL.md"), ""), code, "THREAT_MODEL.md");
}

#[test]
fn the_number_of_system_calls_is_that_of_the_policy() {
    let policy = read("src/confine/policy/worker.json");
    let policy: serde_json::Value = serde_json::from_str(&policy).expect("JSON");
    let rules = policy["worker"]["filter"].as_array().expect("rules");
    let calls: BTreeSet<_> = rules.iter().map(|rule| rule["syscall"].to_string()).collect();
    let limited = rules.iter().filter(|rule| rule["args"].is_array());
    let limited: BTreeSet<_> = limited.map(|rule| rule["syscall"].to_string()).collect();
    let (calls, limited) = (calls.len(), limited.len());
    let text =
        format!("{calls} system calls remain, {limited} of them with certain arguments only");
    assert!(read("THREAT_MODEL.md").contains(&text), "THREAT_MODEL.md lacks: {text}");
}

/// Whether a file has unsafe code, its tests not counted.
fn is_unsafe(text: &str) -> bool {
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .map(|line| line.split("//").next().unwrap_or_default())
        .any(|line| {
            ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"]
                .iter()
                .any(|word| line.contains(word))
        })
}

#[test]
fn unsafe_code_stays_in_the_files_that_the_document_names() {
    let document = read("THREAT_MODEL.md");
    let section = document.split("## Unsafe code").nth(1).expect("the section");
    let section = section.split("\n## ").next().expect("a part");
    let named: BTreeSet<&str> = section.split('`').filter(|word| word.ends_with(".rs")).collect();
    let files = rust_files(&["src", "guest/src", "fuzz/src"]);
    let found = files.iter().filter(|(_, text)| is_unsafe(text));
    let found: BTreeSet<&str> = found.map(|(name, _)| name.as_str()).collect();
    assert_eq!(found, named);

    // Everybody else forbids it, by itself or through a module above, or is above an unsafe file
    // and cannot: there the crate's own `deny` holds.
    for crate_root in ["src/lib.rs", "guest/src/lib.rs"] {
        assert!(files[crate_root].contains("\n#![deny(unsafe_code)]"), "{crate_root}");
    }
    let forbids = |name: &str| {
        files.get(name).is_some_and(|text| text.contains("\n#![forbid(unsafe_code)]"))
            || files.get(name).is_some_and(|text| text.starts_with("#![forbid(unsafe_code)]"))
    };
    for file in
        files.keys().filter(|file| file.starts_with("src/") && !named.contains(file.as_str()))
    {
        let above = Path::new(file).ancestors().skip(1);
        let inherits = above
            .flat_map(|folder| [folder.join("mod.rs"), folder.with_extension("rs")])
            .any(|module| module.to_str().is_some_and(forbids));
        let folder = file.trim_end_matches("mod.rs").trim_end_matches("lib.rs");
        let is_above = folder != file.as_str()
            && named.iter().any(|unsafe_file| unsafe_file.starts_with(folder));
        assert!(
            forbids(file) || inherits || is_above,
            "{file}: begin with #![forbid(unsafe_code)]"
        );
    }
}

#[test]
fn the_tests_that_the_document_names_exist() {
    let document = read("THREAT_MODEL.md");
    let section = document.split("## Attacks and the tests").nth(1).expect("the section");
    let section = section.split("\n## ").next().expect("a part");
    let mut tests = String::new();
    for text in rust_files(&["tests", "src"]).into_values() {
        tests.push_str(&text);
    }
    let mut count = 0;
    // "`file.rs`: `name`, `name`" in the last column of the table.
    for row in section.lines().filter(|line| line.starts_with("| ") && line.contains(".rs")) {
        for name in row.split('`').skip(1).step_by(2) {
            if name.ends_with(".rs") || name.ends_with(".md") {
                assert!(root().join(name).exists(), "there is no {name}: {row}");
            } else {
                count += 1;
                let known = tests.contains(&format!("fn {name}("))
                    || tests.contains(&format!("\"{name}\""));
                assert!(known, "there is no test {name}: {row}");
            }
        }
    }
    assert!(count > 10, "the table names {count} tests");
}
