//! Room for the spilled values: by enlarging a function's own frame, or by giving it one.

use wasmparser::{BlockType, Operator, ValType};

use super::decode::Body;
use super::edit::Insertions;
use super::flow::Flow;
use super::levels::{Level, Levels};
use super::liveness::defined;
use super::placement::Placement;

/// Frames stay aligned to this, as the C ABI wants it.
const ALIGNMENT: u32 = 16;

/// The frame that LLVM gave a function, where it can be enlarged by changing constants only.
#[derive(Clone, Debug)]
pub(super) struct OwnFrame {
    size: u32,
    /// The operator that enters the frame.
    enter: usize,
    /// The local that holds the frame's address, if nothing else is ever assigned to it.
    local: Option<u32>,
    /// Constants to be changed, and whether they are negative.
    constants: Vec<(usize, bool)>,
}

impl OwnFrame {
    /// Recognises prologue and epilogues, and proves that nothing else moves the stack pointer.
    pub(super) fn find(body: &Body<'_>, flow: &Flow, levels: &Levels<'_, '_>) -> Option<OwnFrame> {
        let sets = levels.sets();
        let enter = *sets.first()?;
        let Operator::LocalTee { local_index } = body.operators[enter.checked_sub(1)?] else {
            return None;
        };
        let (size, constant, negative) = moved(body, enter.checked_sub(2)?)?;
        let size = u32::try_from(-size).ok()?;
        let straight =
            (0..enter).all(|at| flow.next[at] == [at + 1] && !leaves_line(&body.operators[at]));
        let is_prologue = straight
            && levels.gets() == [constant.checked_sub(1)?]
            && size.is_multiple_of(ALIGNMENT);
        if !is_prologue {
            return None;
        }
        let mut constants = vec![(constant, negative)];
        for set in &sets[1..] {
            let value = *flow.operands[*set].first()?;
            match levels.value(value)? {
                0 => {
                    let (distance, constant, negative) = moved(body, value)?;
                    let left = *flow.operands[value].first()?;
                    let from_frame = levels.value(left) == Some(-distance);
                    if !from_frame || distance != size.cast_signed() || set - value != 1 {
                        return None;
                    }
                    constants.push((constant, negative));
                }
                level if level == -size.cast_signed() => {}
                _ => return None,
            }
        }
        let definitions = body
            .operators
            .iter()
            .filter(|operator| defined(operator) == Some(local_index as usize));
        let local = (definitions.count() == 1).then_some(local_index);
        Some(OwnFrame { size, enter, local, constants })
    }

    /// Whether the frame exists when the given operators run.
    pub(super) fn spans<'c>(
        &self,
        levels: &Levels<'_, '_>,
        mut calls: impl Iterator<Item = &'c usize>,
    ) -> bool {
        calls.all(|call| levels.before(*call) == Level::At(-self.size.cast_signed()))
    }

    /// Whether a store into the frame may stand after an operator (None: at the entry).
    pub(super) fn may_store(
        &self,
        body: &Body<'_>,
        levels: &Levels<'_, '_>,
        at: Option<usize>,
    ) -> bool {
        match at {
            Some(at) => at > self.enter && levels.before(at) == Level::At(-self.size.cast_signed()),
            // Stores "at the entry" follow the prologue: parameters must be intact there.
            None => body.operators[..self.enter]
                .iter()
                .all(|operator| defined(operator).is_none_or(|local| local >= body.params)),
        }
    }

    /// Loads the frame's address.
    fn address<'a>(&self, global_index: u32) -> Operator<'a> {
        match self.local {
            Some(local_index) => Operator::LocalGet { local_index },
            // Where a store may stand, the stack pointer is the frame's address.
            None => Operator::GlobalGet { global_index },
        }
    }
}

/// The constant distance that `at` (an addition or subtraction) adds, the constant's position, and
/// whether it is written with the opposite sign of growth (`+ -16`, where `- 16` is usual).
fn moved(body: &Body<'_>, at: usize) -> Option<(i32, usize, bool)> {
    let constant = at.checked_sub(1)?;
    let Operator::I32Const { value } = body.operators[constant] else { return None };
    match body.operators[at] {
        Operator::I32Add => Some((value, constant, value < 0)),
        Operator::I32Sub => Some((-value, constant, value < 0)),
        _ => None,
    }
}

fn leaves_line(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Call { .. }
            | Operator::CallIndirect { .. }
            | Operator::Loop { .. }
            | Operator::TryTable { .. }
    )
}

/// How a function gets its spill area.
pub(super) enum Frame {
    /// Its own frame grows.
    Merged(OwnFrame),
    /// A new frame around the whole body.
    Wrapped,
    /// A new frame around each call.
    Bracketed,
}

