//! Lets anchors follow their derived pointers.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{Operator, ValType};

use super::bases::{Bases, Derivations, Pair};
use super::decode::Body;
use super::definitions::{Arms, Definition, locals};
use super::edit::Insertions;
use super::error::RootsError;
use super::pointers::Source;

/// How many places one base of one derived pointer may come from at once (`p + q`, where both were
/// computed from it at different times).
const PLACES: usize = 16;

/// The anchors of one body.
pub(super) struct Anchoring<'n> {
    derivations: &'n Derivations,
    bases: &'n Bases,
    pub anchors: BTreeMap<Pair, Vec<u32>>,
}

impl<'n> Anchoring<'n> {
    /// Makes the anchors for the pairs whose base is lost.
    pub(super) fn new(
        derivations: &'n Derivations,
        bases: &'n Bases,
        lost: BTreeSet<Pair>,
        body: &mut Body<'_>,
    ) -> Result<Anchoring<'n>, RootsError> {
        let mut anchoring = Anchoring { derivations, bases, anchors: BTreeMap::new() };
        let mut wanted: BTreeMap<Pair, usize> = lost.iter().map(|pair| (*pair, 1)).collect();
        // The number of places spreads from source to source; it is bounded, so this ends.
        loop {
            let mut changed = false;
            for pair in &lost {
                let definitions = &derivations.definitions[&pair.0];
                let counts =
                    definitions.iter().map(|one| (anchoring.places(*pair, one, &wanted), one.at));
                let Some((count, at)) = counts.max() else { continue };
                if count > PLACES {
                    let what = "a pointer computed from ever more places";
                    let function = body.index;
                    return Err(RootsError::Unsupported { function, operator: at, what });
                }
                changed |= wanted.insert(*pair, count.max(1)) != Some(count.max(1));
            }
            if !changed {
                break;
            }
        }
        for (pair, count) in wanted {
            let locals = (0..count).map(|_| body.add_local(body.locals[pair.1])).collect();
            anchoring.anchors.insert(pair, locals);
        }
        Ok(anchoring)
    }

    /// From how many places a definition takes the base.
    fn places(&self, pair: Pair, definition: &Definition, wanted: &BTreeMap<Pair, usize>) -> usize {
        let count = |sources: &[Source]| -> usize {
            let at_leaf = |leaf| wanted.get(&(leaf, pair.1)).copied();
            let anchored: usize = self.handing(pair, sources).filter_map(at_leaf).sum();
            let in_its_local = self.handing(pair, sources).any(|leaf| at_leaf(leaf).is_none());
            anchored + usize::from(in_its_local)
        };
        match self.arms(pair.0, definition) {
            Some(arms) => arms.sources.iter().map(|arm| count(arm)).max().unwrap_or(0),
            None => count(&definition.sources) + usize::from(is_base(pair, definition)),
        }
    }

    /// The locals from which the pair's base is taken over.
    fn handing<'s>(
        &'s self,
        (local, base): Pair,
        sources: &'s [Source],
    ) -> impl Iterator<Item = usize> + 's {
        let leaves: BTreeSet<usize> = locals(sources).collect();
        leaves.into_iter().filter(move |leaf| *leaf != local).filter(move |leaf| {
            *leaf == base || self.bases.get(leaf).is_some_and(|set| set.contains(&base))
        })
    }

    /// The locals that hold the pair's base, if it comes from these sources.
    fn holders(&self, pair: Pair, sources: &[Source]) -> BTreeSet<u32> {
        self.handing(pair, sources)
            .flat_map(|leaf| match self.anchors.get(&(leaf, pair.1)) {
                // An anchored source hands on its anchors.
                Some(anchors) => anchors.clone(),
                // Any other still has the base in its own local.
                None => vec![pair.1 as u32],
            })
            .collect()
    }

    /// The arms of a definition whose choice the anchors must repeat.
    fn arms<'d>(&self, local: usize, definition: &'d Definition) -> Option<&'d Arms> {
        definition.arms.as_ref().filter(|_| self.derivations.on_cycle(local, definition))
    }

    /// Writes the assignments.
    pub(super) fn insert(&self, body: &mut Body<'_>) {
        let mut insertions = Insertions::default();
        let mut conditions = BTreeMap::new();
        for (pair, anchors) in &self.anchors {
            let local = pair.0;
            if local == pair.1 && local < body.params {
                insertions.first(assign(local as u32, anchors[0]));
            }
            for definition in &self.derivations.definitions[&local] {
                if let Some(arms) = self.arms(local, definition) {
                    let condition = *conditions.entry(arms.condition).or_insert_with(|| {
                        let local_index = body.add_local(ValType::I32);
                        insertions.after(arms.condition, [Operator::LocalTee { local_index }]);
                        local_index
                    });
                    self.select(*pair, definition, arms, condition, &mut insertions);
                    continue;
                }
                // Computed from itself, it leaves the base where it is: there is no holder then.
                let own = is_base(*pair, definition).then_some(local as u32);
                let holders = self.holders(*pair, &definition.sources);
                for (holder, anchor) in own.into_iter().chain(holders).zip(anchors) {
                    insertions.after(definition.at, assign(holder, *anchor));
                }
            }
        }
        insertions.apply(body);
    }

    /// Lets the anchors of a pair choose as a `select` does.
    fn select(
        &self,
        pair: Pair,
        definition: &Definition,
        arms: &Arms,
        condition: u32,
        insertions: &mut Insertions<'_>,
    ) {
        let local = pair.0;
        let holders = arms.sources.each_ref().map(|sources| -> Vec<u32> {
            match locals(sources).next() {
                None if is_base(pair, definition) => vec![local as u32],
                // None for the local's own value: its anchors stay as they are.
                _ => self.holders(pair, sources).into_iter().collect(),
            }
        });
        for (place, anchor) in self.anchors[&pair].iter().enumerate() {
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

/// Whether the definition may make the local its own base.
fn is_base((local, base): Pair, definition: &Definition) -> bool {
    local == base && definition.is_exact()
}

fn assign<'a>(from: u32, to: u32) -> [Operator<'a>; 2] {
    [Operator::LocalGet { local_index: from }, Operator::LocalSet { local_index: to }]
}
