//! Many conversations, and workers that are killed all the time: every run is answered once, and
//! nothing is left behind. With fake workers, and with the real ones where they are built.

mod common;

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::session::{PATIENCE, Session, supervisor_command};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

/// How to make a kind of worker do things.
struct Kind {
    supervisor: fn() -> Option<Command>,
    print: fn(&str) -> String,
    /// Prints the word, then lasts some tens of milliseconds.
    last: fn(&str) -> String,
    endless: &'static str,
}

const FAKE: Kind = Kind {
    supervisor: || Some(supervisor_command("good", 2)),
    print: |word| format!("print {word}"),
    last: |word| format!("print {word}\nsleep 30"),
    endless: "hang",
};

const REAL: Kind = Kind {
    supervisor: || {
        // Absent only where this file is built outside its package.
        let mut command = Command::new(option_env!("CARGO_BIN_EXE_mpy-supervisor")?);
        command.args(["serve", "--spare-workers", "2"]);
        Some(command)
    },
    print: |word| format!("print('{word}')"),
    last: |word| format!("import time\nprint('{word}')\ntime.sleep(0.03)"),
    endless: "while True:\n    pass",
};

fn session(kind: &Kind, mut limits: Value) -> Option<Session> {
    // Endless code ends by what the test does to it, not by its fuel.
    limits["fuel"] = json!(1_000_000_000_000_000u64);
    let mut session = Session::process((kind.supervisor)()?);
    let answer = session.initialize(limits);
    assert!(answer.get("result").is_some(), "{answer}");
    Some(session)
}

/// Children of a process with their states, such as `S` or `Z`.
fn children(parent: i32) -> BTreeMap<i32, char> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir("/proc").expect("/proc") {
        let name = entry.expect("an entry").file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may be gone by now.
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        let Some((_, rest)) = stat.rsplit_once(") ") else { continue };
        let fields: Vec<&str> = rest.split(' ').collect();
        if fields[1] == parent.to_string() {
            found.insert(pid, fields[0].chars().next().expect("a state"));
        }
    }
    found
}

fn descriptors(pid: i32) -> usize {
    std::fs::read_dir(format!("/proc/{pid}/fd")).expect("our child").count()
}

/// Asks until it is so; the question paces the loop.
fn until(session: &mut Session, what: &str, mut so: impl FnMut(&mut Session, &Value) -> bool) {
    let limit = Instant::now() + PATIENCE;
    loop {
        let id = session.call("status", json!({}));
        let status = session.answer(id)["result"].clone();
        if so(session, &status) {
            return;
        }
        assert!(Instant::now() < limit, "{what}: {status}");
    }
}

fn many_conversations(kind: &Kind) {
    let limits = json!({"max_sessions": 4, "wall_clock_ms": 30_000});
    let Some(mut session) = session(kind, limits) else { return };
    let mut expected = HashMap::new();
    for round in 0..5 {
        for conversation in 0..24 {
            let word = format!("c{conversation}r{round}");
            let id = session.run(&format!("c{conversation}"), &(kind.print)(&word));
            expected.insert(id, format!("{word}\n"));
        }
    }
    while !expected.is_empty() {
        let frame = session.find(|frame| frame.get("method").is_none());
        let id = frame["id"].as_u64().expect("a number");
        let word = expected.remove(&id).expect("answered once");
        assert_eq!(frame["result"]["stdout"], word, "{frame}");
        assert_eq!(frame["result"]["ok"], true);
    }
    until(&mut session, "trimmed to max_sessions and spares", |_, status| {
        assert!(status["workers"].as_u64() <= Some(10));
        status["workers"] == 6 && status["conversations"] == 4
    });
    assert_eq!(session.end().iter().filter(|frame| frame.get("method").is_none()).count(), 0);
}

fn random_kills(kind: &Kind) {
    let limits = json!({"max_sessions": 6, "wall_clock_ms": 30_000});
    let Some(mut session) = session(kind, limits) else { return };
    let supervisor = session.supervisor_pid();
    until(&mut session, "two spares", |_, status| status["workers"] == 2);
    // Three pipes of each worker, besides what it always has.
    let base = descriptors(supervisor) - 3 * 2;
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let (mut open, mut kills, mut died, mut runs) = (HashMap::new(), 0, 0, 0u64);
    while kills < 200 || !open.is_empty() {
        while kills < 200 && open.len() < 8 {
            runs += 1;
            let word = format!("w{runs}");
            let id = session.run(&format!("c{}", next(6)), &(kind.last)(&word));
            open.insert(id, format!("{word}\n"));
        }
        let victims: Vec<i32> = session
            .list()
            .iter()
            .filter(|entry| entry["state"] == "running")
            .filter_map(|entry| i32::try_from(entry["worker_pid"].as_i64()?).ok())
            .collect();
        if kills < 200 && !victims.is_empty() {
            let victim = victims[usize::try_from(next(victims.len() as u64)).expect("small")];
            // It may have died of an earlier kill.
            if kill(Pid::from_raw(victim), Signal::SIGKILL).is_ok() {
                kills += 1;
            }
        }
        let frame = session.find(|frame| frame.get("method").is_none());
        let id = frame["id"].as_u64().expect("a number");
        let word = open.remove(&id).expect("answered once");
        let result = &frame["result"];
        if result["ok"] == true {
            assert_eq!(result["stdout"], word);
        } else {
            died += 1;
            assert_eq!(result["error"]["kind"], "worker_died", "{frame}");
            assert_eq!(result["interpreter_reset"], true);
        }
    }
    assert!(died > 50, "{died} of {runs} runs met a kill");
    until(&mut session, "no zombie, no descriptor too many", |session, status| {
        let workers =
            usize::try_from(status["workers"].as_u64().expect("a number")).expect("small");
        let children = children(session.supervisor_pid());
        let tidy = children.len() == workers && children.values().all(|state| *state != 'Z');
        tidy && descriptors(session.supervisor_pid()) == base + 3 * workers
    });
    session.end();
}

