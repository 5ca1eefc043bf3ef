//! From the tree of a pattern to a program.

#![forbid(unsafe_code)]

use std::collections::HashMap;

use super::first::{First, append, first_byte};
use super::program::{Inst, Loop, One, Pc, Program, Repeat};
use super::set::{ByteSet, Case, Items, Set};
use super::tree::{Mode, Node};

/// A program in the making.
#[derive(Debug)]
pub struct Compiler {
    program: Program,
    /// Numbers of the sets so far.
    sets: HashMap<Items, u32>,
}

impl Compiler {
    /// Compiles a tree; the caller fills in what the program knows about itself.
    pub fn run(tree: &Node, is_str: bool) -> Program {
        let mut compiler = Self { program: Program::empty(is_str), sets: HashMap::new() };
        let first = compiler.node(tree);
        compiler.emit(Inst::Match);
        compiler.look_ahead();
        compiler.program.first = (!first.empty).then_some(first.bytes);
        compiler.program
    }

    fn here(&self) -> Pc {
        // A pattern's length bounds its program's.
        self.program.code.len() as Pc
    }

    fn emit(&mut self, inst: Inst) -> Pc {
        let here = self.here();
        self.program.code.push(inst);
        here
    }

    fn patch(&mut self, at: Pc, inst: Inst) {
        if let Some(place) = self.program.code.get_mut(at as usize) {
            *place = inst;
        }
    }

    /// Compiles a node. Returns with what its matches begin.
    fn node(&mut self, node: &Node) -> First {
        if let Node::Group(None, body) = node {
            return self.node(body);
        }
        if let Some(one) = self.one(node) {
            return self.take(one, false);
        }
        match node {
            // The last four were handled above.
            Node::Fail
            | Node::Char(..)
            | Node::Set(_)
            | Node::Any { .. }
            | Node::Group(None, _) => {
                self.emit(Inst::Fail);
                First::NEVER
            }
            Node::At(at) => {
                self.emit(Inst::At(*at));
                First::NOTHING
            }
            Node::Concat(nodes) => self.concat(nodes),
            Node::Alternatives(nodes) => self.alternatives(nodes),
            Node::Group(Some(group), body) => {
                let slot = 2 * *group as u32;
                self.emit(Inst::Mark(slot));
                let first = self.node(body);
                self.emit(Inst::Mark(slot + 1));
                first
            }
            Node::Repeat { least, most, mode, body } => self.repeat(*least, *most, *mode, body),
            Node::Reference(group, case) => {
                self.emit(Inst::Reference(*group as u32, *case));
                First::ANYTHING
            }
            Node::Look { behind, negated, body } => {
                let start = self.emit(Inst::Fail);
                self.node(body);
                self.emit(Inst::LookEnd);
                let after = self.here();
                self.patch(start, Inst::Look { behind: *behind, negated: *negated, after });
                First::NOTHING
            }
            Node::Condition { group, yes, no } => {
                let start = self.emit(Inst::Fail);
                let first = self.node(yes);
                let end = self.emit(Inst::Fail);
                let other = self.here();
                let first = first.either(self.node(no));
                self.patch(start, Inst::Condition { group: *group as u32, other });
                self.patch(end, Inst::Jump(self.here()));
                first
            }
            Node::Atomic(body) => {
                self.emit(Inst::AtomicStart);
                let first = self.node(body);
                self.emit(Inst::AtomicEnd);
                first
            }
        }
    }

    fn concat(&mut self, nodes: &[Node]) -> First {
        let mut all = First::NOTHING;
        let mut after_literal = false;
        for node in nodes {
            let one = self.one(node);
            let first = match one {
                Some(one) => self.take(one, after_literal),
                None => self.node(node),
            };
            after_literal = matches!(one, Some(One::Char(_)));
            all = all.then(first);
        }
        all
    }

    /// Takes one character; `join` if a literal before it may grow.
    fn take(&mut self, one: One, join: bool) -> First {
        match one {
            One::Char(point) => self.literal(point, join),
            _ => {
                self.emit(Inst::One(one));
            }
        }
        self.first_of(one)
    }

    fn first_of(&self, one: One) -> First {
        let is_str = self.program.is_str;
        let mut bytes = ByteSet::default();
        match one {
            One::Char(point) => bytes.insert(first_byte(point, is_str)),
            One::Set(number) => {
                let set = self.program.sets.get(number as usize);
                bytes = set.map(|set| set.first_bytes(is_str)).unwrap_or_default();
            }
            One::All | One::Line => bytes = ByteSet::begins(is_str),
        }
        First { bytes, empty: false }
    }

    /// A node that takes exactly one character.
    fn one(&mut self, node: &Node) -> Option<One> {
        match node.inner() {
            Node::Char(point, Case::Exact) => Some(One::Char(*point)),
            Node::Char(point, case) => {
                let members = case.members(*point);
                if let [only] = members.as_slice() {
                    return Some(One::Char(*only));
                }
                let mut items = Items::new(Case::Exact);
                items.ranges = members.into_iter().map(|member| (member, member)).collect();
                Some(self.set(items))
            }
            Node::Set(items) => match items.single() {
                Some(point) => Some(One::Char(point)),
                None => Some(self.set(items.clone())),
            },
            Node::Any { newline: true } => Some(One::All),
            Node::Any { newline: false } => Some(One::Line),
            Node::Alternatives(nodes) => {
                let items = merged(nodes)?;
                Some(self.set(items))
            }
            _ => None,
        }
    }

