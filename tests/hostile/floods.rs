//! Too much of everything.

use std::time::Instant;

use serde_json::json;

use crate::common::session::PATIENCE;
use crate::stage::{Stage, assert_failed, within};

const GIGABYTE: usize = 1 << 30;

fn check(name: &str, code: &str, text: &str) {
    Stage::new("good", within(60_000)).check(name, code, "protocol", text);
}

#[test]
fn a_line_of_a_gigabyte() {
    check("a line of 1 GiB", &format!("stream {GIGABYTE}\nhang"), "longer than 4194304 bytes");
}

#[test]
fn a_million_blank_lines() {
    check("a million blank lines", "lines 1000000\nhang", "a line was blank");
    check("blank lines of white space", "lines 1000 \u{a0} \t\nhang", "a line was blank");
}

#[test]
fn a_million_frames_of_output_are_taken_where_they_are_allowed() {
    let limits = json!({"wall_clock_ms": 60_000, "max_output_chars": 1_000_000});
    let mut stage = Stage::new("good", limits);
    let outcome = stage.attack("notices 1000000");
    let (result, text) = (&outcome.result, outcome.result["stdout"].as_str().expect("text"));
    assert_eq!((&result["ok"], text.len()), (&json!(true), 1_000_000));
    assert!(outcome.meanwhile > 0, "the bystander worked meanwhile");
    stage.settles("a million frames of output", outcome.meanwhile);
    stage.ends();
}

/// At least so much is in the supervisor's memory while the client reads nothing: where it stops
/// listening to workers (BACKLOG_DEAF_BYTES).
const WAITING_MIN_KIB: i64 = 8 * 1024;

/// A notice costs the client more than the worker: without a brake they would pile up until the
/// client counted as lost, to every conversation.
#[test]
fn a_run_that_prints_faster_than_the_client_reads_waits_for_it() {
    let limits = json!({"wall_clock_ms": 5_000, "max_output_chars": 1_000_000});
    let mut stage = Stage::with_output(limits);
    let worker = stage.session.pid("a").expect("it has one");
    let id = stage.session.run("a", "print before\nnotices 1000000\nhang");
    // Nothing is read until the run's time is up.
    let gone = || !std::path::Path::new(&format!("/proc/{worker}")).exists();
    let until = Instant::now() + PATIENCE;
    while !gone() {
        assert!(Instant::now() < until, "the run does not end");
        std::thread::yield_now();
    }
    let waiting = stage.grown_kib();
    eprintln!("figures: prints faster than the client reads: {waiting} KiB wait for the client");
    assert!(waiting > WAITING_MIN_KIB, "only {waiting} KiB were waiting");
    // While the client does not read, nobody can see an answer: that the bystander's worker and
    // its state were left alone shows once the client reads again. This request waits with the
    // rest until then.
    let asked = stage.bystander_asks();
    let mut text = String::new();
    let answer = loop {
        let told = |frame: &serde_json::Value| frame["params"]["run_id"] == format!("r{id}");
        let frame = stage.session.find(|frame| frame["id"] == id || told(frame));
        match frame["params"]["text"].as_str() {
            Some(piece) => text.push_str(piece),
            None => break frame,
        }
    };
    assert_failed(&answer["result"], "wall_clock", "5000 ms");
    assert!(text.len() < 1_000_000, "the run did not wait");
    let stdout = answer["result"]["stdout"].as_str().expect("text");
    assert!(stdout == text, "{} characters were told, {} are kept", text.len(), stdout.len());
    stage.bystander_is_answered(asked);
    stage.recovers("wall_clock");
    stage.settles("prints faster than the client reads", 0);
    stage.ends();
}

#[test]
fn a_million_frames_of_output_too_many() {
    check("a million frames too many", "notices 1000000\nhang", "more output than");
}

#[test]
fn a_million_frames_outside_a_run() {
    let mut stage = Stage::new("good", within(60_000));
    let outcome = stage.attack("done\nnotices 1000000\nreturn");
    assert_eq!(outcome.result["ok"], true);
    assert_eq!(stage.session.told("conversation/exited")["params"]["reason"], "protocol");
    stage.recovers("protocol");
    stage.settles("a million frames while idle", outcome.meanwhile);
    stage.ends();
}

#[test]
fn a_million_host_calls_at_once() {
    let call = json!({"jsonrpc": "2.0", "id": 9, "method": "host/call", "params": {
        "name": "f", "args": [], "kwargs": {},
    }});
    check(
        "a million calls at once",
        &format!("lines 1000000 {call}\nhang"),
        "while another was open",
    );
}

#[test]
fn spares_that_never_stop_talking() {
    let folder = tempfile::tempdir().expect("a folder");
    let switch = folder.path().join("on");
    let mut stage = Stage::new(&format!("noisy:{}", switch.display()), within(60_000));
    std::fs::write(&switch, "").expect("a file");
    // It takes the quiet spare; those that follow are noisy.
    assert_eq!(stage.session.result("b", "runs")["stdout"], "1\n");
    let spare = |status: &serde_json::Value| status["workers"] == 4;
    let (mut seen, mut gone) = (0, 0);
    stage.until("three noisy spares came and went", |stage, status| {
        stage.bystander();
        seen += usize::from(spare(status) && seen == gone);
        gone += usize::from(!spare(status) && seen > gone);
        gone == 3
    });
    std::fs::remove_file(&switch).expect("was there");
    stage.until("a quiet spare", |_, status| spare(status));
    assert_eq!(stage.session.result("c", "runs")["stdout"], "1\n");
    for conversation in ["b", "c"] {
        let params = json!({"conversation_id": conversation});
        let close = stage.session.call("conversation/close", params);
        assert_eq!(stage.session.answer(close)["result"]["existed"], true);
    }
    stage.settles("spares that talk", 0);
    stage.ends();
}

#[test]
fn a_gigabyte_of_standard_error() {
    let code = format!("stderr-flood {GIGABYTE}\nhang");
    check("1 GiB of standard error", &code, "wrote more to its standard error");
}

#[test]
fn a_gigabyte_of_standard_error_while_idle() {
    let mut stage = Stage::new("good", within(60_000));
    let outcome = stage.attack(&format!("done\nstderr-flood {GIGABYTE}\nreturn"));
    assert_eq!(outcome.result["ok"], true);
    assert_eq!(stage.session.told("conversation/exited")["params"]["reason"], "protocol");
    stage.recovers("protocol");
    stage.settles("1 GiB of standard error while idle", outcome.meanwhile);
    stage.ends();
}

#[test]
fn a_little_standard_error_is_quoted_and_nothing_else() {
    let mut stage = Stage::new("good", within(60_000));
    let outcome = stage.attack("stderr-flood 524288\nstderr \nstderr oops\nexit 3");
    let message = outcome.result["error"]["message"].as_str().expect("a message");
    assert!(message.contains("code 3; its last line on stderr was: oops"), "{message}");
    stage.ends();
}
