//! A session with a supervisor that runs in this process, or in one of its own.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use mpy::pool::WorkerCommand;
use mpy::protocol::client_api::{Limits, Peer};
use mpy::protocol::message::Message;
use mpy::supervisor::isolation::IsolationPlan;
use mpy::supervisor::{Client, Config, ServeError, serve, serve_stdio};
use mpy::wire::threads::{spawn_reader, spawn_writer};
use mpy::wire::{Inbound, ReadLimits};
use serde_json::{Value, json};

use super::fake_worker;

/// Marks a test binary that was started as a supervisor with fake workers.
pub const MARK: &str = "--fake-supervisor";
/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The configuration of a supervisor with fake workers.
pub fn config(worker: WorkerCommand, spare_workers: usize) -> Config {
    let peer = |name: &str| Peer { name: name.to_owned(), version: "0".to_owned() };
    Config {
        worker,
        cwasm: b"module",
        snapshots: b"snapshots",
        limits: Limits::default(),
        guest: peer("guest"),
        server: peer("mpy-supervisor"),
        spare_workers,
        isolation: IsolationPlan::default(),
        cgroup: None,
    }
}

/// Serves standard input and output with fake workers, and exits. `args`: role, spare workers.
pub fn act_as_supervisor(args: &[String]) -> ! {
    use nix::sys::signal::{SigHandler, Signal, signal};
    // What Rust does before `main`, which is never reached here: a pipe whose reader was killed
    // is an error and not the end.
    // SAFETY: ignoring a signal installs no handler.
    unsafe { signal(Signal::SIGPIPE, SigHandler::SigIgn) }.expect("can be ignored");
    let config = config(fake_worker::command(&args[0]), args[1].parse().expect("a number"));
    // Not on this thread: code that runs before `main` should not do more than it must.
    let served = std::thread::spawn(|| serve_stdio(config)).join();
    std::process::exit(if matches!(served, Ok(Ok(()))) { 0 } else { 1 })
}

/// This test binary as a supervisor with fake workers of a role.
pub fn supervisor_command(role: &str, spare_workers: usize) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test binary has a path"));
    command.args([MARK, role, &spare_workers.to_string()]);
    command
}

/// A client of a supervisor.
pub struct Session {
    sender: Option<Sender<Message>>,
    receiver: Receiver<Message>,
    server: Server,
    next_id: u64,
    /// Received, and not yet asked for.
    kept: VecDeque<Value>,
}

/// Where the supervisor is.
enum Server {
    Thread(Option<JoinHandle<Result<(), ServeError>>>),
    Process(Child),
}

/// Threads that send to and receive from a supervisor; at most `waiting` messages are received ahead.
fn talk(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    waiting: usize,
) -> (Sender<Message>, Receiver<Message>) {
    let (sender, messages) = bounded(0);
    spawn_writer("test-out".into(), output, messages, || {}).expect("a thread");
    let (events, inbound) = bounded(0);
    let limits = ReadLimits { frame_bytes: usize::MAX, values: usize::MAX, forgiving: true };
    spawn_reader("test-in".into(), input, limits, events, |inbound| inbound).expect("a thread");
    let (found, receiver) = bounded(waiting);
    std::thread::spawn(move || {
        while let Ok(Inbound::Message(message)) = inbound.recv() {
            if found.send(message).is_err() {
                return;
            }
        }
    });
    (sender, receiver)
}

impl Session {
    /// Starts a supervisor in this process; nothing is sent yet.
    pub fn start(role: &str, spare_workers: usize) -> Self {
        Self::start_with(config(fake_worker::command(role), spare_workers), 64)
    }

    pub fn start_with(config: Config, outgoing: usize) -> Self {
        let (input, our_output) = io::pipe().expect("a pipe");
        let (our_input, output) = io::pipe().expect("a pipe");
        let client = Client { input: input.into(), output: output.into() };
        let server = std::thread::spawn(|| serve(config, client));
        let (sender, receiver) = talk(our_input, our_output, outgoing);
        Self::of(sender, receiver, Server::Thread(Some(server)))
    }

    /// Starts a supervisor in a process of its own.
    pub fn process(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the supervisor starts");
        let stdin = child.stdin.take().expect("a pipe");
        let stdout = child.stdout.take().expect("a pipe");
        let (sender, receiver) = talk(stdout, stdin, 16);
        Self::of(sender, receiver, Server::Process(child))
    }

    fn of(sender: Sender<Message>, receiver: Receiver<Message>, server: Server) -> Self {
        Session { sender: Some(sender), receiver, server, next_id: 0, kept: VecDeque::new() }
    }

