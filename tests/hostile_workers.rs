//! Workers that break every rule. Each run is answered once, with what happened, and other
//! conversations are not disturbed.

mod common;

use std::time::{Duration, Instant};

use common::session::Session;
use serde_json::json;

/// Runs `code` and expects its answer; then the conversation must work again, told why its
/// state is gone, and a bystander must not have noticed.
fn check(code: &str, kind: &str, text: &str) {
    check_within(1_000, code, kind, text);
}

fn check_within(wall_clock_ms: u64, code: &str, kind: &str, text: &str) {
    let limits = json!({"wall_clock_ms": wall_clock_ms, "max_output_chars": 100});
    let mut session = Session::ready(limits);
    assert_eq!(session.result("bystander", "runs")["stdout"], "1\n");
    assert_eq!(session.result("a", "runs")["stdout"], "1\n");
    let result = session.result("a", &format!("print before\n{code}"));
    assert_eq!(result["ok"], false, "{result}");
    assert_eq!(result["stdout"].as_str().map(|text| text.starts_with("before\n")), Some(true));
    assert_eq!(result["error"]["kind"], kind, "{result}");
    let message = result["error"]["message"].as_str().expect("a message");
    assert!(message.contains(text), "{message}");
    assert!(!message.contains('\n'));
    assert_eq!(result["interpreter_reset"], true);
    assert_eq!(result["reset_reason"], kind);
    let next = session.result("a", "runs");
    assert_eq!((&next["stdout"], &next["interpreter_reset"]), (&json!("1\n"), &json!(true)));
    assert_eq!(next["reset_reason"], kind);
    let next = session.result("a", "runs");
    assert_eq!((&next["stdout"], &next["interpreter_reset"]), (&json!("2\n"), &json!(false)));
    assert_eq!(session.result("bystander", "runs")["stdout"], "2\n");
    let rest = session.end();
    assert!(rest.iter().all(|frame| frame.get("method").is_some()), "a second answer: {rest:?}");
}

#[test]
fn garbage() {
    check("raw hello\nhang", "protocol", "no message: not JSON");
}

#[test]
fn a_batch() {
    check("raw []\nhang", "protocol", "batches are not supported");
}

#[test]
fn a_huge_line() {
    check("huge 5000000\nraw\nhang", "protocol", "longer than 4194304 bytes");
}

#[test]
fn a_line_of_very_many_values() {
    check("values 300000\nhang", "protocol", "more than 100000 values");
}

#[test]
fn half_a_frame() {
    check("half", "worker_died", "exited with code 0");
}

#[test]
fn a_method_that_is_not_its_own() {
    let line = json!({"jsonrpc": "2.0", "id": 1, "method": "conversation/close", "params": {}});
    check(&format!("raw {line}\nhang"), "protocol", "\"conversation/close\", which it may not");
}

#[test]
fn ready_again() {
    check("ready\nhang", "protocol", "ready a second time");
}

#[test]
fn two_calls_at_once() {
    check("two-calls\nhang", "protocol", "while another was open");
}

#[test]
fn the_number_of_another_run() {
    check("wrong-id", "protocol", "number of another run");
}

#[test]
fn an_error_instead_of_an_end() {
    check("error", "protocol", "answered with an error: no");
}

#[test]
fn more_fuel_than_it_was_given() {
    check("fuel 10000001", "protocol", "10000001 units of fuel used where 10000000 were given");
}

#[test]
fn a_flood_of_output() {
    check("flood x", "protocol", "more output than");
}

#[test]
fn a_flood_of_large_output() {
    check(&format!("flood {}", "x".repeat(10_000)), "protocol", "more output than");
}

#[test]
fn a_flood_of_host_calls() {
    // `g` is not offered, so every call is answered with an error here.
    check_within(60_000, "hosts 30000\nhang", "protocol", "went on making host calls");
}

#[test]
fn an_exit_code_of_the_table() {
    check(
        "stderr \u{1b}oops\nexit 70",
        "worker_died",
        "code 70 (a fault of its own); its last line on stderr was: oops",
    );
}

#[test]
fn an_exit_code_of_its_own() {
    check("exit 3", "worker_died", "it exited with code 3;");
}

#[test]
fn signals() {
    check("signal 9", "worker_died", "SIGKILL (not by the supervisor; perhaps");
    check("signal 11", "worker_died", "SIGSEGV (it crashed)");
    check("signal 31", "worker_died", "SIGSYS (it tried a system call");
    check("signal 24", "worker_died", "SIGXCPU (it used more processor time");
}

#[test]
fn closing_its_output_only() {
    check("close-output", "protocol", "closed its output while it was still running");
}

#[test]
fn ends_that_discard_the_interpreter() {
    check("end fuel", "fuel", "fuel limit of 10000000");
    check("end trap", "trap", "(unreachable)");
    check("end wall_clock", "wall_clock", "1000 ms");
}

