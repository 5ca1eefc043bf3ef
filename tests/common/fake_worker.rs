//! A worker that does what it is told, good or bad. The code of a run is a list of commands, one
//! a line; see `Worker::obey`. The role on the command line says how it starts.

use std::io::{BufRead, StdinLock, Write};
use std::os::fd::AsRawFd;
use std::process::exit;
use std::time::{Duration, Instant};

use mpy::pool::WorkerCommand;
use serde_json::{Value, json};

use super::attacks;
use super::fixture::Fixture;

/// Marks a test binary that was started as a worker.
const MARK: &str = "--fake-worker";

/// Runs before `main`, which belongs to the test harness and writes to standard output.
// SAFETY: the section's contract is a list of functions without arguments that the C runtime
// calls once, before `main`; glibc has set up everything that std needs here.
#[used]
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = before_main;

extern "C" fn before_main() {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some(MARK) => act(&args[2]),
        Some(super::session::MARK) => super::session::act_as_supervisor(&args[2..]),
        _ => {}
    }
}

/// This test binary as a worker with a role.
pub fn command(role: &str) -> WorkerCommand {
    WorkerCommand {
        path: std::env::current_exe().expect("a test binary has a path"),
        args: vec![MARK.into(), role.into()],
    }
}

fn act(role: &str) -> ! {
    let mut worker = Worker {
        input: std::io::stdin().lock(),
        runs: 0,
        next_call: 1,
        run: 0,
        fixture: role.strip_prefix("fixture:").map(Fixture::load),
        child: 0,
    };
    let (kind, rest) = role.split_once(':').unwrap_or((role, ""));
    match kind {
        "good" | "fixture" => worker.ready(1),
        "fork" => {
            worker.child = attacks::fork_with(rest);
            worker.ready(1);
        }
        "noisy" => {
            worker.ready(1);
            worker.make_noise_if(rest);
        }
        "mute" => hang(),
        "exit" => {
            eprint_raw("first line\nno such layer\n");
            exit(rest.parse().expect("a code"))
        }
        "signal" => raise(rest.parse().expect("a signal")),
        "version" => worker.ready(99),
        "garbage" => worker.raw("hello"),
        "early" => worker.notice("run/output", json!({"stream": "stdout", "text": "x"})),
        "twice" => {
            worker.ready(1);
            worker.ready(1);
        }
        // Starts well only while the file is there.
        "if" if std::path::Path::new(rest).exists() => worker.ready(1),
        "if" => exit(70),
        other => panic!("no role {other}"),
    }
    loop {
        let Some(message) = worker.read() else { exit(0) };
        worker.serve(&message);
    }
}

pub(super) struct Worker {
    input: StdinLock<'static>,
    runs: u32,
    next_call: u64,
    pub(super) run: u64,
    fixture: Option<Fixture>,
    /// A process that it started before it was ready.
    pub(super) child: i32,
}

