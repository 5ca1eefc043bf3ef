//! What can be seen of the core from outside, and what must hold of it. Nothing here knows the
//! core's state: only what went in and what came out.

use std::collections::{BTreeMap, BTreeSet};

use mpy::protocol::client_api::{
    HostCallParams, HostCancelParams, Limits, OutputParams, QUEUE_MAX_PER_CONVERSATION,
    QUEUE_MAX_TOTAL, StatusResult,
};
use mpy::protocol::decode_worker::json_bytes;
use mpy::protocol::error::RpcError;
use mpy::protocol::message::{Message, RequestId};
use mpy::protocol::method;
use mpy::protocol::worker_api::{FromWorker, HOST_ARGS_MAX, StartParams};
use mpy::supervisor::core::Effect;
use mpy::supervisor::ids::WorkerId;
use serde_json::Value;

use super::answer::{SeenRun, check_error, check_line};

/// What is open at the supervisor.
#[derive(Debug)]
pub enum Asked {
    Run(SeenRun),
    Initialize(Limits),
    /// Ends the interpreter of a conversation.
    End(String),
    Status,
    Other,
}

/// A worker from its start until it is reaped.
#[derive(Debug, Default)]
pub struct SeenWorker {
    pub ready: bool,
    pub killed: bool,
    pub input_closed: bool,
    /// Whose code is in it.
    conversation: Option<String>,
    /// The last run it was given: the request's number, and the number it was given itself.
    pub run: Option<(u64, u64)>,
    /// The number of its open host call.
    call: Option<u64>,
    /// Time allowed for the next run.
    armed: bool,
}

impl SeenWorker {
    pub fn told_to_end(&self) -> bool {
        self.killed || self.input_closed
    }
}

/// Everything that was seen.
#[derive(Debug, Default)]
pub struct Seen {
    pub limits: Limits,
    pub spares: usize,
    pub initialized: bool,
    pub run_output: bool,
    pub host_functions: BTreeSet<String>,
    pub open: BTreeMap<u64, Asked>,
    pub workers: BTreeMap<WorkerId, SeenWorker>,
    /// Open host calls with the request of their run.
    pub calls: BTreeMap<u64, u64>,
    last_call: u64,
    last_worker: u64,
    /// The last run that each conversation started.
    last_started: BTreeMap<String, u64>,
    finished_runs: u64,
    /// Workers that must be told to end within this step.
    must_go: Vec<WorkerId>,
    pub exited: bool,
}

impl Seen {
    pub fn new(limits: Limits, spares: usize) -> Self {
        Seen { limits, spares, ..Seen::default() }
    }

    /// Whether the request's run is given to a worker and not answered.
    pub fn is_running(&self, request: u64) -> bool {
        matches!(self.open.get(&request), Some(Asked::Run(run)) if run.worker.is_some())
    }

    /// The open run that this worker was given.
    pub fn run_of(&mut self, worker: WorkerId) -> Option<&mut SeenRun> {
        let seen = self.workers.get(&worker).filter(|seen| !seen.told_to_end())?;
        match self.open.get_mut(&seen.run?.0) {
            Some(Asked::Run(run)) => Some(run),
            _ => None,
        }
    }

    /// What a worker says is remembered before the core hears it.
    pub fn heard(&mut self, worker: WorkerId, frame: &FromWorker) {
        match frame {
            FromWorker::Ready(_) => {
                if let Some(seen) = self.workers.get_mut(&worker) {
                    seen.ready = true;
                }
            }
            FromWorker::Output(chunk) => {
                if let Some(run) = self.run_of(worker) {
                    run.sent(chunk.stream, &chunk.text);
                }
            }
            FromWorker::HostCall { id, .. } => {
                let running = self.run_of(worker).is_some();
                if let Some(seen) = self.workers.get_mut(&worker)
                    && running
                    && seen.call.is_none()
                {
                    seen.call = Some(*id);
                }
            }
            FromWorker::Finished { .. } => {}
        }
    }