#[test]
fn never_answering_is_answered_at_the_wall_clock() {
    let mut session = Session::ready(json!({"wall_clock_ms": 300}));
    let begin = Instant::now();
    let result = session.result("a", "print before\nhang");
    let took = begin.elapsed();
    assert_eq!(result["error"]["kind"], "wall_clock");
    assert_eq!(result["stdout"], "before\n");
    let wall = result["wall_ms"].as_u64().expect("a number");
    assert!((450..1_000).contains(&wall), "{wall}");
    assert!(took < Duration::from_secs(2), "{took:?}");
    session.end();
}

#[test]
fn a_late_frame_costs_the_conversation_its_state_and_the_client_is_told() {
    let mut session = Session::ready(json!({}));
    assert_eq!(session.result("a", "after")["ok"], true);
    let told = session.told("conversation/exited");
    assert_eq!(told["params"]["reason"], "protocol");
    let next = session.result("a", "runs");
    assert_eq!((&next["stdout"], &next["reset_reason"]), (&json!("1\n"), &json!("protocol")));
    session.end();
}

#[test]
fn the_second_of_two_answers_is_not_taken() {
    let mut session = Session::ready(json!({}));
    assert_eq!(session.result("a", "twice")["ok"], true);
    assert_eq!(session.told("conversation/exited")["params"]["reason"], "protocol");
    assert!(session.end().iter().all(|frame| frame.get("method").is_some()));
}

#[test]
fn a_worker_that_asks_and_does_not_read() {
    let mut session = Session::ready(json!({"wall_clock_ms": 20_000}));
    let id = session.run("a", "deaf");
    let big = "y".repeat(100_000);
    loop {
        let frame = session.find(|frame| frame["method"] == "host/call" || frame["id"] == id);
        if frame.get("method").is_none() {
            assert_eq!(frame["result"]["error"]["kind"], "protocol", "{frame}");
            break;
        }
        session.send(json!({"jsonrpc": "2.0", "id": frame["id"], "result": big}));
    }
    session.end();
}

#[test]
fn host_functions_that_are_not_offered_are_refused_here() {
    let mut session = Session::ready(json!({}));
    let result = session.result("a", "host g 1");
    assert_eq!(result["stdout"], "\"no host function \\\"g\\\" is offered to this code\"\n");
    assert!(session.kept().is_empty());
    session.end();
}

#[test]
fn host_calls_reach_the_client_and_their_answers_the_worker() {
    let mut session = Session::ready(json!({}));
    let id = session.run("a", "host f hello");
    let call = session.told("host/call");
    assert_eq!(call["params"]["args"], json!(["hello"]));
    assert_eq!(call["params"]["call_id"], call["id"]);
    session.send(json!({"jsonrpc": "2.0", "id": call["id"], "result": {"rows": [1]}}));
    assert_eq!(session.answer(id)["result"]["stdout"], "{\"rows\":[1]}\n");
    let id = session.run("a", "host f again");
    let call = session.told("host/call");
    let error = json!({"code": 7, "message": "no such table"});
    session.send(json!({"jsonrpc": "2.0", "id": call["id"], "error": error}));
    assert_eq!(session.answer(id)["result"]["stdout"], "\"no such table\"\n");
    session.end();
}

#[test]
fn the_wall_clock_covers_an_open_host_call_which_is_cancelled() {
    let mut session = Session::ready(json!({"wall_clock_ms": 200}));
    let id = session.run("a", "host f 1");
    let call = session.told("host/call");
    assert_eq!(session.told("host/cancel")["params"]["call_id"], call["id"]);
    assert_eq!(session.answer(id)["result"]["error"]["kind"], "wall_clock");
    session.send(json!({"jsonrpc": "2.0", "id": call["id"], "result": "late"}));
    assert_eq!(session.result("a", "runs")["stdout"], "1\n");
    session.end();
}

#[test]
fn a_memory_error_keeps_the_interpreter_if_it_is_usable() {
    let mut session = Session::ready(json!({}));
    let result = session.result("a", "end memory");
    assert_eq!(
        (&result["error"]["kind"], &result["interpreter_reset"]),
        (&json!("memory"), &json!(false))
    );
    assert_eq!(session.result("a", "runs")["stdout"], "2\n");
    let result = session.result("a", "end !memory");
    assert_eq!(result["reset_reason"], "memory");
    assert_eq!(session.result("a", "runs")["stdout"], "1\n");
    session.end();
}

#[test]
fn cancel_answers_at_once_and_frees_the_conversation() {
    let mut session = Session::ready(json!({"wall_clock_ms": 60_000}));
    let id = session.run_with("a", "print x\nhost f 1\nhang", json!({"run_id": "mine"}));
    let call = session.told("host/call");
    session.notice("conversation/cancel", json!({"run_id": "mine"}));
    let result = session.answer(id)["result"].clone();
    assert_eq!((&result["error"]["kind"], &result["stdout"]), (&json!("cancelled"), &json!("x\n")));
    assert_eq!(session.told("host/cancel")["params"]["call_id"], call["id"]);
    assert_eq!(session.result("a", "runs")["reset_reason"], "cancelled");
    session.end();
}

