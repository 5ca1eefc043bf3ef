//! Everything around the core, for sequences of events that a test or a fuzzer makes up. It feeds
//! the core as the event loop does; what must hold is in `seen.rs`.

mod act;
mod answer;
mod seen;

use std::collections::VecDeque;
use std::time::Duration;

use mpy::protocol::client_api::{
    CancelParams, ClientNotice, ClientRequest, ConversationParams, InitializeParams, Limits,
    LimitsParams, Peer, RunLimitsParams, RunMode, RunParams, Stream,
};
use mpy::protocol::decode_worker::Violation;
use mpy::protocol::error::RpcError;
use mpy::protocol::frame::Frame;
use mpy::protocol::message::{Message, RequestId};
use mpy::protocol::worker_api::{
    Finished, FromWorker, IsolationReport, OutputChunk, ReadyParams, RunEnd, WorkerHostCall,
};
use mpy::supervisor::ClientEvent;
use mpy::supervisor::core::{Core, Effect, Input};
use mpy::supervisor::dispatch::client_input;
use mpy::supervisor::ids::{CallId, WorkerId};
use mpy::supervisor::isolation::IsolationPlan;
use mpy::supervisor::outcome::Death;
use mpy::supervisor::session::Settings;
use mpy::wire::{Inbound, ReadLimits, decode};
use serde_json::json;

pub use self::act::{Act, Index};
use self::answer::SeenRun;
#[allow(unused_imports, reason = "only the fuzz targets need both")]
pub use self::answer::{check_error, check_line};
use self::seen::{Asked, Seen};

/// Settings with which limits are soon met.
pub const MAX_SESSIONS: u32 = 2;
const QUEUE_TIMEOUT_MS: u64 = 5_000;
/// Longer than any line that is made up here.
const READ_LIMITS: ReadLimits =
    ReadLimits { frame_bytes: 1 << 20, values: 1 << 20, forgiving: true };

pub struct World {
    core: Core,
    now: Duration,
    next_request: u64,
    fail_spawns: u8,
    seen: Seen,
}

impl World {
    /// Before `initialize`.
    pub fn fresh(spare_workers: usize) -> Self {
        let limits = Limits { queue_timeout_ms: QUEUE_TIMEOUT_MS, ..Limits::default() };
        let settings = Settings {
            limits,
            guest: peer(),
            server: peer(),
            spare_workers,
            isolation: IsolationPlan::default(),
        };
        World {
            core: Core::new(settings),
            now: Duration::ZERO,
            next_request: 0,
            fail_spawns: 0,
            seen: Seen::new(limits, spare_workers),
        }
    }

    /// After `initialize`, with one worker that is ready.
    pub fn new(spare_workers: usize) -> Self {
        let mut world = World::fresh(spare_workers);
        world.request(ClientRequest::Initialize(InitializeParams {
            protocol_version: 1,
            client: peer(),
            limits: LimitsParams { max_sessions: Some(MAX_SESSIONS), ..LimitsParams::default() },
            host_functions: vec!["f".into()],
            run_output: true,
        }));
        world.act(Act::Ready(0));
        world
    }

    pub fn act(&mut self, act: Act) {
        match act {
            Act::Run { conversation, reset_context, wall_ms, max_output_chars } => {
                self.request(ClientRequest::Run(RunParams {
                    conversation_id: conversation.to_string(),
                    run_id: format!("run {}", self.next_request),
                    code: String::new(),
                    mode: RunMode::Exec,
                    reset_context,
                    limits: RunLimitsParams {
                        wall_clock_ms: Some(wall_ms),
                        max_output_chars: Some(max_output_chars),
                        fuel: None,
                    },
                }));
            }
            Act::Reset(name) => self.request(ClientRequest::Reset(named(name))),
            Act::Close(name) => self.request(ClientRequest::Close(named(name))),
            Act::List => self.request(ClientRequest::List),
            Act::Status => self.request(ClientRequest::Status),
            Act::Shutdown => self.request(ClientRequest::Shutdown),
            Act::Cancel(index) => {
                let run = |(id, asked): (&u64, &Asked)| match asked {
                    Asked::Run(run) => Some((*id, run.run_id.clone())),
                    _ => None,
                };
                let runs: Vec<_> = self.seen.open.iter().filter_map(run).collect();
                if let Some((id, run_id)) = pick(&runs, index).cloned() {
                    self.step(Input::Notice(ClientNotice::Cancel(CancelParams { run_id })));
                    let open = self.seen.open.contains_key(&id);
                    assert!(!open, "a cancelled run is answered at once");
                }
            }
            Act::HostReply { call, ok } => {
                let calls: Vec<u64> = self.seen.calls.keys().copied().collect();
                if let Some(call) = pick(&calls, call) {
                    let error = || RpcError { code: 1, message: String::new(), data: None };
                    let outcome = if ok { Ok(json!(1)) } else { Err(error()) };
                    self.host_reply(CallId(*call), outcome);
                }
            }
            Act::ClientLine(line) => self.client_line(line),
            Act::ClientClosed => self.step(Input::ClientClosed),
            Act::Terminate => self.step(Input::Terminate),
            Act::FailSpawns(times) => self.fail_spawns = times,
            Act::Settle => self.settle(),
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
            Act::WorkerLine { worker, line } => self.worker_line(worker, &line),
            other => self.worker_act(&other),
        }
    }

