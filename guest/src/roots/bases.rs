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

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::Operator;

use super::bits::Bits;
use super::decode::Body;
use super::edit::Insertions;
use super::flow::Flow;
use super::liveness::{Crossings, defined, plain_local, redefined};
use super::pointers::{Leaf, Pointers};
use super::staleness::Staleness;

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
    pub ambiguous: usize,
}

/// One assignment to a local.
pub(super) struct Definition {
    pub at: usize,
    leaves: Vec<(Leaf, bool)>,
}

impl Definition {
    pub(super) fn locals(&self) -> impl Iterator<Item = usize> + '_ {
        self.leaves.iter().filter_map(|(leaf, _)| match leaf {
            Leaf::Local { local, .. } => Some(*local as usize),
            Leaf::Fresh { .. } => None,
        })
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
    derived: Bits,
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
                let leaves = pointers.leaves(body, flow, flow.operands[at][0]);
                definitions.entry(local).or_default().push(Definition { at, leaves });
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
        Derivations { definitions, derived, wanted }
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
            let exact = *local < body.params
                || self.definitions[local].iter().any(Definition::is_exact);
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

    /// Number of wanted definitions that mix the local's own earlier value with another possible
    /// pointer (`p = p + x`, `p = select(p, q)`): an anchor cannot follow both.
    pub(super) fn mixed(&self) -> usize {
        let mixed = |local: usize, definition: &Definition| {
            definition.leaves.len() > 1 && definition.locals().any(|leaf| leaf == local)
        };
        let count = |local: &usize| {
            self.definitions[local].iter().filter(|definition| mixed(*local, definition)).count()
        };
        self.wanted.iter().map(count).sum()
    }

    /// Adds anchors where needed.
    pub(super) fn anchor<'a>(
        &self,
        body: &mut Body<'a>,
        flow: &Flow,
        crossings: &Crossings,
    ) -> Anchored {
        let mut bases = self.bases(body);
        let pairs: Vec<(usize, usize)> = bases
            .iter()
            .flat_map(|(local, set)| set.iter().map(|base| (*local, *base)))
            .collect();
        let stale = Staleness::new(self, pairs);
        let before = stale.solve(flow);
        let lost = stale.lost(&before, crossings);
        let mut anchors = BTreeMap::new();
        for pair in lost {
            let (local, base) = stale.pairs[pair];
            anchors.insert((local, base), body.add_local(body.locals[base]));
        }
        let ambiguous = self.insert_anchors(body, &bases, &anchors);
        for ((local, base), anchor) in &anchors {
            let set = bases.entry(*local).or_default();
            set.remove(base);
            set.insert(*anchor as usize);
        }
        Anchored { bases, anchors: anchors.len(), ambiguous }
    }

    /// Lets each anchor follow its derived local; returns how many definitions take the same base from
    /// two places, of which an anchor can follow only one.
    fn insert_anchors(
        &self,
        body: &mut Body<'_>,
        bases: &Bases,
        anchors: &BTreeMap<(usize, usize), u32>,
    ) -> usize {
        let mut insertions = Insertions::default();
        let mut ambiguous = 0;
        for ((local, base), anchor) in anchors {
            let assign = |from: u32| {
                [
                    Operator::LocalGet { local_index: from },
                    Operator::LocalSet { local_index: *anchor },
                ]
            };
            if local == base && *local < body.params {
                insertions.first(assign(*local as u32));
            }
            for definition in &self.definitions[local] {
                let from_itself = definition.locals().any(|leaf| leaf == *local);
                if local == base && definition.is_exact() && !from_itself {
                    insertions.after(definition.at, assign(*local as u32));
                }
                // An anchored source hands on its anchor; any other still has the base in its local.
                let sources: BTreeSet<u32> = definition
                    .locals()
                    .filter(|leaf| leaf != local)
                    .filter(|leaf| leaf == base || bases.get(leaf).is_some_and(|set| set.contains(base)))
                    .map(|leaf| anchors.get(&(leaf, *base)).copied().unwrap_or(*base as u32))
                    .collect();
                ambiguous += sources.len().saturating_sub(1);
                if let Some(source) = sources.first() {
                    insertions.after(definition.at, assign(*source));
                }
            }
        }
        insertions.apply(body);
        ambiguous
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
