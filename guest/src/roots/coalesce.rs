//! Lets anchors share a local where they hold the same base.
//!
//! A cursor that wanders through several locals takes its anchor along by copies, from one anchor to the
//! next. Where the two never differ while both are wanted, one local does for both and the copy goes; so
//! does a copy that no collection wants. What is left is assigned about as often as the base changes.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::Operator;

use super::bases::Bases;
use super::bits::Bits;
use super::decode::Body;
use super::flow::Flow;
use super::liveness::{Crossings, after, backwards, defined};

/// Merges anchors of a body, and changes `bases` accordingly. Returns how many anchors are left.
pub(super) fn coalesce(
    body: &mut Body<'_>,
    flow: &Flow,
    crossings: &Crossings,
    anchors: &BTreeSet<usize>,
    bases: &mut Bases,
) -> usize {
    let copies = copies(body, anchors);
    let live = live(body, flow, crossings, bases, anchors, &copies);
    let groups = Groups::of(body, flow, anchors, &copies, &live);
    let mut gone = BTreeSet::new();
    for (at, from) in &copies {
        let to = defined(&body.operators[*at]).unwrap_or(*from);
        let wanted = after(flow, &live, *at, body.locals.len()).contains(to);
        if !wanted || groups.name(*from) == groups.name(to) {
            gone.extend([at - 1, *at]);
        }
    }
    for operator in &mut body.operators {
        if let Operator::LocalGet { local_index } | Operator::LocalSet { local_index } = operator {
            *local_index = groups.name(*local_index as usize) as u32;
        }
    }
    let operators = std::mem::take(&mut body.operators).into_iter().enumerate();
    body.operators =
        operators.filter(|(at, _)| !gone.contains(at)).map(|(_, operator)| operator).collect();
    for set in bases.values_mut() {
        *set = set.iter().map(|base| groups.name(*base)).collect();
    }
    anchors.iter().map(|anchor| groups.name(*anchor)).collect::<BTreeSet<_>>().len()
}

/// The assignments to anchors that copy another local; and which.
fn copies(body: &Body<'_>, anchors: &BTreeSet<usize>) -> BTreeMap<usize, usize> {
    let pairs = body.operators.windows(2).enumerate();
    pairs
        .filter_map(|(at, pair)| match pair {
            [Operator::LocalGet { local_index: from }, Operator::LocalSet { local_index: to }]
                if anchors.contains(&(*to as usize)) =>
            {
                Some((at + 1, *from as usize))
            }
            _ => None,
        })
        .collect()
}

/// The anchors that some collection wants with the value they have, before each operator.
fn live(
    body: &Body<'_>,
    flow: &Flow,
    crossings: &Crossings,
    bases: &Bases,
    anchors: &BTreeSet<usize>,
    copies: &BTreeMap<usize, usize>,
) -> Vec<Bits> {
    backwards(flow, body.locals.len(), |at, set| {
        if let Some(to) = defined(&body.operators[at]) {
            let wanted = set.contains(to);
            set.remove(to);
            if let Some(from) = copies.get(&at)
                && wanted
                && anchors.contains(from)
            {
                set.insert(*from);
            }
        } else if let Operator::LocalGet { local_index } = body.operators[at] {
            let of_copy = copies.contains_key(&(at + 1));
            if !of_copy && anchors.contains(&(local_index as usize)) {
                set.insert(local_index as usize);
            }
        } else if let Some(crossing) = crossings.get(&at) {
            for base in crossing.iter().filter_map(|local| bases.get(&local)).flatten() {
                if anchors.contains(base) {
                    set.insert(*base);
                }
            }
        }
    })
}

/// Anchors that share a local.
struct Groups {
    /// The first member of each one's group.
    names: BTreeMap<usize, usize>,
    members: BTreeMap<usize, Vec<usize>>,
    /// For each first member, the anchors that may differ from one of the group while it is wanted.
    conflicts: BTreeMap<usize, Bits>,
}

impl Groups {
    fn of(
        body: &Body<'_>,
        flow: &Flow,
        anchors: &BTreeSet<usize>,
        copies: &BTreeMap<usize, usize>,
        live: &[Bits],
    ) -> Groups {
        let count = body.locals.len();
        let mut groups = Groups {
            names: anchors.iter().map(|anchor| (*anchor, *anchor)).collect(),
            members: anchors.iter().map(|anchor| (*anchor, vec![*anchor])).collect(),
            conflicts: anchors.iter().map(|anchor| (*anchor, Bits::new(count))).collect(),
        };
        for (at, operator) in body.operators.iter().enumerate() {
            let Some(to) = defined(operator).filter(|to| anchors.contains(to)) else { continue };
            let others = after(flow, live, at, count);
            if !others.contains(to) {
                continue;
            }
            for other in others.iter() {
                // What was copied is the same.
                if other != to && copies.get(&at) != Some(&other) {
                    groups.conflict(to, other);
                    groups.conflict(other, to);
                }
            }
        }
        for (at, from) in copies {
            if let Some(to) = defined(&body.operators[*at])
                && anchors.contains(from)
                && body.locals[to] == body.locals[*from]
            {
                groups.merge(to, *from);
            }
        }
        groups
    }

    fn conflict(&mut self, one: usize, other: usize) {
        if let Some(set) = self.conflicts.get_mut(&one) {
            set.insert(other);
        }
    }

    fn name(&self, local: usize) -> usize {
        self.names.get(&local).copied().unwrap_or(local)
    }

    /// Joins the groups of two anchors, unless they conflict.
    fn merge(&mut self, one: usize, other: usize) {
        let (one, other) = (self.name(one), self.name(other));
        let (one, other) = (one.min(other), one.max(other));
        let conflicts = &self.conflicts[&one];
        if one == other || self.members[&other].iter().any(|member| conflicts.contains(*member)) {
            return;
        }
        let moved = self.members.remove(&other).unwrap_or_default();
        self.names.extend(moved.iter().map(|member| (*member, one)));
        self.members.entry(one).or_default().extend(moved);
        if let Some(further) = self.conflicts.remove(&other)
            && let Some(conflicts) = self.conflicts.get_mut(&one)
        {
            conflicts.union(&further);
        }
    }
}
