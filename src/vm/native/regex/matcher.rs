//! Runs a program over a text.

#![forbid(unsafe_code)]

use super::program::{Inst, One, Pc, Program};
use super::text::{before, decode};
use super::tree::At;
use super::{Stop, spend, unicode};

/// No position, or no group.
pub const NONE: u32 = u32::MAX;

/// Bytes of text for which one unit is taken where they are merely looked through.
const SCAN: usize = 4;

/// The same where they are compared with others.
pub const COMPARE: usize = 32;

/// Where a match may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Search,
    /// At the start.
    Match,
    /// From the start to the end.
    FullMatch,
}

/// What matched, in byte offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spans {
    /// Start and end of the match, then of each group; [`NONE`] where a group did not match.
    pub slots: Vec<u32>,
    /// The group that ended last, 0 if none did.
    pub last_group: u32,
}

impl Spans {
    /// Start and end of a group, 0 being the whole match.
    pub fn get(&self, group: usize) -> Option<(usize, usize)> {
        match self.slots.get(2 * group..2 * group + 2) {
            Some(&[start, end]) if start != NONE && end != NONE && start <= end => {
                Some((start as usize, end as usize))
            }
            _ => None,
        }
    }
}

/// A way back, or what to put back on the way.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry {
    /// Go on at `pc` and `at`.
    Choice { pc: Pc, at: u32 },
    /// A repeat at `pc` took characters up to `at` and may give back those after `least`.
    Greedy { pc: Pc, least: u32, at: u32 },
    /// A repeat at `pc` took `count` characters up to `at` and may take more.
    Lazy { pc: Pc, count: u32, at: u32 },
    /// A loop took another turn and may go on behind itself where that turn began.
    Turn { number: u32, last: u32 },
    /// A lazy loop went on behind itself at `at` and may take another turn.
    LazyLoop { number: u32, at: u32 },
    /// A part that is tried on its own began at `at`, by the instruction at `pc`.
    Barrier { pc: Pc, at: u32 },
    /// What a slot held.
    Slot { slot: u32, old: u32 },
    /// What a slot and the last group were.
    Close { slot: u32, old: u32, last_group: u32 },
    /// What a loop's state was.
    Loop { number: u32, count: u32, last: u32 },
}

/// Ways back at the most: 8 MiB.
const MAX_ENTRIES: usize = (8 << 20) / size_of::<Entry>();

/// Where a loop stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turns {
    /// Turns begun.
    pub count: u32,
    /// Where the last turn that need not have been began.
    pub last: u32,
}

/// A program, a text and the state of a search.
#[derive(Debug)]
pub struct Matcher<'a> {
    pub(super) program: &'a Program,
    /// Up to where matches may reach.
    pub(super) text: &'a [u8],
    pub(super) found: Spans,
    pub(super) loops: Vec<Turns>,
    pub(super) stack: Vec<Entry>,
    /// Places of the barriers in the stack.
    pub(super) barriers: Vec<usize>,
    pub(super) pc: Pc,
    pub(super) at: usize,
}

impl<'a> Matcher<'a> {
    /// A matcher for a text that ends where matches may reach.
    pub fn new(program: &'a Program, text: &'a [u8]) -> Self {
        // Offsets are of 32 bits, and the guest's memory is smaller.
        let text = text.get(..NONE as usize - 1).unwrap_or(text);
        let slots = vec![NONE; 2 * (program.groups + 1)];
        Self {
            program,
            text,
            found: Spans { slots, last_group: 0 },
            loops: vec![Turns { count: 0, last: NONE }; program.loops.len()],
            stack: Vec::new(),
            barriers: Vec::new(),
            pc: 0,
            at: 0,
        }
    }

    /// Finds the first match from `start` on; `advance` forbids an empty one at `start` itself.
    pub fn find(
        &mut self,
        kind: Kind,
        start: usize,
        advance: bool,
        budget: &mut u64,
    ) -> Result<Option<&Spans>, Stop> {
        let mut start = start;
        if start > self.text.len() {
            return Ok(None);
        }
        let mut advance = advance;
        loop {
            if kind == Kind::Search {
                let Some(candidate) = self.candidate(start) else {
                    spend(budget, (self.text.len() - start) / SCAN + 1)?;
                    return Ok(None);
                };
                spend(budget, (candidate - start) / SCAN)?;
                advance &= candidate == start;
                start = candidate;
            }
            if self.run(start, kind == Kind::FullMatch, advance, budget)? {
                return Ok(Some(&self.found));
            }
            advance = false;
            match self.skip(start) {
                Some(next) if kind == Kind::Search => start = next,
                _ => return Ok(None),
            }
        }
    }

