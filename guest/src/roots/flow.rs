//! Operand stack and control flow of one body: who made each value, and what runs next.

use std::collections::BTreeMap;

use wasmparser::{BlockType, Catch, FuncValidator, Operator, ValType, ValidatorResources};

use super::decode::{Body, Module, never_continues};
use super::error::RootsError;

/// Stands for a value that no operator of the body made: the payload of a caught exception.
pub(super) const CAUGHT: usize = usize::MAX;

/// What the simulation of a body's operand stack tells. Operators are numbered from 0.
pub(super) struct Flow {
    /// Who made the values that an operator takes, bottom first. An `end` with a result takes one of
    /// several: all are listed.
    pub operands: Vec<Vec<usize>>,
    /// Type of the value that an operator leaves.
    pub result: Vec<Option<ValType>>,
    /// For each `end` that leaves a value, the operators with which a value gets there: branches that
    /// carry it, the `else`, the `end` itself.
    pub deliveries: BTreeMap<usize, Vec<usize>>,
    /// The last operator that takes a value, by its maker.
    pub consumer: Vec<usize>,
    /// Values on the stack beneath a call's arguments.
    pub beneath: BTreeMap<usize, Vec<usize>>,
    /// Operators that may run after each one. For a call the first is the ordinary one, the others are
    /// where an exception may land.
    pub next: Vec<Vec<usize>>,
    /// Operators where control arrives with a caught exception.
    pub landings: Vec<usize>,
    pub loop_depth: Vec<u32>,
}

/// A label.
struct Frame {
    /// What a branch to it goes to: the `loop`, else the `end` (known at the end).
    head: Option<usize>,
    /// Operators that branch here, and whether by an exception.
    sources: Vec<(usize, bool)>,
    /// Makers of the values that arrive with them.
    values: Vec<usize>,
    /// Operators with which they arrive, those apart that arrive with an exception.
    deliveries: Vec<usize>,
    height: usize,
    results: usize,
    is_loop: bool,
    /// Index of the `if` that has no `else` yet.
    pending_if: Option<usize>,
    /// Frame indices where an exception inside this frame's `try_table` may land.
    catches: Vec<usize>,
}

struct Simulation<'s, 'a> {
    body: &'s Body<'a>,
    module: &'s Module<'s>,
    validator: FuncValidator<ValidatorResources>,
    stack: Vec<usize>,
    frames: Vec<Frame>,
    /// False after an unconditional branch, up to the `end`.
    running: bool,
    flow: Flow,
}

impl Flow {
    /// Simulates a body.
    pub(super) fn of(body: &Body<'_>, module: &Module<'_>) -> Result<Flow, RootsError> {
        let Some(mut validator) = module.validator(body.index) else {
            return Err(unsupported(body.index, 0, "a module without code"));
        };
        for ty in &body.locals[body.params..] {
            validator.define_locals(0, 1, *ty).map_err(invalid)?;
        }
        let count = body.operators.len();
        let mut simulation = Simulation {
            body,
            module,
            validator,
            stack: Vec::new(),
            frames: vec![Frame::new(0, body.result.iter().count(), false)],
            running: true,
            flow: Flow {
                operands: vec![Vec::new(); count],
                result: vec![None; count],
                deliveries: BTreeMap::new(),
                consumer: (0..count).collect(),
                beneath: BTreeMap::new(),
                next: vec![Vec::new(); count],
                landings: Vec::new(),
                loop_depth: vec![0; count],
            },
        };
        for at in 0..count {
            simulation.operator(at)?;
        }
        simulation.flow.landings.sort_unstable();
        simulation.flow.landings.dedup();
        Ok(simulation.flow)
    }
}

impl Frame {
    fn new(height: usize, results: usize, is_loop: bool) -> Frame {
        Frame {
            head: None,
            sources: Vec::new(),
            values: Vec::new(),
            deliveries: Vec::new(),
            height,
            results,
            is_loop,
            pending_if: None,
            catches: Vec::new(),
        }
    }