/// Writes the frame and the stores into a body.
pub(super) fn write(
    body: &mut Body<'_>,
    flow: &Flow,
    frame: &Frame,
    placement: &Placement,
    global: u32,
    pad: u32,
) {
    let bytes = (placement.bytes + pad).next_multiple_of(ALIGNMENT);
    let writer = Writer { placement, global, bytes: bytes.cast_signed() };
    match frame {
        Frame::Merged(own) => writer.merge(body, own),
        Frame::Wrapped => writer.wrap(body, flow),
        Frame::Bracketed => writer.bracket(body),
    }
}

struct Writer<'p> {
    placement: &'p Placement,
    global: u32,
    bytes: i32,
}

/// The two locals of a frame that the pass makes.
struct NewFrame {
    /// The stack pointer's value outside.
    outer: u32,
    /// The frame's address.
    inner: u32,
}

impl NewFrame {
    fn add(body: &mut Body<'_>) -> NewFrame {
        NewFrame { outer: body.add_local(ValType::I32), inner: body.add_local(ValType::I32) }
    }
}

impl Writer<'_> {
    fn merge(&self, body: &mut Body<'_>, own: &OwnFrame) {
        for (at, negative) in &own.constants {
            if let Operator::I32Const { value } = &mut body.operators[*at] {
                *value += if *negative { -self.bytes } else { self.bytes };
            }
        }
        let mut insertions = Insertions::default();
        let entry = self.placement.at_entry.clone();
        let frame = own.address(self.global);
        insertions.after(own.enter, self.stores(body, &frame, own.size, &entry));
        self.scattered(body, &frame, own.size, &mut insertions);
        insertions.apply(body);
    }

    fn wrap(&self, body: &mut Body<'_>, flow: &Flow) {
        let frame = NewFrame::add(body);
        let mut insertions = Insertions::default();
        let blockty = body.result.map_or(BlockType::Empty, BlockType::Type);
        insertions.first(self.enter(&frame));
        let inner = Operator::LocalGet { local_index: frame.inner };
        insertions.first(self.stores(body, &inner, 0, &self.placement.at_entry));
        insertions.first([Operator::Block { blockty }]);
        let sets = Operator::GlobalSet { global_index: self.global };
        if !body.operators.contains(&sets) {
            // A body that does not care for the stack pointer gets it restored where it catches.
            for landing in &flow.landings {
                insertions.after(*landing, self.set(frame.inner));
            }
        }
        self.scattered(body, &inner, 0, &mut insertions);
        for (at, operator) in body.operators.iter().enumerate() {
            if matches!(operator, Operator::Return) {
                insertions.before(at, self.set(frame.outer));
            }
        }
        insertions.after(body.operators.len() - 1, self.set(frame.outer));
        insertions.after(body.operators.len() - 1, [Operator::End]);
        insertions.apply(body);
    }

    fn bracket(&self, body: &mut Body<'_>) {
        let frame = NewFrame::add(body);
        let mut insertions = Insertions::default();
        let inner = Operator::LocalGet { local_index: frame.inner };
        for (call, locals) in &self.placement.before {
            insertions.before(*call, self.enter(&frame));
            insertions.before(*call, self.stores(body, &inner, 0, locals));
            insertions.after(*call, self.set(frame.outer));
        }
        insertions.apply(body);
    }

    /// Stores beside definitions and before calls.
    fn scattered<'a>(
        &self,
        body: &Body<'a>,
        frame: &Operator<'a>,
        offset: u32,
        insertions: &mut Insertions<'a>,
    ) {
        for (at, locals) in &self.placement.before {
            insertions.before(*at, self.stores(body, frame, offset, locals));
        }
        for (at, locals) in &self.placement.after {
            insertions.after(*at, self.stores(body, frame, offset, locals));
        }
    }

    fn enter<'a>(&self, frame: &NewFrame) -> [Operator<'a>; 6] {
        [
            Operator::GlobalGet { global_index: self.global },
            Operator::LocalTee { local_index: frame.outer },
            Operator::I32Const { value: self.bytes },
            Operator::I32Sub,
            Operator::LocalTee { local_index: frame.inner },
            Operator::GlobalSet { global_index: self.global },
        ]
    }

    fn set<'a>(&self, local_index: u32) -> [Operator<'a>; 2] {
        [Operator::LocalGet { local_index }, Operator::GlobalSet { global_index: self.global }]
    }

    fn stores<'a>(
        &self,
        body: &Body<'a>,
        frame: &Operator<'a>,
        offset: u32,
        locals: &[usize],
    ) -> Vec<Operator<'a>> {
        let mut operators = Vec::new();
        for local in locals {
            let offset = u64::from(offset + self.placement.slots[local]);
            let memarg = |align| wasmparser::MemArg { align, max_align: align, offset, memory: 0 };
            operators.push(frame.clone());
            operators.push(Operator::LocalGet { local_index: *local as u32 });
            operators.push(if body.locals[*local] == ValType::I64 {
                Operator::I64Store { memarg: memarg(2) }
            } else {
                Operator::I32Store { memarg: memarg(2) }
            });
        }
        operators
    }
}
