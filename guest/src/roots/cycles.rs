//! Cycles in a graph of locals: a local that is computed from itself, through others or not.

use std::collections::{BTreeMap, BTreeSet};

/// Which locals lead to which.
#[derive(Default)]
pub(super) struct Cycles {
    edges: BTreeMap<usize, BTreeSet<usize>>,
    /// All that can be reached from each.
    reached: BTreeMap<usize, BTreeSet<usize>>,
}

impl Cycles {
    /// Finds the cycles of a graph, given as pairs (from, to).
    pub(super) fn of(edges: impl IntoIterator<Item = (usize, usize)>) -> Cycles {
        let mut cycles = Cycles::default();
        for (from, to) in edges {
            cycles.edges.entry(from).or_default().insert(to);
        }
        for start in cycles.edges.keys() {
            let mut reached = BTreeSet::new();
            let mut open = vec![*start];
            while let Some(node) = open.pop() {
                let next = cycles.edges.get(&node).into_iter().flatten();
                open.extend(next.copied().filter(|to| reached.insert(*to)));
            }
            cycles.reached.insert(*start, reached);
        }
        cycles
    }

    /// Whether the edge exists and lies on a cycle.
    pub(super) fn contain(&self, from: usize, to: usize) -> bool {
        self.edges.get(&from).is_some_and(|set| set.contains(&to))
            && self.reached.get(&to).is_some_and(|set| set.contains(&from))
    }
}
