//! A session with a supervisor that runs in this process, or in one of its own.

use std::collections::VecDeque;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use mpy::pool::WorkerCommand;
use mpy::protocol::client_api::{Limits, Peer};
use mpy::protocol::message::Message;
use mpy::supervisor::{Client, ClientEvent, Config, ServeError, serve, serve_stdio};
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
    }
}

/// Serves standard input and output with fake workers, and exits. `args`: role, spare workers.
pub fn act_as_supervisor(args: &[String]) -> ! {
    let config = config(fake_worker::command(&args[0]), args[1].parse().expect("a number"));
    // Not on this thread: code that runs before `main` should not do more than it must.
    let served = std::thread::spawn(|| serve_stdio(config)).join();
    std::process::exit(if matches!(served, Ok(Ok(()))) { 0 } else { 1 })
}

/// A client of a supervisor in this process.
pub struct Session {
    sender: Option<Sender<ClientEvent>>,
    receiver: Receiver<Message>,
    server: Option<JoinHandle<Result<(), ServeError>>>,
    next_id: u64,
    /// Received, and not yet asked for.
    kept: VecDeque<Value>,
}

impl Session {
    /// Starts a supervisor; nothing is sent yet.
    pub fn start(role: &str, spare_workers: usize) -> Self {
        Self::start_with(config(fake_worker::command(role), spare_workers), 64)
    }

    pub fn start_with(config: Config, outgoing: usize) -> Self {
        let (sender, incoming) = bounded(16);
        let (outgoing, receiver) = bounded(outgoing);
        let server = std::thread::spawn(|| serve(config, Client { incoming, outgoing }));
        let (sender, server) = (Some(sender), Some(server));
        Session { sender, receiver, server, next_id: 0, kept: VecDeque::new() }
    }

    /// Starts a supervisor with good workers and the function `f`, and initializes it.
    pub fn ready(limits: Value) -> Self {
        let mut session = Self::start("good", 1);
        let answer = session.initialize(limits);
        assert!(answer["result"].is_object(), "{answer}");
        session
    }

    pub fn initialize(&mut self, limits: Value) -> Value {
        let params = json!({
            "protocol_version": 1, "client": {"name": "test", "version": "0"},
            "limits": limits, "host_functions": ["f"],
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
        sender.send_timeout(ClientEvent::Message(message), PATIENCE).expect("is served");
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
        let mut rest: Vec<Value> = self.kept.drain(..).collect();
        let until = Instant::now() + PATIENCE;
        while let Ok(message) = self.receiver.recv_deadline(until) {
            rest.push(serde_json::from_str(&message.encode()).expect("JSON"));
        }
        let server = self.server.take().expect("once");
        server.join().expect("no panic").expect("served");
        rest
    }
}
