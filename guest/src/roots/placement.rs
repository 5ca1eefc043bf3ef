//! Decides where each crossing value is stored, and in which slot of the frame.

use std::collections::BTreeMap;

use wasmparser::ValType;

use super::bits::Bits;
use super::decode::Body;
use super::flow::Flow;
use super::frequency::frequencies;
use super::liveness::{Crossings, after, defined, needed};
use super::pointers::Pointers;

/// Where the stores of one body go.
pub(super) struct Placement {
    /// Byte offset of each stored local from the start of the spill area.
    pub slots: BTreeMap<usize, u32>,
    /// Size of the spill area.
    pub bytes: u32,
    /// Locals to be stored at the entry, before each operator, and after each operator.
    pub at_entry: Vec<usize>,
    pub before: BTreeMap<usize, Vec<usize>>,
    pub after: BTreeMap<usize, Vec<usize>>,
    /// Estimated number of stores per call of the function.
    pub cost: f64,
    /// Estimated number of calls with stores before them, per call of the function.
    pub frames: f64,
}

/// Everything that placement is decided from.
pub(super) struct Inputs<'i, 'a> {
    pub body: &'i Body<'a>,
    pub flow: &'i Flow,
    pub pointers: &'i Pointers,
    pub crossings: &'i Crossings,
    /// Whether a store may stand after the given operator (None: at the entry).
    pub may_store: &'i dyn Fn(Option<usize>) -> bool,
    /// Whether the slots keep their contents between two calls.
    pub carries: bool,
}

struct Placing<'i, 'a> {
    inputs: &'i Inputs<'i, 'a>,
    need: Vec<Bits>,
    weights: Vec<f64>,
    /// Locals stored where they are defined; the others are stored before calls.
    at_definition: Bits,
}

impl Placement {
    /// Number of stores.
    pub(super) fn stores(&self) -> usize {
        let scattered = self.before.values().chain(self.after.values());
        self.at_entry.len() + scattered.map(Vec::len).sum::<usize>()
    }

    pub(super) fn of(inputs: &Inputs<'_, '_>) -> Placement {
        let locals = inputs.body.locals.len();
        let mut placing = Placing {
            inputs,
            need: needed(inputs.body, inputs.flow, inputs.crossings),
            weights: frequencies(inputs.body, inputs.flow),
            at_definition: Bits::new(locals),
        };
        placing.choose();
        let slots = placing.colour();
        placing.stores(slots)
    }
}

impl Placing<'_, '_> {
    fn locals(&self) -> usize {
        self.inputs.body.locals.len()
    }

    /// Whether operator `at` defines a local whose new value some crossing wants; and which.
    fn wanted_definition(&self, at: usize) -> Option<usize> {
        let local = defined(&self.inputs.body.operators[at])?;
        let wanted = self.inputs.flow.next[at].iter().any(|next| self.need[*next].contains(local));
        wanted.then_some(local)
    }

    /// Whether the value that operator `at` assigns may be a pointer. Where it is a number nothing is
    /// stored: an old pointer left in the slot keeps an object alive a little longer, no more.
    fn assigns_pointer(&self, at: usize) -> bool {
        self.inputs.pointers.value(self.inputs.flow.operands[at][0])
    }

    /// Picks, for each local, the cheaper of storing at its definitions and storing before the calls.
    fn choose(&mut self) {
        let count = self.locals();
        let mut at_definition = vec![0.0; count];
        let mut at_call = vec![0.0; count];
        let mut forbidden = Bits::new(count);
        for local in self.need[0].iter().filter(|local| *local < self.inputs.body.params) {
            at_definition[local] += 1.0;
            forbidden.set(local, !(self.inputs.may_store)(None));
        }
        for (at, weight) in self.weights.iter().enumerate() {
            if let Some(local) = self.wanted_definition(at)
                && self.assigns_pointer(at)
            {
                at_definition[local] += weight;
                if !(self.inputs.may_store)(Some(at)) {
                    forbidden.insert(local);
                }
            }
        }
        let stored = self.stored(&BTreeMap::new());
        for (call, crossing) in self.inputs.crossings {
            for local in crossing.iter().filter(|local| !stored[*call].contains(*local)) {
                at_call[local] += self.weights[*call];
            }
        }
        for local in 0..count {
            let cheaper = at_definition[local] < at_call[local];
            self.at_definition.set(local, cheaper && !forbidden.contains(local));
        }
    }

    /// Locals whose slot surely holds their value, before each operator, if all stores happen.
    /// `slots` may be empty: then nobody shares a slot.
    fn stored(&self, slots: &BTreeMap<usize, u32>) -> Vec<Bits> {
        let sharing = self.sharing(slots);
        let count = self.inputs.flow.next.len();
        let mut before = vec![Bits::full(self.locals()); count];
        // What is not a parameter starts as zero, which no slot needs to hold.
        for local in 0..self.inputs.body.params {
            let entry = self.at_definition.contains(local) && self.need[0].contains(local);
            before[0].set(local, entry);
        }
        loop {
            let mut changed = false;
            for at in 0..count {
                let mut state = before[at].clone();
                self.transfer(at, &sharing, &mut state);
                for next in &self.inputs.flow.next[at] {
                    let known = before[*next].clone();
                    before[*next].intersect(&state);
                    changed |= before[*next] != known;
                }
            }
            if !changed {
                return before;
            }
        }
    }

