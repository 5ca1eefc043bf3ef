//! Reads the folders of `patches/`: what is changed in the artifact, with names where the pass wants numbers.
//!
//! A folder's `patches.toml` may use the name of any new function or piece of static memory, of every
//! folder: `call $name` in an edit, `"artifact" "function name"` in an import of a `.wat` file, `{name}`
//! for an address, `{slot name}` for a function's place in the table and `{native name}` for the small int that is the number of a
//! function of the worker's, in both.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::BuildError;
use crate::facts::Free;
use crate::natives;
use crate::roots::{Add, Data, Edit, Pad, Patch, Spec, Spill};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/patches");

/// Contents of a `patches.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    #[serde(default)]
    pad: Vec<Pad>,
    #[serde(default)]
    add: Vec<New>,
    #[serde(default)]
    text: Vec<Text>,
    #[serde(default)]
    words: Vec<Words>,
    #[serde(default)]
    patch: Vec<Patch>,
    #[serde(default)]
    edit: Vec<Edit>,
    #[serde(default)]
    spill: Vec<Spill>,
}

/// A new function. Its name is that of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    wat: String,
    /// Whether it gets a place in the table without an object.
    #[serde(default)]
    table: bool,
    python: Option<Python>,
}

/// Makes a function one of Python's: an object in static memory, which the bootstrap asks for by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Python {
    #[serde(rename = "type")]
    type_address: u32,
    /// What arguments it takes, if the type of function says so in its object.
    signature: Option<u32>,
}

/// A text in static memory, with a zero byte behind it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    name: String,
    text: String,
}

/// Words in static memory, given or zero.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    name: String,
    /// Decimal numbers, `{name}` or `{slot name}`, separated by spaces.
    #[serde(default)]
    values: String,
    /// How many words there are, if more than values.
    #[serde(default)]
    count: usize,
}

/// Numbers that the names stand for.
#[derive(Debug, Default)]
pub struct Names {
    functions: BTreeMap<String, u32>,
    slots: BTreeMap<String, u32>,
    /// Addresses of what lies in static memory.
    pub addresses: BTreeMap<String, u32>,
    /// The functions that have objects.
    pub python: Vec<String>,
}

/// Adds the contents of the folders `topics` to `spec`, in this order. New functions, places in the table and static
/// memory are handed out from `free` on.
pub fn read(topics: &[String], free: &Free, spec: &mut Spec) -> Result<Names, BuildError> {
    let mut read = Vec::new();
    for name in topics {
        let folder = Path::new(FOLDER).join(name);
        let text = file(&folder.join("patches.toml"))?;
        let topic: Topic = toml::from_str(&text).map_err(BuildError::Facts)?;
        read.push((folder, topic));
    }
    let mut layout = Layout { free: free.clone(), names: Names::default() };
    for (_, topic) in &read {
        layout.place(topic)?;
    }
    let Layout { free: end, names } = layout;
    if end.address > free.address_end {
        return Err(BuildError::Patch("static memory is full".to_owned()));
    }
    for (folder, topic) in read {
        let source = Source { folder, names: &names };
        source.add(topic, spec)?;
    }
    Ok(names)
}

fn file(path: &Path) -> Result<String, BuildError> {
    fs::read_to_string(path).map_err(|source| BuildError::File { path: path.to_owned(), source })
}

struct Layout {
    free: Free,
    names: Names,
}

impl Layout {
    fn place(&mut self, topic: &Topic) -> Result<(), BuildError> {
        for new in &topic.add {
            let name = stem(&new.wat);
            unique(&mut self.names.functions, name, self.free.function)?;
            self.free.function += 1;
            if new.table || new.python.is_some() {
                self.names.slots.insert(name.to_owned(), self.free.slot);
                self.free.slot += 1;
            }
            if new.python.is_some() {
                self.address(name, 12)?;
                self.names.python.push(name.to_owned());
            }
        }
        for text in &topic.text {
            self.address(&text.name, text.text.len() + 1)?;
        }
        for words in &topic.words {
            self.address(
                &words.name,
                4 * words.values.split_whitespace().count().max(words.count),
            )?;
        }
        Ok(())
    }

    /// Static memory is handed out 16 bytes at a time, as the heap is.
    fn address(&mut self, name: &str, bytes: usize) -> Result<(), BuildError> {
        unique(&mut self.names.addresses, name, self.free.address)?;
        self.free.address += bytes.next_multiple_of(16) as u32;
        Ok(())
    }
}