#[test]
fn output_is_cut_at_the_same_character_everywhere() {
    let mut session = Session::ready(json!({"max_output_chars": 10}));
    let result = session.result("a", "chars 9\nchars 2\nchars 5\neprint short");
    assert_eq!(result["stdout"], "é".repeat(10));
    assert_eq!(
        (&result["stdout_truncated"], &result["stderr_truncated"]),
        (&json!(true), &json!(false))
    );
    session.end();
}

#[test]
fn a_worker_finds_its_limits_the_image_and_nothing_else() {
    let mut session = Session::ready(json!({"memory_bytes": 2_000_000, "wall_clock_ms": 4_500}));
    let result = session.result("a", "surroundings");
    let text = result["stdout"].as_str().expect("text");
    let seen: serde_json::Value = serde_json::from_str(text).expect(text);
    assert_eq!((&seen["variables"], &seen["folder"]), (&json!(0), &json!("/")));
    assert_eq!((&seen["cwasm"], &seen["snapshots"]), (&json!("module"), &json!("snapshots")));
    assert_eq!(seen["memory"], "2000000");
    // Whole seconds: those of the wall clock, two of margin, and one for what was begun.
    assert_eq!((&seen["cpu_seconds"], &seen["cpu_hard"]), (&json!("7"), &json!("unlimited")));
    session.end();
}

#[test]
fn an_inherited_limit_of_processor_time_stays_and_each_run_gets_its_part_of_it() {
    let served = common::session::supervisor_command("good", 1);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -t 1000; exec \"$0\" \"$@\""]);
    command.arg(served.get_program()).args(served.get_args());
    let mut session = Session::process(command);
    session.initialize(json!({"wall_clock_ms": 4_500}));
    let result = session.result("a", "surroundings");
    let seen: serde_json::Value =
        serde_json::from_str(result["stdout"].as_str().expect("text")).expect("JSON");
    assert_eq!((&seen["cpu_seconds"], &seen["cpu_hard"]), (&json!("7"), &json!("1000")));
    session.end();
}

#[test]
fn a_client_that_does_not_read_gets_everything_once_it_does() {
    let config = common::session::config(common::fake_worker::command("good"), 1);
    let mut session = Session::start_with(config, 1);
    session.initialize(json!({}));
    let runs: Vec<u64> = (0..60).map(|n| session.run("a", &format!("print {n}"))).collect();
    for _ in 0..150 {
        session.call("status", json!({}));
    }
    for (n, id) in runs.into_iter().enumerate() {
        assert_eq!(session.answer(id)["result"]["stdout"], format!("{n}\n"));
    }
    session.end();
}

#[test]
fn workers_that_do_not_start_say_why() {
    for (role, text) in [
        (
            "exit:66",
            "code 66 (a layer of its confinement could not be applied); its last line on stderr was: no such layer",
        ),
        ("signal:11", "was killed by SIGSEGV"),
        ("version", "speaks protocol version 99 where this supervisor speaks 1"),
        ("garbage", "no message: not JSON"),
        ("early", "spoke before it was ready"),
    ] {
        let role = if role == "version" { "version:" } else { role };
        let mut session = Session::start(role, 1);
        let answer = session.initialize(json!({}));
        assert_eq!(answer["error"]["code"], -32007, "{answer}");
        let message = answer["error"]["message"].as_str().expect("a message");
        assert!(message.contains(text), "{message}");
        let answer = session.initialize(json!({}));
        assert_eq!(answer["error"]["code"], -32007, "a second try is allowed, and fails as well");
        session.end();
    }
}

#[test]
fn a_worker_program_that_is_not_there_is_named() {
    let mut config = common::session::config(common::fake_worker::command("good"), 1);
    config.worker.path = "/nonexistent/mpy-worker".into();
    let mut session = Session::start_with(config, 64);
    let answer = session.initialize(json!({}));
    let message = answer["error"]["message"].as_str().expect("a message");
    assert!(message.contains("/nonexistent/mpy-worker: No such file"), "{message}");
    session.end();
}

#[test]
fn when_workers_stop_starting_runs_are_refused_and_served_again_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let switch = folder.path().join("on");
    std::fs::write(&switch, "").expect("a file");
    let mut session = Session::start(&format!("if:{}", switch.display()), 0);
    assert!(session.initialize(json!({})).get("result").is_some());
    assert_eq!(session.result("a", "runs")["ok"], true);
    std::fs::remove_file(&switch).expect("was there");
    for _ in 0..3 {
        let id = session.run("b", "runs");
        let answer = session.answer(id);
        assert_eq!(answer["error"]["code"], -32007, "{answer}");
    }
    assert_eq!(session.result("a", "runs")["stdout"], "2\n", "others go on");
    std::fs::write(&switch, "").expect("a file");
    let until = Instant::now() + common::session::PATIENCE;
    loop {
        let id = session.run("b", "runs");
        if session.answer(id).get("result").is_some() {
            break;
        }
        assert!(Instant::now() < until);
    }
    session.end();
}