    pub fn see(&mut self, effect: Effect) {
        match effect {
            Effect::ToClient(Message::Reply { id, outcome }) => {
                let Some(RequestId::Number(id)) = id else { panic!("an answer to nothing") };
                self.answer(id, &outcome);
            }
            Effect::ToClient(Message::Call { id, method, params }) => {
                assert_eq!(method, method::HOST_CALL);
                self.host_call(&id, params);
            }
            Effect::ToClient(Message::Notice { method, params }) => self.notice(&method, params),
            Effect::Spawn { worker, memory_bytes } => {
                assert!(worker.0 > self.last_worker, "a worker's number is not used again");
                self.last_worker = worker.0;
                assert_eq!(memory_bytes, self.limits.memory_bytes);
                self.workers.insert(worker, SeenWorker::default());
                let (max, live) = (self.limits.max_sessions as usize, self.workers.len());
                assert!(live <= 2 * max + self.spares.min(max).max(1), "{live} workers live");
            }
            Effect::ToWorker(worker, message) => {
                let seen = self.workers.get(&worker).expect("told to a dead worker");
                assert!(!seen.killed, "told to a killed worker");
                assert!(!seen.input_closed, "told to a worker whose input is closed");
                assert!(seen.ready, "told to a worker that is not ready");
                self.tell(worker, message);
            }
            Effect::ArmCpu(worker, _) => {
                let seen = self.workers.get_mut(&worker).expect("is alive");
                assert!(!seen.told_to_end(), "nothing is done to a worker that is to end");
                seen.armed = true;
            }
            Effect::CloseInput(worker) => {
                let seen = self.workers.get_mut(&worker).expect("is alive");
                assert!(!seen.told_to_end(), "told to end twice");
                seen.input_closed = true;
            }
            Effect::Kill(worker) => {
                self.workers.get_mut(&worker).expect("is alive").killed = true;
            }
            Effect::Exit => self.exited = true,
        }
    }

    fn answer(&mut self, id: u64, outcome: &Result<Value, RpcError>) {
        let Some(asked) = self.open.remove(&id) else {
            panic!("request {id} is not open: answered twice, or never asked");
        };
        match asked {
            Asked::Run(run) => {
                self.finished_runs += u64::from(run.worker.is_some());
                self.must_go.extend(run.answered(outcome, self.run_output));
            }
            Asked::Initialize(limits) => match outcome {
                Ok(result) => {
                    let said: Limits =
                        serde_json::from_value(result["limits"].clone()).expect("limits");
                    assert_eq!(said, limits);
                    self.initialized = true;
                }
                Err(error) => check_error(error),
            },
            Asked::Status => match outcome {
                Ok(result) => self.status(result),
                Err(error) => check_error(error),
            },
            Asked::End(conversation) => match outcome {
                Ok(_) => self.must_go_of(&conversation),
                Err(error) => check_error(error),
            },
            Asked::Other => {
                if let Err(error) = outcome {
                    check_error(error);
                }
            }
        }
    }

    fn must_go_of(&mut self, conversation: &str) {
        let held =
            |(_, seen): &(_, &SeenWorker)| seen.conversation.as_deref() == Some(conversation);
        self.must_go.extend(self.workers.iter().filter(held).map(|(worker, _)| *worker));
    }

    fn status(&self, result: &Value) {
        let status: StatusResult = serde_json::from_value(result.clone()).expect("a status");
        let running = self.open.keys().filter(|request| self.is_running(**request)).count();
        assert_eq!(status.running_runs as usize, running);
        assert_eq!(status.workers as usize, self.workers.len());
        assert_eq!(status.finished_runs, self.finished_runs);
        assert!(status.spare_workers <= status.workers);
    }

    fn notice(&mut self, method: &str, params: Value) {
        match method {
            method::OUTPUT => {
                assert!(self.run_output, "notices that nobody asked for");
                let OutputParams { run_id, stream, text } =
                    serde_json::from_value(params).expect("output");
                self.running(&run_id).1.told(stream, &text);
            }
            method::HOST_CANCEL => {
                let HostCancelParams { call_id } = serde_json::from_value(params).expect("cancel");
                assert!(self.calls.remove(&call_id).is_some(), "cancels what is not open");
            }
            method::EXITED => {
                let text = |name: &str| params[name].as_str().expect("text").to_owned();
                check_line(&text("message"), 1_000);
                self.must_go_of(&text("conversation_id"));
            }
            other => panic!("no notice {other}"),
        }
    }

    /// The open run of this name that has started; the name is taken by no other.
    fn running(&mut self, run_id: &str) -> (u64, &mut SeenRun) {
        let found = self.open.iter_mut().find_map(|(id, asked)| match asked {
            Asked::Run(run) if run.run_id == run_id && run.worker.is_some() => Some((*id, run)),
            _ => None,
        });
        found.expect("a notice or call of an open run")
    }

