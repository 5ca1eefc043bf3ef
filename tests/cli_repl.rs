//! `mpy-supervisor repl` with its statements from a pipe, and the start of `serve`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mpy-supervisor");

fn repl(args: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(PROGRAM);
    command.arg("repl").args(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn state_and_values_are_kept_from_line_to_line() {
    let input = "x = 20\nx + 1\ndef f(a):\n    return [a,\n        x]\n\nf(3)\n'''a\nb'''\nNone\n\
        if x:\n    print('yes')\nelse:\n    print('no')\nx \\\n+ 2\nx";
    let (status, out, err) = repl(&[], input);
    assert_eq!((status, out.as_str()), (0, "21\n[3, 20]\n'a\\nb'\nyes\n22\n20\n"), "{err}");
    assert!(err.contains("MicroPython") && err.contains("10,000,000 units of fuel"), "{err}");
}

#[test]
fn an_error_keeps_the_state_and_a_limit_says_that_it_is_gone() {
    let (status, out, err) = repl(&[], "x = 1\n1/0\nx\n");
    assert_eq!((status, out.as_str()), (0, "1\n"));
    assert!(err.contains("ZeroDivisionError") && !err.contains("afresh"), "{err}");
    let (status, out, err) = repl(&["--fuel", "1M"], "x = 1\nwhile True: pass\n\nx\n3\n");
    assert_eq!((status, out.as_str()), (0, "3\n"), "{err}");
    assert!(err.contains("--fuel") && err.contains("afresh") && err.contains("NameError"), "{err}");
}

#[test]
fn an_interrupt_stops_the_code_and_the_conversation_goes_on() {
    let mut command = Command::new(PROGRAM);
    command.args(["repl", "--fuel", "100G", "--wall-clock-timeout-seconds", "60"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut hear = || {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        line
    };
    input.write_all(b"print('begun')\nprint('on')\nwhile True: pass\n\n").unwrap();
    assert_eq!((hear(), hear()), ("begun\n".into(), "on\n".into()));
    // Whether the loop has begun or not: an interrupt before it would end the program.
    input.write_all(b"print('after')\n").unwrap();
    kill_when_running(child.id());
    assert_eq!(hear(), "after\n");
    drop(input);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    let err = String::from_utf8(ended.stderr).unwrap();
    assert!(err.contains("afresh"), "{err}");
}

/// Interrupts once the worker is busy: its processor time grows.
fn kill_when_running(pid: u32) {
    let children = format!("/proc/{pid}/task");
    let worker = || {
        std::fs::read_dir(&children).unwrap().find_map(|task| {
            let path = task.unwrap().path().join("children");
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.split_whitespace().next().map(str::to_owned)
        })
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        assert!(std::time::Instant::now() < deadline, "the worker does nothing");
        let Some(worker) = worker() else { continue };
        let stat = std::fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        // utime, in ticks of 10 ms.
        if fields.get(11).is_some_and(|ticks| ticks.parse::<u64>().unwrap() >= 20) {
            break;
        }
        std::thread::yield_now();
    }
    kill(Pid::from_raw(pid.cast_signed()), Signal::SIGINT).unwrap();
}

#[test]
fn serve_shakes_hands_and_ends_with_its_input() {
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--memory-bytes", "1MiB", "--spare-workers", "0"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut ask = |id: u64, method: &str, params: Value| -> Value {
        let frame = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        input.write_all(format!("{frame}\n").as_bytes()).unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    };
    let client = json!({"name": "test", "version": "1"});
    let greeting = ask(1, "initialize", json!({"protocol_version": 1, "client": client}));
    assert_eq!(greeting["result"]["limits"]["memory_bytes"], 1 << 20, "{greeting}");
    assert_eq!(greeting["result"]["guest"]["name"], "MicroPython");
    let run = json!({"conversation_id": "c", "run_id": "r", "code": "print(6 * 7)"});
    assert_eq!(ask(2, "conversation/run", run)["result"]["stdout"], "42\n");
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
