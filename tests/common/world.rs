//! A model of everything around the core, for random sequences of events: it checks what can be
//! seen from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use mpy::protocol::client_api::{
    CancelParams, ClientNotice, ClientRequest, ConversationParams, InitializeParams, Limits,
    LimitsParams, Peer, RunLimitsParams, RunMode, RunParams, Stream,
};
use mpy::protocol::decode_worker::Violation;
use mpy::protocol::message::{Message, RequestId};
use mpy::protocol::worker_api::{
    Finished, FromWorker, IsolationReport, OutputChunk, ReadyParams, RunEnd, WorkerHostCall,
};
use mpy::supervisor::core::{Core, Effect, Input};
use mpy::supervisor::ids::{CallId, WorkerId};
use mpy::supervisor::isolation::IsolationPlan;
use mpy::supervisor::outcome::Death;
use mpy::supervisor::session::Settings;
use serde_json::json;

const MAX_SESSIONS: usize = 2;
const SPARES: usize = 1;
const CAP: usize = 2 * MAX_SESSIONS + SPARES;

/// Picks among what there is, whatever its number.
pub type Index = usize;

/// One random event.
#[derive(Debug, Clone)]
pub enum Act {
    Run {
        conversation: u8,
        reset_context: bool,
        wall_ms: u64,
    },
    Reset(u8),
    Close(u8),
    Cancel(Index),
    List,
    Status,
    HostReply {
        call: Index,
        ok: bool,
    },
    /// The worker says what an honest one would, if it may speak at all.
    Ready(Index),
    Finish {
        worker: Index,
        end: u8,
        usable: bool,
    },
    Output(Index),
    HostCall {
        worker: Index,
        known: bool,
    },
    /// The worker says anything at any time.
    WrongId(Index),
    Violation(Index),
    Die(Index),
    /// Time passes, in milliseconds.
    Wait(u64),
    /// Time passes up to the next deadline.
    Deadline,
    Shutdown,
    ClientClosed,
    Terminate,
}

/// What can be seen of a worker.
#[derive(Debug, Default)]
struct SeenWorker {
    killed: bool,
    input_closed: bool,
    /// Conversation of the last run it was given, and that run's number.
    given: Option<(String, u64)>,
    /// Whether the run it was given is open, as far as the worker can know.
    running: bool,
    ready: bool,
}

impl SeenWorker {
    /// Whether code of its conversation may still run in it, with anyone to hear of it.
    fn may_run_code(&self) -> bool {
        !self.killed && !self.input_closed && self.given.is_some()
    }
}

pub struct World {
    core: Core,
    now: Duration,
    next_request: u64,
    workers: BTreeMap<WorkerId, SeenWorker>,
    /// Open requests; runs with their conversation.
    open: BTreeMap<u64, Option<String>>,
    answered: BTreeSet<u64>,
    calls: Vec<u64>,
    exited: bool,
}

impl World {
    pub fn new() -> Self {
        let peer = |name: &str| Peer { name: name.into(), version: "0".into() };
        let settings = Settings {
            limits: Limits { queue_timeout_ms: 5_000, ..Limits::default() },
            guest: peer("guest"),
            server: peer("server"),
            spare_workers: SPARES,
            isolation: IsolationPlan::default(),
        };
        let mut world = World {
            core: Core::new(settings),
            now: Duration::ZERO,
            next_request: 0,
            workers: BTreeMap::new(),
            open: BTreeMap::new(),
            answered: BTreeSet::new(),
            calls: Vec::new(),
            exited: false,
        };
        world.request(None, |_| {
            let max_sessions = Some(u32::try_from(MAX_SESSIONS).expect("small"));
            ClientRequest::Initialize(InitializeParams {
                protocol_version: 1,
                client: peer("client"),
                limits: LimitsParams { max_sessions, ..LimitsParams::default() },
                host_functions: vec!["f".into()],
                run_output: true,
            })
        });
        world.act(Act::Ready(0));
        world
    }

