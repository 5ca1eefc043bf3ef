//! A guess of how often each operator runs.

use wasmparser::Operator;

use super::decode::Body;
use super::flow::Flow;

/// How often the body of a loop is taken to run.
const LOOP: f64 = 8.0;

/// Weight of code from which the function cannot return: it ends in an exception or a trap.
const COLD: f64 = 1.0 / 64.0;

/// Executions of each operator per call of the function: a branch is taken half the time, a loop turns
/// eight times.
pub(super) fn frequencies(body: &Body<'_>, flow: &Flow) -> Vec<f64> {
    let returns = returns(body, flow);
    let count = body.operators.len();
    let mut frequency = vec![0.0; count];
    if let Some(first) = frequency.first_mut() {
        *first = 1.0;
    }
    for at in 0..count {
        if matches!(body.operators[at], Operator::Loop { .. }) {
            frequency[at] *= LOOP;
        }
        let weight = |next: usize| if returns[next] { 1.0 } else { COLD };
        // Backward branches are covered by the loop's factor.
        let stays = |next: usize| next <= at || flow.loop_depth[next] >= flow.loop_depth[at];
        let total = |kind: bool| -> f64 {
            flow.next[at]
                .iter()
                .filter(|next| stays(**next) == kind)
                .map(|next| weight(*next))
                .sum()
        };
        let (staying, leaving) = (total(true), total(false));
        for next in flow.next[at].iter().copied().filter(|next| *next > at) {
            let share = match (stays(next), staying > 0.0 && leaving > 0.0) {
                (true, false) => weight(next) / staying,
                (false, false) => weight(next) / leaving,
                (true, true) => weight(next) / staying * (1.0 - 1.0 / LOOP),
                (false, true) => weight(next) / leaving / LOOP,
            };
            frequency[next] += frequency[at] * share;
        }
    }
    frequency
}

/// Operators from which the function can return.
fn returns(body: &Body<'_>, flow: &Flow) -> Vec<bool> {
    let count = body.operators.len();
    let mut returns = vec![false; count];
    loop {
        let mut changed = false;
        for at in (0..count).rev() {
            let ends = at + 1 == count || matches!(body.operators[at], Operator::Return);
            let leads = ends || flow.next[at].iter().any(|next| returns[*next]);
            if leads && !returns[at] {
                returns[at] = true;
                changed = true;
            }
        }
        if !changed {
            return returns;
        }
    }
}
