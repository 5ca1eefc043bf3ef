//! Rules of the repository that the compiler does not check: which module may name which, where a
//! crate may be named, how long a file may be, and that the specification follows the types.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each top-level module and the other top-level modules that it may name.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("protocol", &[]),
    ("image", &[]),
    ("confine", &[]),
    ("vm", &[]),
    ("wire", &["protocol"]),
    ("pool", &["wire", "protocol"]),
    ("worker", &["confine", "vm", "protocol"]),
    ("supervisor", &["pool", "wire", "protocol"]),
    ("cli", &["supervisor", "pool", "wire", "protocol", "image", "confine"]),
];

/// A word and the only places under src/ that may hold it.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("wasmtime", &["vm/"]),
    ("jsonrpc_core", &["protocol/message.rs"]),
    ("rusqlite", &["cli/"]),
    ("rustyline", &["cli/"]),
];

const MAX_LINES: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`, as (path relative to it, text).
fn rust_files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder of this repository") {
            let path = entry.expect("a folder entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).expect("below the folder");
                let name = name.to_str().expect("an ASCII name").to_owned();
                found.insert(name, fs::read_to_string(&path).expect("a readable file"));
            }
        }
    }
    assert!(!found.is_empty(), "no Rust file below {}", folder.display());
    found
}

/// The lines that are code, with their numbers, without the unit tests at a file's end.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn module_of(file: &str) -> &str {
    file.split(['/', '.']).next().expect("split yields at least one part")
}

#[test]
fn imports_point_down_only() {
    let allowed: BTreeMap<_, _> = MAY_NAME.iter().copied().collect();
    let mut wrong = Vec::new();
    for (file, text) in rust_files(&root().join("src")) {
        let module = module_of(&file);
        if file == "lib.rs" || module == "bin" {
            continue;
        }
        let may = allowed.get(module).unwrap_or_else(|| {
            panic!("src/{file}: add module `{module}` to MAY_NAME and to ARCHITECTURE.md")
        });
        for (number, line) in code_lines(&text) {
            for (at, _) in line.match_indices("crate::") {
                let named: String = line[at + "crate::".len()..]
                    .chars()
                    .take_while(|&c| c.is_ascii_lowercase() || c == '_')
                    .collect();
                let known = MAY_NAME.iter().any(|&(name, _)| name == named);
                if known && named != module && !may.contains(&named.as_str()) {
                    wrong.push(format!("src/{file}:{number} names crate::{named}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the layers:\n{}", wrong.join("\n"));
}

#[test]
fn crates_are_named_in_their_place_only() {
    let mut wrong = Vec::new();
    for (file, text) in rust_files(&root().join("src")) {
        for (number, line) in code_lines(&text) {
            for (word, places) in ONLY_IN {
                let here = places.iter().any(|place| file.starts_with(place));
                if !here && line.contains(&format!("{word}::")) {
                    wrong.push(format!("src/{file}:{number} names {word}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "crates out of their place:\n{}", wrong.join("\n"));
}

#[test]
fn the_state_machine_is_pure() {
    let text = fs::read_to_string(root().join("src/supervisor/conversation.rs"))
        .expect("the state machine");
    for (number, line) in code_lines(&text) {
        for word in ["std::process", "std::thread", "std::io", "std::fs", "now()", "crossbeam"] {
            assert!(!line.contains(word), "conversation.rs:{number} names {word}");
        }
    }
}

#[test]
fn files_stay_short() {
    let mut long = Vec::new();
    for folder in ["src", "guest/src", "tests", "fuzz/src", "fuzz/fuzz_targets"] {
        for (file, text) in rust_files(&root().join(folder)) {
            let lines = text.lines().count();
            if lines > MAX_LINES {
                long.push(format!("{folder}/{file} has {lines} lines"));
            }
        }
    }
    assert!(long.is_empty(), "split these by job (limit {MAX_LINES}):\n{}", long.join("\n"));
}

#[test]
fn the_plugin_carries_the_same_notices() {
    for name in ["LICENSE", "NOTICE"] {
        let ours = fs::read_to_string(root().join(name)).expect("a text");
        let theirs = fs::read_to_string(root().join("python_plugin").join(name)).expect("a text");
        assert!(ours == theirs, "copy {name} to python_plugin/{name}");
    }
    let notice = fs::read_to_string(root().join("NOTICE")).expect("a text");
    let facts = fs::read_to_string(root().join("guest/artifact.toml")).expect("a text");
    // Further down there are hashes of single functions.
    let files = facts.lines().take_while(|line| *line != "[functions]");
    let hashes = files.filter(|line| line.contains("sha256"));
    let hashes: Vec<&str> = hashes.filter_map(|line| line.split('"').nth(1)).collect();
    assert!(!hashes.is_empty(), "guest/artifact.toml names hashes");
    for hash in hashes {
        assert!(notice.contains(hash), "NOTICE lacks the hash {hash} of guest/artifact.toml");
    }
}

#[test]
fn every_method_and_error_code_stands_in_the_specification() {
    let specification = fs::read_to_string(root().join("protocol/README.md")).expect("README");
    for code in mpy::protocol::error::ErrorCode::ALL {
        let number = code.number().to_string();
        assert!(specification.contains(&number), "protocol/README.md lacks {code:?} ({number})");
    }
    for (file, text) in rust_files(&root().join("src/protocol")) {
        for (_, line) in code_lines(&text) {
            for quoted in line.split('"').skip(1).step_by(2) {
                let method = quoted.contains('/')
                    && quoted.chars().all(|c| c.is_ascii_lowercase() || c == '/');
                assert!(
                    !method || specification.contains(&format!("`{quoted}`")),
                    "protocol/README.md lacks the method {quoted} of {file}"
                );
            }
        }
    }
}

#[test]
fn every_limit_of_the_types_stands_in_the_specification() {
    let specification = fs::read_to_string(root().join("protocol/README.md")).expect("README");
    let plain = specification.replace(',', "");
    use mpy::protocol::{client_api, worker_api};
    for (name, value) in [
        ("CLIENT_FRAME_MAX", client_api::CLIENT_FRAME_MAX as u64),
        ("CODE_MAX", client_api::CODE_MAX as u64),
        ("HOST_REPLY_MAX", client_api::HOST_REPLY_MAX as u64),
        ("ID_MAX_CHARS", client_api::ID_MAX_CHARS as u64),
        ("QUEUE_MAX_PER_CONVERSATION", client_api::QUEUE_MAX_PER_CONVERSATION as u64),
        ("QUEUE_MAX_TOTAL", client_api::QUEUE_MAX_TOTAL as u64),
        ("WORKER_FRAME_MAX", worker_api::WORKER_FRAME_MAX as u64),
        ("HOST_ARGS_MAX", worker_api::HOST_ARGS_MAX as u64),
        ("HOST_CALLS_MAX_PER_RUN", u64::from(worker_api::HOST_CALLS_MAX_PER_RUN)),
        ("HOST_ARGS_MAX_PER_RUN", worker_api::HOST_ARGS_MAX_PER_RUN),
        ("MESSAGE_MAX_CHARS", worker_api::MESSAGE_MAX_CHARS as u64),
        ("TRACEBACK_MAX_CHARS", worker_api::TRACEBACK_MAX_CHARS as u64),
    ] {
        assert!(plain.contains(&value.to_string()), "protocol/README.md lacks {name} = {value}");
    }
}
