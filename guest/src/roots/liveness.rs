//! What must be visible to a collection: the locals that cross each call which may collect.

use std::collections::BTreeMap;

use wasmparser::{Operator, ValType};

use super::bits::Bits;
use super::decode::Body;
use super::flow::{CAUGHT, Flow};
use super::pointers::Pointers;

/// For each call that may collect, the locals whose values are wanted after it.
pub(super) type Crossings = BTreeMap<usize, Bits>;

/// The local that an operator defines.
pub(super) fn defined(operator: &Operator<'_>) -> Option<usize> {
    match operator {
        Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
            Some(*local_index as usize)
        }
        _ => None,
    }
}

/// Solves the equations `before = (after - killed) + generated` backwards over a body, where `after` is
/// the union over the operators that may run next. Returns the sets before each operator.
pub(super) fn backwards(
    flow: &Flow,
    locals: usize,
    transfer: impl Fn(usize, &mut Bits),
) -> Vec<Bits> {
    let count = flow.next.len();
    let mut before = vec![Bits::new(locals); count];
    loop {
        let mut changed = false;
        for at in (0..count).rev() {
            let mut set = after(flow, &before, at, locals);
            transfer(at, &mut set);
            if set != before[at] {
                before[at] = set;
                changed = true;
            }
        }
        if !changed {
            return before;
        }
    }
}

/// The union of the sets before all operators that may run after `at`.
pub(super) fn after(flow: &Flow, before: &[Bits], at: usize, locals: usize) -> Bits {
    let mut set = Bits::new(locals);
    for next in &flow.next[at] {
        set.union(&before[*next]);
    }
    set
}

/// Locals that are read later, before each operator.
fn live(body: &Body<'_>, flow: &Flow) -> Vec<Bits> {
    backwards(flow, body.locals.len(), |at, set| {
        let operator = &body.operators[at];
        if let Some(local) = defined(operator) {
            set.remove(local);
        } else if let Operator::LocalGet { local_index } = operator {
            set.insert(*local_index as usize);
        }
    })
}

/// Before each operator, the locals that some later crossing wants with the value they have now.
pub(super) fn needed(body: &Body<'_>, flow: &Flow, crossings: &Crossings) -> Vec<Bits> {
    backwards(flow, body.locals.len(), |at, set| {
        if let Some(local) = defined(&body.operators[at]) {
            set.remove(local);
        } else if let Some(crossing) = crossings.get(&at) {
            set.union(crossing);
        }
    })
}

/// Locals that may hold a pointer and are live across each of the calls `collecting`, or lie on the
/// operand stack beneath its arguments.
pub(super) fn crossings(
    body: &Body<'_>,
    flow: &Flow,
    pointers: &Pointers,
    collecting: &[usize],
) -> Crossings {
    let before = live(body, flow);
    let mut crossings = Crossings::new();
    for call in collecting {
        let mut set = after(flow, &before, *call, body.locals.len());
        set.intersect(&pointers.locals);
        for maker in &flow.beneath[call] {
            if pointers.value(*maker)
                && let Some(local) = plain_local(body, *maker)
            {
                set.insert(local);
            }
        }
        crossings.insert(*call, set);
    }
    crossings
}

/// The local whose value an operator copies to the operand stack.
pub(super) fn plain_local(body: &Body<'_>, maker: usize) -> Option<usize> {
    match body.operators.get(maker)? {
        Operator::LocalGet { local_index } | Operator::LocalTee { local_index } => {
            Some(*local_index as usize)
        }
        _ => None,
    }
}

/// Whether a local is redefined after operator `from` and before operator `to`.
///
/// The range is that of the text: what runs while a value lies on the operand stack stands between the
/// operators that put it there and take it away.
pub(super) fn redefined(body: &Body<'_>, local: usize, from: usize, to: usize) -> bool {
    (from + 1..to).any(|at| defined(&body.operators[at]) == Some(local))
}

/// Whether a reference to an exception crosses one of the calls: its payload cannot be stored.
pub(super) fn exception_crosses(
    body: &Body<'_>,
    flow: &Flow,
    collecting: &[usize],
) -> Option<usize> {
    let is_exception = |ty: ValType| ty == ValType::EXNREF;
    let any_local = body.locals.iter().any(|ty| is_exception(*ty));
    let before = if any_local { live(body, flow) } else { Vec::new() };
    collecting.iter().copied().find(|call| {
        let on_stack = flow.beneath[call]
            .iter()
            .any(|maker| *maker != CAUGHT && flow.result[*maker].is_some_and(is_exception));
        let in_local = any_local
            && after(flow, &before, *call, body.locals.len())
                .iter()
                .any(|local| is_exception(body.locals[local]));
        on_stack || in_local
    })
}