/// How a supervisor is made to end.
enum End {
    Input,
    Signal(Signal),
}

fn leaves_nothing(kind: &Kind, end: End, code: &str) {
    let Some(mut session) = session(kind, json!({"wall_clock_ms": 60_000})) else { return };
    let idle = session.run("idle", &(kind.print)("x"));
    session.answer(idle);
    let run = session.run("busy", code);
    until(&mut session, "all are there", |session, status| {
        status["running_runs"] == 1 && children(session.supervisor_pid()).len() == 4
    });
    let workers = children(session.supervisor_pid());
    let (rest, answered) = match end {
        End::Input => (session.end(), true),
        End::Signal(signal) => {
            kill(Pid::from_raw(session.supervisor_pid()), signal).expect("is alive");
            (session.wait().0, signal != Signal::SIGKILL)
        }
    };
    let answers: Vec<_> = rest.iter().filter(|frame| frame["id"] == run).collect();
    assert_eq!(answers.len(), usize::from(answered));
    if answered {
        assert_eq!(answers[0]["result"]["error"]["kind"], "cancelled");
    }
    let limit = Instant::now() + PATIENCE;
    for pid in workers.keys() {
        // Killed with its supervisor, it is reaped by somebody else, which is not ours to see.
        let gone = || match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
            Ok(stat) => !answered && stat.contains(") Z "),
            Err(_) => true,
        };
        while !gone() {
            assert!(Instant::now() < limit, "{pid} is left behind");
            assert!(Path::new("/proc").exists());
            std::thread::yield_now();
        }
    }
}

#[test]
fn many_conversations_with_few_sessions() {
    many_conversations(&FAKE);
}

#[test]
fn many_conversations_with_few_sessions_and_real_workers() {
    many_conversations(&REAL);
}

#[test]
fn two_hundred_random_kills() {
    random_kills(&FAKE);
}

#[test]
fn two_hundred_random_kills_of_real_workers() {
    random_kills(&REAL);
}

#[test]
fn no_process_is_left_after_the_end_of_input_or_a_signal() {
    for kind in [FAKE, REAL] {
        leaves_nothing(&kind, End::Input, kind.endless);
        leaves_nothing(&kind, End::Signal(Signal::SIGTERM), kind.endless);
        leaves_nothing(&kind, End::Signal(Signal::SIGINT), kind.endless);
    }
}

#[test]
fn no_process_is_left_after_the_supervisor_is_killed() {
    // A fake worker dies of the end of its input only, a real one also with its parent.
    leaves_nothing(&FAKE, End::Signal(Signal::SIGKILL), "sleep 300");
    leaves_nothing(&REAL, End::Signal(Signal::SIGKILL), REAL.endless);
}

#[test]
fn requests_that_come_faster_than_answers_are_read_are_all_answered_in_order() {
    const REQUESTS: u64 = 3_000;
    let mut command = supervisor_command("good", 0);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    // At most one is read ahead.
    let (sender, receiver) = crossbeam_channel::bounded(0);
    std::thread::spawn(move || {
        answers.map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    let answer = |wanted: u64| {
        let line = receiver.recv_timeout(PATIENCE).expect("an answer");
        let answer: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(answer["id"], wanted, "{answer}");
    };
    let request = |id: u64, method: &str, params: &Value| {
        let line = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        format!("{line}\n")
    };
    let client = json!({"protocol_version": 1, "client": {"name": "t", "version": "0"}});
    stdin.write_all(request(0, "initialize", &client).as_bytes()).expect("is read");
    answer(0);
    let lines: String =
        (1..=REQUESTS).map(|id| request(id, "conversation/list", &json!({}))).collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).map(|()| stdin));
    (1..=REQUESTS).for_each(answer);
    drop(writer.join().expect("ends").expect("is read"));
    assert!(child.wait().expect("ends").success());
}

#[test]
fn a_client_that_never_reads_cannot_hold_up_the_end() {
    let mut command = supervisor_command("good", 1);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starts");
    let mut input = child.stdin.take().expect("a pipe");
    // Every answer is longer than its request, so the pipe that nobody reads is full long before.
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "status"}).to_string() + "\n";
    let (sender, written) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for n in 0.. {
            if input.write_all(request.as_bytes()).is_err() || sender.send(n).is_err() {
                return;
            }
        }
    });
    // It stops reading requests when too many answers wait, so the writer above stops as well.
    while written.recv_timeout(Duration::from_secs(1)).is_ok() {}
    let pid = Pid::from_raw(i32::try_from(child.id()).expect("a process number"));
    kill(pid, Signal::SIGTERM).expect("is alive");
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("is our child") {
            break status;
        }
        assert!(begin.elapsed() < PATIENCE, "it does not end");
        std::thread::yield_now();
    };
    assert!(status.success(), "{status}");
}