    /// The next place, from `start` on, where a match may begin.
    fn candidate(&self, start: usize) -> Option<usize> {
        let program = self.program;
        if program.anchored {
            return (start == 0).then_some(0);
        }
        let rest = self.text.get(start..)?;
        if let Some(&byte) = program.prefix.first() {
            let mut from = 0;
            loop {
                let tail = rest.get(from..)?;
                let at = from + tail.iter().position(|&one| one == byte)?;
                if rest.get(at..)?.starts_with(&program.prefix) {
                    return Some(start + at);
                }
                from = at + 1;
            }
        }
        match &program.first {
            Some(first) => rest.iter().position(|&byte| first.contains(byte)).map(|at| start + at),
            None => Some(start),
        }
    }

    /// The place behind the character at `at`.
    fn skip(&self, at: usize) -> Option<usize> {
        if self.program.is_str {
            decode(self.text, at).map(|(_, next)| next)
        } else {
            (at < self.text.len()).then_some(at + 1)
        }
    }

    /// Tries to match at `start`.
    fn run(
        &mut self,
        start: usize,
        full: bool,
        advance: bool,
        budget: &mut u64,
    ) -> Result<bool, Stop> {
        spend(budget, self.found.slots.len() / COMPARE)?;
        self.found.slots.fill(NONE);
        self.found.last_group = 0;
        self.stack.clear();
        self.barriers.clear();
        (self.pc, self.at) = (0, start);
        loop {
            spend(budget, 1)?;
            let goes_on = match self.program.code.get(self.pc as usize).copied() {
                Some(Inst::Match) => {
                    let short = full && self.at != self.text.len();
                    let empty = advance && self.at == start;
                    if !short && !empty {
                        let (start, end) = (start as u32, self.at as u32);
                        for (slot, value) in self.found.slots.iter_mut().zip([start, end]) {
                            *slot = value;
                        }
                        return Ok(true);
                    }
                    false
                }
                Some(inst) => self.step(inst, budget)?,
                None => false,
            };
            if !goes_on && !self.backtrack(budget)? {
                return Ok(false);
            }
        }
    }

    /// Takes one step. Returns whether it matched.
    #[inline]
    fn step(&mut self, inst: Inst, budget: &mut u64) -> Result<bool, Stop> {
        let next = self.pc + 1;
        match inst {
            Inst::Literal { start, end } => {
                let literal = self.program.literals.get(start as usize..end as usize);
                let (Some(literal), Some(rest)) = (literal, self.text.get(self.at..)) else {
                    return Ok(false);
                };
                spend(budget, literal.len() / COMPARE)?;
                if !rest.starts_with(literal) {
                    return Ok(false);
                }
                self.at += literal.len();
            }
            Inst::One(one) => match self.one(one, self.at) {
                Some(at) => self.at = at,
                None => return Ok(false),
            },
            Inst::At(at) => {
                if !self.is_at(at) {
                    return Ok(false);
                }
            }
            Inst::Mark(slot) => self.mark(slot)?,
            Inst::Branch { other, first } => {
                let set = first.and_then(|number| self.program.firsts.get(number as usize));
                let byte = self.text.get(self.at);
                if set.is_some_and(|set| !byte.is_some_and(|&byte| set.contains(byte))) {
                    self.pc = other;
                    return Ok(true);
                }
                self.push(Entry::Choice { pc: other, at: self.at as u32 })?;
            }
            Inst::Jump(to) => {
                self.pc = to;
                return Ok(true);
            }
            Inst::Repeat(number) => {
                if !self.repeat(number, budget)? {
                    return Ok(false);
                }
            }
            Inst::Reference(group, case) => {
                if !self.reference(group, case, budget)? {
                    return Ok(false);
                }
            }
            Inst::Condition { group, other } => {
                if self.found.get(group as usize).is_none() {
                    self.pc = other;
                    return Ok(true);
                }
            }
            Inst::LoopStart(number) => self.loop_start(number)?,
            Inst::LoopNext(number) => return self.loop_next(number),
            Inst::PossessiveStart(number) => self.set_loop(number, 0, NONE),
            Inst::PossessiveNext(number) => return self.possessive_next(number),
            Inst::PossessiveEnd(number) => return self.possessive_end(number, budget),
            Inst::Look { behind, negated, after } => {
                return self.look(behind, negated, after, budget);
            }
            Inst::LookEnd => return self.look_end(budget),
            Inst::AtomicStart => self.barrier()?,
            Inst::AtomicEnd => {
                self.cut(budget)?;
            }
            Inst::Fail | Inst::Match => return Ok(false),
        }
        self.pc = next;
        Ok(true)
    }

