//! Pipes that are closed or not read.

use serde_json::json;

use crate::stage::{Stage, assert_failed, within};

fn check(name: &str, code: &str, text: &str) {
    Stage::new("good", within(60_000)).check(name, code, "protocol", text);
}

#[test]
fn closing_its_output_only() {
    check("closes its output", "close-output", "closed its output while it was still running");
}

#[test]
fn closing_its_input_only_and_asking_for_something() {
    // The answer to its call cannot be written.
    check("closes its input", "close-input\nask g\nhang", "closed its input while it was still");
}

#[test]
fn closing_its_input_only_and_waiting() {
    let stage = Stage::new("good", within(500));
    stage.check("closes its input and waits", "close-input\nhang", "wall_clock", "500 ms");
}

#[test]
fn closing_its_input_between_runs() {
    let mut stage = Stage::new("good", within(60_000));
    assert_eq!(stage.attack("close-input\ndone\nhang").result["ok"], true);
    // Nothing shows until it is given something to do; then the run is answered at once.
    let result = stage.session.result("a", "runs");
    assert_eq!(result["error"]["kind"], "protocol", "{result}");
    let message = result["error"]["message"].as_str().expect("a message");
    assert!(message.contains("closed its input"), "{message}");
    stage.recovers("protocol");
    stage.settles("closes its input between runs", 0);
    stage.ends();
}

#[test]
fn closing_its_standard_error_is_its_own_business() {
    let mut stage = Stage::new("good", within(60_000));
    let result = stage.attack("close-stderr").result;
    assert_eq!(result["ok"], true, "{result}");
    assert_eq!(stage.session.result("a", "runs")["stdout"], "3\n");
    let result = stage.attack("exit 3").result;
    assert_failed(&result, "worker_died", "exited with code 3");
    stage.recovers("worker_died");
    stage.settles("closes its standard error", 0);
    stage.ends();
}

#[test]
fn not_reading_a_large_reply() {
    let mut stage = Stage::new("good", within(60_000));
    let more = json!({"run_id": "deaf"});
    let id = stage.session.run_with("a", "print before\nask f\nhang", more);
    let call = stage.session.told("host/call");
    // As large as a reply may be; almost all of it stays in the supervisor.
    let reply = "y".repeat(16 * 1024 * 1024 - 2);
    stage.session.send(json!({"jsonrpc": "2.0", "id": call["id"], "result": reply}));
    // The supervisor takes requests in order, so it has the reply when it answers these.
    (0..10).for_each(|_| stage.bystander());
    stage.session.notice("conversation/cancel", json!({"run_id": "deaf"}));
    assert_failed(&stage.session.answer(id)["result"], "cancelled", "cancelled by the client");
    stage.recovers("cancelled");
    stage.settles("does not read a reply of 16 MiB", 10);
    stage.ends();
}

#[test]
fn a_large_reply_that_is_read() {
    let mut stage = Stage::new("good", within(60_000));
    let id = stage.session.run("a", "ask f\nread");
    let call = stage.session.told("host/call");
    let reply = "y".repeat(16 * 1024 * 1024 - 2);
    stage.session.send(json!({"jsonrpc": "2.0", "id": call["id"], "result": reply}));
    assert_eq!(stage.session.answer(id)["result"]["ok"], true);
    stage.ends();
}