    fn worker_act(&mut self, act: &Act) {
        let workers: Vec<WorkerId> = self.seen.workers.keys().copied().collect();
        let index = match act {
            Act::Ready(index) | Act::WrongId(index) => index,
            Act::Violation(index) | Act::Die(index) => index,
            Act::Finish { worker, .. } | Act::HostCall { worker, .. } => worker,
            Act::Output { worker, .. } => worker,
            _ => return,
        };
        let Some(&worker) = pick(&workers, *index) else { return };
        let seen = &self.seen.workers[&worker];
        let (request, start) = seen.run.unwrap_or_default();
        let running = self.seen.is_running(request);
        let frame = match act {
            // Most of the time an honest worker.
            Act::Ready(_) if seen.ready => return,
            Act::Finish { .. } | Act::Output { .. } | Act::HostCall { .. } if !running => return,
            Act::Ready(_) => ready(),
            Act::Finish { end, usable, fuel_used, .. } => {
                FromWorker::Finished { id: start, finished: finished(*end, *usable, *fuel_used) }
            }
            Act::WrongId(_) => {
                FromWorker::Finished { id: start + 1, finished: finished(0, true, 1) }
            }
            Act::Output { chars, stderr, .. } => FromWorker::Output(OutputChunk {
                stream: if *stderr { Stream::Stderr } else { Stream::Stdout },
                text: "é".repeat(*chars),
            }),
            Act::HostCall { known, .. } => FromWorker::HostCall {
                id: 1,
                call: WorkerHostCall {
                    name: if *known { "f".into() } else { "g".into() },
                    args: Vec::new(),
                    kwargs: Default::default(),
                },
                args_bytes: 4,
            },
            Act::Violation(_) => {
                return self.step(Input::Violation { worker, violation: Violation::new("lied") });
            }
            _ => return self.die(worker),
        };
        self.frame(worker, frame);
    }

    /// As the pool's reader makes it of a line.
    fn worker_line(&mut self, index: Index, line: &str) {
        let all: Vec<WorkerId> = self.seen.workers.keys().copied().collect();
        let mut running = all.clone();
        running.retain(|worker| self.seen.run_of(*worker).is_some());
        let candidates = if running.is_empty() { &all } else { &running };
        let Some(&worker) = pick(candidates, index) else { return };
        let start = self.seen.workers[&worker].run.unwrap_or_default().1;
        let line = line.replace("\"<run>\"", &start.to_string());
        let said = match decode(Frame::Line(line), READ_LIMITS) {
            Inbound::Message(message) => FromWorker::decode(message),
            Inbound::Bad { error, .. } => Err(Violation::new(error.message)),
            Inbound::Ended => return,
        };
        match said {
            Ok(frame) => self.frame(worker, frame),
            Err(violation) => self.step(Input::Violation { worker, violation }),
        }
    }

    fn client_line(&mut self, line: String) {
        match client_input(ClientEvent::from(decode(Frame::Line(line), READ_LIMITS))) {
            Some(Input::Request { request, .. }) => self.request(request),
            Some(Input::HostReply { call, outcome }) => self.host_reply(call, outcome),
            Some(Input::Bad { id, error }) if !self.seen.exited => {
                check_error(&error);
                let answer = Effect::ToClient(Message::failure(id.clone(), error.clone()));
                let mut effects = self.core.step(Input::Bad { id, error }, self.now);
                assert_eq!(effects.remove(0), answer, "a bad line is answered at once");
                self.follow(effects, &mut VecDeque::new());
            }
            Some(input) => self.step(input),
            None => {}
        }
    }

    fn host_reply(&mut self, call: CallId, outcome: Result<serde_json::Value, RpcError>) {
        self.seen.calls.remove(&call.0);
        self.step(Input::HostReply { call, outcome });
    }

    /// Gives the request a number of its own, and a run this number as its code.
    fn request(&mut self, mut request: ClientRequest) {
        self.next_request += 1;
        let id = self.next_request;
        let asked = match &mut request {
            ClientRequest::Initialize(params) => self.initialize(params),
            ClientRequest::Run(params) => {
                params.code = id.to_string();
                let (conversation, run) = (params.conversation_id.clone(), params.run_id.clone());
                Asked::Run(SeenRun::new(conversation, run, params.reset_context))
            }
            ClientRequest::Reset(params) | ClientRequest::Close(params) => {
                Asked::End(params.conversation_id.clone())
            }
            ClientRequest::Status => Asked::Status,
            ClientRequest::List | ClientRequest::Shutdown => Asked::Other,
        };
        if !self.seen.exited {
            self.seen.open.insert(id, asked);
        }
        self.step(Input::Request { id: RequestId::Number(id), request });
    }

