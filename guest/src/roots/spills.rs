//! Removes what LLVM's lowering of `setjmp` leaves in a function that calls it: before each call inside
//! the `try_table`, locals are stored into words of the function's own frame, and where an exception is
//! caught they are loaded from there, as if a catch lost them. It does not: the function's locals are
//! there as they were at the call that threw.
//!
//! A word whose every load would find in its local what it loads is not needed. That it is so is proved
//! along all paths, those of exceptions included; that nobody else knows the words' addresses is
//! stated by [`Spill`], and checked as far as the function's own instructions go.

use std::collections::BTreeMap;

use wasmparser::Operator;

use super::decode::Body;
use super::error::RootsError;
use super::flow::Flow;
use super::liveness::defined;
use super::spec::Spill;

/// Accesses of one word of the frame: numbers of the loads and stores, ascending.
#[derive(Default)]
struct Word {
    /// The local that every store stores and every load assigns.
    local: u32,
    stores: Vec<usize>,
    loads: Vec<usize>,
}

/// Removes the stores and loads of the stated words; returns how many instructions went.
pub(super) fn remove(
    body: &mut Body<'_>,
    flow: &Flow,
    spill: &Spill,
    stack_pointer: u32,
) -> Result<usize, RootsError> {
    let words = words(body, flow, spill, stack_pointer)?;
    let mut gone = vec![false; body.operators.len()];
    for word in words.values() {
        let known = known(body, flow, word);
        if let Some(load) = word.loads.iter().find(|load| !known[**load]) {
            return Err(refused(body, *load, "a word is loaded that its local may differ from"));
        }
        for store in &word.stores {
            gone[store - 2..=*store].fill(true);
        }
        for load in &word.loads {
            gone[load - 1..=load + 1].fill(true);
        }
    }
    let before = body.operators.len();
    let mut keep = gone.iter().map(|gone| !gone);
    body.operators.retain(|_| keep.next().unwrap_or(true));
    Ok(before - body.operators.len())
}

/// The stated words, from all uses of the frame's address.
fn words(
    body: &Body<'_>,
    flow: &Flow,
    spill: &Spill,
    stack_pointer: u32,
) -> Result<BTreeMap<u32, Word>, RootsError> {
    let operators = &body.operators;
    let frame = Operator::LocalGet { local_index: spill.frame };
    let assigned = operators.iter().filter(|op| defined(op) == Some(spill.frame as usize));
    if assigned.count() != 1 || (spill.frame as usize) < body.params {
        return Err(refused(body, 0, "the address of the frame is not assigned once"));
    }
    let mut words: BTreeMap<u32, Word> = BTreeMap::new();
    for at in (0..operators.len()).filter(|at| operators[*at] == frame) {
        let user = flow.consumer[at];
        let is_address = flow.operands[user].first() == Some(&at);
        let outside = |offset: i64, bytes: i64| {
            offset + bytes <= i64::from(spill.from) || offset >= i64::from(spill.to)
        };
        match (&operators[user], &operators[at + 1]) {
            (Operator::I32Store { memarg }, Operator::LocalGet { local_index })
                if is_address && user == at + 2 && !outside(memarg.offset as i64, 4) =>
            {
                let word = word(body, &mut words, user, memarg.offset, *local_index)?;
                word.stores.push(user);
            }
            (Operator::I32Load { memarg }, _)
                if is_address && user == at + 1 && !outside(memarg.offset as i64, 4) =>
            {
                let Some(Operator::LocalSet { local_index }) = operators.get(user + 1) else {
                    return Err(refused(body, user, "a word is loaded, but not into a local"));
                };
                let word = word(body, &mut words, user, memarg.offset, *local_index)?;
                word.loads.push(user);
            }
            (Operator::I32Store { memarg } | Operator::I32Load { memarg }, _)
                if is_address && outside(memarg.offset as i64, 4) => {}
            (Operator::GlobalSet { global_index }, _) if *global_index == stack_pointer => {}
            (Operator::I32Add, Operator::I32Const { value })
                if user == at + 2 && outside(i64::from(*value), 4) => {}
            _ => return Err(refused(body, at, "this use of the frame's address is not known")),
        }
    }
    if words.is_empty() {
        return Err(refused(body, 0, "a frame without any of the words to remove"));
    }
    Ok(words)
}

fn word<'w>(
    body: &Body<'_>,
    words: &'w mut BTreeMap<u32, Word>,
    at: usize,
    offset: u64,
    local: u32,
) -> Result<&'w mut Word, RootsError> {
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    let word = words.entry(offset).or_insert_with(|| Word { local, ..Word::default() });
    if word.local != local || !offset.is_multiple_of(4) {
        return Err(refused(body, at, "a word belongs to more than one local"));
    }
    Ok(word)
}

/// Before which operators the word certainly holds what its local holds.
fn known(body: &Body<'_>, flow: &Flow, word: &Word) -> Vec<bool> {
    let count = body.operators.len();
    let after = |at: usize, before: bool| {
        if word.stores.binary_search(&at).is_ok() {
            return true;
        }
        let assigns = defined(&body.operators[at]) == Some(word.local as usize);
        // The assignment behind a load of the word keeps them equal.
        let reloads = at > 0 && word.loads.binary_search(&(at - 1)).is_ok();
        if assigns { reloads } else { before }
    };
    // All that is reached is taken for known, until a way is found on which it is not.
    let mut known = vec![true; count];
    known[0] = false;
    let mut open: Vec<usize> = (0..count).collect();
    while let Some(at) = open.pop() {
        if after(at, known[at]) {
            continue;
        }
        for next in &flow.next[at] {
            if known[*next] {
                known[*next] = false;
                open.push(*next);
            }
        }
    }
    known
}

fn refused(body: &Body<'_>, operator: usize, what: &'static str) -> RootsError {
    RootsError::Unsupported { function: body.index, operator, what }
}
