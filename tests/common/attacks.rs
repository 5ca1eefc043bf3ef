//! What a fake worker does to the supervisor itself: more of everything than an honest one could.

use std::io::{Read, Write};
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::path::Path;
use std::process::exit;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use nix::unistd::{ForkResult, close, fork};
use serde_json::json;

use super::fake_worker::{Worker, hang};

/// Bytes that are written at a time: a few pipes full.
const BLOCK: usize = 256 * 1024;

impl Worker {
    /// Carries out one attack; false when the run is over by it.
    pub(super) fn attack(&mut self, command: &str, rest: &str) -> bool {
        let number = || rest.parse::<usize>().expect(rest);
        match command {
            // A line without an end.
            "stream" => {
                let block = vec![b'x'; BLOCK];
                (0..number() / BLOCK).for_each(|_| self.write(&block));
            }
            // The same line so many times.
            "lines" => {
                let (times, line) = rest.split_once(' ').unwrap_or((rest, ""));
                self.lines(times.parse().expect(times), line);
            }
            "notices" => {
                let params = json!({"stream": "stdout", "text": "x"});
                let notice = json!({"jsonrpc": "2.0", "method": "run/output", "params": params});
                self.lines(number(), &notice.to_string());
            }
            // For a minute at most: a forgotten fake must not stay for ever.
            "spin" => {
                let until = Instant::now() + Duration::from_secs(60);
                while Instant::now() < until {
                    std::hint::spin_loop();
                }
            }
            "mask-cpu-signal" => {
                let mut signals = SigSet::empty();
                signals.add(Signal::SIGXCPU);
                signals.thread_block().expect("can be masked");
            }
            "unfinished" => {
                self.write(b"{\"jsonrpc\":\"2.0\",");
                hang()
            }
            // A host call whose only parameter has so many levels, and the frame three more.
            "nested" => {
                let (open, close) = ("[".repeat(number()), "]".repeat(number()));
                self.raw(&format!(
                    "{{\"jsonrpc\":\"2.0\",\"id\":1000000,\"method\":\"host/call\",\"params\":\
                     {{\"name\":\"f\",\"args\":[{open}{close}],\"kwargs\":{{}}}}}}"
                ));
            }
            // A host call whose answer is not waited for.
            "ask" => self.call(rest, &json!([])),
            // A host call with arguments of so many bytes of JSON.
            "sized" => {
                let (name, bytes) = rest.split_once(' ').expect("a name and a number");
                // Around the text: brackets, quotes, and the two braces of no named arguments.
                let text = "x".repeat(bytes.parse::<usize>().expect(bytes) - 6);
                self.call(name, &json!([text]));
                let reply = self.read().unwrap_or_else(|| exit(0));
                let message = reply["error"]["message"].as_str().unwrap_or("answered");
                self.output("stdout", &format!("{message}\n"));
            }
            "stderr-flood" => {
                let block = vec![b'x'; BLOCK];
                // The supervisor may stop reading.
                (0..number() / BLOCK).for_each(|_| drop(std::io::stderr().write_all(&block)));
            }
            "read" => drop(self.read()),
            "close-input" => close(std::io::stdin().as_raw_fd()).expect("was open"),
            "close-stderr" => close(std::io::stderr().as_raw_fd()).expect("was open"),
            "child" => self.output("stdout", &format!("{}\n", self.child)),
            // The run's answer, and more may follow.
            "done" => self.finish(json!({"kind": "ok"}), true),
            "answer" => {
                let id: serde_json::Value = serde_json::from_str(rest).expect(rest);
                self.send(json!({"jsonrpc": "2.0", "id": id, "result": {}}));
            }
            // Waits for the next run without having answered this one.
            "return" => return false,
            other => panic!("no command {other}"),
        }
        true
    }

    fn lines(&mut self, times: usize, line: &str) {
        let line = format!("{line}\n");
        let in_block = (BLOCK / line.len()).clamp(1, times);
        let block = line.repeat(in_block);
        (0..times / in_block).for_each(|_| self.write(block.as_bytes()));
        self.write(line.repeat(times % in_block).as_bytes());
    }

    /// Speaks without being asked while the file is there.
    pub(super) fn make_noise_if(&mut self, file: &str) {
        if Path::new(file).exists() {
            self.attack("notices", "1000000");
        }
    }
}

/// Starts a process that keeps some of our pipes open and outlives us. It ends when none of them
/// has anybody at its other end: so whoever waits for its end knows that the supervisor has left.
pub fn fork_with(what: &str) -> i32 {
    let keep: &[RawFd] = match what {
        "input" => &[0],
        "output" | "talk" => &[1],
        "stderr" => &[2],
        "all" => &[0, 1, 2],
        other => panic!("nothing is called {other}"),
    };
    let (mut parent_ends, parent_lives) = std::io::pipe().expect("a pipe");
    // SAFETY: this process has one thread, so the child may do whatever its parent could.
    match unsafe { fork() }.expect("a process") {
        ForkResult::Parent { child } => {
            // Open for as long as this process lives.
            std::mem::forget(parent_lives);
            return child.as_raw();
        }
        ForkResult::Child => drop(parent_lives),
    }
    for fd in [0, 1, 2] {
        if !keep.contains(&fd) {
            close(fd).expect("was open");
        }
    }
    if what == "talk" {
        // Not before its parent is dead: until then it would be its parent that talks.
        let _ = parent_ends.read(&mut [0]);
        let params = json!({"stream": "stdout", "text": "from the grave\n"});
        let notice = json!({"jsonrpc": "2.0", "method": "run/output", "params": params});
        let line = notice.to_string() + "\n";
        while std::io::stdout().write_all(line.as_bytes()).is_ok() {}
        exit(0)
    }
    let mut open = keep.to_vec();
    while let Some(fd) = open.pop() {
        // SAFETY: a descriptor that this process keeps open until it ends.
        let pipe = unsafe { BorrowedFd::borrow_raw(fd) };
        // What is wanted here is only that the other end is gone, which is always told.
        let mut fds = [PollFd::new(pipe, PollFlags::empty())];
        let minute = PollTimeout::from(60_000u16);
        assert!(poll(&mut fds, minute).expect("polls") == 1, "nobody has left pipe {fd}");
    }
    exit(0)
}
