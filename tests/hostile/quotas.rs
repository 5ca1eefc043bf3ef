//! What one run may ask for: the most that is allowed, and one more. The fake worker knows no
//! quota, so these are the supervisor's own.

use serde_json::{Value, json};

use crate::common::session::Session;
use crate::stage::within;

fn ready() -> Session {
    Session::ready(within(60_000))
}

/// Answers the next host call, which must come.
fn answer(session: &mut Session, result: Value) {
    let call = session.told("host/call");
    session.send(json!({"jsonrpc": "2.0", "id": call["id"], "result": result}));
}

fn stdout(result: &Value) -> &str {
    result["stdout"].as_str().expect("text")
}

fn assert_protocol(result: &Value, text: &str) {
    assert_eq!(result["error"]["kind"], "protocol", "{result}");
    assert!(result["error"]["message"].as_str().expect("a message").contains(text), "{result}");
}

#[test]
fn the_ten_thousandth_host_call_is_forwarded_and_the_next_is_not() {
    let mut session = ready();
    let id = session.run("a", "hosts 9999\nhost f 1\nhost f 2");
    answer(&mut session, json!("yes"));
    let result = session.answer(id)["result"].clone();
    let (first, second) = stdout(&result).split_once('\n').expect("two lines");
    assert_eq!(first, "\"yes\"");
    assert!(second.contains("10000 host calls, the most"), "{second}");
    assert_eq!(session.result("a", "host g 1")["ok"], true, "a run has its own quota");
    assert!(session.kept().is_empty());
    session.end();
}

#[test]
fn ten_thousand_more_are_refused_and_one_more_ends_the_run() {
    let mut session = ready();
    let result = session.result("a", "hosts 20000\nprint still here\nhosts 1\nprint no more");
    assert_protocol(&result, "went on making host calls");
    assert_eq!(stdout(&result), "still here\n");
    session.end();
}

#[test]
fn arguments_of_a_mebibyte_are_forwarded_and_a_byte_more_is_not() {
    let mut session = ready();
    let id = session.run("a", "sized f 1048576\nsized f 1048577");
    answer(&mut session, json!(1));
    let result = session.answer(id)["result"].clone();
    assert!(stdout(&result).starts_with("answered\nthe arguments of this host call are 1048577"));
    assert!(session.kept().is_empty());
    session.end();
}

#[test]
fn arguments_of_64_mebibytes_in_a_run_are_forwarded_then_as_many_refused_and_more_ends_it() {
    let mut session = ready();
    let many = "sized g 1048576\n".repeat(63);
    let limits = json!({"limits": {"max_output_chars": 100_000}});
    let code = format!("{many}sized f 1048576\nsized f 1048576\n{many}sized g 6");
    let id = session.run_with("a", &code, limits);
    answer(&mut session, json!(1));
    let result = session.answer(id)["result"].clone();
    let lines: Vec<_> = stdout(&result).lines().collect();
    assert_eq!(lines.len(), 128);
    assert!(lines[..63].iter().all(|line| line.contains("no host function")), "{lines:?}");
    assert_eq!(lines[63], "answered");
    assert!(lines[64..].iter().all(|line| line.contains("67108864 bytes of arguments, the most")));
    assert_protocol(&result, "past its limit");
    assert!(session.kept().is_empty());
    session.end();
}

#[test]
fn a_reply_of_16_mebibytes_is_passed_on_and_a_byte_more_is_not() {
    let mut session = ready();
    let id = session.run("a", "sized f 6\nsized f 6");
    // With its quotes.
    answer(&mut session, json!("y".repeat(16_777_214)));
    answer(&mut session, json!("y".repeat(16_777_215)));
    let result = session.answer(id)["result"].clone();
    assert!(
        stdout(&result).starts_with("answered\nthe result of this host call is 16777217 bytes")
    );
    session.end();
}

#[test]
fn output_notices_at_the_bound_are_taken_and_one_more_ends_the_run() {
    // One for each of 100 characters on two streams, and 1,000 to spare.
    let mut session = ready();
    let result = session.result("a", "notices 1200");
    assert_eq!((&result["ok"], stdout(&result).len()), (&json!(true), 100));
    assert_eq!(result["stdout_truncated"], true);
    let result = session.result("a", "notices 1201");
    assert_protocol(&result, "more output than");
    assert_eq!(stdout(&result).len(), 100, "what was printed before is kept");
    session.end();
}

#[test]
fn output_bytes_at_the_bound_are_taken_and_one_more_ends_the_run() {
    // Four for each of 100 characters on two streams, and 65,536 to spare; `chars` sends two each.
    let mut session = ready();
    assert_eq!(session.result("a", "chars 33168")["ok"], true);
    let result = session.result("a", "chars 33168\nnotices 1");
    assert_protocol(&result, "more output than");
    assert_eq!(stdout(&result), "é".repeat(100));
    session.end();
}
