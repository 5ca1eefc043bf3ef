//! The state machine of one conversation. Pure: it names no process, thread, I/O or clock;
//! `step` takes what happened and when, and leaves what is to be done in [`Context::outcomes`].
//!
//! What a worker may say inside a run is in `turns.rs`. A worker that a conversation lets go
//! is stopped or killed by the table of workers, not here, so the conversation is free at once.

use std::collections::VecDeque;
use std::time::Duration;

use super::ids::{CallId, ConversationId, RunId, WorkerId};
use super::outcome::{Context, Death, LetGo, Outcome};
use super::output::Output;
use super::run::{ActiveRun, PendingRun};
use super::texts;
use crate::protocol::client_api::{ConversationResult, ErrorKind, ResetReason, RunResult};
use crate::protocol::decode_worker::Violation;
use crate::protocol::error::{ErrorCode, RpcError};
use crate::protocol::message::{Message, RequestId};
use crate::protocol::worker_api::{FromWorker, StartParams, ToWorker};

/// Workers that are tried for one run: a second one, because the first may have been killed by
/// something that has nothing to do with it.
const START_ATTEMPTS: u32 = 2;

/// Where a conversation stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Without a worker; resting, or waiting in line for one.
    Vacant,
    /// Its worker for this run is not ready yet. The table of workers keeps the deadline.
    Starting {
        worker: WorkerId,
        deadline: Duration,
        run: Box<PendingRun>,
    },
    /// Its worker holds its state and waits for a run.
    Idle {
        worker: WorkerId,
    },
    Running {
        worker: WorkerId,
        run: Box<ActiveRun>,
    },
    /// As `Running`, with one host call at the client. `request` is the worker's number for it.
    AwaitingHost {
        worker: WorkerId,
        run: Box<ActiveRun>,
        call: CallId,
        request: u64,
    },
    /// Over; nothing follows.
    Closed,
}

/// What waits for its turn.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    Run(Box<PendingRun>),
    Reset { request: RequestId },
}

/// What happened to a conversation.
#[derive(Debug)]
pub enum Event {
    Enqueue(Task),
    /// It was given a worker that is ready; only in `Vacant` with a run in front.
    GivenReady(WorkerId),
    /// It was given a worker that must become ready first.
    GivenStarting {
        worker: WorkerId,
        deadline: Duration,
    },
    /// Its starting worker is ready.
    Ready,
    /// Its starting worker came to nothing.
    StartFailed(String),
    /// No worker is to be had at present.
    StartRefused(String),
    Frame(FromWorker),
    Violation(Violation),
    Died(Death),
    HostReply {
        call: CallId,
        outcome: Result<serde_json::Value, RpcError>,
    },
    Cancel(RunId),
    /// Its place is needed; only in `Idle` with nothing waiting.
    Evict,
    Close,
    /// The supervisor is stopping.
    Stop,
    Clock,
}

/// One conversation.
#[derive(Debug)]
pub struct Conversation {
    pub(super) id: ConversationId,
    pub(super) state: State,
    pub(super) queue: VecDeque<Task>,
    /// Why its state is gone, until a run has said so.
    pub(super) lost: Option<ResetReason>,
    pub(super) finished_runs: u64,
    /// Mark and time of the last start or end of a run.
    pub(super) used: (u64, Duration),
}

impl Conversation {
    pub fn new(id: ConversationId, lost: Option<ResetReason>, finished_runs: u64) -> Self {
        let queue = VecDeque::new();
        Conversation {
            id,
            state: State::Vacant,
            queue,
            lost,
            finished_runs,
            used: (0, Duration::ZERO),
        }
    }

    /// The worker that may run code for this conversation.
    pub fn worker(&self) -> Option<WorkerId> {
        match &self.state {
            State::Starting { worker, .. }
            | State::Idle { worker }
            | State::Running { worker, .. }
            | State::AwaitingHost { worker, .. } => Some(*worker),
            State::Vacant | State::Closed => None,
        }
    }

    /// Whether a run in front waits for a worker.
    pub fn wants_worker(&self) -> bool {
        self.state == State::Vacant && matches!(self.queue.front(), Some(Task::Run(_)))
    }

    /// Whether its worker may be taken from it.
    pub fn is_idle(&self) -> bool {
        matches!(self.state, State::Idle { .. }) && self.queue.is_empty()
    }

