//! The pure core: every conversation and worker, and who may have which.
//!
//! `step` takes one input and the time, and returns what is to be done; it does none of it.
//! Requests of the client are in `requests.rs`, the distribution of workers in `settle.rs`.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use serde_json::Value;

use super::conversation::{Conversation, Event, State};
use super::conversations::Conversations;
use super::ids::{CallId, ConversationId, Ids, RunId, WorkerId};
use super::outcome::{Context, Death, LetGo, Outcome};
use super::remnants::{Remnant, Remnants};
use super::session::{Session, Settings};
use super::texts;
use super::workers::{WorkerState, Workers};
use crate::protocol::client_api::{
    ClientNotice, ClientRequest, HostCancelParams, SupervisorNotice, version,
};
use crate::protocol::decode_worker::Violation;
use crate::protocol::error::RpcError;
use crate::protocol::message::{Message, RequestId};
use crate::protocol::method;
use crate::protocol::worker_api::{FromWorker, ReadyParams};

/// What the supervisor is told.
#[derive(Debug)]
pub enum Input {
    Request {
        id: RequestId,
        request: ClientRequest,
    },
    Notice(ClientNotice),
    /// The answer to a `host/call`.
    HostReply {
        call: CallId,
        outcome: Result<Value, RpcError>,
    },
    /// A line of the client that was no request.
    Bad {
        id: Option<RequestId>,
        error: RpcError,
    },
    ClientClosed,
    /// SIGTERM or SIGINT.
    Terminate,
    /// The process behind a worker, for `conversation/list` only.
    Spawned {
        worker: WorkerId,
        pid: u32,
    },
    Frame {
        worker: WorkerId,
        frame: FromWorker,
    },
    Violation {
        worker: WorkerId,
        violation: Violation,
    },
    /// It is reaped, or could not be started; nothing more comes from it.
    Exited {
        worker: WorkerId,
        death: Death,
    },
    Clock,
}

/// What is to be done, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    ToClient(Message),
    ToWorker(WorkerId, Message),
    /// Allow the worker this much processor time more, and no more.
    ArmCpu(WorkerId, Duration),
    Spawn {
        worker: WorkerId,
        memory_bytes: u64,
    },
    CloseInput(WorkerId),
    Kill(WorkerId),
    /// The last effect.
    Exit,
}

/// Where the supervisor stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phase {
    /// Before `initialize`, or after one that failed.
    Fresh,
    /// The first worker is starting; the deadline is its own.
    Initializing {
        id: RequestId,
    },
    Serving,
    Stopping {
        deadline: Duration,
    },
    Exited,
}

/// The core's state.
#[derive(Debug)]
pub struct Core {
    pub(super) settings: Settings,
    pub(super) session: Session,
    pub(super) phase: Phase,
    pub(super) conversations: Conversations,
    /// Open runs, for cancelling and against two of the same name.
    pub(super) runs: HashMap<RunId, ConversationId>,
    pub(super) calls: HashMap<CallId, ConversationId>,
    pub(super) remnants: Remnants,
    pub(super) workers: Workers,
    /// Conversations that want a worker, in order.
    pub(super) line: VecDeque<ConversationId>,
    pub(super) ids: Ids,
    pub(super) finished_runs: u64,
    pub(super) effects: Vec<Effect>,
    pub(super) now: Duration,
}

impl Core {
    pub fn new(settings: Settings) -> Self {
        let session = Session::new(settings.limits);
        Core {
            settings,
            session,
            phase: Phase::Fresh,
            conversations: Conversations::default(),
            runs: HashMap::new(),
            calls: HashMap::new(),
            remnants: Remnants::default(),
            workers: Workers::default(),
            line: VecDeque::new(),
            ids: Ids::default(),
            finished_runs: 0,
            effects: Vec::new(),
            now: Duration::ZERO,
        }
    }