    /// Process of the supervisor.
    pub fn supervisor_pid(&self) -> i32 {
        match &self.server {
            Server::Process(child) => i32::try_from(child.id()).expect("a process number"),
            Server::Thread(_) => i32::try_from(std::process::id()).expect("a process number"),
        }
    }

    /// Starts a supervisor with good workers and the function `f`, and initializes it.
    pub fn ready(limits: Value) -> Self {
        let mut session = Self::start("good", 1);
        let answer = session.initialize(limits);
        assert!(answer["result"].is_object(), "{answer}");
        session
    }

    pub fn initialize(&mut self, limits: Value) -> Value {
        self.initialize_with(limits, &["f"])
    }

    /// Initializes as a client that answers these functions.
    pub fn initialize_with(&mut self, limits: Value, host_functions: &[&str]) -> Value {
        let params = json!({
            "protocol_version": 1, "client": {"name": "test", "version": "0"},
            "limits": limits, "host_functions": host_functions,
        });
        let id = self.call("initialize", params);
        self.answer(id)
    }

    /// Sends a request; returns its id.
    pub fn call(&mut self, method: &str, params: Value) -> u64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    pub fn notice(&mut self, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    pub fn send(&mut self, frame: Value) {
        let message = Message::decode(&frame.to_string()).expect("a message");
        let sender = self.sender.as_ref().expect("open");
        sender.send_timeout(message, PATIENCE).expect("is served");
    }

    /// Sends a run named after its request's number; returns that.
    pub fn run(&mut self, conversation: &str, code: &str) -> u64 {
        self.run_with(conversation, code, json!({}))
    }

    pub fn run_with(&mut self, conversation: &str, code: &str, more: Value) -> u64 {
        let run_id = format!("r{}", self.next_id + 1);
        let mut params = json!({"conversation_id": conversation, "run_id": run_id, "code": code});
        let fields = params.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        self.call("conversation/run", params)
    }

    /// Runs and waits for the result.
    pub fn result(&mut self, conversation: &str, code: &str) -> Value {
        let id = self.run(conversation, code);
        self.answer(id)["result"].clone()
    }

    /// Waits for the answer to a request; other messages are kept.
    pub fn answer(&mut self, id: u64) -> Value {
        self.find(|frame| frame["id"] == id && frame.get("method").is_none())
    }

    /// Waits for a call or notice of the supervisor.
    pub fn told(&mut self, method: &str) -> Value {
        self.find(|frame| frame["method"] == method)
    }

    /// Waits for a frame.
    pub fn find(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at).expect("is there");
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let message = match self.receiver.recv_deadline(until) {
                Ok(message) => message,
                Err(error) => panic!("{error}; kept: {:?}", self.kept),
            };
            let frame: Value = serde_json::from_str(&message.encode()).expect("JSON");
            if wanted(&frame) {
                return frame;
            }
            self.kept.push_back(frame);
        }
    }

    /// Everything received and not asked for.
    pub fn kept(&self) -> &VecDeque<Value> {
        &self.kept
    }

    pub fn list(&mut self) -> Vec<Value> {
        let id = self.call("conversation/list", json!({}));
        self.answer(id)["result"]["conversations"].as_array().expect("a list").clone()
    }

    /// Process of a conversation's worker.
    pub fn pid(&mut self, conversation: &str) -> Option<i32> {
        let list = self.list();
        let entry = list.iter().find(|entry| entry["conversation_id"] == conversation)?;
        i32::try_from(entry["worker_pid"].as_i64()?).ok()
    }

    /// Ends the client's side, waits for the supervisor, and returns what it still sent.
    pub fn end(mut self) -> Vec<Value> {
        self.sender = None;
        self.wait().0
    }

    /// Waits for the supervisor to end; returns what it still sent, and its status.
    pub fn wait(mut self) -> (Vec<Value>, Option<ExitStatus>) {
        let mut rest: Vec<Value> = self.kept.drain(..).collect();
        let until = Instant::now() + PATIENCE;
        while let Ok(message) = self.receiver.recv_deadline(until) {
            rest.push(serde_json::from_str(&message.encode()).expect("JSON"));
        }
        assert!(Instant::now() < until, "it does not end");
        let status = match &mut self.server {
            Server::Thread(server) => {
                server.take().expect("once").join().expect("no panic").expect("served");
                None
            }
            Server::Process(child) => Some(child.wait().expect("is our child")),
        };
        (rest, status)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Server::Process(child) = &mut self.server {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