    /// The time at which `Event::Clock` is next needed.
    pub fn deadline(&self) -> Option<Duration> {
        let state = match &self.state {
            State::Running { run, .. } => Some(run.deadline()),
            State::AwaitingHost { run, .. } => Some(run.host_call_deadline()),
            State::Starting { deadline, .. } => Some(*deadline),
            State::Vacant | State::Idle { .. } | State::Closed => None,
        };
        let waiting = self.queue.iter().filter_map(|task| match task {
            Task::Run(run) => Some(run.queue_deadline),
            Task::Reset { .. } => None,
        });
        waiting.chain(state).min()
    }

    /// Takes one event. After `Closed` nothing has an effect.
    pub fn step(&mut self, event: Event, cx: &mut Context<'_>) {
        if self.state == State::Closed {
            return;
        }
        match event {
            Event::Enqueue(task) => self.queue.push_back(task),
            Event::GivenReady(worker) => self.given_ready(worker, cx),
            Event::GivenStarting { worker, deadline } => self.given_starting(worker, deadline),
            Event::Ready => self.ready(cx),
            Event::StartFailed(how) => self.start_failed(&how, cx),
            Event::StartRefused(how) => self.start_refused(&how, cx),
            Event::Frame(frame) => self.frame(frame, cx),
            Event::Violation(what) => self.violation(&what, cx),
            Event::Died(death) => self.died(death, cx),
            Event::HostReply { call, outcome } => self.host_reply(call, outcome, cx),
            Event::Cancel(run_id) => self.cancel(&run_id, cx),
            Event::Evict => self.evict(cx),
            Event::Close => self.close(cx),
            Event::Stop => self.stop(cx),
            Event::Clock => self.clock(cx),
        }
        self.advance(cx);
    }

    /// Carries out what waits in front, as far as it can be.
    fn advance(&mut self, cx: &mut Context<'_>) {
        loop {
            match (&self.state, self.queue.front()) {
                (State::Vacant | State::Idle { .. }, Some(Task::Reset { .. })) => self.reset(cx),
                (State::Idle { worker }, Some(Task::Run(run))) if run.reset_context => {
                    cx.let_go(*worker, LetGo::Stop);
                    self.state = State::Vacant;
                }
                (State::Idle { worker }, Some(Task::Run(_))) => {
                    let worker = *worker;
                    if let Some(Task::Run(run)) = self.queue.pop_front() {
                        self.start(worker, *run, cx);
                    }
                }
                (State::Vacant, Some(Task::Run(_)) | None)
                | (State::Idle { .. }, None)
                | (State::Starting { .. } | State::Running { .. }, _)
                | (State::AwaitingHost { .. } | State::Closed, _) => return,
            }
        }
    }

    fn reset(&mut self, cx: &mut Context<'_>) {
        if let Some(Task::Reset { request }) = self.queue.pop_front() {
            if let State::Idle { worker } = self.state {
                cx.let_go(worker, LetGo::Stop);
                self.state = State::Vacant;
            }
            self.lost = None;
            cx.answer(Message::success(request, &ConversationResult { existed: true }), None);
        }
    }

    fn given_ready(&mut self, worker: WorkerId, cx: &mut Context<'_>) {
        match self.queue.pop_front() {
            Some(Task::Run(run)) if self.state == State::Vacant => self.start(worker, *run, cx),
            other => self.not_wanted(worker, other, cx),
        }
    }

    fn given_starting(&mut self, worker: WorkerId, deadline: Duration) {
        debug_assert!(self.wants_worker(), "a worker is given to a conversation that wants one");
        if let Some(Task::Run(run)) = self.queue.pop_front() {
            self.state = State::Starting { worker, deadline, run };
        }
    }

    /// Puts back what was taken: the core gives workers only where they are wanted.
    fn not_wanted(&mut self, worker: WorkerId, task: Option<Task>, cx: &mut Context<'_>) {
        debug_assert!(false, "a worker is given to a conversation that wants one");
        self.queue.extend(task);
        self.queue.rotate_right(usize::from(!self.queue.is_empty()));
        cx.let_go(worker, LetGo::Kill);
    }

