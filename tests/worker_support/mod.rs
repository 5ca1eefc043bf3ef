//! A real worker, spoken to as the supervisor does.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use mpy::image;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::memfd::{MFdFlags, memfd_create};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use serde_json::{Value, json};

/// Everything that should take milliseconds gets this long on a loaded machine.
pub const OUTER_TIMEOUT: Duration = Duration::from_secs(60);

pub const WORKER: &str = env!("CARGO_BIN_EXE_mpy-worker");

/// The image as two inheritable descriptors.
pub struct Image {
    pub cwasm: OwnedFd,
    pub snapshots: OwnedFd,
}

impl Image {
    pub fn new() -> Self {
        Image::of(image::CWASM, image::SNAPSHOTS)
    }

    pub fn of(cwasm: &[u8], snapshots: &[u8]) -> Self {
        Image { cwasm: inheritable(cwasm), snapshots: inheritable(snapshots) }
    }

    /// A worker's command line, without pipes yet.
    pub fn command(&self, memory_bytes: u64) -> Command {
        let mut command = Command::new(WORKER);
        command
            .arg(format!("--memory-bytes={memory_bytes}"))
            .arg(format!("--cwasm-fd={}", self.cwasm.as_raw_fd()))
            .arg(format!("--snapshots-fd={}", self.snapshots.as_raw_fd()))
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

fn inheritable(bytes: &[u8]) -> OwnedFd {
    let file = memfd_create("test-image", MFdFlags::empty()).unwrap();
    let mut file = File::from(file);
    file.write_all(bytes).unwrap();
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    // A second open file description, whose offset is 0.
    let reopened = File::open(path).unwrap();
    nix::fcntl::fcntl(&reopened, nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty()))
        .unwrap();
    reopened.into()
}

/// A live worker. It is killed when this is dropped.
pub struct Worker {
    pub child: Child,
    pub input: Option<ChildStdin>,
    pub output: BufReader<ChildStdout>,
    next_id: u64,
    _image: Image,
}

impl Worker {
    pub fn start(memory_bytes: u64) -> Self {
        let image = Image::new();
        let mut child = image.command(memory_bytes).spawn().unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Worker { child, input, output, next_id: 1, _image: image }
    }

    /// A worker that has said it is ready, and what it said.
    pub fn ready(memory_bytes: u64) -> (Self, Value) {
        let mut worker = Worker::start(memory_bytes);
        let ready = worker.hear();
        assert_eq!(ready["method"], "worker/ready", "{ready}");
        (worker, ready["params"].clone())
    }

    /// The next frame. A worker that says nothing is ended by the test's own time limit.
    pub fn hear(&mut self) -> Value {
        wait_readable(self.output.get_ref(), &self.output);
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"))
    }

    pub fn say(&mut self, frame: &Value) {
        self.say_text(&frame.to_string());
    }

    pub fn say_text(&mut self, text: &str) {
        self.input.as_mut().unwrap().write_all(format!("{text}\n").as_bytes()).unwrap();
    }

    /// Starts a run; its id.
    pub fn begin(&mut self, code: &str) -> u64 {
        self.begin_limited(code, 1_000_000_000, 30_000)
    }

    pub fn begin_limited(&mut self, code: &str, fuel: u64, wall_clock_ms: u64) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        let params = json!({
            "code": code, "mode": "exec", "fuel": fuel, "wall_clock_ms": wall_clock_ms,
            "max_output_chars": 10_000,
        });
        self.say(&json!({"jsonrpc": "2.0", "id": id, "method": "run/start", "params": params}));
        id
    }

    /// Runs to the end without host calls: what was printed, and the answer.
    pub fn run(&mut self, code: &str) -> (String, Value) {
        let id = self.begin(code);
        self.finish(id)
    }

    pub fn finish(&mut self, id: u64) -> (String, Value) {
        let mut printed = String::new();
        loop {
            let frame = self.hear();
            if frame["method"] == "run/output" {
                printed.push_str(frame["params"]["text"].as_str().unwrap());
            } else {
                assert_eq!(frame["id"], id, "{frame}");
                return (printed, frame["result"].clone());
            }
        }
    }

    /// Closes the input; how the worker ended and what it said on stderr.
    pub fn end(mut self) -> (ExitStatus, String) {
        self.input = None;
        self.exit()
    }

    pub fn exit(&mut self) -> (ExitStatus, String) {
        exit(&mut self.child)
    }

    pub fn proc(&self, name: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).unwrap()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a child ends, and its stderr.
pub fn exit(child: &mut Child) -> (ExitStatus, String) {
    wait_exit(child.id());
    let status = child.wait().unwrap();
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    (status, stderr)
}

/// Waits until a process has ended, whoever its parent is.
pub fn wait_exit(pid: u32) {
    let pid = Pid::from_raw(pid.cast_signed()).unwrap();
    if let Ok(handle) = pidfd_open(pid, PidfdFlags::empty()) {
        let handle = File::from(handle);
        assert!(poll_in(&handle), "process {pid:?} does not end");
    }
}

fn wait_readable(pipe: &impl AsFd, buffer: &BufReader<ChildStdout>) {
    if buffer.buffer().is_empty() {
        assert!(poll_in(pipe), "the worker says nothing");
    }
}

fn poll_in(fd: &impl AsFd) -> bool {
    let mut fds = [PollFd::new(fd.as_fd(), PollFlags::POLLIN)];
    let timeout = PollTimeout::try_from(OUTER_TIMEOUT).unwrap();
    poll(&mut fds, timeout).unwrap() > 0
}
