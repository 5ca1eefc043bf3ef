//! The interpreter's state: where it is, and which of its words the code uses.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use guest::facts::Facts;
use wasmparser::{MemArg, Operator};

use super::functions::Collector;
use super::module::{Function, Module};
use super::report::{Report, Verdict, list};

/// The state is not longer than this.
const STATE_BYTES: u32 = 4096;

/// The entries of `[state]`: name, offset, bytes.
pub fn fields(facts: &Facts) -> [(&'static str, u32, u32); 25] {
    let state = &facts.state;
    [
        ("stack_limit", state.stack_limit, 4),
        ("gc_lock_depth", state.gc_lock_depth, 2),
        ("dict_locals", state.dict_locals, 4),
        ("dict_globals", state.dict_globals, 4),
        ("last_name_pool", state.last_name_pool, 4),
        ("last_name_chunk", state.last_name_chunk, 4),
        ("nlr_top", state.nlr_top, 4),
        ("pending_exception", state.pending_exception, 4),
        ("opt_level", state.opt_level, 4),
        ("sched_state", state.sched_state, 2),
        ("sched_len", state.sched_len, 1),
        ("sched_idx", state.sched_idx, 1),
        ("builtins_override", state.builtins_override, 4),
        ("host_buffer", state.host_buffer, 4),
        ("host_buffer_capacity", state.host_buffer_capacity, 4),
        ("gc_table", state.gc_table, 4),
        ("gc_table_len", state.gc_table_len, 4),
        ("gc_finalisers", state.gc_finalisers, 4),
        ("gc_pool_start", state.gc_pool_start, 4),
        ("gc_pool_end", state.gc_pool_end, 4),
        ("gc_search_start", state.gc_search_start, 4),
        ("gc_last_used", state.gc_last_used, 4),
        ("gc_auto_collect", state.gc_auto_collect, 2),
        ("gc_alloc_amount", state.gc_alloc_amount, 4),
        ("gc_alloc_threshold", state.gc_alloc_threshold, 4),
    ]
}

/// A load or a store: its bytes and its offset.
fn access(operator: &Operator<'_>) -> Option<(u32, MemArg)> {
    use Operator as O;
    match operator {
        O::I32Load { memarg } | O::I32Store { memarg } => Some((4, *memarg)),
        O::I32Load16U { memarg } | O::I32Load16S { memarg } | O::I32Store16 { memarg } => {
            Some((2, *memarg))
        }
        O::I32Load8U { memarg } | O::I32Load8S { memarg } | O::I32Store8 { memarg } => {
            Some((1, *memarg))
        }
        O::I64Load { memarg } | O::I64Store { memarg } => Some((8, *memarg)),
        _ => None,
    }
}

/// The offsets at which a function reads the state or takes addresses in it, with how many bytes (0:
/// only the address). A constant is followed by the load, or stands alone.
pub fn offsets(operators: &[Operator<'_>], state: u32) -> BTreeSet<(u32, u32)> {
    let within = |address: u64| {
        let offset = u32::try_from(address).ok()?.checked_sub(state)?;
        (offset < STATE_BYTES).then_some(offset)
    };
    let mut found = BTreeSet::new();
    for (at, operator) in operators.iter().enumerate() {
        if let Operator::I32Const { value } = operator {
            let base = u64::from(value.cast_unsigned());
            let read = operators.get(at + 1).and_then(access);
            match read {
                Some((bytes, memarg)) => {
                    found.extend(within(base + memarg.offset).map(|offset| (offset, bytes)));
                }
                None => found.extend(within(base).map(|offset| (offset, 0))),
            }
        } else if let Some((bytes, memarg)) = access(operator) {
            // The whole address may stand in the instruction.
            found.extend(within(memarg.offset).map(|offset| (offset, bytes)));
        }
    }
    found
}

/// A function's offsets where it stores, or has the state's address in a local.
fn loose_offsets(function: &Function<'_>, state: u32) -> BTreeSet<(u32, u32)> {
    let names_state = function.operators.iter().any(
        |operator| matches!(operator, Operator::I32Const { value } if value.cast_unsigned() == state),
    );
    let accesses = function.operators.iter().filter_map(access);
    accesses
        .filter(|(_, memarg)| names_state && memarg.offset < u64::from(STATE_BYTES))
        .map(|(bytes, memarg)| (memarg.offset as u32, bytes))
        .collect()
}

/// The constants that are added to the most different offsets in `gc_alloc`, the best one first.
fn bases(function: &Function<'_>) -> Vec<(u32, BTreeSet<u64>)> {
    let mut offsets: BTreeMap<u32, BTreeSet<u64>> = BTreeMap::new();
    for pair in function.operators.windows(2) {
        if let [Operator::I32Const { value }, load] = pair
            && let Some((_, memarg)) = access(load)
        {
            offsets.entry(value.cast_unsigned()).or_default().insert(memarg.offset);
        }
    }
    let mut bases: Vec<_> = offsets.into_iter().collect();
    bases.sort_by_key(|(_, offsets)| std::cmp::Reverse(offsets.len()));
    bases
}

/// `[objects] state`, `[state]` and `[type]`. The rest of `[objects]` is known at run time only.
pub fn state<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    collector: &Collector,
) -> io::Result<()> {
    let alloc = collector.alloc.first().and_then(|index| module.function(*index));
    let bases = alloc.map_or_else(Vec::new, bases);
    let found = match bases.first() {
        Some((base, used)) => {
            let used: Vec<u32> = used.iter().map(|offset| *offset as u32).collect();
            format!("gc_alloc reads from {base}, at the offsets {}", list(&used))
        }
        None => "gc_alloc was not found".to_owned(),
    };
    let state = facts.objects.state;
    let fits = bases.first().is_some_and(|(base, _)| *base == state);
    report.line(Verdict::of(fits), "objects.state", state, found)?;
    // Offsets are compared even if the whole structure has moved.
    let base = bases.first().map_or(state, |(base, _)| *base);
    let used: Vec<(u32, BTreeSet<(u32, u32)>)> = module
        .functions()
        .map(|function| {
            let mut used = offsets(&function.operators, base);
            used.extend(loose_offsets(function, base));
            (function.index, used)
        })
        .collect();
    for (name, offset, bytes) in fields(facts) {
        let users: Vec<u32> = used
            .iter()
            .filter(|(_, used)| used.contains(&(offset, bytes)))
            .map(|(index, _)| *index)
            .collect();
        let found = format!("{bytes} bytes there are used by functions {}", list(&users));
        let entry = format!("state.{name}");
        report.line(Verdict::of(!users.is_empty()), &entry, offset, found)?;
    }
    let callers: Vec<u32> = module
        .functions()
        .filter(|function| calls_by_slot(facts, function))
        .map(|function| function.index)
        .collect();
    let found = format!("functions {} call what the slot names", list(&callers));
    let says = format!("{} and {}", facts.type_object.call_slot, facts.type_object.slots);
    let verdict = Verdict::of(!callers.is_empty());
    report.line(verdict, "type.call_slot and type.slots", says, found)
}

/// Whether a function takes a slot's number out of a type, loads the word of that slot, and calls it.
fn calls_by_slot(facts: &Facts, function: &Function<'_>) -> bool {
    const NEAR: usize = 20;
    let operators = &function.operators;
    let slot = u64::from(facts.type_object.call_slot);
    // Slots are numbered from 1.
    let before_first = facts.type_object.slots.wrapping_sub(4);
    let is_base = |operator: &Operator<'_>| match operator {
        Operator::I32Const { value } => value.cast_unsigned() == before_first,
        Operator::I32Load { memarg } => memarg.offset == u64::from(before_first),
        _ => false,
    };
    operators.iter().enumerate().any(|(at, operator)| {
        let near = &operators[at..operators.len().min(at + NEAR)];
        matches!(operator, Operator::I32Load8U { memarg } if memarg.offset == slot)
            && near.iter().any(is_base)
            && near.iter().any(|operator| matches!(operator, Operator::CallIndirect { .. }))
    })
}