    /// Only one `initialize` counts, and it cannot be taken back but by failing.
    fn initialize(&mut self, params: &InitializeParams) -> Asked {
        let open = self.seen.open.values().any(|asked| matches!(asked, Asked::Initialize(_)));
        if self.seen.initialized || open {
            return Asked::Other;
        }
        let defaults = Limits { queue_timeout_ms: QUEUE_TIMEOUT_MS, ..Limits::default() };
        self.seen.limits = params.limits.over(defaults);
        self.seen.run_output = params.run_output;
        self.seen.host_functions = params.host_functions.iter().cloned().collect();
        Asked::Initialize(self.seen.limits)
    }

    fn frame(&mut self, worker: WorkerId, frame: FromWorker) {
        self.seen.heard(worker, &frame);
        self.step(Input::Frame { worker, frame });
    }

    fn die(&mut self, worker: WorkerId) {
        self.seen.workers.remove(&worker);
        let death = Death { how: "died".into(), broke_protocol: worker.0.is_multiple_of(2) };
        self.step(Input::Exited { worker, death });
    }

    /// Steps the core, and tells it what follows at once, as the event loop does.
    fn step(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            if let Input::Exited { worker, .. } = &input {
                self.seen.workers.remove(worker);
            }
            let effects = self.core.step(input, self.now);
            assert!(!self.seen.exited || effects.is_empty(), "an effect after the exit");
            self.follow(effects, &mut inputs);
        }
    }

    fn follow(&mut self, effects: Vec<Effect>, inputs: &mut VecDeque<Input>) {
        for effect in effects {
            assert!(!self.seen.exited, "the exit is the last effect");
            if let Effect::Spawn { worker, .. } = effect {
                let pid = u32::try_from(worker.0).expect("small");
                let death = Death { how: "did not start".into(), broke_protocol: false };
                let fails = self.fail_spawns > 0;
                self.fail_spawns = self.fail_spawns.saturating_sub(1);
                inputs.push_back(if fails {
                    Input::Exited { worker, death }
                } else {
                    Input::Spawned { worker, pid }
                });
            }
            self.seen.see(effect);
        }
        self.seen.check(self.core.next_deadline().is_some());
    }

    fn settle(&mut self) {
        let workers: Vec<WorkerId> = self.seen.workers.keys().copied().collect();
        for worker in workers {
            // An earlier one's end may have been the end of all.
            let Some(seen) = self.seen.workers.get(&worker) else { continue };
            if seen.told_to_end() {
                self.die(worker);
            } else if !seen.ready {
                self.frame(worker, ready());
            }
        }
    }

    /// Lets everything end; whatever the workers do or do not do, all is answered.
    pub fn finish(&mut self, workers_die: bool) {
        // The longest wait for a turn, the longest run, and the failed starts between them.
        let latest = self.now + Duration::from_hours(3);
        for step in 0.. {
            if self.seen.open.is_empty() || self.now > latest {
                break;
            }
            let told = |(_, seen): &(_, &seen::SeenWorker)| seen.told_to_end();
            let dying = self.seen.workers.iter().find(told).map(|(worker, _)| *worker);
            if let Some(worker) = dying.filter(|_| workers_die) {
                self.die(worker);
            }
            // One by one at first; a worker that cannot be killed has a deadline every second.
            self.act(if step < 200 { Act::Deadline } else { Act::Wait(60_000) });
        }
        assert!(self.seen.open.is_empty(), "all is answered in the end: {:?}", self.seen.open);
        self.act(Act::Shutdown);
        for _ in 0..100 {
            self.act(Act::Deadline);
        }
        assert!(self.seen.exited, "a supervisor that is told to stop exits");
    }
}

fn peer() -> Peer {
    Peer { name: "peer".into(), version: "0".into() }
}

fn named(name: u8) -> ConversationParams {
    ConversationParams { conversation_id: name.to_string() }
}

fn ready() -> FromWorker {
    let isolation = IsolationReport::default();
    FromWorker::Ready(ReadyParams { protocol_version: 1, heap_bytes: 0, isolation })
}

fn finished(end: u8, usable: bool, fuel_used: u64) -> Finished {
    Finished {
        end: match end {
            0 | 1 => RunEnd::Ok,
            2 => RunEnd::WallClock,
            _ => RunEnd::Fuel,
        },
        fuel_used,
        stdout_truncated: false,
        stderr_truncated: false,
        memory_bytes: 65_536,
        usable,
        result: None,
    }
}

fn pick<T>(items: &[T], index: Index) -> Option<&T> {
    items.get(index.checked_rem(items.len())?)
}