    fn ready(&mut self, cx: &mut Context<'_>) {
        match std::mem::replace(&mut self.state, State::Vacant) {
            State::Starting { worker, run, .. } => self.start(worker, *run, cx),
            other => self.state = other,
        }
    }

    fn start(&mut self, worker: WorkerId, run: PendingRun, cx: &mut Context<'_>) {
        let lost = self.lost.take();
        let start = cx.ids.start();
        let params = StartParams {
            code: run.code,
            mode: run.mode,
            fuel: run.limits.fuel,
            wall_clock_ms: run.limits.wall_clock_ms,
            max_output_chars: run.limits.max_output_chars,
        };
        cx.outcomes.push(Outcome::Arm(worker, Duration::from_millis(run.limits.wall_clock_ms)));
        cx.outcomes.push(Outcome::Tell(worker, ToWorker::Start(params).into_message(start.0)));
        let run = ActiveRun {
            request: run.request,
            run_id: run.run_id,
            start,
            limits: run.limits,
            started: cx.now,
            output: Output::new(run.limits.max_output_chars),
            host_calls: 0,
            host_bytes: 0,
            began_without: lost.filter(|_| !run.reset_context),
            overdue: false,
        };
        self.used = (cx.ids.stamp(), cx.now);
        self.state = State::Running { worker, run: Box::new(run) };
    }

    fn start_failed(&mut self, how: &str, cx: &mut Context<'_>) {
        match std::mem::replace(&mut self.state, State::Vacant) {
            State::Starting { mut run, .. } => {
                run.failed_starts += 1;
                if run.failed_starts < START_ATTEMPTS {
                    self.queue.push_front(Task::Run(run));
                } else {
                    cx.refuse(*run, ErrorCode::WorkerStartFailed, texts::start_failed(how));
                }
            }
            other => self.state = other,
        }
    }

    fn start_refused(&mut self, how: &str, cx: &mut Context<'_>) {
        if self.wants_worker()
            && let Some(Task::Run(run)) = self.queue.pop_front()
        {
            cx.refuse(*run, ErrorCode::WorkerStartFailed, texts::start_failed(how));
        }
    }

    fn died(&mut self, death: Death, cx: &mut Context<'_>) {
        let kind = if death.broke_protocol { ErrorKind::Protocol } else { ErrorKind::WorkerDied };
        match std::mem::replace(&mut self.state, State::Vacant) {
            State::Running { run, .. } => self.fail(*run, kind, death.text(), cx),
            State::AwaitingHost { run, call, .. } => {
                cx.outcomes.push(Outcome::CallOver { call, answered: false });
                self.fail(*run, kind, death.text(), cx);
            }
            State::Idle { .. } => self.lose_idle(kind, death.how, cx),
            other @ (State::Vacant | State::Starting { .. } | State::Closed) => self.state = other,
        }
    }

    /// Answers a run whose interpreter is gone with it.
    pub(super) fn fail(
        &mut self,
        run: ActiveRun,
        kind: ErrorKind,
        message: String,
        cx: &mut Context<'_>,
    ) {
        self.lost = super::run::reset_reason(kind);
        let (request, run_id) = (run.request.clone(), run.run_id.clone());
        let result = run.failed(kind, message, cx.now);
        self.run_over(request, run_id, &result, cx);
    }

    /// Answers a run that had started.
    pub(super) fn run_over(
        &mut self,
        request: RequestId,
        run_id: RunId,
        result: &RunResult,
        cx: &mut Context<'_>,
    ) {
        self.finished_runs += 1;
        self.used = (cx.ids.stamp(), cx.now);
        cx.outcomes.push(Outcome::RunFinished);
        cx.answer(Message::success(request, result), Some(run_id));
    }

    /// Records, and tells the client, that state was lost between runs.
    pub(super) fn lose_idle(&mut self, kind: ErrorKind, message: String, cx: &mut Context<'_>) {
        if let Some(reason) = super::run::reset_reason(kind) {
            self.lost = Some(reason);
            cx.exited(&self.id, reason, message);
        }
    }

    fn evict(&mut self, cx: &mut Context<'_>) {
        if let State::Idle { worker } = self.state {
            self.state = State::Vacant;
            self.lost = Some(ResetReason::Evicted);
            cx.let_go(worker, LetGo::Stop);
            cx.exited(&self.id, ResetReason::Evicted, texts::evicted(&cx.session.limits));
        }
    }
}
