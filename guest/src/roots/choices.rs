//! Gives a local to every choice that an anchor must follow.
//!
//! A pointer that is advanced in a loop or replaced by another one there must take its anchor along
//! exactly: "its own base or the other's" would grow with every turn. For a `select` the anchors repeat
//! the choice with the same condition. The value of a block is put into a local with every operator
//! that delivers it, which makes it an ordinary local with several definitions; and a choice inside an
//! expression is taken out of it.

use std::collections::BTreeSet;

use wasmparser::{Operator, ValType};

use super::bases::Derivations;
use super::decode::Body;
use super::edit::Insertions;
use super::error::RootsError;
use super::flow::{CAUGHT, Flow};
use super::pointers::{Pointers, is_select};

/// Names the choices on cycles of wanted locals. Returns how many; if any, analyse again.
pub(super) fn name_choices(
    derivations: &Derivations,
    body: &mut Body<'_>,
    flow: &Flow,
    pointers: &Pointers,
) -> Result<usize, RootsError> {
    let mut makers = BTreeSet::new();
    for (local, definition) in derivations.wanted_definitions() {
        let unclear = definition.chosen && definition.arms.is_none();
        if unclear && derivations.on_cycle(local, definition) {
            let value = flow.operands[definition.at][0];
            if is_select(&body.operators[value]) {
                for arm in &flow.operands[value][..2] {
                    outermost(body, flow, pointers, *arm, &mut makers);
                }
            } else {
                outermost(body, flow, pointers, value, &mut makers);
            }
        }
    }
    let mut insertions = Insertions::default();
    for maker in &makers {
        name(body, flow, *maker, &mut insertions)?;
    }
    insertions.apply(body);
    Ok(makers.len())
}

/// Finds the choices in an expression, but not those inside them.
fn outermost(
    body: &Body<'_>,
    flow: &Flow,
    pointers: &Pointers,
    at: usize,
    found: &mut BTreeSet<usize>,
) {
    if !pointers.chosen(body, flow, at) {
        return;
    }
    if is_select(&body.operators[at]) || body.operators[at] == Operator::End {
        found.insert(at);
    } else {
        for operand in &flow.operands[at] {
            outermost(body, flow, pointers, *operand, found);
        }
    }
}

/// Puts the value of a choice into a new local.
fn name<'a>(
    body: &mut Body<'a>,
    flow: &Flow,
    maker: usize,
    insertions: &mut Insertions<'a>,
) -> Result<(), RootsError> {
    let Some(ty) = flow.result[maker] else { return Ok(()) };
    let local_index = body.add_local(ty);
    let keep = Operator::LocalTee { local_index };
    if body.operators[maker] != Operator::End {
        insertions.after(maker, [keep]);
        return Ok(());
    }
    if flow.operands[maker].contains(&CAUGHT) {
        let what = "a block that leaves a caught value or a pointer advanced in a loop";
        return Err(RootsError::Unsupported { function: body.index, operator: maker, what });
    }
    for site in flow.deliveries.get(&maker).into_iter().flatten() {
        if matches!(body.operators[*site], Operator::BrIf { .. } | Operator::BrTable { .. }) {
            // The condition lies above the value. If the branch is not taken, a later one is.
            let condition = body.add_local(ValType::I32);
            insertions.before(
                *site,
                [
                    Operator::LocalSet { local_index: condition },
                    keep.clone(),
                    Operator::LocalGet { local_index: condition },
                ],
            );
        } else {
            insertions.before(*site, [keep.clone()]);
        }
    }
    insertions.after(maker, [Operator::Drop, Operator::LocalGet { local_index }]);
    Ok(())
}
