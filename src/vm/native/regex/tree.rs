//! The tree of a parsed pattern.

#![forbid(unsafe_code)]

use super::set::{Case, Items};

/// The upper bound of `*` and `+`, and what CPython calls MAXREPEAT.
pub const MAX_REPEAT: u32 = u32::MAX;

/// Part of a pattern. Flags are settled: each node says itself how it treats case and line ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Char(u32, Case),
    Set(Items),
    /// `.`; whether it takes a newline too.
    Any {
        newline: bool,
    },
    At(At),
    Concat(Vec<Node>),
    Alternatives(Vec<Node>),
    /// A group; without a number it only holds together.
    Group(Option<usize>, Box<Node>),
    Repeat {
        least: u32,
        most: u32,
        mode: Mode,
        body: Box<Node>,
    },
    Reference(usize, Case),
    Look {
        /// How far back it starts, for a look behind.
        behind: Option<u32>,
        negated: bool,
        body: Box<Node>,
    },
    Condition {
        group: usize,
        yes: Box<Node>,
        no: Box<Node>,
    },
    Atomic(Box<Node>),
    /// Matches nowhere: `(?!)`.
    Fail,
}

/// A place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    TextStart,
    LineStart,
    TextEnd,
    LineEnd,
    /// The end, or a newline that is last.
    LastLineEnd,
    Boundary {
        ascii: bool,
        negated: bool,
    },
}

/// Which number of repetitions is tried first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Greedy,
    Lazy,
    Possessive,
}

impl Node {
    /// The node without groups that only hold together.
    pub fn inner(&self) -> &Self {
        match self {
            Self::Group(None, body) => body.inner(),
            Self::Concat(nodes) => match nodes.as_slice() {
                [one] => one.inner(),
                _ => self,
            },
            _ => self,
        }
    }
}
