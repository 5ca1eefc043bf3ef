//! Regular expressions as CPython's `re` understands them: a backtracking matcher for str and bytes.
//!
//! A pattern is parsed ([`parse`]) into a tree, compiled into a [`Program`] and run by [`Matcher`].
//! [`ops`] offers it to the guest's `re` module.
//! Texts are UTF-8 bytes from the guest's memory and may be anything: positions inside are byte
//! offsets, and a malformed text gives some answer but no panic.
//! Every step is taken from a budget, memory for backtracking is bounded, and native recursion
//! follows the nesting of the pattern only, which the parser bounds.

#![forbid(unsafe_code)]

mod backtrack;
pub mod cache;
mod compile;
mod drive;
mod escapes;
mod first;
mod groups;
mod matcher;
pub mod ops;
mod parse;
mod program;
mod repeat;
mod set;
mod source;
mod tables;
pub mod template;
pub(super) mod text;
mod tree;
pub(super) mod unicode;
mod width;

#[cfg(test)]
mod tests;

pub use drive::{Positions, find_all, find_spans, split, sub};
pub use matcher::{Kind, Matcher, Spans};
pub use program::Program;

/// The flags of Python's `re`, with its numbers.
pub mod flags {
    pub const IGNORECASE: u32 = 2;
    pub const LOCALE: u32 = 4;
    pub const MULTILINE: u32 = 8;
    pub const DOTALL: u32 = 16;
    pub const UNICODE: u32 = 32;
    pub const VERBOSE: u32 = 64;
    pub const DEBUG: u32 = 128;
    pub const ASCII: u32 = 256;
    /// Every flag that a pattern may carry here.
    pub const KNOWN: u32 =
        IGNORECASE | LOCALE | MULTILINE | DOTALL | UNICODE | VERBOSE | DEBUG | ASCII;
}

/// A pattern, a template or a text: str as UTF-8, or bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Text<'a> {
    Str(&'a [u8]),
    Bytes(&'a [u8]),
}

impl<'a> Text<'a> {
    /// The bytes of either.
    pub fn raw(self) -> &'a [u8] {
        match self {
            Self::Str(raw) | Self::Bytes(raw) => raw,
        }
    }

    /// Whether this is str.
    pub fn is_str(self) -> bool {
        matches!(self, Self::Str(_))
    }
}

/// What is wrong with a pattern or a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexError {
    pub kind: ErrorKind,
    /// In CPython's words.
    pub message: String,
    /// Code points before the fault, if it has a place.
    pub position: Option<usize>,
}

/// The exception that a [`RegexError`] becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// `re.error`
    Pattern,
    /// `ValueError`
    Value,
    /// `OverflowError`
    Overflow,
    /// `IndexError`
    Index,
}

impl RegexError {
    /// A `re.error` at a place.
    fn at(message: impl Into<String>, position: usize) -> Self {
        Self { kind: ErrorKind::Pattern, message: message.into(), position: Some(position) }
    }

    /// An error without a place.
    fn of(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), position: None }
    }
}

/// Why a search ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The budget is used up.
    Budget,
    /// Backtracking would need too much memory.
    Backtrack,
    /// The result would be too large.
    Output,
}

/// Takes `units` from the budget.
fn spend(budget: &mut u64, units: usize) -> Result<(), Stop> {
    *budget = budget.checked_sub(units as u64).ok_or(Stop::Budget)?;
    Ok(())
}