    pub fn act(&mut self, act: Act) {
        match act {
            Act::Run { conversation, reset_context, wall_ms } => {
                let name = conversation.to_string();
                self.request(Some(name.clone()), |id| {
                    ClientRequest::Run(RunParams {
                        conversation_id: name,
                        run_id: format!("run {id}"),
                        code: "pass".into(),
                        mode: RunMode::Exec,
                        reset_context,
                        limits: RunLimitsParams {
                            wall_clock_ms: Some(wall_ms),
                            ..Default::default()
                        },
                    })
                });
            }
            Act::Reset(name) => self.request(None, |_| ClientRequest::Reset(named(name))),
            Act::Close(name) => self.request(None, |_| ClientRequest::Close(named(name))),
            Act::List => self.request(None, |_| ClientRequest::List),
            Act::Status => self.request(None, |_| ClientRequest::Status),
            Act::Shutdown => self.request(None, |_| ClientRequest::Shutdown),
            Act::Cancel(index) => {
                let runs: Vec<u64> =
                    self.open.iter().filter(|(_, run)| run.is_some()).map(|(id, _)| *id).collect();
                if let Some(id) = pick(&runs, index) {
                    let run_id = format!("run {id}");
                    self.step(Input::Notice(ClientNotice::Cancel(CancelParams { run_id })));
                    assert!(!self.open.contains_key(id), "a cancelled run is answered at once");
                }
            }
            Act::HostReply { call, ok } => {
                if let Some(call) = pick(&self.calls.clone(), call) {
                    let error = || mpy::protocol::error::RpcError {
                        code: 1,
                        message: String::new(),
                        data: None,
                    };
                    let outcome = if ok { Ok(json!(1)) } else { Err(error()) };
                    self.step(Input::HostReply { call: CallId(*call), outcome });
                }
            }
            Act::ClientClosed => self.step(Input::ClientClosed),
            Act::Terminate => self.step(Input::Terminate),
            Act::Wait(ms) => {
                self.now += Duration::from_millis(ms);
                self.step(Input::Clock);
            }
            Act::Deadline => {
                if let Some(deadline) = self.core.next_deadline() {
                    self.now = self.now.max(deadline);
                    self.step(Input::Clock);
                    let next = self.core.next_deadline();
                    assert!(next.is_none_or(|next| next > self.now), "a deadline is dealt with");
                }
            }
            other => self.worker_act(other),
        }
    }

    fn worker_act(&mut self, act: Act) {
        let workers: Vec<WorkerId> = self.workers.keys().copied().collect();
        let index = match &act {
            Act::Ready(index) | Act::Output(index) | Act::WrongId(index) => *index,
            Act::Violation(index) | Act::Die(index) => *index,
            Act::Finish { worker, .. } | Act::HostCall { worker, .. } => *worker,
            _ => return,
        };
        let Some(&worker) = pick(&workers, index) else { return };
        let seen = self.workers.get_mut(&worker).expect("listed");
        let run = seen.given.as_ref().map_or(0, |(_, run)| *run);
        let frame = match act {
            // Most of the time an honest worker.
            Act::Ready(_) if seen.ready => return,
            Act::Finish { .. } | Act::Output(_) | Act::HostCall { .. } if !seen.running => return,
            Act::Ready(_) => {
                seen.ready = true;
                let isolation = IsolationReport::default();
                FromWorker::Ready(ReadyParams { protocol_version: 1, heap_bytes: 0, isolation })
            }
            Act::Finish { end, usable, .. } => {
                seen.running = false;
                FromWorker::Finished { id: run, finished: finished(end, usable) }
            }
            Act::WrongId(_) => FromWorker::Finished { id: run + 1, finished: finished(0, true) },
            Act::Output(_) => {
                FromWorker::Output(OutputChunk { stream: Stream::Stdout, text: "x".into() })
            }
            Act::HostCall { known, .. } => FromWorker::HostCall {
                id: 1,
                call: WorkerHostCall {
                    name: if known { "f".into() } else { "g".into() },
                    args: Vec::new(),
                    kwargs: Default::default(),
                },
                args_bytes: 4,
            },
            Act::Violation(_) => {
                return self.step(Input::Violation { worker, violation: Violation::new("lied") });
            }
            _ => {
                self.workers.remove(&worker);
                let death = Death { how: "died".into(), broke_protocol: false };
                return self.step(Input::Exited { worker, death });
            }
        };
        self.step(Input::Frame { worker, frame });
    }

    fn request(&mut self, run: Option<String>, request: impl FnOnce(u64) -> ClientRequest) {
        self.next_request += 1;
        let id = self.next_request;
        if !self.exited {
            self.open.insert(id, run);
        }
        self.step(Input::Request { id: RequestId::Number(id), request: request(id) });
    }

    fn step(&mut self, input: Input) {
        let effects = self.core.step(input, self.now);
        assert!(!self.exited || effects.is_empty(), "no effect after the exit: {effects:?}");
        for effect in effects {
            assert!(!self.exited, "the exit is the last effect");
            self.see(effect);
        }
        self.check();
    }

