//! The Python files that are imported while the image is built.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::error::BuildError;
use crate::natives;
use crate::roots::{Mode, Options};
use crate::text_methods::{FIRST, METHODS};

/// The folder of the library.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/lib");

/// Modules of the interpreter's own that the library extends or replaces; there they have an underscore
/// in front of their names.
const BUILTIN: &str = "array binascii builtins cmath collections deflate errno gc hashlib heapq io json \
                       math micropython os platform re select struct sys time";

/// Those that the interpreter finds before it looks for a file (`MP_REGISTER_MODULE`, without
/// `EXTENSIBLE`), if the library has a file of that name.
const FIXED: [&str; 4] = ["math", "cmath", "sys", "errno"];

/// What the bootstrap itself needs.
const NEEDED: [&str; 15] = [
    "_buffers.py",
    "_classes.py",
    "_containers.py",
    "_exceptions.py",
    "_formats.py",
    "_functions.py",
    "_lowered.py",
    "_native.py",
    "_numbers.py",
    "_objects.py",
    "_special.py",
    "_system.py",
    "_texts.py",
    "_types.py",
    "_unavailable.py",
];

/// A module of the test modes alone: the interpreter's own `open`, whose files have a finaliser. Nothing that code can reach
/// in the shipped image has one.
const OPENER: (&str, &str) = ("_opener.py", "from _builtins import open\n");

/// Bytes allocated between two collections while the library is compiled: what stays then lies close together.
const THRESHOLD: &str = "50000";

/// The files of the library, and what `python/library.py` may ask about them.
#[derive(Debug)]
pub struct Library {
    /// Path below the folder, with `/`, and text.
    files: BTreeMap<String, String>,
    mode: Mode,
}

impl Library {
    /// Reads all files that an image of this kind has.
    pub fn read(options: &Options) -> Result<Library, BuildError> {
        let mut library = Library { files: BTreeMap::new(), mode: options.mode };
        library.visit(Path::new(FOLDER), "")?;
        if options.bare {
            library.files.retain(|path, _| NEEDED.contains(&path.as_str()));
        }
        if options.poison {
            let (name, text) = OPENER;
            library.files.insert(name.to_owned(), text.to_owned());
        }
        Ok(library)
    }

    fn visit(&mut self, folder: &Path, prefix: &str) -> Result<(), BuildError> {
        let unreadable = |source| BuildError::File { path: folder.to_owned(), source };
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if path.is_dir() {
                self.visit(&path, &format!("{prefix}{name}/"))?;
            } else if name.ends_with(".py") {
                let text = fs::read_to_string(&path).map_err(unreadable)?;
                self.files.insert(format!("{prefix}{name}"), text);
            }
        }
        Ok(())
    }

    /// What is at a path: "file", "folder" or nothing.
    pub fn stat(&self, path: &str) -> &'static str {
        let path = path.trim_start_matches('/');
        if self.text(path).is_some() {
            "file"
        } else if self.files.keys().any(|file| file.starts_with(&format!("{path}/"))) {
            "folder"
        } else {
            ""
        }
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        let path = path.trim_start_matches('/');
        let replaced = || self.files.get(&path.replacen("_.py", ".py", 1));
        self.files.get(path).or_else(replaced).map(String::as_str)
    }

    /// Names, separated by spaces: of the interpreter's modules, of the functions in the worker, of the
    /// library's modules that need care, and of all its modules. And after how many bytes to collect, if at all.
    pub fn list(&self, what: &str) -> String {
        match what {
            "builtin" => BUILTIN.to_owned(),
            "threshold" if self.mode == Mode::CollectAlways => String::new(),
            "threshold" => THRESHOLD.to_owned(),
            "native" => natives::NAMES.join(" "),
            "texts" => texts(),
            "fixed" => {
                let fixed: Vec<&str> = FIXED.into_iter().filter(|name| self.has(name)).collect();
                fixed.join(" ")
            }
            _ => self.modules().join(" "),
        }
    }

    fn has(&self, module: &str) -> bool {
        self.files.contains_key(&format!("{module}.py"))
    }

    fn modules(&self) -> Vec<String> {
        self.files
            .keys()
            .filter_map(|path| path.strip_suffix(".py"))
            .map(|path| path.strip_suffix("/__init__").unwrap_or(path).replace('/', "."))
            .collect()
    }

    /// Bytes of the largest file.
    pub fn largest(&self) -> usize {
        self.files.values().map(String::len).max().unwrap_or(0)
    }
}

/// The methods of texts, and behind each its number.
fn texts() -> String {
    let methods = METHODS.iter();
    let names = methods.flat_map(|(kind, names)| names.iter().map(move |name| (kind, name)));
    let entries =
        (FIRST..).zip(names).map(|(number, (kind, name))| format!("{kind}.{name} {number}"));
    entries.collect::<Vec<_>>().join(" ")
}
