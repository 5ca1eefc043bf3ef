//! Keeps the base of every derived pointer visible.
//!
//! C may replace a pointer by another one computed from it: the address of a field, a cursor, an end.
//! The collector accepts an address inside an object, but a cursor may leave its object (one past the
//! end, or before the start if the compiler biased it), and then nothing on the stack names the object
//! any more. So whenever a derived pointer crosses a collection, the pointer it was computed from must
//! be in the frame as well.
//!
//! Usually the base still sits in its local; then extending that local's need is enough. Where the base
//! is overwritten while the derived pointer lives (a cursor advanced in a loop, a pointer with several
//! definitions), an *anchor* is added: a local that is given the base at each definition of the derived
//! pointer, and left alone where the pointer is computed from itself.
//!
//! Two things are assumed. In `p = p + x` (a web, so all of one type in the source) p is the pointer or
//! both are numbers: x is no base. And a base comes from at most a few places at a time. Where an anchor
//! cannot follow (more places, or a block's result that may be the local's own earlier value), the
//! statistics count it as `unfollowed`; such a pointer is lost only if it also leaves its object.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::Operator;

use super::anchors::Anchoring;
use super::bits::Bits;
use super::decode::Body;
use super::edit::Insertions;
use super::flow::{CAUGHT, Flow};
use super::liveness::{Crossings, defined, plain_local, redefined};
use super::pointers::{Leaf, Pointers};
use super::staleness::Staleness;

/// A derived local, and one of its bases.
pub(super) type Pair = (usize, usize);

/// For each derived local, the locals that hold its bases.
pub(super) type Bases = BTreeMap<usize, BTreeSet<usize>>;

/// Gives a local to every value that lies beneath the arguments of a call which may collect, unless it
/// is a copy of a local that keeps the value. Returns how many were added.
pub(super) fn name_values_beneath<'a>(
    body: &mut Body<'a>,
    flow: &Flow,
    pointers: &Pointers,
    collecting: &[usize],
) -> usize {
    let mut makers = BTreeSet::new();
    for call in collecting {
        for maker in flow.beneath[call].iter().filter(|maker| pointers.value(**maker)) {
            let kept = plain_local(body, *maker)
                .is_some_and(|local| !redefined(body, local, *maker, *call));
            if !kept {
                makers.insert(*maker);
            }
        }
    }
    name_values(body, flow, &makers)
}

/// Keeps the value of each of these operators in a local of its own, too.
fn name_values<'a>(body: &mut Body<'a>, flow: &Flow, makers: &BTreeSet<usize>) -> usize {
    let mut insertions = Insertions::default();
    for maker in makers {
        if let Some(ty) = flow.result[*maker] {
            let local_index = body.add_local(ty);
            insertions.after(*maker, [Operator::LocalTee { local_index }]);
        }
    }
    insertions.apply(body);
    makers.len()
}

/// What anchoring a body has come to.
pub(super) struct Anchored {
    /// The locals to be kept with each derived one.
    pub bases: Bases,
    pub anchors: usize,
    /// Definitions that no anchor can follow.
    pub unfollowed: usize,
}

/// One assignment to a local.
pub(super) struct Definition {
    pub at: usize,
    leaves: Vec<(Leaf, bool)>,
    /// Whether the value is one of several, picked at run time.
    pub chosen: bool,
    /// The two arms, if the value is that of a `select`.
    pub arms: Option<Arms>,
}

/// The arms of a `select`.
pub(super) struct Arms {
    /// Who makes the condition.
    pub condition: usize,
    /// The locals each arm is computed from.
    pub locals: [BTreeSet<usize>; 2],
}

impl Arms {
    fn of(body: &Body<'_>, flow: &Flow, pointers: &Pointers, maker: usize) -> Option<Arms> {
        let [first, second, condition] = flow.operands.get(maker)?[..] else { return None };
        if body.operators[maker] != Operator::Select || condition == CAUGHT {
            return None;
        }
        let locals = [first, second].map(|arm| {
            let leaves = pointers.leaves(body, flow, arm).into_iter();
            leaves.filter_map(|(leaf, _)| leaf.local()).collect()
        });
        Some(Arms { condition, locals })
    }
}

impl Definition {
    pub(super) fn locals(&self) -> impl Iterator<Item = usize> + '_ {
        self.leaves.iter().filter_map(|(leaf, _)| leaf.local())
    }

    /// Whether the value may be computed from the local's own earlier one.
    pub(super) fn starts_from(&self, local: usize) -> bool {
        self.locals().any(|leaf| leaf == local)
    }

    /// Whether the value is the local's own earlier one, unchanged.
    pub(super) fn is_identity(&self, local: usize) -> bool {
        self.leaves.iter().all(|(leaf, computed)| {
            !computed && matches!(leaf, Leaf::Local { local: of, .. } if *of as usize == local)
        })
    }

    /// Whether the value may be a pointer that was not computed from another one.
    pub(super) fn is_exact(&self) -> bool {
        self.leaves.iter().any(|(leaf, computed)| matches!(leaf, Leaf::Fresh { .. }) && !computed)
    }
}

/// The definitions of all locals, and which of them are derived.
pub(super) struct Derivations {
    pub definitions: BTreeMap<usize, Vec<Definition>>,
    /// Derived locals that cross a collection, and those they were derived from.
    wanted: BTreeSet<usize>,
}