    /// Number of values that a branch to this label carries.
    fn arity(&self) -> usize {
        if self.is_loop { 0 } else { self.results }
    }

    /// Notes the values that lie on the stack where the block's code ends.
    fn arrive(&mut self, at: usize, stack: &[usize]) {
        self.values.extend_from_slice(&stack[self.height..]);
        if self.results > 0 {
            self.deliveries.push(at);
        }
    }
}

impl Simulation<'_, '_> {
    fn operator(&mut self, at: usize) -> Result<(), RootsError> {
        let body = self.body;
        let operator = &body.operators[at];
        let Some((pops, pushes)) = operator.operator_arity(&self.validator) else {
            return Err(unsupported(body.index, at, "this operator"));
        };
        self.flow.loop_depth[at] = self.frames.iter().filter(|frame| frame.is_loop).count() as u32;
        self.validator.op(at, operator).map_err(invalid)?;
        match operator {
            Operator::Block { blockty }
            | Operator::Loop { blockty }
            | Operator::If { blockty }
            | Operator::TryTable { try_table: wasmparser::TryTable { ty: blockty, .. } } => {
                self.open(at, operator, *blockty)?;
            }
            Operator::Else => self.alternative(at),
            Operator::End => self.close(at),
            Operator::BrIf { relative_depth } => {
                self.take(at, 1);
                self.branch(at, *relative_depth);
            }
            Operator::Br { relative_depth } => self.branch(at, *relative_depth),
            Operator::BrTable { targets } => {
                self.take(at, 1);
                let mut depths: Vec<u32> =
                    targets.targets().collect::<Result<_, _>>().map_err(invalid)?;
                depths.push(targets.default());
                depths.sort_unstable();
                depths.dedup();
                for depth in depths {
                    self.branch(at, depth);
                }
            }
            _ => self.plain(at, operator, pops as usize, pushes as usize)?,
        }
        if never_continues(operator) {
            self.running = false;
        } else if !matches!(operator, Operator::Else) && at + 1 < body.operators.len() {
            self.flow.next[at].push(at + 1);
        }
        let height = self.validator.operand_stack_height() as usize;
        if self.running && height != self.stack.len() && !self.frames.is_empty() {
            return Err(unsupported(body.index, at, "an operand stack of this shape"));
        }
        Ok(())
    }

    fn plain(
        &mut self,
        at: usize,
        operator: &Operator<'_>,
        pops: usize,
        pushes: usize,
    ) -> Result<(), RootsError> {
        if pushes > 1 {
            return Err(unsupported(self.body.index, at, "an operator with several results"));
        }
        self.take(at, pops);
        let calls = matches!(operator, Operator::Call { .. } | Operator::CallIndirect { .. });
        if calls {
            self.flow.beneath.insert(at, self.stack.clone());
        }
        if calls || matches!(operator, Operator::Throw { .. } | Operator::ThrowRef) {
            for index in 0..self.frames.len() {
                for target in self.frames[index].catches.clone() {
                    self.frames[target].sources.push((at, true));
                }
            }
        }
        if pushes == 1 {
            self.push(at);
        }
        Ok(())
    }

    /// Takes `count` values off the stack on behalf of an operator.
    fn take(&mut self, at: usize, count: usize) {
        let from = self.stack.len().saturating_sub(count);
        let taken = self.stack.split_off(from);
        for maker in &taken {
            if *maker != CAUGHT {
                self.flow.consumer[*maker] = at;
            }
        }
        self.flow.operands[at].extend(taken);
    }

    /// Notes that an operator leaves a value.
    fn push(&mut self, at: usize) {
        self.flow.result[at] = self.validator.get_operand_type(0).flatten();
        self.stack.push(at);
    }

