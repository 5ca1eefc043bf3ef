//! What the core does with each request of the client.

use std::time::Duration;

use super::conversation::{Conversation, Event, State, Task};
use super::core::{Core, Phase};
use super::ids::{ConversationId, RunId};
use super::run::{PendingRun, whole_ms};
use super::session::Session;
use super::texts;
use crate::protocol::client_api::{
    CLIENT_FRAME_MAX, CODE_MAX, Capabilities, ClientRequest, ConversationEntry, ConversationParams,
    ConversationResult, HOST_REPLY_MAX, InitializeParams, InitializeResult, ListResult,
    QUEUE_MAX_PER_CONVERSATION, QUEUE_MAX_TOTAL, RunMode, RunParams, StatusResult, version,
};
use crate::protocol::error::{ErrorCode, RpcError};
use crate::protocol::message::{Message, RequestId};
use crate::protocol::worker_api::ReadyParams;

/// From the beginning of the end to the end: every worker is told to stop, killed after
/// [`super::workers::STOP_GRACE`], and waited for; one that the kernel cannot kill is left behind.
pub(super) const EXIT_TIMEOUT: Duration = Duration::from_secs(5);

impl Core {
    pub(super) fn request(&mut self, id: RequestId, request: ClientRequest) {
        let served = match (&self.phase, &request) {
            (Phase::Stopping { .. } | Phase::Exited, _) => {
                Err(RpcError::new(ErrorCode::ShuttingDown, texts::not_started_stopping()))
            }
            (_, ClientRequest::Shutdown) | (Phase::Fresh, ClientRequest::Initialize(_)) => Ok(()),
            (Phase::Initializing { .. } | Phase::Serving, ClientRequest::Initialize(_)) => {
                let text = "initialize was sent already: a session has one";
                Err(RpcError::new(ErrorCode::InvalidRequest, text))
            }
            (Phase::Fresh | Phase::Initializing { .. }, _) => {
                let text = "initialize has not been answered yet: send it first and wait";
                Err(RpcError::new(ErrorCode::NotInitialized, text))
            }
            (Phase::Serving, _) => Ok(()),
        };
        if let Err(error) = served {
            return self.say(Message::failure(Some(id), error));
        }
        match request {
            ClientRequest::Initialize(params) => self.initialize(id, params),
            ClientRequest::Run(params) => self.run(id, params),
            ClientRequest::Reset(params) => self.reset(id, params),
            ClientRequest::Close(params) => self.close(id, params),
            ClientRequest::List => self.list(id),
            ClientRequest::Status => self.status(id),
            ClientRequest::Shutdown => {
                self.stop_conversations();
                self.say(Message::success(id, &serde_json::json!({})));
                self.stop();
            }
        }
    }

    fn initialize(&mut self, id: RequestId, params: InitializeParams) {
        self.session = Session::settle(params, self.settings.limits);
        self.phase = Phase::Initializing { id };
    }

    /// A spare worker became ready; the first one completes `initialize`.
    pub(super) fn initialized(&mut self, ready: ReadyParams) {
        let Phase::Initializing { id } = &self.phase else { return };
        let result = InitializeResult {
            protocol_version: version::CURRENT,
            server: self.settings.server.clone(),
            guest: self.settings.guest.clone(),
            capabilities: Capabilities {
                run_output: true,
                modes: vec![RunMode::Exec, RunMode::Interactive],
                client_frame_bytes: CLIENT_FRAME_MAX as u64,
                code_bytes: CODE_MAX as u64,
                host_reply_bytes: HOST_REPLY_MAX as u64,
            },
            limits: self.session.limits,
            isolation: ready.isolation,
        };
        let message = Message::success(id.clone(), &result);
        self.phase = Phase::Serving;
        self.say(message);
    }

    /// A worker that is nobody's did not start; during `initialize` that is its answer.
    pub(super) fn initialize_failed(&mut self, how: &str) {
        let Phase::Initializing { id } = self.phase.clone() else { return };
        let error = RpcError::new(ErrorCode::WorkerStartFailed, texts::start_failed(how));
        self.say(Message::failure(Some(id), error));
        self.phase = Phase::Fresh;
        for worker in self.workers.ids() {
            self.workers.kill(worker, self.now, &mut self.effects);
        }
    }

    fn run(&mut self, request: RequestId, params: RunParams) {
        let id = ConversationId::new(&params.conversation_id);
        let run_id = RunId::new(&params.run_id);
        if let Err(error) = self.room_for(&id, Some(&run_id)) {
            return self.say(Message::failure(Some(request), error));
        }
        let wait = Duration::from_millis(self.session.limits.queue_timeout_ms);
        let run = PendingRun {
            request,
            run_id: run_id.clone(),
            code: params.code,
            mode: params.mode,
            reset_context: params.reset_context,
            limits: params.limits.over(self.session.limits),
            queue_deadline: self.now + wait,
            failed_starts: 0,
        };
        self.runs.insert(run_id, id.clone());
        self.know(&id);
        self.tell(&id, Event::Enqueue(Task::Run(Box::new(run))));
    }