    fn see(&mut self, effect: Effect) {
        match effect {
            Effect::ToClient(Message::Reply { id, .. }) => {
                let Some(RequestId::Number(id)) = id else { panic!("an answer to nothing") };
                assert!(self.open.remove(&id).is_some(), "request {id} is answered twice");
                assert!(self.answered.insert(id));
            }
            Effect::ToClient(Message::Call { id: RequestId::Number(id), .. }) => {
                assert!(!self.calls.contains(&id), "a call's number is not used again");
                self.calls.push(id);
            }
            Effect::ToClient(_) => {}
            Effect::Spawn { worker, .. } => {
                let again = self.workers.insert(worker, SeenWorker::default());
                assert!(again.is_none(), "a worker's number is not used again");
            }
            Effect::ToWorker(worker, message) => {
                let seen = self.workers.get_mut(&worker).expect("told to a dead worker");
                assert!(!seen.killed, "told to a killed worker");
                assert!(!seen.input_closed, "told to a worker whose input is closed");
                assert!(seen.ready, "told to a worker that is not ready");
                if let Message::Call { id: RequestId::Number(run), .. } = message {
                    seen.running = true;
                    self.given(worker, run);
                }
            }
            Effect::ArmCpu(worker, _) | Effect::CloseInput(worker) => {
                let seen = self.workers.get_mut(&worker).expect("is alive");
                assert!(!seen.killed, "nothing is done to a killed worker");
                seen.input_closed |= matches!(effect, Effect::CloseInput(_));
            }
            Effect::Kill(worker) => {
                self.workers.get_mut(&worker).expect("is alive").killed = true;
            }
            Effect::Exit => {
                self.exited = true;
            }
        }
    }

    /// Finds out whose run it is by asking the core, as a client can.
    fn given(&mut self, worker: WorkerId, run: u64) {
        let pid = u32::try_from(worker.0).expect("small");
        self.core.step(Input::Spawned { worker, pid }, self.now);
        let id = RequestId::Number(u64::MAX);
        let effects = self.core.step(Input::Request { id, request: ClientRequest::List }, self.now);
        let [Effect::ToClient(Message::Reply { outcome: Ok(list), .. })] = effects.as_slice()
        else {
            // It stopped in the same step; then the worker is told nothing more.
            return;
        };
        let list = list["conversations"].as_array().expect("a list");
        let owner = list.iter().find(|entry| entry["worker_pid"] == pid);
        // The run may be over by an effect that follows in the same step.
        if let Some(owner) = owner {
            let name = owner["conversation_id"].as_str().expect("a name").to_owned();
            self.workers.get_mut(&worker).expect("is alive").given = Some((name, run));
        }
    }

    fn check(&self) {
        assert!(self.workers.len() <= CAP, "{} workers live", self.workers.len());
        let mut conversations = BTreeSet::new();
        for seen in self.workers.values().filter(|seen| seen.may_run_code()) {
            let (conversation, _) = seen.given.as_ref().expect("has code");
            assert!(conversations.insert(conversation), "two workers for {conversation}");
        }
        // What is open is waited for, and whatever is waited for has a deadline.
        if !self.exited && !self.open.is_empty() {
            assert!(self.core.next_deadline().is_some(), "{:?} wait for ever", self.open);
        }
        if self.exited {
            assert_eq!(self.open, BTreeMap::new(), "answered before the exit");
        }
    }

    /// Lets everything end; whatever the workers do or do not do, all is answered.
    pub fn finish(&mut self, workers_die: bool) {
        for _ in 0..2_000 {
            if self.open.is_empty() {
                break;
            }
            if workers_die {
                let killed = |(_, seen): &(_, &SeenWorker)| seen.killed || seen.input_closed;
                if let Some((&worker, _)) = self.workers.iter().find(killed) {
                    self.workers.remove(&worker);
                    let death = Death { how: "died".into(), broke_protocol: false };
                    self.step(Input::Exited { worker, death });
                }
            }
            self.act(Act::Deadline);
        }
        assert_eq!(self.open, BTreeMap::new(), "all is answered in the end");
        self.act(Act::Shutdown);
        for _ in 0..100 {
            self.act(Act::Deadline);
        }
        assert!(self.exited, "a supervisor that is told to stop exits");
    }
}

fn named(name: u8) -> ConversationParams {
    ConversationParams { conversation_id: name.to_string() }
}

fn finished(end: u8, usable: bool) -> Finished {
    Finished {
        end: match end {
            0 | 1 => RunEnd::Ok,
            2 => RunEnd::WallClock,
            _ => RunEnd::Fuel,
        },
        fuel_used: 1,
        stdout_truncated: false,
        stderr_truncated: false,
        memory_bytes: 65_536,
        usable,
    }
}

fn pick<T>(items: &[T], index: Index) -> Option<&T> {
    items.get(index.checked_rem(items.len())?)
}