    /// Takes one input. `now` counts from the supervisor's start and never goes back.
    pub fn step(&mut self, input: Input, now: Duration) -> Vec<Effect> {
        if self.phase == Phase::Exited {
            return Vec::new();
        }
        self.now = self.now.max(now);
        match input {
            Input::Request { id, request } => self.request(id, request),
            Input::Notice(ClientNotice::Cancel(params)) => self.cancel(&RunId::new(&params.run_id)),
            Input::HostReply { call, outcome } => {
                if let Some(id) = self.calls.get(&call).cloned() {
                    self.tell(&id, Event::HostReply { call, outcome });
                }
            }
            Input::Bad { id, error } => self.say(Message::failure(id, error)),
            Input::ClientClosed | Input::Terminate => self.stop(),
            Input::Spawned { worker, pid } => self.workers.set_pid(worker, pid),
            Input::Frame { worker, frame } => self.frame(worker, frame),
            Input::Violation { worker, violation } => self.violation(worker, violation),
            Input::Exited { worker, death } => self.exited(worker, death),
            Input::Clock => self.clock(),
        }
        self.settle();
        debug_assert!(self.conversations.agree(), "the totals follow every change");
        std::mem::take(&mut self.effects)
    }

    /// The time at which `Input::Clock` is next needed.
    pub fn next_deadline(&self) -> Option<Duration> {
        let stopping = match self.phase {
            Phase::Stopping { deadline } => Some(deadline),
            Phase::Exited => return None,
            Phase::Fresh | Phase::Initializing { .. } | Phase::Serving => None,
        };
        let deadlines =
            [self.conversations.deadline(), self.workers.deadline(), self.refill_at(), stopping];
        deadlines.into_iter().flatten().min()
    }

    fn frame(&mut self, worker: WorkerId, frame: FromWorker) {
        match (self.workers.state(worker).cloned(), frame) {
            (Some(WorkerState::Starting { .. }), FromWorker::Ready(ready)) => {
                self.worker_ready(worker, ready);
            }
            (Some(WorkerState::Starting { .. }), _) => {
                self.violation(worker, Violation::new("spoke before it was ready"));
            }
            (Some(WorkerState::Spare), _) => {
                self.violation(worker, Violation::new("spoke outside a run"));
            }
            (Some(WorkerState::Bound(id)), frame) => self.tell(&id, Event::Frame(frame)),
            // What it said before it noticed that it is being stopped or killed.
            (Some(WorkerState::Stopping { .. } | WorkerState::Killing { .. }) | None, _) => {}
        }
    }

    fn worker_ready(&mut self, worker: WorkerId, ready: ReadyParams) {
        if ready.protocol_version != version::CURRENT {
            let how = format!(
                "speaks protocol version {} where this supervisor speaks {}",
                ready.protocol_version,
                version::CURRENT
            );
            return self.refuse(worker, &how);
        }
        if let Err(how) = self.settings.isolation.check(&ready.isolation) {
            return self.refuse(worker, &how);
        }
        match self.workers.ready(worker) {
            Some(Some(id)) => self.tell(&id, Event::Ready),
            Some(None) => self.initialized(ready),
            None => {}
        }
    }

    /// A worker that is ready, but is not one that may run code.
    fn refuse(&mut self, worker: WorkerId, how: &str) {
        self.workers.kill(worker, self.now, &mut self.effects);
        self.start_failed(None, worker, how);
    }

    fn violation(&mut self, worker: WorkerId, violation: Violation) {
        match self.workers.state(worker).cloned() {
            Some(WorkerState::Starting { conversation, .. }) => {
                self.workers.kill(worker, self.now, &mut self.effects);
                let how = format!("broke its protocol: it {violation}");
                self.start_failed(conversation, worker, &how);
            }
            Some(WorkerState::Spare) => {
                self.workers.kill(worker, self.now, &mut self.effects);
                self.workers.count_failure(&violation.to_string(), self.now);
            }
            Some(WorkerState::Bound(id)) => self.tell(&id, Event::Violation(violation)),
            Some(WorkerState::Stopping { .. } | WorkerState::Killing { .. }) | None => {}
        }
    }

    fn exited(&mut self, worker: WorkerId, death: Death) {
        match self.workers.remove(worker) {
            Some(WorkerState::Starting { conversation, .. }) => {
                self.start_failed(conversation, worker, &death.how);
            }
            Some(WorkerState::Spare) => self.workers.count_failure(&death.how, self.now),
            Some(WorkerState::Bound(id)) => self.tell(&id, Event::Died(death)),
            Some(WorkerState::Stopping { .. } | WorkerState::Killing { .. }) | None => {}
        }
    }