    /// Adds a way back.
    #[inline]
    pub(super) fn push(&mut self, entry: Entry) -> Result<(), Stop> {
        if self.stack.len() >= MAX_ENTRIES {
            return Err(Stop::Backtrack);
        }
        self.stack.push(entry);
        Ok(())
    }

    /// Adds what is to be put back, unless there is no way back.
    pub(super) fn push_undo(&mut self, entry: Entry) -> Result<(), Stop> {
        if self.stack.is_empty() { Ok(()) } else { self.push(entry) }
    }

    /// Stores the position in a slot.
    fn mark(&mut self, slot: u32) -> Result<(), Stop> {
        let old = self.found.slots.get(slot as usize).copied().unwrap_or(NONE);
        let last_group = self.found.last_group;
        if slot.is_multiple_of(2) {
            self.push_undo(Entry::Slot { slot, old })?;
        } else {
            self.push_undo(Entry::Close { slot, old, last_group })?;
            self.found.last_group = slot / 2;
        }
        self.set_slot(slot, self.at as u32);
        Ok(())
    }

    pub(super) fn set_slot(&mut self, slot: u32, value: u32) {
        if let Some(place) = self.found.slots.get_mut(slot as usize) {
            *place = value;
        }
    }

    /// The place behind the character at `at`, if `one` matches it.
    #[inline]
    pub(super) fn one(&self, one: One, at: usize) -> Option<usize> {
        let &byte = self.text.get(at)?;
        let small = byte < 128 || !self.program.is_str;
        match one {
            One::Set(number) => {
                let set = self.program.sets.get(number as usize)?;
                if small {
                    return set.contains_byte(byte).then_some(at + 1);
                }
                let (point, next) = decode(self.text, at)?;
                set.contains(point).then_some(next)
            }
            One::Char(wanted) if small => (u32::from(byte) == wanted).then_some(at + 1),
            One::Char(wanted) => {
                let (point, next) = decode(self.text, at)?;
                (point == wanted).then_some(next)
            }
            One::Line if byte == b'\n' => None,
            One::Line | One::All if small => Some(at + 1),
            One::Line | One::All => decode(self.text, at).map(|(_, next)| next),
        }
    }

    fn is_at(&self, place: At) -> bool {
        let (text, at) = (self.text, self.at);
        let newline = |at: usize| text.get(at) == Some(&b'\n');
        match place {
            At::TextStart => at == 0,
            At::LineStart => at.checked_sub(1).is_none_or(newline),
            At::TextEnd => at == text.len(),
            At::LineEnd => at == text.len() || newline(at),
            At::LastLineEnd => at == text.len() || at + 1 == text.len() && newline(at),
            At::Boundary { ascii, negated } => {
                let word = |at| {
                    let point = match decode(text, at) {
                        Some((point, _)) if self.program.is_str => point,
                        _ => text.get(at).map_or(0, |&byte| u32::from(byte)),
                    };
                    if ascii { unicode::is_ascii_word(point) } else { unicode::is_word(point) }
                };
                let previous =
                    if self.program.is_str { before(text, at, 0) } else { at.wrapping_sub(1) };
                let changes = (at > 0 && word(previous)) != (at < text.len() && word(at));
                !text.is_empty() && changes != negated
            }
        }
    }
}