fn unique(map: &mut BTreeMap<String, u32>, name: &str, number: u32) -> Result<(), BuildError> {
    if map.insert(name.to_owned(), number).is_some() {
        return Err(BuildError::Patch(format!("two things are named {name}")));
    }
    Ok(())
}

fn stem(wat: &str) -> &str {
    wat.strip_suffix(".wat").unwrap_or(wat)
}

struct Source<'n> {
    folder: PathBuf,
    names: &'n Names,
}

impl Source<'_> {
    fn add(&self, topic: Topic, spec: &mut Spec) -> Result<(), BuildError> {
        let names = self.names;
        for new in topic.add {
            let name = stem(&new.wat);
            let slot = names.slots.get(name).copied();
            let function = names.functions[name];
            if let (Some(python), Some(slot)) = (&new.python, slot) {
                let words = [Some(python.type_address), python.signature, Some(slot)];
                let bytes = words.into_iter().flatten().flat_map(u32::to_le_bytes).collect();
                spec.data.push(Data { address: names.addresses[name], bytes });
            }
            spec.add.push(Add { function, wat: self.wat(&new.wat)?, slot });
        }
        for text in topic.text {
            let bytes = text.text.bytes().chain([0]).collect();
            spec.data.push(Data { address: names.addresses[&text.name], bytes });
        }
        for words in topic.words {
            let values = names.addresses_in(&words.values)?;
            let mut bytes = Vec::new();
            for value in values.split_whitespace() {
                let word: u32 = value
                    .parse()
                    .map_err(|_| BuildError::Patch(format!("{value} in {}", words.name)))?;
                bytes.extend(word.to_le_bytes());
            }
            spec.data.push(Data { address: names.addresses[&words.name], bytes });
        }
        for mut patch in topic.patch {
            patch.wat = self.wat(&patch.wat)?;
            spec.patch.push(patch);
        }
        for mut edit in topic.edit {
            edit.find = names.edit(&edit.find)?;
            edit.replace = names.edit(&edit.replace)?;
            spec.edit.push(edit);
        }
        spec.pad.extend(topic.pad);
        spec.spill.extend(topic.spill);
        Ok(())
    }

    fn wat(&self, name: &str) -> Result<String, BuildError> {
        self.names.wat(&file(&self.folder.join(name))?)
    }
}

impl Names {
    fn edit(&self, text: &str) -> Result<String, BuildError> {
        let number = |name: &str| self.functions.get(name).map(|index| format!("call {index}"));
        self.addresses_in(&replace(text, "call $", "", number)?)
    }

    /// In a `.wat` file `call $name` means what the file declares.
    fn wat(&self, text: &str) -> Result<String, BuildError> {
        let number = |name: &str| {
            let known = self.functions.get(name).copied();
            Some(format!("\"function {}\"", known.or_else(|| name.parse().ok())?))
        };
        self.addresses_in(&replace(text, "\"function ", "\"", number)?)
    }

    fn addresses_in(&self, text: &str) -> Result<String, BuildError> {
        let number = |name: &str| match name.split_once(' ') {
            Some(("slot", function)) => self.slots.get(function).map(u32::to_string),
            Some(("native", function)) => {
                let number = natives::NAMES.iter().position(|known| *known == function);
                number.map(|number| (number << 1 | 1).to_string())
            }
            Some(_) => None,
            None => self.addresses.get(name).map(u32::to_string),
        };
        replace(text, "{", "}", number)
    }
}

/// Puts what `number` says in the place of each `start`, the name behind it, and `end`.
fn replace(
    text: &str,
    start: &str,
    end: &str,
    number: impl Fn(&str) -> Option<String>,
) -> Result<String, BuildError> {
    let in_name =
        |c: char| c.is_ascii_alphanumeric() || c == '_' || matches!(c, ' ' | '.') && start == "{";
    let mut parts = text.split(start);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_at(part.find(|c| !in_name(c)).unwrap_or(part.len()));
        let replaced = number(name).zip(rest.strip_prefix(end));
        let (number, rest) =
            replaced.ok_or_else(|| BuildError::Patch(format!("{start}{name}{end}")))?;
        out.push_str(&number);
        out.push_str(rest);
    }
    Ok(out)
}
