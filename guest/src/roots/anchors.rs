//! Lets anchors follow their derived pointers.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{Operator, ValType};

use super::bases::{Arms, Bases, Definition, Derivations, Pair};
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

    /// The most places that a definition takes the base from, over those that do or do not keep the
    /// local's own places besides.
    fn places(&self, pair: Pair, wanted: &BTreeMap<Pair, usize>, besides: bool) -> usize {
        let count = |leaves: &BTreeSet<usize>| -> usize {
            let at_leaf = |leaf| wanted.get(&(leaf, pair.1)).copied();
            let anchored: usize = self.sources(pair, leaves).filter_map(at_leaf).sum();
            let in_its_local = self.sources(pair, leaves).any(|leaf| at_leaf(leaf).is_none());
            anchored + usize::from(in_its_local)
        };
        let definitions = self.derivations.definitions[&pair.0].iter();
        definitions
            .filter(|definition| keeps_besides(pair.0, definition) == besides)
            .flat_map(|definition| match arms(pair.0, definition) {
                Some(arms) => arms.locals.iter().map(&count).collect(),
                None => vec![count(&definition.locals().collect())],
            })
            .max()
            .unwrap_or(0)
    }

    /// Those of the leaves through which the pair's base comes.
    fn sources<'s>(
        &'s self,
        (local, base): Pair,
        leaves: &'s BTreeSet<usize>,
    ) -> impl Iterator<Item = usize> + 's {
        leaves.iter().copied().filter(move |leaf| *leaf != local).filter(move |leaf| {
            *leaf == base || self.bases.get(leaf).is_some_and(|set| set.contains(&base))
        })
    }

    /// The locals that hold the pair's base, if it comes through these leaves.
    fn holders(&self, pair: Pair, leaves: &BTreeSet<usize>) -> BTreeSet<u32> {
        self.sources(pair, leaves)
            .flat_map(|leaf| match self.anchors.get(&(leaf, pair.1)) {
                // An anchored source hands on its anchors.
                Some(anchors) => anchors.clone(),
                // Any other still has the base in its own local.
                None => vec![pair.1 as u32],
            })
            .collect()
    }

    /// Writes the assignments; returns how many definitions the anchors cannot follow.
    pub(super) fn insert(&self, body: &mut Body<'_>) -> usize {
        let mut insertions = Insertions::default();
        let mut unfollowed = 0;
        let sizes = self.anchors.iter().map(|(pair, anchors)| (*pair, anchors.len())).collect();
        let mut conditions = BTreeMap::new();
        for (pair, anchors) in &self.anchors {
            let (local, base) = *pair;
            if local == base && local < body.params {
                insertions.first(assign(local as u32, anchors[0]));
            }
            for definition in &self.derivations.definitions[&local] {
                if let Some(arms) = arms(local, definition) {
                    let condition = *conditions.entry(arms.condition).or_insert_with(|| {
                        let local_index = body.add_local(ValType::I32);
                        insertions.after(arms.condition, [Operator::LocalTee { local_index }]);
                        local_index
                    });
                    self.select(*pair, definition, arms, condition, &mut insertions);
                    continue;
                }
                let besides = keeps_besides(local, definition);
                if local == base && definition.is_exact() && !besides {
                    insertions.after(definition.at, assign(local as u32, anchors[0]));
                }
                let holders = self.holders(*pair, &definition.locals().collect());
                // `p = p + q` leaves the base of p where it is.
                let kept = if besides { self.own_places(*pair, &sizes) } else { 0 };
                let places = anchors.get(kept..).unwrap_or_default();
                unfollowed += holders.len().saturating_sub(places.len());
                unfollowed += usize::from(besides && definition.chosen && !holders.is_empty());
                for (holder, anchor) in holders.iter().zip(places) {
                    insertions.after(definition.at, assign(*holder, *anchor));
                }
            }
        }
        insertions.apply(body);
        unfollowed
    }

    /// Lets the anchors of a pair choose as a `select` does that may keep the local's own value.
    fn select(
        &self,
        pair: Pair,
        definition: &Definition,
        arms: &Arms,
        condition: u32,
        insertions: &mut Insertions<'_>,
    ) {
        let (local, base) = pair;
        let holders = arms.locals.each_ref().map(|leaves| {
            let own = leaves.contains(&local);
            let exact = local == base && definition.is_exact() && leaves.is_empty();
            match (own, exact) {
                (true, _) => Vec::new(),
                (false, true) => vec![local as u32],
                (false, false) => self.holders(pair, leaves).into_iter().collect(),
            }
        });
        for (place, anchor) in self.anchors[&pair].iter().enumerate() {
            // Without a holder the anchor keeps what it has: right for the local's own arm.
            let [first, second] = holders
                .each_ref()
                .map(|holders: &Vec<u32>| holders.get(place).copied().unwrap_or(*anchor));
            if first != *anchor || second != *anchor {
                insertions.after(
                    definition.at,
                    [
                        Operator::LocalGet { local_index: first },
                        Operator::LocalGet { local_index: second },
                        Operator::LocalGet { local_index: condition },
                        Operator::Select,
                        Operator::LocalSet { local_index: *anchor },
                    ],
                );
            }
        }
    }
}

/// The arms of a definition that picks between the local's own value and another.
fn arms(local: usize, definition: &Definition) -> Option<&Arms> {
    definition.arms.as_ref().filter(|_| definition.starts_from(local))
}

/// Whether a definition adds bases to those that the local has.
fn keeps_besides(local: usize, definition: &Definition) -> bool {
    definition.starts_from(local) && definition.arms.is_none()
}

fn assign<'a>(from: u32, to: u32) -> [Operator<'a>; 2] {
    [Operator::LocalGet { local_index: from }, Operator::LocalSet { local_index: to }]
}
