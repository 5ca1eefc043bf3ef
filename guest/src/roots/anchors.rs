//! Lets anchors follow their derived pointers.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::Operator;

use super::bases::{Bases, Definition, Derivations, Pair};
use super::decode::Body;
use super::edit::Insertions;

/// How many places one base of one derived pointer may come from at once (`p + q`, where both were
/// computed from it at different times).
const PLACES: usize = 4;

/// The anchors of one body.
pub(super) struct Anchoring<'n> {
    derivations: &'n Derivations,
    bases: &'n Bases,
    lost: BTreeSet<Pair>,
    pub anchors: BTreeMap<Pair, Vec<u32>>,
}

impl<'n> Anchoring<'n> {
    /// Makes the anchors for the pairs whose base is lost.
    pub(super) fn new(
        derivations: &'n Derivations,
        bases: &'n Bases,
        lost: BTreeSet<Pair>,
        body: &mut Body<'_>,
    ) -> Anchoring<'n> {
        let mut anchoring = Anchoring { derivations, bases, lost, anchors: BTreeMap::new() };
        let mut wanted: BTreeMap<Pair, usize> = BTreeMap::new();
        wanted.extend(anchoring.lost.iter().map(|pair| (*pair, 1)));
        // The number of places spreads from source to source; it is bounded, so this ends.
        loop {
            let mut changed = false;
            for pair in &anchoring.lost {
                let own = anchoring.own_places(*pair, &wanted);
                let added = anchoring.places(*pair, &wanted, true);
                let count = (own + added).clamp(1, PLACES);
                changed |= wanted.insert(*pair, count) != Some(count);
            }
            if !changed {
                break;
            }
        }
        for (pair, count) in wanted {
            let locals = (0..count).map(|_| body.add_local(body.locals[pair.1])).collect();
            anchoring.anchors.insert(pair, locals);
        }
        anchoring
    }

    /// Anchors that hold the base while the local is not computed from itself.
    fn own_places(&self, pair: Pair, wanted: &BTreeMap<Pair, usize>) -> usize {
        self.places(pair, wanted, false).clamp(1, PLACES)
    }

    /// The most places that a definition takes the base from, over those that do or do not start from
    /// the local itself.
    fn places(&self, pair: Pair, wanted: &BTreeMap<Pair, usize>, from_itself: bool) -> usize {
        let count = |definition: &Definition| -> usize {
            let at_leaf = |leaf| wanted.get(&(leaf, pair.1)).copied();
            let anchored: usize = self.sources(pair, definition).filter_map(at_leaf).sum();
            let in_its_local = self.sources(pair, definition).any(|leaf| at_leaf(leaf).is_none());
            anchored + usize::from(in_its_local)
        };
        let definitions = self.derivations.definitions[&pair.0].iter();
        definitions
            .filter(|definition| definition.starts_from(pair.0) == from_itself)
            .map(count)
            .max()
            .unwrap_or(0)
    }

    /// The locals through which a definition takes the pair's base.
    fn sources<'d>(
        &'d self,
        (local, base): Pair,
        definition: &'d Definition,
    ) -> impl Iterator<Item = usize> + 'd {
        let leaves: BTreeSet<usize> = definition.locals().filter(|leaf| *leaf != local).collect();
        leaves.into_iter().filter(move |leaf| {
            *leaf == base || self.bases.get(leaf).is_some_and(|set| set.contains(&base))
        })
    }

    /// Writes the assignments; returns how many definitions the anchors cannot follow.
    pub(super) fn insert(&self, body: &mut Body<'_>) -> usize {
        let mut insertions = Insertions::default();
        let mut unfollowed = 0;
        let sizes = self.anchors.iter().map(|(pair, anchors)| (*pair, anchors.len())).collect();
        for (pair, anchors) in &self.anchors {
            let (local, base) = *pair;
            if local == base && local < body.params {
                insertions.first(assign(local as u32, anchors[0]));
            }
            for definition in &self.derivations.definitions[&local] {
                let from_itself = definition.starts_from(local);
                if local == base && definition.is_exact() && !from_itself {
                    insertions.after(definition.at, assign(local as u32, anchors[0]));
                }
                let sources: BTreeSet<u32> = self
                    .sources(*pair, definition)
                    .flat_map(|leaf| match self.anchors.get(&(leaf, base)) {
                        // An anchored source hands on its anchors.
                        Some(anchors) => anchors.clone(),
                        // Any other still has the base in its own local.
                        None => vec![base as u32],
                    })
                    .collect();
                // `p = p + q` leaves the base of p where it is. (If q is picked instead of p and
                // then stays while other q are offered, its base is overwritten.)
                let kept = if from_itself { self.own_places(*pair, &sizes) } else { 0 };
                let places = anchors.get(kept..).unwrap_or_default();
                unfollowed += sources.len().saturating_sub(places.len());
                unfollowed += usize::from(from_itself && definition.chosen && !sources.is_empty());
                for (source, anchor) in sources.iter().zip(places) {
                    insertions.after(definition.at, assign(*source, *anchor));
                }
            }
        }
        insertions.apply(body);
        unfollowed
    }
}

fn assign<'a>(from: u32, to: u32) -> [Operator<'a>; 2] {
    [Operator::LocalGet { local_index: from }, Operator::LocalSet { local_index: to }]
}
