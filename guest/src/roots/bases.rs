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
//! Anchors follow everything, or the module is refused: choices are made visible first (`choices`), and
//! a base may come from many places at once, but not from ever more (`anchors`). What is assumed of sums
//! stands in `definitions`.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::Operator;

use super::anchors::Anchoring;
use super::bits::Bits;
use super::cycles::Cycles;
use super::decode::Body;
use super::definitions::{Definition, Definitions, definitions};
use super::edit::Insertions;
use super::error::RootsError;
use super::flow::Flow;
use super::liveness::{Crossings, plain_local, redefined};
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
    /// The locals added for that.
    pub anchors: BTreeSet<usize>,
}

/// The definitions of all locals, and which of them are derived.
pub(super) struct Derivations {
    pub definitions: Definitions,
    /// Derived locals that cross a collection, and those they were derived from.
    wanted: BTreeSet<usize>,
    cycles: Cycles,
}

impl Derivations {
    pub(super) fn of(
        body: &Body<'_>,
        flow: &Flow,
        pointers: &Pointers,
        crossings: &Crossings,
    ) -> Derivations {
        let definitions = definitions(body, flow, pointers);
        let derived = derived(body, &definitions);
        let mut wanted = BTreeSet::new();
        let mut open: Vec<usize> = crossings.values().flat_map(Bits::iter).collect();
        while let Some(local) = open.pop() {
            if derived.contains(local) && wanted.insert(local) {
                open.extend(definitions[&local].iter().flat_map(Definition::locals));
            }
        }
        let cycles = Cycles::of(definitions.iter().flat_map(|(local, definitions)| {
            definitions.iter().flat_map(Definition::locals).map(|leaf| (leaf, *local))
        }));
        Derivations { definitions, wanted, cycles }
    }

    /// The definitions of the locals that matter, with those.
    pub(super) fn wanted_definitions(&self) -> impl Iterator<Item = (usize, &Definition)> {
        self.wanted
            .iter()
            .flat_map(|local| self.definitions[local].iter().map(|definition| (*local, definition)))
    }

    /// Whether a definition lets a local be computed from itself, directly or through others.
    pub(super) fn on_cycle(&self, local: usize, definition: &Definition) -> bool {
        definition.locals().any(|leaf| self.cycles.contain(leaf, local))
    }

    /// Gives a local to every base that has none: a value computed from at once, or one whose local is
    /// redefined before the result is stored. Returns how many were added; if any, analyse again.
    pub(super) fn name_bases(&self, body: &mut Body<'_>, flow: &Flow) -> usize {
        let mut makers = BTreeSet::new();
        for (_, definition) in self.wanted_definitions() {
            for source in &definition.sources {
                match source.leaf {
                    Leaf::Fresh { at } if source.computed => {
                        makers.insert(at);
                    }
                    Leaf::Local { local, at }
                        if redefined(body, local as usize, at, definition.at) =>
                    {
                        makers.insert(at);
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

    /// Adds anchors where needed.
    pub(super) fn anchor(
        &self,
        body: &mut Body<'_>,
        flow: &Flow,
        crossings: &Crossings,
    ) -> Result<Anchored, RootsError> {
        let mut bases = self.bases(body);
        let pairs: Vec<Pair> =
            bases.iter().flat_map(|(local, set)| set.iter().map(|base| (*local, *base))).collect();
        let stale = Staleness::new(self, pairs);
        let before = stale.solve(flow);
        let lost: BTreeSet<Pair> =
            stale.lost(&before, crossings).iter().map(|pair| stale.pairs[*pair]).collect();
        let anchoring = Anchoring::new(self, &bases, lost, body)?;
        anchoring.insert(body);
        let anchors = anchoring.anchors;
        for ((local, base), anchors) in &anchors {
            let set = bases.entry(*local).or_default();
            set.remove(base);
            set.extend(anchors.iter().map(|anchor| *anchor as usize));
        }
        let anchors = anchors.values().flatten().map(|anchor| *anchor as usize).collect();
        Ok(Anchored { bases, anchors })
    }
}

/// Locals with a definition that computes from a pointer, directly or through others.
fn derived(body: &Body<'_>, definitions: &Definitions) -> Bits {
    let mut derived = Bits::new(body.locals.len());
    loop {
        let mut changed = false;
        for (local, definitions) in definitions {
            let mut sources = definitions.iter().flat_map(|definition| &definition.sources);
            let is_derived = sources.any(|source| {
                source.computed || source.leaf.local().is_some_and(|leaf| derived.contains(leaf))
            });
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
