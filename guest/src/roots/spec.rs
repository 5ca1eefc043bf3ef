//! What the pass must be told about a module; for the artifact it stands in `guest/artifact.toml`.

use serde::Deserialize;

/// Facts about one module, and the changes to be made beside the pass proper.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    pub stack: Stack,
    pub collect: Collect,
    /// Frames that need unscanned room at their upper end.
    #[serde(default)]
    pub pad: Vec<Pad>,
    /// New functions, by ascending index.
    #[serde(default)]
    pub add: Vec<Add>,
    /// Bytes in static memory.
    #[serde(default)]
    pub data: Vec<Data>,
    /// Whole functions to be replaced.
    #[serde(default)]
    pub patch: Vec<Patch>,
    /// Short sequences of instructions to be replaced inside functions.
    #[serde(default)]
    pub edit: Vec<Edit>,
    /// Functions that keep copies of locals for the sake of `setjmp`.
    #[serde(default)]
    pub spill: Vec<Spill>,
}

/// The shadow stack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// Index of the global that is its pointer (i32, mutable, grows down).
    pub pointer: u32,
    /// Initial value of that global.
    pub initial: i32,
    /// Present if the stack is to move to pages of its own.
    pub relocate: Option<Relocate>,
}

/// Where the shadow stack moves: to the end of the initial memory, enlarged for it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relocate {
    /// Pages of 64 KiB that the module's memory has at first.
    pub initial_pages: u64,
    /// Size of the new stack; a whole number of pages.
    pub bytes: u32,
    /// Word written to the lowest address of the new stack.
    pub canary: u32,
    /// Pages above the new stack that nobody else uses, for the patches' own data.
    #[serde(default)]
    pub pages_above: u32,
}

/// What may start a collection.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collect {
    /// Functions of the module.
    #[serde(default)]
    pub functions: Vec<u32>,
    /// Imports, as "module.name".
    #[serde(default)]
    pub imports: Vec<String>,
}

/// Keeps `bytes` at the top of a function's frame free.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pad {
    pub function: u32,
    pub bytes: u32,
}

/// Words in a function's frame that hold copies of locals and nothing else.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spill {
    pub function: u32,
    /// The local that holds the address of the frame.
    pub frame: u32,
    /// Where in the frame the words lie. Whoever gets another address in the frame, or the frame's as
    /// the stack pointer, does not get to them from there.
    pub from: u32,
    pub to: u32,
}

/// When a patch or an edit applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    #[default]
    Always,
    /// In images that collect at every allocation.
    CollectAlways,
    /// In images that overwrite free blocks.
    Poison,
}

/// Appends a function.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// The index that it gets.
    pub function: u32,
    /// A module in text form, as for a [`Patch`]. It may import new functions, too.
    pub wat: String,
    /// Its place in the table, if it is to have one: the next free one.
    pub slot: Option<u32>,
}

/// Bytes at an address.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    pub address: u32,
    pub bytes: Vec<u8>,
}

/// Replaces a function's body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    pub function: u32,
    /// SHA-256 of the body that is replaced (the code section entry without its length).
    pub sha256: String,
    #[serde(default)]
    pub when: When,
    /// A module in text form that defines one function. It may import the memory as
    /// `"artifact" "memory"`, globals as `"artifact" "global N"` and functions as
    /// `"artifact" "function N"`.
    pub wat: String,
}

/// Replaces a sequence of instructions, which must occur exactly once or as often as stated, in a function.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub function: u32,
    #[serde(default)]
    pub when: When,
    /// Instructions in text form.
    pub find: String,
    pub replace: String,
    #[serde(default = "once")]
    pub times: usize,
}

fn once() -> usize {
    1
}
