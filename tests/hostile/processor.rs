//! Workers that compute when nobody asked them to.

use serde_json::json;

use crate::common::session::Session;

/// An idle worker that computes for ever; how the client is told of its end.
fn spins_while_idle(before: &str) -> String {
    // The less a run may take, the sooner its worker has taken more.
    let mut session = Session::ready(json!({"wall_clock_ms": 10_000}));
    assert_eq!(session.result("bystander", "runs")["stdout"], "1\n");
    let limits = json!({"limits": {"wall_clock_ms": 100}});
    let id = session.run_with("a", &format!("{before}\ndone\nspin"), limits);
    assert_eq!(session.answer(id)["result"]["ok"], true);
    let told = session.told("conversation/exited");
    assert_eq!(told["params"]["conversation_id"], "a", "{told}");
    assert_eq!(told["params"]["reason"], "worker_died");
    assert_eq!(session.result("bystander", "runs")["stdout"], "2\n");
    assert_eq!(session.result("a", "runs")["reset_reason"], "worker_died");
    session.end();
    told["params"]["message"].as_str().expect("a message").to_owned()
}

#[test]
fn an_idle_worker_that_computes_is_ended_by_the_kernel() {
    let message = spins_while_idle("");
    assert!(message.contains("SIGXCPU (it used more processor time"), "{message}");
}

#[test]
fn an_idle_worker_that_masks_the_signal_is_found_by_its_clock() {
    let message = spins_while_idle("mask-cpu-signal");
    assert!(message.contains("used more processor time than its runs may take"), "{message}");
}
