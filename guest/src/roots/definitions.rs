//! The assignments to the locals of a body, and what they compute from.

use std::collections::{BTreeMap, BTreeSet};

use super::cycles::Cycles;
use super::decode::Body;
use super::flow::Flow;
use super::liveness::defined;
use super::pointers::{Leaf, Pointers, Sign, Source, is_select};

/// The assignments to each local that can hold a pointer.
pub(super) type Definitions = BTreeMap<usize, Vec<Definition>>;

/// One assignment to a local.
pub(super) struct Definition {
    pub at: usize,
    pub sources: Vec<Source>,
    /// Whether the value is one of several, picked at run time.
    pub chosen: bool,
    /// The two arms, if the value is that of a `select` and no arm is itself a choice.
    pub arms: Option<Arms>,
}

/// The arms of a `select`.
pub(super) struct Arms {
    /// Who makes the condition.
    pub condition: usize,
    pub sources: [Vec<Source>; 2],
}

impl Definition {
    fn of(body: &Body<'_>, flow: &Flow, pointers: &Pointers, at: usize) -> Definition {
        let maker = flow.operands[at][0];
        Definition {
            at,
            sources: pointers.sources(body, flow, maker),
            chosen: pointers.chosen(body, flow, maker),
            arms: Arms::of(body, flow, pointers, maker),
        }
    }

    /// The locals that the value is computed from.
    pub(super) fn locals(&self) -> impl Iterator<Item = usize> + '_ {
        locals(&self.sources)
    }

    /// Whether the value may be computed from the local's own earlier one.
    pub(super) fn starts_from(&self, local: usize) -> bool {
        self.locals().any(|leaf| leaf == local)
    }

    /// Whether the value is the local's own earlier one, unchanged.
    pub(super) fn is_identity(&self, local: usize) -> bool {
        self.sources.iter().all(|source| !source.computed && source.leaf.local() == Some(local))
    }

    /// Whether the value may be a pointer that was not computed from another one.
    pub(super) fn is_exact(&self) -> bool {
        self.sources
            .iter()
            .any(|source| matches!(source.leaf, Leaf::Fresh { .. }) && !source.computed)
    }

    /// The sets of sources that are summed up: those of the arms, or all.
    fn sums(&self) -> &[Vec<Source>] {
        match &self.arms {
            Some(arms) => &arms.sources,
            None if self.chosen => &[],
            None => std::slice::from_ref(&self.sources),
        }
    }

    /// Lets `keep` drop sources from each sum.
    fn reduce(&mut self, keep: impl Fn(&mut Vec<Source>)) {
        match &mut self.arms {
            Some(arms) => {
                arms.sources.iter_mut().for_each(keep);
                let all: BTreeSet<Source> = arms.sources.iter().flatten().copied().collect();
                self.sources = all.into_iter().collect();
            }
            None if self.chosen => {}
            None => keep(&mut self.sources),
        }
    }
}

impl Arms {
    fn of(body: &Body<'_>, flow: &Flow, pointers: &Pointers, maker: usize) -> Option<Arms> {
        if !is_select(body.operators.get(maker)?) {
            return None;
        }
        let [first, second, condition] = flow.operands[maker][..] else { return None };
        let arms = [first, second];
        if arms.iter().any(|arm| pointers.chosen(body, flow, *arm)) {
            return None;
        }
        Some(Arms { condition, sources: arms.map(|arm| pointers.sources(body, flow, arm)) })
    }
}

/// The locals among sources.
pub(super) fn locals(sources: &[Source]) -> impl Iterator<Item = usize> + '_ {
    sources.iter().filter_map(|source| source.leaf.local())
}

/// Finds the definitions of a body, without the sources that cannot be bases.
///
/// In `p = q + x` one of q and x is a pointer, if p is one; which, the operators do not tell. But a web
/// has one type in the source, so p and all that is computed from it by additions and copies is of one
/// kind: if q is among that, then x is the distance. (Around such a cycle the distances add up to
/// "no pointer", and none of them is a negative one.) The same holds where all other operands are
/// subtracted; not where some are added and some subtracted, as in `off = p - old; p = new + off`.
pub(super) fn definitions(body: &Body<'_>, flow: &Flow, pointers: &Pointers) -> Definitions {
    let mut definitions = Definitions::new();
    for (at, operator) in body.operators.iter().enumerate() {
        if let Some(local) = defined(operator)
            && pointers.locals.contains(local)
        {
            let mut definition = Definition::of(body, flow, pointers, at);
            definition.reduce(|sum| keep_only(sum, local));
            definitions.entry(local).or_default().push(definition);
        }
    }
    let kinds = [Sign::Plus, Sign::Minus].map(|sign| sums(&definitions, sign));
    for (local, definitions) in &mut definitions {
        for definition in definitions {
            definition.reduce(|sum| {
                let on_cycle =
                    |leaf: &usize| kinds.iter().any(|cycles| cycles.contain(*leaf, *local));
                let kept = locals(sum).find(on_cycle);
                kept.into_iter().for_each(|kept| keep_only(sum, kept));
            });
        }
    }
    definitions
}

/// The cycles of sums in which all but the cycle's own operand enter with the given sign.
fn sums(definitions: &Definitions, sign: Sign) -> Cycles {
    let mut edges = Vec::new();
    for (local, definitions) in definitions {
        for sum in definitions.iter().flat_map(Definition::sums) {
            for (number, source) in sum.iter().enumerate() {
                let others = || sum.iter().enumerate().filter(|(other, _)| *other != number);
                if let Some(leaf) = source.leaf.local()
                    && source.sign == Sign::Plus
                    && others().all(|(_, other)| other.sign == sign)
                {
                    edges.push((leaf, *local));
                }
            }
        }
    }
    Cycles::of(edges)
}

/// Drops all other sources from a sum, if the local is among them.
fn keep_only(sum: &mut Vec<Source>, local: usize) {
    if locals(sum).any(|leaf| leaf == local) {
        sum.retain(|source| source.leaf.local() == Some(local));
    }
}
