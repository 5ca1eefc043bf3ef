//! Gives each independent use of a local a local of its own.
//!
//! LLVM lets unrelated values share a local once the earlier one is dead. For the pass that blurs
//! everything: a number looks like a pointer, a base looks overwritten. A *web* is a set of definitions
//! that can reach the same reads; renaming each web costs nothing, as compiled code does not know locals.

use std::collections::BTreeMap;

use wasmparser::Operator;

use super::bits::Bits;
use super::decode::Body;
use super::flow::Flow;
use super::liveness::defined;

/// The definitions of a body: the initial values of all locals first, then the assigning operators.
struct Definitions {
    /// The operators that assign, in order.
    operators: Vec<usize>,
    /// For each definition, its local.
    locals: Vec<usize>,
    /// For each local, its definitions.
    of_local: Vec<Bits>,
    /// For each operator that assigns, its definition.
    at: BTreeMap<usize, usize>,
}

impl Definitions {
    fn of(body: &Body<'_>) -> Definitions {
        let mut locals: Vec<usize> = (0..body.locals.len()).collect();
        let mut operators = Vec::new();
        let mut at = BTreeMap::new();
        for (position, operator) in body.operators.iter().enumerate() {
            if let Some(local) = defined(operator) {
                at.insert(position, locals.len());
                operators.push(position);
                locals.push(local);
            }
        }
        let mut of_local = vec![Bits::new(locals.len()); body.locals.len()];
        for (definition, local) in locals.iter().enumerate() {
            of_local[*local].insert(definition);
        }
        Definitions { operators, locals, of_local, at }
    }

    /// The definitions that may have given the locals their values, before each operator.
    fn reaching(&self, body: &Body<'_>, flow: &Flow) -> Vec<Bits> {
        let mut before = vec![Bits::new(self.locals.len()); body.operators.len()];
        if let Some(entry) = before.first_mut() {
            (0..body.locals.len()).for_each(|local| entry.insert(local));
        }
        loop {
            let mut changed = false;
            for at in 0..before.len() {
                let mut state = before[at].clone();
                if let Some(definition) = self.at.get(&at) {
                    state.subtract(&self.of_local[self.locals[*definition]]);
                    state.insert(*definition);
                }
                for next in &flow.next[at] {
                    changed |= before[*next].absorb(&state);
                }
            }
            if !changed {
                return before;
            }
        }
    }
}

/// Renames the webs of a body.
pub(super) fn split(body: &mut Body<'_>, flow: &Flow) {
    let definitions = Definitions::of(body);
    let reaching = definitions.reaching(body, flow);
    let mut webs = Webs((0..definitions.locals.len()).collect());
    let mut read_by = BTreeMap::new();
    for (at, operator) in body.operators.iter().enumerate() {
        if let Operator::LocalGet { local_index } = operator {
            let mut set = reaching[at].clone();
            set.intersect(&definitions.of_local[*local_index as usize]);
            let mut sources = set.iter();
            // An operator that is never reached has no source: leave it alone.
            let Some(first) = sources.next() else { continue };
            sources.for_each(|other| webs.join(first, other));
            read_by.insert(at, first);
        }
    }
    let mut names: BTreeMap<usize, u32> = BTreeMap::new();
    for local in 0..body.locals.len() {
        // The web of the initial value keeps the name: a parameter's must.
        names.insert(webs.find(local), local as u32);
    }
    for at in &definitions.operators {
        let definition = definitions.at[at];
        let web = webs.find(definition);
        let ty = body.locals[definitions.locals[definition]];
        let name = match names.get(&web) {
            Some(name) => *name,
            None => body.add_local(ty),
        };
        names.insert(web, name);
        rename(&mut body.operators[*at], name);
    }
    for (at, definition) in read_by {
        let name = names[&webs.find(definition)];
        rename(&mut body.operators[at], name);
    }
}

fn rename(operator: &mut Operator<'_>, name: u32) {
    if let Operator::LocalGet { local_index }
    | Operator::LocalSet { local_index }
    | Operator::LocalTee { local_index } = operator
    {
        *local_index = name;
    }
}

/// Disjoint sets of definitions.
struct Webs(Vec<usize>);

impl Webs {
    fn find(&mut self, item: usize) -> usize {
        let mut root = item;
        while self.0[root] != root {
            root = self.0[root];
        }
        self.0[item] = root;
        root
    }

    /// The smaller number becomes the name of the set.
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.0[one.max(other)] = one.min(other);
    }
}