    fn transfer(&self, at: usize, sharing: &BTreeMap<usize, Bits>, state: &mut Bits) {
        let store = |local: usize, state: &mut Bits| {
            if let Some(others) = sharing.get(&local) {
                state.subtract(others);
            }
            state.insert(local);
        };
        if let Some(local) = defined(&self.inputs.body.operators[at]) {
            let number = !self.assigns_pointer(at);
            let stores = self.at_definition.contains(local)
                && self.wanted_definition(at).is_some()
                && !number;
            if stores {
                store(local, state);
            } else {
                state.set(local, number);
            }
        } else if let Some(crossing) = self.inputs.crossings.get(&at)
            && self.inputs.carries
        {
            let missing: Vec<usize> =
                crossing.iter().filter(|local| !state.contains(*local)).collect();
            for local in missing {
                store(local, state);
            }
        }
    }

    /// For each local, the others that were given the same slot.
    fn sharing(&self, slots: &BTreeMap<usize, u32>) -> BTreeMap<usize, Bits> {
        let mut sharing = BTreeMap::new();
        for (local, slot) in slots {
            let mut others = Bits::new(self.locals());
            for (other, taken) in slots {
                if other != local && taken == slot {
                    others.insert(*other);
                }
            }
            sharing.insert(*local, others);
        }
        sharing
    }

    /// Gives a slot to every crossing local; two share one if they are never needed together.
    fn colour(&self) -> BTreeMap<usize, u32> {
        let mut crossing = Bits::new(self.locals());
        self.inputs.crossings.values().for_each(|set| crossing.union(set));
        let conflicts = self.conflicts(&crossing);
        let mut slots: BTreeMap<usize, u32> = BTreeMap::new();
        // Pairs of words come after all single words, so that each slot has one size.
        let wide = |local: &usize| self.inputs.body.locals[*local] == ValType::I64;
        let (pairs, words): (Vec<usize>, Vec<usize>) = crossing.iter().partition(wide);
        let mut end = 0;
        for (group, size) in [(words, 4), (pairs, 8)] {
            let start = end;
            for local in group {
                let taken: Vec<u32> = conflicts[&local]
                    .iter()
                    .filter_map(|other| slots.get(&other).copied())
                    .collect();
                let free = (start..).step_by(size as usize).find(|slot| !taken.contains(slot));
                let slot = free.unwrap_or(end);
                end = end.max(slot + size);
                slots.insert(local, slot);
            }
        }
        slots
    }

    fn conflicts(&self, crossing: &Bits) -> BTreeMap<usize, Bits> {
        let mut conflicts: BTreeMap<usize, Bits> =
            crossing.iter().map(|local| (local, Bits::new(self.locals()))).collect();
        let mut together = |set: &Bits| {
            for local in set.iter() {
                if let Some(others) = conflicts.get_mut(&local) {
                    others.union(set);
                }
            }
        };
        together(&self.need[0]);
        for at in 0..self.inputs.flow.next.len() {
            if self.wanted_definition(at).is_some() {
                together(&after(self.inputs.flow, &self.need, at, self.locals()));
            } else if self.inputs.crossings.contains_key(&at) {
                together(&self.need[at]);
            }
        }
        for (local, others) in &mut conflicts {
            others.remove(*local);
        }
        conflicts
    }

    /// The stores themselves.
    fn stores(&self, slots: BTreeMap<usize, u32>) -> Placement {
        let wide = |local: usize| self.inputs.body.locals[local] == ValType::I64;
        let ends = slots.iter().map(|(local, slot)| slot + if wide(*local) { 8 } else { 4 });
        let bytes = ends.max().unwrap_or(0);
        let stored = self.stored(&slots);
        let mut before = BTreeMap::new();
        for (call, crossing) in self.inputs.crossings {
            let missing: Vec<usize> =
                crossing.iter().filter(|local| !stored[*call].contains(*local)).collect();
            if !missing.is_empty() {
                before.insert(*call, missing);
            }
        }
        let mut after = BTreeMap::new();
        for at in 0..self.inputs.body.operators.len() {
            if let Some(local) = self.wanted_definition(at)
                && self.at_definition.contains(local)
                && self.assigns_pointer(at)
            {
                after.insert(at, vec![local]);
            }
        }
        let at_entry: Vec<usize> = self.need[0]
            .iter()
            .filter(|local| *local < self.inputs.body.params && self.at_definition.contains(*local))
            .collect();
        let count = |stores: &BTreeMap<usize, Vec<usize>>| -> f64 {
            stores.iter().map(|(at, locals)| self.weights[*at] * locals.len() as f64).sum()
        };
        let cost = at_entry.len() as f64 + count(&before) + count(&after);
        let frames = before.keys().map(|call| self.weights[*call]).sum();
        Placement { slots, bytes, at_entry, before, after, cost, frames }
    }
}
