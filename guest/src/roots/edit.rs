//! Inserts operators into a body.

use std::collections::BTreeMap;

use wasmparser::Operator;

use super::decode::Body;

/// Operators to be inserted, by the operator that they stand next to.
#[derive(Default)]
pub(super) struct Insertions<'a> {
    first: Vec<Operator<'a>>,
    before: BTreeMap<usize, Vec<Operator<'a>>>,
    after: BTreeMap<usize, Vec<Operator<'a>>>,
}

impl<'a> Insertions<'a> {
    /// At the entry of the function.
    pub(super) fn first(&mut self, operators: impl IntoIterator<Item = Operator<'a>>) {
        self.first.extend(operators);
    }

    pub(super) fn before(&mut self, at: usize, operators: impl IntoIterator<Item = Operator<'a>>) {
        self.before.entry(at).or_default().extend(operators);
    }

    pub(super) fn after(&mut self, at: usize, operators: impl IntoIterator<Item = Operator<'a>>) {
        self.after.entry(at).or_default().extend(operators);
    }

    /// Puts everything in its place.
    pub(super) fn apply(self, body: &mut Body<'a>) {
        let Insertions { first, mut before, mut after } = self;
        let mut operators = first;
        for (at, operator) in std::mem::take(&mut body.operators).into_iter().enumerate() {
            operators.extend(before.remove(&at).unwrap_or_default());
            operators.push(operator);
            operators.extend(after.remove(&at).unwrap_or_default());
        }
        body.operators = operators;
    }
}
