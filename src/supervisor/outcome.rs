//! What a conversation is told of its worker's end, and what it leaves to be done.

use std::time::Duration;

use super::ids::{CallId, ConversationId, Ids, RunId, WorkerId};
use super::run::PendingRun;
use super::session::Session;
use super::texts;
use crate::protocol::client_api::{ExitedParams, HostCallParams, OutputParams, ResetReason};
use crate::protocol::error::{ErrorCode, RpcError};
use crate::protocol::message::Message;

/// How a worker ended without being told to, as a phrase after "it".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    pub how: String,
    /// Whether it broke the protocol by it (it closed its output and lived on).
    pub broke_protocol: bool,
}

/// What is to be done.
#[derive(Debug)]
pub enum Outcome {
    /// The one answer to a request; `run` is the run that is over by it.
    Answer {
        message: Message,
        run: Option<RunId>,
    },
    /// A started run is over.
    RunFinished,
    Tell(WorkerId, Message),
    /// The worker may use this much processor time from now on.
    Arm(WorkerId, Duration),
    Call {
        call: CallId,
        params: HostCallParams,
    },
    /// The client answered, or its answer is no longer wanted.
    CallOver {
        call: CallId,
        answered: bool,
    },
    Output(OutputParams),
    Exited(ExitedParams),
    LetGo {
        worker: WorkerId,
        how: LetGo,
    },
}

/// What becomes of a worker that a conversation no longer needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetGo {
    Kill,
    Stop,
    /// It has run nothing yet: another conversation may have it.
    Spare,
}

/// What a step reads and where it leaves its outcomes.
#[derive(Debug)]
pub struct Context<'a> {
    pub now: Duration,
    pub session: &'a Session,
    pub ids: &'a mut Ids,
    pub outcomes: &'a mut Vec<Outcome>,
}

impl Death {
    /// The error message of a run that was open.
    pub(super) fn text(&self) -> String {
        if self.broke_protocol { texts::violation(&self.how) } else { texts::died(&self.how) }
    }
}

impl Context<'_> {
    pub(super) fn let_go(&mut self, worker: WorkerId, how: LetGo) {
        self.outcomes.push(Outcome::LetGo { worker, how });
    }

    pub(super) fn answer(&mut self, message: Message, run: Option<RunId>) {
        self.outcomes.push(Outcome::Answer { message, run });
    }

    /// Answers a run that never started with an error.
    pub(super) fn refuse(&mut self, run: PendingRun, code: ErrorCode, text: String) {
        let message = Message::failure(Some(run.request), RpcError::new(code, text));
        self.answer(message, Some(run.run_id));
    }

    pub(super) fn exited(&mut self, id: &ConversationId, reason: ResetReason, message: String) {
        let conversation_id = id.as_str().to_owned();
        self.outcomes.push(Outcome::Exited(ExitedParams { conversation_id, reason, message }));
    }
}