impl Derivations {
    pub(super) fn of(
        body: &Body<'_>,
        flow: &Flow,
        pointers: &Pointers,
        crossings: &Crossings,
    ) -> Derivations {
        let mut definitions: BTreeMap<usize, Vec<Definition>> = BTreeMap::new();
        for (at, operator) in body.operators.iter().enumerate() {
            if let Some(local) = defined(operator)
                && pointers.locals.contains(local)
            {
                let mut leaves = pointers.leaves(body, flow, flow.operands[at][0]);
                let chosen = pointers.chosen(body, flow, flow.operands[at][0]);
                if !chosen {
                    keep_own(&mut leaves, local);
                }
                let arms = Arms::of(body, flow, pointers, flow.operands[at][0]);
                let definition = Definition { at, leaves, chosen, arms };
                definitions.entry(local).or_default().push(definition);
            }
        }
        let derived = derived(body, &definitions);
        let mut wanted = BTreeSet::new();
        let mut open: Vec<usize> = crossings.values().flat_map(Bits::iter).collect();
        while let Some(local) = open.pop() {
            if derived.contains(local) && wanted.insert(local) {
                open.extend(definitions[&local].iter().flat_map(Definition::locals));
            }
        }
        Derivations { definitions, wanted }
    }

    /// Gives a local to every base that has none: a value computed from at once, or one whose local is
    /// redefined before the result is stored. Returns how many were added; if any, analyse again.
    pub(super) fn name_bases(&self, body: &mut Body<'_>, flow: &Flow) -> usize {
        let mut makers = BTreeSet::new();
        for definition in self.wanted.iter().flat_map(|local| &self.definitions[local]) {
            for (leaf, computed) in &definition.leaves {
                match leaf {
                    Leaf::Fresh { at } if *computed => {
                        makers.insert(*at);
                    }
                    Leaf::Local { local, at }
                        if redefined(body, *local as usize, *at, definition.at) =>
                    {
                        makers.insert(*at);
                    }
                    _ => {}
                }
            }
        }
        name_values(body, flow, &makers)
    }

    /// The bases of each wanted local. One that is sometimes exact is its own base then.
    fn bases(&self, body: &Body<'_>) -> Bases {
        let mut bases = Bases::new();
        for local in &self.wanted {
            let exact =
                *local < body.params || self.definitions[local].iter().any(Definition::is_exact);
            bases.insert(*local, exact.then_some(*local).into_iter().collect());
        }
        loop {
            let mut changed = false;
            for local in &self.wanted {
                let mut found = BTreeSet::new();
                for leaf in self.definitions[local].iter().flat_map(Definition::locals) {
                    match bases.get(&leaf) {
                        Some(further) => found.extend(further),
                        None => _ = found.insert(leaf),
                    }
                }
                if let Some(set) = bases.get_mut(local) {
                    let before = set.len();
                    // Its own earlier value is covered by the bases of that value.
                    set.extend(found.into_iter().filter(|base| base != local));
                    changed |= set.len() != before;
                }
            }
            if !changed {
                return bases;
            }
        }
    }

    /// Adds anchors where needed, if they are wanted at all.
    pub(super) fn anchor(
        &self,
        body: &mut Body<'_>,
        flow: &Flow,
        crossings: &Crossings,
        wanted: bool,
    ) -> Anchored {
        let mut bases = self.bases(body);
        let pairs: Vec<Pair> =
            bases.iter().flat_map(|(local, set)| set.iter().map(|base| (*local, *base))).collect();
        let stale = Staleness::new(self, pairs);
        let before = stale.solve(flow);
        let mut lost: BTreeSet<Pair> =
            stale.lost(&before, crossings).iter().map(|pair| stale.pairs[*pair]).collect();
        if !wanted {
            lost.clear();
        }
        let anchoring = Anchoring::new(self, &bases, lost, body);
        let unfollowed = anchoring.insert(body);
        let anchors = anchoring.anchors;
        for ((local, base), anchors) in &anchors {
            let set = bases.entry(*local).or_default();
            set.remove(base);
            set.extend(anchors.iter().map(|anchor| *anchor as usize));
        }
        Anchored { bases, anchors: anchors.values().map(Vec::len).sum(), unfollowed }
    }
}

/// In `p = p + x`, drops x: a web has one type, so p is the pointer and x the distance, or both are
/// numbers.
fn keep_own(leaves: &mut Vec<(Leaf, bool)>, own: usize) {
    let is_own = |leaf: &Leaf| matches!(leaf, Leaf::Local { local, .. } if *local as usize == own);
    if leaves.iter().any(|(leaf, _)| is_own(leaf)) {
        leaves.retain(|(leaf, _)| is_own(leaf));
    }
}

/// Locals with a definition that computes from a pointer, directly or through others.
fn derived(body: &Body<'_>, definitions: &BTreeMap<usize, Vec<Definition>>) -> Bits {
    let mut derived = Bits::new(body.locals.len());
    loop {
        let mut changed = false;
        for (local, definitions) in definitions {
            let is_derived = definitions.iter().flat_map(|definition| &definition.leaves).any(
                |(leaf, computed)| {
                    let of_derived = matches!(
                        leaf,
                        Leaf::Local { local, .. } if derived.contains(*local as usize)
                    );
                    *computed || of_derived
                },
            );
            if is_derived && !derived.contains(*local) {
                derived.insert(*local);
                changed = true;
            }
        }
        if !changed {
            return derived;
        }
    }
}
