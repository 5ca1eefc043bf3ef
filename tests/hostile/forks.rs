//! Workers that start a process before they are confined, which outlives them and holds their pipes.

use std::time::Instant;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::common::session::PATIENCE;
use crate::stage::{Stage, assert_failed, within};

/// A child ends by itself when the supervisor has left the pipes that it holds.
fn await_end(child: &str) {
    let until = Instant::now() + PATIENCE;
    // Its parent is gone, so somebody else reaps it, or nobody does where there is no init.
    let gone = || match std::fs::read_to_string(format!("/proc/{child}/stat")) {
        Ok(stat) => stat.contains(") Z "),
        Err(_) => true,
    };
    while !gone() {
        assert!(Instant::now() < until, "the supervisor still holds a pipe of {child}'s");
        std::thread::yield_now();
    }
}

fn child_of(stdout: &str) -> &str {
    stdout.lines().nth(1).expect("a second line")
}

fn check(what: &str, code: &str, kind: &str, text: &str) {
    let mut stage = Stage::new(&format!("fork:{what}"), within(1_000));
    let outcome = stage.attack(&format!("child\n{code}"));
    assert_failed(&outcome.result, kind, text);
    await_end(child_of(outcome.result["stdout"].as_str().expect("text")));
    stage.recovers(kind);
    stage.settles(&format!("a child holds {what}: {kind}"), outcome.meanwhile);
    stage.ends();
}

#[test]
fn a_child_that_holds_a_pipe_while_the_worker_dies() {
    for what in ["input", "output", "stderr", "all"] {
        check(what, "exit 3", "worker_died", "exited with code 3");
    }
}

#[test]
fn a_child_that_holds_all_pipes_while_the_worker_is_killed() {
    check("all", "hang", "wall_clock", "1000 ms");
    check("all", "raw hello\nhang", "protocol", "not JSON");
}

#[test]
fn a_child_that_holds_the_output_is_no_reason_to_keep_it_open() {
    // The worker closes its own copy: only the child's keeps the pipe open, so nothing shows.
    check("all", "close-output", "wall_clock", "1000 ms");
}

#[test]
fn what_a_child_says_after_its_worker_reaches_nobody() {
    let mut stage = Stage::new("fork:talk", within(60_000));
    let outcome = stage.attack("child\nexit 3");
    // For a moment it is taken for its parent, whose last words may still be in the pipe.
    let kind = outcome.result["error"]["kind"].as_str().expect("a kind");
    assert!(["worker_died", "protocol"].contains(&kind), "{}", outcome.result);
    assert_failed(&outcome.result, kind, "the worker process");
    await_end(child_of(outcome.result["stdout"].as_str().expect("text")));
    stage.recovers(kind);
    stage.settles("a child goes on talking", outcome.meanwhile);
    stage.ends();
}

#[test]
fn a_child_that_takes_the_unread_half_of_a_reply() {
    let mut stage = Stage::new("fork:input", within(1_000));
    let id = stage.session.run("a", "print before\nchild\nask f\nhang");
    let call = stage.session.told("host/call");
    let reply = "y".repeat(4 * 1024 * 1024);
    stage.session.send(serde_json::json!({"jsonrpc": "2.0", "id": call["id"], "result": reply}));
    let answer = stage.session.answer(id);
    assert_failed(&answer["result"], "wall_clock", "1000 ms");
    await_end(child_of(answer["result"]["stdout"].as_str().expect("text")));
    stage.recovers("wall_clock");
    stage.settles("a child holds the input, a reply is unread", 0);
    stage.ends();
}

#[test]
fn fifty_in_a_row() {
    let mut stage = Stage::new("fork:all", within(60_000));
    let mut children = Vec::new();
    for _ in 0..50 {
        let result = stage.attack("child\nexit 3").result;
        assert_failed(&result, "worker_died", "exited with code 3");
        children.push(child_of(result["stdout"].as_str().expect("text")).to_owned());
    }
    children.iter().for_each(|child| await_end(child));
    stage.recovers("worker_died");
    stage.settles("fifty workers with children", 0);
    // The children of those that live.
    let pids = ["a", "bystander"].map(|conversation| stage.session.pid(conversation));
    assert!(pids.iter().flatten().all(|pid| kill(Pid::from_raw(*pid), None::<Signal>).is_ok()));
    stage.ends();
}
