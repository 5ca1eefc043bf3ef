//! What a match must begin with, to find places quickly where there can be none.

#![forbid(unsafe_code)]

use super::set::{ByteSet, Case};
use super::text::encode;
use super::tree::{At, Node};

/// The bytes with which a match of a part of a pattern may begin.
#[derive(Debug, Clone, Copy)]
pub struct First {
    pub bytes: ByteSet,
    /// Whether it may also match without taking anything.
    pub empty: bool,
}

impl First {
    /// It matches without taking anything.
    pub const NOTHING: Self = Self { bytes: ByteSet::NONE, empty: true };
    /// It matches nowhere.
    pub const NEVER: Self = Self { bytes: ByteSet::NONE, empty: false };
    /// It may take anything, or nothing.
    pub const ANYTHING: Self = Self { bytes: ByteSet::ALL, empty: true };

    /// This or `other`.
    pub fn either(mut self, other: Self) -> Self {
        self.bytes.union(&other.bytes);
        self.empty |= other.empty;
        self
    }

    /// This and `other` behind it.
    pub fn then(mut self, other: Self) -> Self {
        if self.empty {
            self.bytes.union(&other.bytes);
            self.empty = other.empty;
        }
        self
    }
}

/// The byte with which a character begins in a text.
pub fn first_byte(point: u32, is_str: bool) -> u8 {
    let mut bytes = Vec::new();
    append(point, is_str, &mut bytes);
    bytes.first().copied().unwrap_or(0)
}

/// Appends a character as it stands in a text.
pub fn append(point: u32, is_str: bool, into: &mut Vec<u8>) {
    if is_str {
        encode(point, into);
    } else {
        // Patterns of bytes hold nothing larger.
        into.push(point as u8);
    }
}

/// Collects the bytes with which every match begins. Returns whether what follows `node` goes on
/// with them.
pub fn prefix(node: &Node, is_str: bool, found: &mut Vec<u8>) -> bool {
    match node {
        Node::Char(point, case) => {
            let only = *case == Case::Exact || case.members(*point).len() == 1;
            if only {
                append(*point, is_str, found);
            }
            only
        }
        Node::Set(items) => match items.single() {
            Some(point) => {
                append(point, is_str, found);
                true
            }
            None => false,
        },
        Node::At(_) | Node::Look { .. } => true,
        Node::Concat(nodes) => nodes.iter().all(|node| prefix(node, is_str, found)),
        Node::Group(_, body) | Node::Atomic(body) => prefix(body, is_str, found),
        Node::Repeat { least: 1.., body, .. } => {
            prefix(body, is_str, found);
            false
        }
        _ => false,
    }
}

/// Whether every match begins where the text does.
pub fn is_anchored(node: &Node) -> bool {
    match node {
        Node::At(At::TextStart) => true,
        Node::Concat(nodes) => nodes.first().is_some_and(is_anchored),
        Node::Alternatives(nodes) => nodes.iter().all(is_anchored),
        Node::Group(_, body) | Node::Atomic(body) => is_anchored(body),
        _ => false,
    }
}