    fn host_call(&mut self, id: &RequestId, params: Value) {
        let call: HostCallParams = serde_json::from_value(params).expect("a host call");
        assert_eq!(*id, RequestId::Number(call.call_id));
        assert!(call.call_id > self.last_call, "a call's number is not used again");
        self.last_call = call.call_id;
        assert!(self.host_functions.contains(&call.name), "a function that is not offered");
        assert!(json_bytes(&call.args) + json_bytes(&call.kwargs) <= HOST_ARGS_MAX);
        let (request, _) = self.running(&call.run_id);
        assert!(!self.calls.values().any(|run| *run == request), "two calls of one run are open");
        self.calls.insert(call.call_id, request);
    }

    fn tell(&mut self, worker: WorkerId, message: Message) {
        let seen = self.workers.get_mut(&worker).expect("is alive");
        match message {
            Message::Call { id: RequestId::Number(start), method, params } => {
                assert_eq!(method, method::START);
                let params: StartParams = serde_json::from_value(params).expect("a start");
                // The world gives every run its request's number as its code.
                let request: u64 = params.code.parse().expect("a number");
                let last = seen.run.replace((request, start)).map(|(last, _)| last);
                let armed = std::mem::take(&mut seen.armed);
                assert!(armed, "processor time is allowed before every run");
                let running = last.is_some_and(|last| self.open.contains_key(&last));
                assert!(!running, "a worker was given a run inside another");
                self.start(worker, request, &params);
            }
            Message::Reply { id: Some(RequestId::Number(id)), .. } => {
                assert_eq!(seen.call.take(), Some(id), "an answer to no call");
            }
            other => panic!("a worker was told {other:?}"),
        }
    }

    fn start(&mut self, worker: WorkerId, request: u64, params: &StartParams) {
        let Some(Asked::Run(run)) = self.open.get_mut(&request) else {
            panic!("a run was started that is not open");
        };
        assert!(run.worker.is_none(), "a run was started twice");
        run.worker = Some(worker);
        (run.fuel, run.max_output_chars) = (params.fuel, params.max_output_chars);
        let before = self.last_started.insert(run.conversation.clone(), request);
        assert!(before.is_none_or(|before| before < request), "runs take their turns in order");
        let seen = self.workers.get_mut(&worker).expect("is alive");
        seen.call = None;
        let fresh = seen.conversation.is_none();
        assert!(fresh || !run.reset_context, "a run that asked for a fresh interpreter");
        let owner = seen.conversation.get_or_insert_with(|| run.conversation.clone());
        assert_eq!(*owner, run.conversation, "a worker met the code of two conversations");
    }

    /// What holds between two steps. `waits` says whether the core has a deadline.
    pub fn check(&mut self, waits: bool) {
        for worker in std::mem::take(&mut self.must_go) {
            let gone = self.workers.get(&worker).is_none_or(SeenWorker::told_to_end);
            assert!(gone, "a worker lives on without its conversation's trust");
        }
        let mut conversations = BTreeSet::new();
        let live = self.workers.values().filter(|seen| !seen.told_to_end());
        for conversation in live.filter_map(|seen| seen.conversation.as_ref()) {
            assert!(conversations.insert(conversation), "two workers for {conversation}");
        }
        for request in self.calls.values() {
            assert!(self.is_running(*request), "a host call is open without its run");
        }
        let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
        for asked in self.open.values() {
            let Asked::Run(run) = asked else { continue };
            match run.worker {
                Some(worker) => {
                    let lives = self.workers.get(&worker).is_some_and(|seen| !seen.told_to_end());
                    assert!(lives, "a run is open whose worker is gone");
                }
                None => *waiting.entry(&run.conversation).or_default() += 1,
            }
        }
        // One more waits for its worker to become ready.
        let most = waiting.values().max().copied().unwrap_or_default();
        assert!(most <= QUEUE_MAX_PER_CONVERSATION + 1, "{most} runs wait in a conversation");
        let total: usize = waiting.values().sum();
        let holders = 2 * self.limits.max_sessions as usize;
        assert!(total <= QUEUE_MAX_TOTAL + holders, "{total} runs wait");
        assert!(self.exited || self.open.is_empty() || waits, "{:?} wait for ever", self.open);
        assert!(!self.exited || self.open.is_empty(), "all is answered before the exit");
    }
}