impl Worker {
    fn serve(&mut self, message: &Value) {
        self.run = message["id"].as_u64().expect("a number");
        self.runs += 1;
        let code = message["params"]["code"].as_str().expect("code").to_owned();
        if let Some(fixture) = self.fixture.take() {
            self.play(&fixture, &code);
            self.fixture = Some(fixture);
            return;
        }
        for line in code.lines() {
            let (command, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            if !self.obey(command, rest) {
                return;
            }
        }
        self.finish(json!({"kind": "ok"}), true);
    }

    /// Carries out one command; false when the run is over by it.
    fn obey(&mut self, command: &str, rest: &str) -> bool {
        let number = || rest.parse::<u64>().expect(rest);
        match command {
            "" => {}
            "print" => self.output("stdout", &format!("{rest}\n")),
            "eprint" => self.output("stderr", &format!("{rest}\n")),
            "chars" => self.output("stdout", &"é".repeat(rest.parse().expect(rest))),
            "stderr" => eprint_raw(&format!("{rest}\n")),
            "runs" => self.output("stdout", &format!("{}\n", self.runs)),
            "surroundings" => self.output("stdout", &surroundings()),
            "sleep" => std::thread::sleep(Duration::from_millis(number())),
            "host" => {
                let reply = self.host_call(rest);
                let what = if reply["error"].is_null() {
                    &reply["result"]
                } else {
                    &reply["error"]["message"]
                };
                self.output("stdout", &format!("{what}\n"));
            }
            "hosts" => (0..number()).for_each(|n| drop(self.host_call(&format!("g {n}")))),
            _ => return self.misbehave(command, rest),
        }
        true
    }

    /// Carries out a command that no honest worker would; false when the run is over by it.
    fn misbehave(&mut self, command: &str, rest: &str) -> bool {
        match command {
            "raw" => self.raw(rest),
            "half" => {
                self.write(b"{\"jsonrpc\":\"2.0\",");
                exit(0)
            }
            "huge" => self.write(&vec![b'x'; rest.parse().expect(rest)]),
            "values" => self.raw(&format!("[{}0]", "0,".repeat(rest.parse().expect(rest)))),
            "hang" => hang(),
            "exit" => exit(rest.parse().expect(rest)),
            "signal" => raise(rest.parse().expect(rest)),
            "close-output" => {
                nix::unistd::close(std::io::stdout().as_raw_fd()).expect("was open");
                hang()
            }
            "flood" => loop {
                self.output("stdout", rest);
            },
            "deaf" => loop {
                self.call("f", &json!(["x".repeat(200_000)]));
            },
            "two-calls" => {
                self.call("f", &json!([]));
                self.call("f", &json!([]));
            }
            "ready" => self.ready(1),
            "wrong-id" => {
                self.run += 1;
                self.finish(json!({"kind": "ok"}), true);
                return false;
            }
            "twice" => self.finish(json!({"kind": "ok"}), true),
            "after" => {
                self.finish(json!({"kind": "ok"}), true);
                self.output("stdout", "late");
                return false;
            }
            "error" => {
                let error = json!({"code": -1, "message": "no"});
                self.send(json!({"jsonrpc": "2.0", "id": self.run, "error": error}));
                return false;
            }
            "fuel" => {
                self.finish_with(json!({"kind": "ok"}), true, rest.parse().expect(rest));
                return false;
            }
            "end" => {
                let failure =
                    json!({"type_name": "E", "message": "m", "traceback": "t", "line": 1});
                let mut end = json!({ "kind": rest.trim_start_matches('!') });
                if matches!(rest, "exception" | "syntax" | "memory" | "!memory") {
                    end.as_object_mut()
                        .expect("object")
                        .extend(failure.as_object().expect("object").clone());
                }
                if rest == "trap" {
                    end["message"] = json!("unreachable");
                }
                self.finish(end, !rest.starts_with('!'));
                return false;
            }
            other => return self.attack(other, rest),
        }
        true
    }

    /// Says what the fixture's worker says in the run with this code.
    fn play(&mut self, fixture: &Fixture, code: &str) {
        for frame in fixture.worker_turn(code) {
            let mut frame = match frame {
                Some(frame) => frame,
                None if self.read().is_some() => continue,
                None => exit(0),
            };
            if frame.get("result").is_some() {
                frame["id"] = json!(self.run);
            }
            self.send(frame);
        }
    }

    fn ready(&mut self, version: u32) {
        let layers = json!([{"layer": "fake", "applied": false, "detail": "a test's worker"}]);
        let params = json!({
            "protocol_version": version, "heap_bytes": 1, "isolation": {"layers": layers},
        });
        self.notice("worker/ready", params);
    }

    pub(super) fn finish(&mut self, end: Value, usable: bool) {
        self.finish_with(end, usable, 10);
    }

    fn finish_with(&mut self, end: Value, usable: bool, fuel: u64) {
        let result = json!({
            "end": end, "fuel_used": fuel, "stdout_truncated": false, "stderr_truncated": false,
            "memory_bytes": 65536, "usable": usable,
        });
        self.send(json!({"jsonrpc": "2.0", "id": self.run, "result": result}));
    }

    fn host_call(&mut self, what: &str) -> Value {
        let (name, argument) = what.split_once(' ').unwrap_or((what, "null"));
        self.call(name, &json!([argument]));
        self.read().unwrap_or_else(|| exit(0))
    }

    pub(super) fn call(&mut self, name: &str, args: &Value) {
        let params = json!({"name": name, "args": args, "kwargs": {}});
        let id = self.next_call;
        self.next_call += 1;
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": "host/call", "params": params}));
    }

    pub(super) fn output(&mut self, stream: &str, text: &str) {
        self.notice("run/output", json!({"stream": stream, "text": text}));
    }

    fn notice(&mut self, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    pub(super) fn send(&mut self, message: Value) {
        self.raw(&message.to_string());
    }

    pub(super) fn raw(&mut self, line: &str) {
        self.write(format!("{line}\n").as_bytes());
    }

    pub(super) fn write(&mut self, bytes: &[u8]) {
        let mut stdout = std::io::stdout().lock();
        if stdout.write_all(bytes).and_then(|()| stdout.flush()).is_err() {
            exit(0);
        }
    }

    pub(super) fn read(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.input.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(serde_json::from_str(&line).expect("the supervisor sends JSON")),
        }
    }
}

/// What a worker finds when it starts.
fn surroundings() -> String {
    let args: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let at = args.iter().position(|arg| arg == name).expect(name);
        args[at + 1].clone()
    };
    let read = |name: &str| std::fs::read_to_string(format!("/proc/self/fd/{}", after(name)));
    let limits = std::fs::read_to_string("/proc/self/limits").expect("limits");
    let cpu = limits.lines().find(|line| line.starts_with("Max cpu time")).expect("a limit");
    let seen = json!({
        "variables": std::env::vars_os().count(),
        "folder": std::env::current_dir().expect("a folder"),
        "memory": after("--memory-bytes"),
        "cwasm": read("--cwasm-fd").expect("inherited"),
        "snapshots": read("--snapshots-fd").expect("inherited"),
        "cpu_seconds": cpu.split_whitespace().nth(3),
        "cpu_hard": cpu.split_whitespace().nth(4),
    });
    seen.to_string()
}

fn eprint_raw(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn raise(number: i32) -> ! {
    let signal = nix::sys::signal::Signal::try_from(number).expect("a signal");
    let _ = nix::sys::signal::raise(signal);
    hang()
}

/// Does nothing until it is killed, or for a minute: a forgotten fake must not stay for ever.
pub(super) fn hang() -> ! {
    let until = Instant::now() + Duration::from_secs(60);
    while Instant::now() < until {
        std::thread::park_timeout(Duration::from_secs(60));
    }
    exit(99)
}