    fn reset(&mut self, request: RequestId, params: ConversationParams) {
        let id = ConversationId::new(&params.conversation_id);
        if let Err(error) = self.room_for(&id, None) {
            return self.say(Message::failure(Some(request), error));
        }
        if self.conversations.get(&id).is_some() {
            return self.tell(&id, Event::Enqueue(Task::Reset { request }));
        }
        let existed = match self.remnants.take(&id) {
            Some(remnant) => {
                self.remnants.insert(id, super::remnants::Remnant { lost: None, ..remnant });
                true
            }
            None => false,
        };
        self.say(Message::success(request, &ConversationResult { existed }));
    }

    fn close(&mut self, request: RequestId, params: ConversationParams) {
        let id = ConversationId::new(&params.conversation_id);
        let live = self.conversations.get(&id).is_some();
        let existed = live | self.remnants.take(&id).is_some();
        self.tell(&id, Event::Close);
        self.say(Message::success(request, &ConversationResult { existed }));
    }

    pub(super) fn cancel(&mut self, run_id: &RunId) {
        if let Some(id) = self.runs.get(run_id).cloned() {
            self.tell(&id, Event::Cancel(run_id.clone()));
        }
    }

    fn list(&mut self, request: RequestId) {
        let mut entries: Vec<_> = self.conversations.values().collect();
        entries.sort_by(|one, other| other.used.cmp(&one.used).then(one.id.cmp(&other.id)));
        let conversations = entries.into_iter().map(|entry| self.entry(entry)).collect();
        self.say(Message::success(request, &ListResult { conversations }));
    }

    fn entry(&self, conversation: &Conversation) -> ConversationEntry {
        let idle = conversation.is_idle();
        let unused = self.now.saturating_sub(conversation.used.1);
        ConversationEntry {
            conversation_id: conversation.id.as_str().to_owned(),
            state: state_name(&conversation.state).to_owned(),
            worker_pid: conversation.worker().and_then(|worker| self.workers.pid(worker)),
            queued_runs: count(conversation.queue.len()),
            finished_runs: conversation.finished_runs,
            idle_ms: if idle { whole_ms(unused) } else { 0 },
        }
    }

    fn status(&mut self, request: RequestId) {
        let result = StatusResult {
            server: self.settings.server.clone(),
            uptime_ms: whole_ms(self.now),
            conversations: count(self.conversations.len()),
            workers: count(self.workers.live()),
            spare_workers: count(self.workers.spares()),
            running_runs: count(self.conversations.running()),
            queued_runs: count(self.conversations.waiting()),
            finished_runs: self.finished_runs,
            limits: self.session.limits,
        };
        self.say(Message::success(request, &result));
    }

    /// Answers everything that is open, and begins to stop.
    pub(super) fn stop(&mut self) {
        match &self.phase {
            Phase::Stopping { .. } | Phase::Exited => return,
            Phase::Initializing { id } => {
                let error = RpcError::new(ErrorCode::ShuttingDown, texts::not_started_stopping());
                let message = Message::failure(Some(id.clone()), error);
                self.say(message);
            }
            Phase::Fresh | Phase::Serving => {}
        }
        self.stop_conversations();
        self.phase = Phase::Stopping { deadline: self.now + EXIT_TIMEOUT };
        for worker in self.workers.ids() {
            self.workers.stop(worker, self.now, &mut self.effects);
        }
    }

    fn stop_conversations(&mut self) {
        let mut ids: Vec<_> =
            self.conversations.values().map(|conversation| conversation.id.clone()).collect();
        ids.sort();
        for id in ids {
            self.tell(&id, Event::Stop);
        }
    }

    /// Whether one more request may wait in this conversation.
    fn room_for(&self, id: &ConversationId, run_id: Option<&RunId>) -> Result<(), RpcError> {
        if run_id.is_some_and(|run_id| self.runs.contains_key(run_id)) {
            let text = "a run with this run_id is open already: give every run a new one";
            return Err(RpcError::new(ErrorCode::DuplicateRunId, text));
        }
        let conversation = self.conversations.get(id);
        if conversation.is_some_and(Conversation::is_idle) {
            return Ok(());
        }
        if conversation.is_some_and(|c| c.queue.len() >= QUEUE_MAX_PER_CONVERSATION) {
            return Err(RpcError::new(ErrorCode::QueueFull, texts::queue_full_conversation()));
        }
        if self.conversations.waiting() >= QUEUE_MAX_TOTAL {
            return Err(RpcError::new(ErrorCode::QueueFull, texts::queue_full_total()));
        }
        Ok(())
    }

    /// Makes the conversation live, with what is remembered of it.
    fn know(&mut self, id: &ConversationId) {
        if self.conversations.get(id).is_none() {
            let remnant = self.remnants.take(id).unwrap_or_default();
            let conversation = Conversation::new(id.clone(), remnant.lost, remnant.finished_runs);
            self.conversations.insert(conversation);
        }
    }
}

fn state_name(state: &State) -> &'static str {
    match state {
        State::Vacant => "vacant",
        State::Starting { .. } => "starting",
        State::Idle { .. } => "idle",
        State::Running { .. } => "running",
        State::AwaitingHost { .. } => "awaiting_host",
        State::Closed => "closed",
    }
}

/// A count on the wire. Every table behind it is bounded far below the type's end.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
