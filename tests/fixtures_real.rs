//! Every golden conversation, replayed over the standard streams of a real process: the real
//! `mpy-supervisor serve` with its real worker, and the same event loop with a fake worker that
//! says what the fixture's worker says.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Instant;

use common::fixture::{self, Fixture, Step};
use common::session;
use crossbeam_channel::{Receiver, unbounded};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

struct Replay {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    pending: Option<Value>,
    lists: u32,
}

impl Replay {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the supervisor starts");
        let (sender, output) = unbounded();
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        // Ends with the process.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let frame = serde_json::from_str(&line).expect("the supervisor sends JSON");
                if sender.send(frame).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Replay { child, input, output, pending: None, lists: 0 }
    }

    /// The next frame. A line that the guest printed comes whole: when a worker sends what it has
    /// so far is a matter of time, and no fixture's business.
    fn next(&mut self) -> Option<Value> {
        let mut frame = self.receive()?;
        while frame["method"] == "run/output" {
            let text = frame["params"]["text"].as_str().expect("text").to_owned();
            if text.ends_with('\n') {
                break;
            }
            let Some(rest) = self.receive() else { break };
            let same = rest["method"] == "run/output"
                && rest["params"]["stream"] == frame["params"]["stream"];
            if !same {
                self.pending = Some(rest);
                break;
            }
            let more = rest["params"]["text"].as_str().expect("text");
            frame["params"]["text"] = json!(text + more);
        }
        Some(frame)
    }

    fn receive(&mut self) -> Option<Value> {
        let pending = self.pending.take();
        pending.or_else(|| self.output.recv_timeout(session::PATIENCE).ok())
    }

    fn write(&mut self, text: &str) {
        let input = self.input.as_mut().expect("open");
        input.write_all(text.as_bytes()).expect("is read");
        input.write_all(b"\n").expect("is read");
    }

    fn world(&mut self, line: &Value) -> Result<(), String> {
        match line["event"].as_str().expect("an event") {
            "kill_worker" => {
                self.lists += 1;
                let id = format!("list {}", self.lists);
                self.write(
                    &json!({"jsonrpc": "2.0", "id": id, "method": "conversation/list"}).to_string(),
                );
                let list = self.next().ok_or("no list")?;
                let entries = list["result"]["conversations"].as_array().ok_or("no list")?;
                let name = &line["conversation_id"];
                let entry = entries.iter().find(|entry| entry["conversation_id"] == *name);
                let pid =
                    entry.and_then(|entry| entry["worker_pid"].as_i64()).ok_or("no worker")?;
                let pid = Pid::from_raw(i32::try_from(pid).expect("a process number"));
                let number = i32::try_from(line["signal"].as_i64().expect("a number"));
                let signal = Signal::try_from(number.expect("small")).expect("a signal");
                kill(pid, signal).expect("is alive");
            }
            "client_closed" => self.input = None,
            "exit" => {
                self.input = None;
                let status = self.child.wait().expect("ends");
                if !status.success() {
                    return Err(format!("ended with {status}"));
                }
            }
            // The world does these by itself.
            "clock" | "worker_exited" | "pure_only" => {}
            other => panic!("no event {other}"),
        }
        Ok(())
    }

    fn replay(&mut self, fixture: &Fixture) -> Result<(), String> {
        for step in fixture::steps(&fixture.lines) {
            let done = match &step {
                Step::Group(lines) => fixture::expect(lines, || self.next()),
                Step::One(line) if line.get("to_worker").is_some() => Ok(()),
                Step::One(line) => match line["from"].as_str() {
                    Some("client") => {
                        self.write(&Fixture::client_text(line));
                        Ok(())
                    }
                    Some("supervisor") => fixture::expect(&[line], || self.next()),
                    Some("world") => self.world(line),
                    _ => Ok(()),
                },
            };
            done.map_err(|error| match step {
                Step::One(line) => format!("{line}: {error}"),
                Step::Group(_) => error,
            })?;
        }
        // At the end of input everything stops, and nothing more is said.
        self.input = None;
        match self.output.recv_deadline(Instant::now() + session::PATIENCE) {
            Ok(frame) => Err(format!("not expected: {frame}")),
            Err(_) => Ok(()),
        }
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn check(supervisor: impl Fn(&std::path::Path) -> Command) {
    let mut failed = Vec::new();
    for path in fixture::all() {
        let fixture = Fixture::load(&path);
        if let Err(error) = Replay::start(supervisor(&path)).replay(&fixture) {
            failed.push(format!("{}: {error}", fixture.name));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn every_fixture_holds_for_the_event_loop_with_a_fake_worker() {
    check(|path| {
        let mut command = Command::new(std::env::current_exe().expect("has a path"));
        command.args([session::MARK, &format!("fixture:{}", path.display()), "1"]);
        command
    });
}

#[test]
fn every_fixture_holds_for_the_real_supervisor() {
    // Absent only where this file is built outside its package.
    let Some(supervisor) = option_env!("CARGO_BIN_EXE_mpy-supervisor") else { return };
    let pure_only = |path: &std::path::Path| {
        let lines = Fixture::load(path).lines;
        lines.iter().any(|line| line["event"] == "pure_only")
    };
    let mut failed = Vec::new();
    for path in fixture::all().into_iter().filter(|path| !pure_only(path)) {
        let fixture = Fixture::load(&path);
        let mut command = Command::new(supervisor);
        command.arg("serve");
        if let Err(error) = Replay::start(command).replay(&fixture) {
            failed.push(format!("{}: {error}", fixture.name));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