    fn branch(&mut self, at: usize, depth: u32) {
        let index = self.frames.len() - 1 - depth as usize;
        let arity = self.frames[index].arity();
        let carried = self.stack[self.stack.len() - arity..].to_vec();
        let frame = &mut self.frames[index];
        if arity > 0 {
            frame.values.extend(carried);
            frame.deliveries.push(at);
        }
        match frame.head {
            Some(head) => self.flow.next[at].push(head),
            None => frame.sources.push((at, false)),
        }
    }

    fn open(
        &mut self,
        at: usize,
        operator: &Operator<'_>,
        ty: BlockType,
    ) -> Result<(), RootsError> {
        let results = match ty {
            BlockType::Empty => 0,
            BlockType::Type(_) => 1,
            BlockType::FuncType(index) => {
                let ty = &self.module.types[index as usize];
                if !ty.params().is_empty() || ty.results().len() > 1 {
                    return Err(unsupported(self.body.index, at, "a block with several values"));
                }
                ty.results().len()
            }
        };
        if matches!(operator, Operator::If { .. }) {
            self.take(at, 1);
        }
        let is_loop = matches!(operator, Operator::Loop { .. });
        let mut frame = Frame::new(self.stack.len(), results, is_loop);
        frame.head = is_loop.then_some(at);
        frame.pending_if = matches!(operator, Operator::If { .. }).then_some(at);
        if let Operator::TryTable { try_table } = operator {
            for catch in &try_table.catches {
                // Labels of catch clauses are counted from outside the block.
                let target = self.frames.len() - 1 - label(catch) as usize;
                frame.catches.push(target);
                let arity = self.frames[target].arity();
                self.frames[target].values.extend(std::iter::repeat_n(CAUGHT, arity));
            }
        }
        self.frames.push(frame);
        if is_loop {
            self.flow.loop_depth[at] += 1;
        }
        Ok(())
    }

    /// The `else` of an `if`: ends the first arm, starts the second.
    fn alternative(&mut self, at: usize) {
        let Some(frame) = self.frames.last_mut() else { return };
        if self.running {
            frame.arrive(at, &self.stack);
            frame.sources.push((at, false));
        }
        if let Some(start) = frame.pending_if.take() {
            // `next` of the `if` holds the first arm already.
            self.flow.next[start].push(at + 1);
        }
        self.stack.truncate(frame.height);
        self.running = true;
    }

    fn close(&mut self, at: usize) {
        let Some(mut frame) = self.frames.pop() else { return };
        if self.running {
            frame.arrive(at, &self.stack);
        }
        if let Some(start) = frame.pending_if {
            frame.sources.push((start, false));
        }
        if frame.is_loop {
            // Who reaches the end of a loop has left it.
            self.flow.loop_depth[at] -= 1;
        }
        let head = frame.head.unwrap_or(at);
        for (source, caught) in frame.sources {
            self.flow.next[source].push(head);
            if caught {
                self.flow.landings.push(head);
            }
        }
        for maker in frame.values.iter().filter(|maker| **maker != CAUGHT) {
            self.flow.consumer[*maker] = self.flow.consumer[*maker].max(at);
        }
        self.flow.operands[at] = frame.values;
        if !frame.deliveries.is_empty() {
            self.flow.deliveries.insert(at, frame.deliveries);
        }
        self.stack.truncate(frame.height);
        self.running = true;
        if frame.results == 1 && !self.frames.is_empty() {
            self.push(at);
        }
    }
}

fn label(catch: &Catch) -> u32 {
    match catch {
        Catch::One { label, .. }
        | Catch::OneRef { label, .. }
        | Catch::All { label }
        | Catch::AllRef { label } => *label,
    }
}

fn unsupported(function: u32, operator: usize, what: &'static str) -> RootsError {
    RootsError::Unsupported { function, operator, what }
}

fn invalid(source: wasmparser::BinaryReaderError) -> RootsError {
    RootsError::Invalid { stage: "within", source }
}
