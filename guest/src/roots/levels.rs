//! What the stack pointer is at each operator: proved, never assumed.

use std::collections::BTreeMap;

use wasmparser::Operator;

use super::decode::Body;
use super::error::RootsError;
use super::flow::{CAUGHT, Flow};
use super::liveness::defined;

/// What is known of the stack pointer before an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Unreached,
    /// The value at the function's entry plus this.
    At(i32),
    /// Something the function has computed.
    Unknown,
    /// Whatever the thrower of an exception left behind.
    Caught,
}

/// The stack pointer, and the locals that hold its value at entry plus something.
#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    level: Level,
    locals: BTreeMap<usize, i32>,
}

impl State {
    fn join(&mut self, other: &State) {
        if self.level == Level::Unreached {
            self.clone_from(other);
            return;
        }
        self.level = match (self.level, other.level) {
            (Level::Caught, _) | (_, Level::Caught) => Level::Caught,
            (one, two) if one == two => one,
            _ => Level::Unknown,
        };
        self.locals.retain(|local, offset| other.locals.get(local) == Some(offset));
    }
}

/// The stack pointer's levels in one body.
pub(super) struct Levels<'l, 'a> {
    body: &'l Body<'a>,
    flow: &'l Flow,
    global: u32,
    before: Vec<State>,
    /// What each operator leaves, as a distance from the stack pointer at entry.
    values: Vec<Option<i32>>,
    /// Whether a function returns its first argument, as memset does.
    returns_first: &'l dyn Fn(u32) -> bool,
}

impl<'l, 'a> Levels<'l, 'a> {
    pub(super) fn of(
        body: &'l Body<'a>,
        flow: &'l Flow,
        global: u32,
        returns_first: &'l dyn Fn(u32) -> bool,
    ) -> Levels<'l, 'a> {
        let unreached = State { level: Level::Unreached, locals: BTreeMap::new() };
        let count = body.operators.len();
        let mut levels = Levels {
            body,
            flow,
            global,
            before: vec![unreached; count],
            values: vec![None; count],
            returns_first,
        };
        if let Some(entry) = levels.before.first_mut() {
            entry.level = Level::At(0);
        }
        let touched = !levels.gets().is_empty() || !levels.sets().is_empty();
        while touched && levels.pass() {}
        levels
    }

    pub(super) fn before(&self, at: usize) -> Level {
        self.before[at].level
    }

    /// What an operator leaves, as a distance from the stack pointer at entry.
    pub(super) fn value(&self, at: usize) -> Option<i32> {
        self.values[at]
    }

    /// Operators that set the stack pointer.
    pub(super) fn sets(&self) -> Vec<usize> {
        self.find(|operator| {
            matches!(operator, Operator::GlobalSet { global_index } if *global_index == self.global)
        })
    }

    /// Operators that read the stack pointer.
    pub(super) fn gets(&self) -> Vec<usize> {
        self.find(|operator| {
            matches!(operator, Operator::GlobalGet { global_index } if *global_index == self.global)
        })
    }

    fn find(&self, wanted: impl Fn(&Operator<'_>) -> bool) -> Vec<usize> {
        let operators = self.body.operators.iter().enumerate();
        operators.filter(|(_, operator)| wanted(operator)).map(|(at, _)| at).collect()
    }

    fn pass(&mut self) -> bool {
        let mut changed = false;
        for at in 0..self.before.len() {
            if self.before[at].level == Level::Unreached {
                continue;
            }
            self.values[at] = self.evaluate(at);
            let after = self.after(at);
            for (edge, next) in self.flow.next[at].iter().enumerate() {
                let exceptional = match &self.body.operators[at] {
                    Operator::Call { .. } | Operator::CallIndirect { .. } => edge > 0,
                    Operator::Throw { .. } | Operator::ThrowRef => true,
                    _ => false,
                };
                let level = if exceptional { Level::Caught } else { after.level };
                let known = self.before[*next].clone();
                self.before[*next].join(&State { level, locals: after.locals.clone() });
                changed |= self.before[*next] != known;
            }
        }
        changed
    }

    /// The state after an operator.
    fn after(&self, at: usize) -> State {
        let mut state = self.before[at].clone();
        let operator = &self.body.operators[at];
        let operand = || self.operand(at, 0);
        match operator {
            Operator::GlobalSet { global_index } if *global_index == self.global => {
                state.level = operand().map_or(Level::Unknown, Level::At);
            }
            _ => {
                if let Some(local) = defined(operator) {
                    match operand() {
                        Some(offset) => _ = state.locals.insert(local, offset),
                        None => _ = state.locals.remove(&local),
                    }
                }
            }
        }
        state
    }

    fn operand(&self, at: usize, number: usize) -> Option<i32> {
        let maker = *self.flow.operands[at].get(number)?;
        if maker == CAUGHT { None } else { self.values[maker] }
    }

    fn evaluate(&self, at: usize) -> Option<i32> {
        let literal =
            |number: usize| match self.body.operators.get(*self.flow.operands[at].get(number)?) {
                Some(Operator::I32Const { value }) => Some(*value),
                _ => None,
            };
        match &self.body.operators[at] {
            Operator::GlobalGet { global_index } if *global_index == self.global => {
                match self.before[at].level {
                    Level::At(offset) => Some(offset),
                    _ => None,
                }
            }
            Operator::I32Add => match (literal(0), literal(1)) {
                (_, Some(value)) => Some(self.operand(at, 0)?.wrapping_add(value)),
                (Some(value), _) => Some(self.operand(at, 1)?.wrapping_add(value)),
                _ => None,
            },
            Operator::I32Sub => Some(self.operand(at, 0)?.wrapping_sub(literal(1)?)),
            Operator::LocalTee { .. } => self.operand(at, 0),
            Operator::LocalGet { local_index } => {
                self.before[at].locals.get(&(*local_index as usize)).copied()
            }
            Operator::Call { function_index } if (self.returns_first)(*function_index) => {
                self.operand(at, 0)
            }
            _ => None,
        }
    }

    /// Checks what every rewritten function must keep: the stack pointer is back at its entry value at
    /// each return, and set again after an exception is caught before anything else depends on it.
    pub(super) fn check(&self) -> Result<(), RootsError> {
        if self.sets().is_empty() {
            return Ok(());
        }
        let end = self.body.operators.len() - 1;
        for (at, operator) in self.body.operators.iter().enumerate() {
            let returns = at == end || matches!(operator, Operator::Return);
            let depends = match operator {
                Operator::GlobalGet { global_index } => *global_index == self.global,
                Operator::Call { .. } | Operator::CallIndirect { .. } => true,
                _ => returns,
            };
            let what = match self.before[at].level {
                Level::Caught if depends => "a caught exception leaves the stack pointer astray",
                Level::At(0) | Level::Unreached => continue,
                _ if returns => "the stack pointer is not proved to be restored at this return",
                _ => continue,
            };
            let function = self.body.index;
            return Err(RootsError::StackPointer { function, operator: at, what });
        }
        Ok(())
    }
}

/// Whether a body returns its first parameter, and nothing else.
pub(super) fn returns_first(body: &Body<'_>, flow: &Flow) -> bool {
    let end = body.operators.len() - 1;
    let first =
        |maker: &usize| body.operators.get(*maker) == Some(&Operator::LocalGet { local_index: 0 });
    body.params > 0
        && body.result.is_some()
        && body.operators.iter().all(|operator| defined(operator) != Some(0))
        && body.operators.iter().enumerate().all(|(at, operator)| {
            let returns = at == end || matches!(operator, Operator::Return);
            !returns || flow.operands[at].iter().all(first)
        })
}