    /// `conversation` is whose the worker was to be; looked up where the caller does not know.
    fn start_failed(&mut self, conversation: Option<ConversationId>, worker: WorkerId, how: &str) {
        self.workers.count_failure(how, self.now);
        let owner = conversation.or_else(|| {
            let holds = |conversation: &&Conversation| conversation.worker() == Some(worker);
            self.conversations.values().find(holds).map(|conversation| conversation.id.clone())
        });
        match owner {
            Some(id) => self.tell(&id, Event::StartFailed(how.to_owned())),
            None => self.initialize_failed(how),
        }
    }

    fn clock(&mut self) {
        for worker in self.workers.clock(self.now, &mut self.effects) {
            let owner = match self.workers.state(worker) {
                Some(WorkerState::Starting { conversation, .. }) => conversation.clone(),
                _ => None,
            };
            self.workers.kill(worker, self.now, &mut self.effects);
            self.start_failed(owner, worker, &texts::not_ready(super::workers::START_TIMEOUT));
        }
        let mut due: Vec<_> = self.conversations.due(self.now).cloned().collect();
        due.sort();
        for id in due {
            self.tell(&id, Event::Clock);
        }
    }

    /// Steps one conversation and carries out what it leaves.
    pub(super) fn tell(&mut self, id: &ConversationId, event: Event) {
        let mut outcomes = Vec::new();
        let (now, session, ids) = (self.now, &self.session, &mut self.ids);
        let held = self.conversations.change(id, |conversation| {
            let held = conversation.worker().is_some();
            conversation.step(event, &mut Context { now, session, ids, outcomes: &mut outcomes });
            held
        });
        let Some(held) = held else { return };
        for outcome in outcomes {
            self.carry_out(id, outcome);
        }
        self.file(id, held);
    }

    /// Puts a conversation where it now belongs: into the line, or among the remnants.
    fn file(&mut self, id: &ConversationId, held: bool) {
        let Some(conversation) = self.conversations.get(id) else { return };
        if conversation.wants_worker() {
            if !self.line.contains(id) {
                // It had a place and goes on with its next run: it does not queue a second time.
                if held {
                    self.line.push_front(id.clone());
                } else {
                    self.line.push_back(id.clone());
                }
            }
            return;
        }
        self.line.retain(|waiting| waiting != id);
        match conversation.state {
            State::Closed => {
                self.conversations.remove(id);
            }
            State::Vacant => {
                if let Some(Conversation { lost, finished_runs, .. }) =
                    self.conversations.remove(id)
                {
                    self.remnants.insert(id.clone(), Remnant { lost, finished_runs });
                }
            }
            State::Starting { .. }
            | State::Idle { .. }
            | State::Running { .. }
            | State::AwaitingHost { .. } => {}
        }
    }

    fn carry_out(&mut self, id: &ConversationId, outcome: Outcome) {
        match outcome {
            Outcome::Answer { message, run } => {
                if let Some(run) = run {
                    self.runs.remove(&run);
                }
                self.say(message);
            }
            Outcome::RunFinished => self.finished_runs += 1,
            Outcome::Tell(worker, message) => self.effects.push(Effect::ToWorker(worker, message)),
            Outcome::Arm(worker, time) => self.effects.push(Effect::ArmCpu(worker, time)),
            Outcome::Call { call, params } => {
                self.calls.insert(call, id.clone());
                self.say(Message::call(call.0, method::HOST_CALL, &params));
            }
            Outcome::CallOver { call, answered } => {
                self.calls.remove(&call);
                if !answered {
                    let params = HostCancelParams { call_id: call.0 };
                    self.say(SupervisorNotice::HostCancel(params).into());
                }
            }
            Outcome::Output(params) => self.say(SupervisorNotice::Output(params).into()),
            Outcome::Exited(params) => self.say(SupervisorNotice::Exited(params).into()),
            Outcome::LetGo { worker, how } => match how {
                LetGo::Kill => self.workers.kill(worker, self.now, &mut self.effects),
                LetGo::Stop => self.workers.stop(worker, self.now, &mut self.effects),
                LetGo::Spare => self.workers.bind(worker, None, self.now),
            },
        }
    }

    pub(super) fn say(&mut self, message: Message) {
        self.effects.push(Effect::ToClient(message));
    }
}
