//! A compiled pattern.

#![forbid(unsafe_code)]

use super::compile::Compiler;
use super::first::{is_anchored, prefix};
use super::parse::parse;
use super::set::{ByteSet, Case, Set};
use super::tree::{At, Mode};
use super::{RegexError, Text};

/// Bytes of a prefix: longer ones would only make a search through hostile texts dear.
const MAX_PREFIX: usize = 16;

/// Place of an instruction.
pub type Pc = u32;

/// One character, whatever matches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum One {
    /// Any but a newline.
    Line,
    /// Any.
    All,
    /// This one.
    Char(u32),
    /// One of a set, by its number.
    Set(u32),
}

/// A step of the matcher.
#[derive(Debug, Clone, Copy)]
pub enum Inst {
    /// Takes these bytes of [`Program::literals`].
    Literal {
        start: u32,
        end: u32,
    },
    One(One),
    At(At),
    /// Stores the position in a slot: twice the group's number, and one more for its end.
    Mark(u32),
    /// Goes on here, and at `other` if that fails; at once at `other` if the next byte is not in the
    /// set `first` (by its number).
    Branch {
        other: Pc,
        first: Option<u32>,
    },
    Jump(Pc),
    /// Repeats one character, by the number of the [`Repeat`].
    Repeat(u32),
    /// Begins a loop, by its number.
    LoopStart(u32),
    /// The place between two turns of a loop.
    LoopNext(u32),
    PossessiveStart(u32),
    PossessiveNext(u32),
    PossessiveEnd(u32),
    Reference(u32, Case),
    /// Goes on at `other` if the group did not match.
    Condition {
        group: u32,
        other: Pc,
    },
    /// Begins a look, `behind` so many characters back; `after` is behind its end.
    Look {
        behind: Option<u32>,
        negated: bool,
        after: Pc,
    },
    LookEnd,
    AtomicStart,
    AtomicEnd,
    Fail,
    Match,
}

/// A repeated single character.
#[derive(Debug, Clone, Copy)]
pub struct Repeat {
    pub one: One,
    pub least: u32,
    pub most: u32,
    pub mode: Mode,
    /// The byte with which what follows begins, if that is known.
    pub next: Option<u8>,
}

/// A loop over anything.
#[derive(Debug, Clone, Copy)]
pub struct Loop {
    pub least: u32,
    pub most: u32,
    pub lazy: bool,
    pub body: Pc,
    pub after: Pc,
}

/// A compiled pattern.
#[derive(Debug)]
pub struct Program {
    /// The flags with those that the pattern itself sets.
    pub flags: u32,
    /// Capturing groups.
    pub groups: usize,
    /// Names of groups with their numbers, in the order of the pattern.
    pub names: Vec<(String, usize)>,
    /// Bytes of memory that it takes, roughly.
    pub cost: usize,
    pub(super) is_str: bool,
    pub(super) code: Vec<Inst>,
    pub(super) literals: Vec<u8>,
    pub(super) sets: Vec<Set>,
    pub(super) firsts: Vec<ByteSet>,
    pub(super) repeats: Vec<Repeat>,
    pub(super) loops: Vec<Loop>,
    /// Every match begins with these bytes.
    pub(super) prefix: Vec<u8>,
    /// Every match begins with one of these bytes.
    pub(super) first: Option<ByteSet>,
    /// A match can only begin where the text does.
    pub(super) anchored: bool,
}

impl Program {
    /// Parses and compiles a pattern.
    pub fn compile(pattern: Text<'_>, flags: u32) -> Result<Self, RegexError> {
        let parsed = parse(pattern, flags)?;
        let is_str = pattern.is_str();
        let mut start = Vec::new();
        prefix(&parsed.tree, is_str, &mut start);
        start.truncate(MAX_PREFIX);
        let anchored = is_anchored(&parsed.tree);
        let mut program = Compiler::run(&parsed.tree, is_str);
        program.flags = parsed.flags;
        program.groups = parsed.groups;
        program.names = parsed.names;
        program.prefix = start;
        program.anchored = anchored;
        program.cost = program.size();
        Ok(program)
    }

    /// An empty program for the compiler to fill.
    pub(super) fn empty(is_str: bool) -> Self {
        Self {
            flags: 0,
            groups: 0,
            names: Vec::new(),
            cost: 0,
            is_str,
            code: Vec::new(),
            literals: Vec::new(),
            sets: Vec::new(),
            firsts: Vec::new(),
            repeats: Vec::new(),
            loops: Vec::new(),
            prefix: Vec::new(),
            first: None,
            anchored: false,
        }
    }

    fn size(&self) -> usize {
        let names: usize = self.names.iter().map(|(name, _)| name.len() + 32).sum();
        size_of::<Self>()
            + names
            + self.code.len() * size_of::<Inst>()
            + self.literals.len()
            + self.prefix.len()
            + self.sets.iter().map(Set::cost).sum::<usize>()
            + self.firsts.len() * size_of::<ByteSet>()
            + self.repeats.len() * size_of::<Repeat>()
            + self.loops.len() * size_of::<Loop>()
    }
}