    fn set(&mut self, items: Items) -> One {
        let next = self.program.sets.len() as u32;
        let program = &mut self.program;
        let number = *self.sets.entry(items).or_insert_with_key(|items| {
            program.sets.push(Set::new(items.clone()));
            next
        });
        One::Set(number)
    }

    /// Takes a character: in the literal that was emitted last, or in one of its own.
    fn literal(&mut self, point: u32, join: bool) {
        let literals = &mut self.program.literals;
        let from = literals.len() as u32;
        append(point, self.program.is_str, literals);
        let to = literals.len() as u32;
        match self.program.code.last_mut() {
            Some(Inst::Literal { end, .. }) if join => *end = to,
            _ => {
                self.emit(Inst::Literal { start: from, end: to });
            }
        }
    }

    fn alternatives(&mut self, nodes: &[Node]) -> First {
        let Some((last, rest)) = nodes.split_last() else { return First::NOTHING };
        let mut all = First::NEVER;
        let mut ends = Vec::with_capacity(rest.len());
        for node in rest {
            let branch = self.emit(Inst::Fail);
            let first = self.node(node);
            ends.push(self.emit(Inst::Fail));
            let other = self.here();
            let firsts = &mut self.program.firsts;
            let number = (!first.empty).then(|| {
                firsts.push(first.bytes);
                firsts.len() as u32 - 1
            });
            self.patch(branch, Inst::Branch { other, first: number });
            all = all.either(first);
        }
        all = all.either(self.node(last));
        let end = self.here();
        for jump in ends {
            self.patch(jump, Inst::Jump(end));
        }
        all
    }

    fn repeat(&mut self, least: u32, most: u32, mode: Mode, body: &Node) -> First {
        if most == 0 {
            return First::NOTHING;
        }
        let first = if let Some(one) = self.one(body) {
            let number = self.program.repeats.len() as u32;
            self.program.repeats.push(Repeat { one, least, most, mode, next: None });
            self.emit(Inst::Repeat(number));
            self.first_of(one)
        } else if (mode, least, most) == (Mode::Greedy, 0, 1) {
            let branch = self.emit(Inst::Fail);
            let first = self.node(body);
            self.patch(branch, Inst::Branch { other: self.here(), first: None });
            first
        } else if (mode, least, most) == (Mode::Lazy, 0, 1) {
            let branch = self.emit(Inst::Fail);
            let skip = self.emit(Inst::Fail);
            self.patch(branch, Inst::Branch { other: self.here(), first: None });
            let first = self.node(body);
            self.patch(skip, Inst::Jump(self.here()));
            first
        } else {
            self.repeat_any(least, most, mode, body)
        };
        First { empty: first.empty || least == 0, ..first }
    }

    fn repeat_any(&mut self, least: u32, most: u32, mode: Mode, body: &Node) -> First {
        let number = self.program.loops.len() as u32;
        let lazy = mode == Mode::Lazy;
        let start = self.here();
        self.program.loops.push(Loop { least, most, lazy, body: 0, after: 0 });
        let first = if mode == Mode::Possessive {
            self.emit(Inst::PossessiveStart(number));
            self.emit(Inst::PossessiveNext(number));
            let first = self.node(body);
            self.emit(Inst::PossessiveEnd(number));
            first
        } else {
            self.emit(Inst::LoopStart(number));
            let next = self.emit(Inst::LoopNext(number));
            let first = self.node(body);
            self.emit(Inst::Jump(next));
            first
        };
        let (body, after) = (start + 2, self.here());
        if let Some(this) = self.program.loops.get_mut(number as usize) {
            (this.body, this.after) = (body, after);
        }
        first
    }

    /// Tells every repeat with which byte the instruction after it begins.
    fn look_ahead(&mut self) {
        let program = &mut self.program;
        for (at, inst) in program.code.iter().enumerate() {
            let Inst::Repeat(number) = *inst else { continue };
            let mut next = at + 1;
            let byte = loop {
                match program.code.get(next) {
                    Some(Inst::Mark(_)) => next += 1,
                    Some(&Inst::Jump(to)) if to as usize > next => next = to as usize,
                    Some(&Inst::Literal { start, .. }) => {
                        break program.literals.get(start as usize).copied();
                    }
                    _ => break None,
                }
            };
            if let Some(repeat) = program.repeats.get_mut(number as usize) {
                repeat.next = byte;
            }
        }
    }
}

/// The set that says the same as alternatives that are one character each.
fn merged(nodes: &[Node]) -> Option<Items> {
    let mut all: Option<Items> = None;
    for node in nodes {
        let items = match node.inner() {
            Node::Char(point, case) => {
                let mut items = Items::new(*case);
                items.ranges.push((*point, *point));
                items
            }
            Node::Set(items) if !items.negated => items.clone(),
            _ => return None,
        };
        match &mut all {
            None => all = Some(items),
            Some(all) if all.case == items.case => {
                all.ranges.extend(items.ranges);
                all.categories.extend(items.categories);
            }
            Some(_) => return None,
        }
    }
    all
}
