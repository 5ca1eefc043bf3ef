//! Finds the derived pointers whose base may be overwritten while they live.

use std::collections::{BTreeMap, BTreeSet};

use super::bases::Derivations;
use super::bits::Bits;
use super::definitions::Definition;
use super::flow::Flow;
use super::liveness::Crossings;

/// A forward dataflow problem over pairs of a derived local and one of its bases: has the base's local
/// been overwritten since the derived one was computed from it?
pub(super) struct Staleness<'d> {
    derivations: &'d Derivations,
    /// (derived local, base)
    pub pairs: Vec<(usize, usize)>,
    index: BTreeMap<(usize, usize), usize>,
    /// For each defining operator, the local and the definition.
    definitions: BTreeMap<usize, (usize, &'d Definition)>,
    /// For each local, the pairs in which it is the base, and those in which it is derived.
    as_base: BTreeMap<usize, Vec<usize>>,
    as_derived: BTreeMap<usize, Vec<usize>>,
}

impl<'d> Staleness<'d> {
    pub(super) fn new(derivations: &'d Derivations, pairs: Vec<(usize, usize)>) -> Staleness<'d> {
        let mut as_base: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut as_derived: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, (local, base)) in pairs.iter().enumerate() {
            as_base.entry(*base).or_default().push(number);
            as_derived.entry(*local).or_default().push(number);
        }
        let definitions = derivations
            .definitions
            .iter()
            .flat_map(|(local, list)| list.iter().map(|one| (one.at, (*local, one))))
            .collect();
        let index = pairs.iter().enumerate().map(|(number, pair)| (*pair, number)).collect();
        Staleness { derivations, pairs, index, definitions, as_base, as_derived }
    }

    /// The stale pairs before each operator.
    pub(super) fn solve(&self, flow: &Flow) -> Vec<Bits> {
        let count = flow.next.len();
        let mut before = vec![Bits::new(self.pairs.len()); count];
        if self.pairs.is_empty() {
            return before;
        }
        loop {
            let mut changed = false;
            for at in 0..count {
                let mut state = before[at].clone();
                self.transfer(at, &mut state);
                for next in &flow.next[at] {
                    changed |= before[*next].absorb(&state);
                }
            }
            if !changed {
                return before;
            }
        }
    }

    fn transfer(&self, at: usize, state: &mut Bits) {
        let Some((local, definition)) = self.definitions.get(&at) else { return };
        let old = state.clone();
        for pair in self.as_base.get(local).into_iter().flatten() {
            state.insert(*pair);
        }
        for pair in self.as_derived.get(local).into_iter().flatten() {
            let base = self.pairs[*pair].1;
            let from_itself = definition.starts_from(*local);
            let stale = if base == *local {
                // The local held its base; now it may hold what was computed from that.
                let from_others = self.sources(*local, definition, base).next().is_some();
                let advanced = old.contains(*pair) || !definition.is_identity(*local);
                from_others || from_itself && advanced
            } else {
                (from_itself && old.contains(*pair))
                    || self.sources(*local, definition, base).any(|source| old.contains(source))
            };
            state.set(*pair, stale);
        }
    }

    /// The pairs from which a definition of `local` takes over the base.
    fn sources(
        &self,
        local: usize,
        definition: &'d Definition,
        base: usize,
    ) -> impl Iterator<Item = usize> + '_ {
        definition
            .locals()
            .filter(move |leaf| *leaf != local)
            .filter_map(move |leaf| self.index.get(&(leaf, base)).copied())
    }

    /// The pairs whose base must be copied to an anchor: those stale at a crossing, and those that such
    /// a pair takes its base from while they are stale.
    pub(super) fn lost(&self, before: &[Bits], crossings: &Crossings) -> BTreeSet<usize> {
        let mut lost = BTreeSet::new();
        let mut open: Vec<usize> = Vec::new();
        for (call, crossing) in crossings {
            let stale = before[*call].iter();
            open.extend(stale.filter(|pair| crossing.contains(self.pairs[*pair].0)));
        }
        while let Some(pair) = open.pop() {
            if !lost.insert(pair) {
                continue;
            }
            let (local, base) = self.pairs[pair];
            for definition in &self.derivations.definitions[&local] {
                // A definition of the base itself overwrites what is to be copied.
                let overwritten =
                    |source: &usize| local == base || before[definition.at].contains(*source);
                open.extend(self.sources(local, definition, base).filter(overwritten));
            }
        }
        lost
    }
}
