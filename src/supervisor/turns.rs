//! What happens while a run is open: the worker's turns, the client's replies, and all the ways
//! in which a run can be ended from outside. Part of the state machine of `conversation.rs`.

use std::time::Duration;

use serde_json::Value;

use super::conversation::{Conversation, State, Task};
use super::ids::{CallId, RunId, WorkerId};
use super::outcome::{Context, LetGo, Outcome};
use super::run::{ActiveRun, PendingRun};
use super::texts;
use crate::protocol::client_api::{
    ConversationResult, ErrorKind, HOST_REPLY_MAX, HostCallParams, OutputParams,
};
use crate::protocol::decode_worker::{Violation, json_bytes};
use crate::protocol::error::{ErrorCode, RpcError};
use crate::protocol::message::{Message, RequestId};
use crate::protocol::worker_api::{
    Finished, FromWorker, HOST_ARGS_MAX, HOST_ARGS_MAX_PER_RUN, HOST_CALLS_MAX_PER_RUN,
    OutputChunk, RunEnd, WorkerHostCall,
};

/// Host calls that are still answered, with an error, after the last one allowed. Honest code may
/// catch the error and try again for a while; a worker that goes on is flooding.
const HOST_CALLS_REFUSED_MAX: u32 = 10_000;
/// Bytes of host-call arguments that are still read, and refused, after the last ones allowed. An
/// honest worker sends none.
const HOST_BYTES_REFUSED_MAX: u64 = HOST_ARGS_MAX_PER_RUN;

impl Conversation {
    pub(super) fn frame(&mut self, frame: FromWorker, cx: &mut Context<'_>) {
        let verdict = match frame {
            FromWorker::Ready(_) => Err(Violation::new("said that it is ready a second time")),
            FromWorker::Output(chunk) => self.output(chunk, cx),
            FromWorker::HostCall { id, call, args_bytes } => {
                self.host_call(id, call, args_bytes, cx)
            }
            FromWorker::Finished { id, finished } => self.finished(id, finished, cx),
        };
        if let Err(violation) = verdict {
            self.violation(&violation, cx);
        }
    }

    /// Kills the worker; an open run is answered, an idle conversation has lost its state.
    pub(super) fn violation(&mut self, what: &Violation, cx: &mut Context<'_>) {
        match std::mem::replace(&mut self.state, State::Vacant) {
            State::Idle { worker } => {
                cx.let_go(worker, LetGo::Kill);
                self.lose_idle(ErrorKind::Protocol, texts::violation(&what.to_string()), cx);
            }
            State::Running { worker, run } => {
                self.kill(
                    worker,
                    *run,
                    ErrorKind::Protocol,
                    texts::violation(&what.to_string()),
                    cx,
                );
            }
            State::AwaitingHost { worker, run, call, .. } => {
                cx.outcomes.push(Outcome::CallOver { call, answered: false });
                self.kill(
                    worker,
                    *run,
                    ErrorKind::Protocol,
                    texts::violation(&what.to_string()),
                    cx,
                );
            }
            other @ (State::Vacant | State::Starting { .. } | State::Closed) => self.state = other,
        }
    }

    pub(super) fn clock(&mut self, cx: &mut Context<'_>) {
        let over = match &self.state {
            State::Running { run, .. } | State::AwaitingHost { run, .. } => {
                run.deadline() <= cx.now
            }
            State::Vacant | State::Starting { .. } | State::Idle { .. } | State::Closed => false,
        };
        if over {
            self.end_run(ErrorKind::WallClock, |run| texts::wall_clock(&run.limits), cx);
        }
        self.give_up_host_call(cx);
        self.expire(cx.now, cx);
    }

    pub(super) fn cancel(&mut self, run_id: &RunId, cx: &mut Context<'_>) {
        match &self.state {
            State::Running { run, .. } | State::AwaitingHost { run, .. }
                if run.run_id == *run_id =>
            {
                self.end_run(ErrorKind::Cancelled, |_| texts::CANCELLED.to_owned(), cx);
            }
            State::Starting { run, worker, .. } if run.run_id == *run_id => {
                answer_cancelled(run, texts::CANCELLED, cx);
                cx.let_go(*worker, LetGo::Spare);
                self.state = State::Vacant;
            }
            _ => {
                let here = |task: &Task| matches!(task, Task::Run(run) if run.run_id == *run_id);
                if let Some(at) = self.queue.iter().position(here)
                    && let Some(Task::Run(run)) = self.queue.remove(at)
                {
                    answer_cancelled(&run, texts::CANCELLED, cx);
                }
            }
        }
    }

    pub(super) fn close(&mut self, cx: &mut Context<'_>) {
        self.end_run(ErrorKind::Cancelled, |_| texts::CLOSED.to_owned(), cx);
        match &self.state {
            State::Starting { run, worker, .. } => {
                answer_cancelled(run, texts::CLOSED, cx);
                cx.let_go(*worker, LetGo::Spare);
            }
            State::Idle { worker } => cx.let_go(*worker, LetGo::Stop),
            _ => {}
        }
        self.state = State::Closed;
        for task in std::mem::take(&mut self.queue) {
            match task {
                Task::Run(run) => answer_cancelled(&run, texts::CLOSED, cx),
                Task::Reset { request } => {
                    let result = ConversationResult { existed: true };
                    cx.answer(Message::success(request, &result), None);
                }
            }
        }
    }

    pub(super) fn stop(&mut self, cx: &mut Context<'_>) {
        self.end_run(ErrorKind::Cancelled, |_| texts::STOPPED.to_owned(), cx);
        let text = texts::not_started_stopping;
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Starting { run, worker, .. } => {
                cx.refuse(*run, ErrorCode::ShuttingDown, text());
                cx.let_go(worker, LetGo::Stop);
            }
            State::Idle { worker } => cx.let_go(worker, LetGo::Stop),
            _ => {}
        }
        for task in std::mem::take(&mut self.queue) {
            match task {
                Task::Run(run) => cx.refuse(*run, ErrorCode::ShuttingDown, text()),
                Task::Reset { request } => {
                    let error = RpcError::new(ErrorCode::ShuttingDown, text());
                    cx.answer(Message::failure(Some(request), error), None);
                }
            }
        }
    }

    pub(super) fn host_reply(
        &mut self,
        call: CallId,
        outcome: Result<Value, RpcError>,
        cx: &mut Context<'_>,
    ) {
        match std::mem::replace(&mut self.state, State::Vacant) {
            State::AwaitingHost { worker, run, call: open, request } if open == call => {
                cx.outcomes.push(Outcome::CallOver { call, answered: true });
                let outcome = outcome.and_then(bounded_reply);
                let message = Message::Reply { id: Some(RequestId::Number(request)), outcome };
                cx.outcomes.push(Outcome::Tell(worker, message));
                self.state = State::Running { worker, run };
            }
            // A late reply: the run it was for is over.
            other => self.state = other,
        }
    }

    /// Answers the worker when the time of the run is up while the client still works on its call:
    /// the guest then has the rest of the grace to finish.
    fn give_up_host_call(&mut self, cx: &mut Context<'_>) {
        match std::mem::replace(&mut self.state, State::Vacant) {
            State::AwaitingHost { worker, mut run, call, request }
                if run.host_call_deadline() <= cx.now =>
            {
                cx.outcomes.push(Outcome::CallOver { call, answered: false });
                let error = RpcError::new(ErrorCode::TimeIsUp, texts::TIME_IS_UP);
                let reply = Message::failure(Some(RequestId::Number(request)), error);
                cx.outcomes.push(Outcome::Tell(worker, reply));
                run.overdue = true;
                self.state = State::Running { worker, run };
            }
            other => self.state = other,
        }
    }

    /// Ends the open run, if there is one, and kills its worker.
    fn end_run(
        &mut self,
        kind: ErrorKind,
        text: impl FnOnce(&ActiveRun) -> String,
        cx: &mut Context<'_>,
    ) {
        match std::mem::replace(&mut self.state, State::Vacant) {
            State::Running { worker, run } => {
                let text = text(&run);
                self.kill(worker, *run, kind, text, cx);
            }
            State::AwaitingHost { worker, run, call, .. } => {
                cx.outcomes.push(Outcome::CallOver { call, answered: false });
                let text = text(&run);
                self.kill(worker, *run, kind, text, cx);
            }
            other => self.state = other,
        }
    }

    fn kill(
        &mut self,
        worker: WorkerId,
        run: ActiveRun,
        kind: ErrorKind,
        text: String,
        cx: &mut Context<'_>,
    ) {
        cx.let_go(worker, LetGo::Kill);
        self.fail(run, kind, text, cx);
    }

    fn expire(&mut self, now: Duration, cx: &mut Context<'_>) {
        let over = |task: &Task| matches!(task, Task::Run(run) if run.queue_deadline <= now);
        while let Some(at) = self.queue.iter().position(over) {
            if let Some(Task::Run(run)) = self.queue.remove(at) {
                let text = texts::queue_timeout(&cx.session.limits);
                cx.refuse(*run, ErrorCode::QueueTimeout, text);
            }
        }
    }

    fn output(&mut self, chunk: OutputChunk, cx: &mut Context<'_>) -> Result<(), Violation> {
        let run = match &mut self.state {
            State::Running { run, .. } => run,
            // A worker may flush what it printed before it asked.
            State::AwaitingHost { run, .. } => run,
            State::Vacant | State::Starting { .. } | State::Idle { .. } | State::Closed => {
                return Err(Violation::new("sent output outside a run"));
            }
        };
        let kept = run.output.push(chunk.stream, &chunk.text);
        let kept = kept.map_err(|_| Violation::new(texts::flood()))?;
        if cx.session.run_output && !kept.is_empty() {
            let (run_id, text) = (run.run_id.as_str().to_owned(), kept.to_owned());
            cx.outcomes.push(Outcome::Output(OutputParams { run_id, stream: chunk.stream, text }));
        }
        Ok(())
    }

    fn host_call(
        &mut self,
        request: u64,
        call: WorkerHostCall,
        args_bytes: usize,
        cx: &mut Context<'_>,
    ) -> Result<(), Violation> {
        let (worker, mut run) = match std::mem::replace(&mut self.state, State::Vacant) {
            State::Running { worker, run } => (worker, run),
            other => {
                let open = matches!(other, State::AwaitingHost { .. });
                self.state = other;
                let when = if open { "while another was open" } else { "outside a run" };
                return Err(Violation::new(format!("made a host call {when}")));
            }
        };
        run.host_calls = run.host_calls.saturating_add(1);
        run.host_bytes = run.host_bytes.saturating_add(args_bytes as u64);
        if run.host_calls > HOST_CALLS_MAX_PER_RUN + HOST_CALLS_REFUSED_MAX
            || run.host_bytes > HOST_ARGS_MAX_PER_RUN + HOST_BYTES_REFUSED_MAX
        {
            self.state = State::Running { worker, run };
            return Err(Violation::new("went on making host calls past its limit"));
        }
        run.overdue |= run.host_call_deadline() <= cx.now;
        if let Some(error) = refusal(&run, &call, args_bytes, cx) {
            let reply = Message::failure(Some(RequestId::Number(request)), error);
            cx.outcomes.push(Outcome::Tell(worker, reply));
            self.state = State::Running { worker, run };
            return Ok(());
        }
        let id = cx.ids.call();
        let params = HostCallParams {
            run_id: run.run_id.as_str().to_owned(),
            call_id: id.0,
            name: call.name,
            args: call.args,
            kwargs: call.kwargs,
        };
        cx.outcomes.push(Outcome::Call { call: id, params });
        self.state = State::AwaitingHost { worker, run, call: id, request };
        Ok(())
    }

    fn finished(
        &mut self,
        id: u64,
        finished: Finished,
        cx: &mut Context<'_>,
    ) -> Result<(), Violation> {
        let run = match &self.state {
            State::Running { run, .. } => run,
            // A worker may give up waiting for the host when the time is up.
            State::AwaitingHost { run, .. } if finished.end == RunEnd::WallClock => run,
            State::AwaitingHost { .. } => {
                return Err(Violation::new("ended its run while a host call was open"));
            }
            State::Vacant | State::Starting { .. } | State::Idle { .. } | State::Closed => {
                return Err(Violation::new("answered outside a run"));
            }
        };
        if run.start.0 != id {
            return Err(Violation::new("answered with the number of another run"));
        }
        if finished.fuel_used > run.limits.fuel {
            let text = texts::too_much_fuel(finished.fuel_used, run.limits.fuel);
            return Err(Violation::new(text));
        }
        let (worker, run) = match std::mem::replace(&mut self.state, State::Vacant) {
            State::AwaitingHost { worker, run, call, .. } => {
                cx.outcomes.push(Outcome::CallOver { call, answered: false });
                (worker, run)
            }
            State::Running { worker, run } => (worker, run),
            other => {
                self.state = other;
                return Ok(());
            }
        };
        let (request, run_id) = (run.request.clone(), run.run_id.clone());
        let (result, lost) = run.finished(finished, cx.now);
        if lost.is_some() {
            self.lost = lost;
            cx.let_go(worker, LetGo::Kill);
        } else {
            self.state = State::Idle { worker };
        }
        self.run_over(request, run_id, &result, cx);
        Ok(())
    }
}

/// Why a host call is answered here and not forwarded.
fn refusal(
    run: &ActiveRun,
    call: &WorkerHostCall,
    args_bytes: usize,
    cx: &Context<'_>,
) -> Option<RpcError> {
    let (code, text) = if run.host_calls > HOST_CALLS_MAX_PER_RUN {
        (ErrorCode::InvalidRequest, texts::host_calls())
    } else if args_bytes > HOST_ARGS_MAX {
        (ErrorCode::InvalidParams, texts::host_args(args_bytes))
    } else if run.host_bytes > HOST_ARGS_MAX_PER_RUN {
        (ErrorCode::InvalidRequest, texts::host_args_total())
    } else if run.overdue {
        (ErrorCode::TimeIsUp, texts::TIME_IS_UP.to_owned())
    } else if !cx.session.host_functions.contains(&call.name) {
        (ErrorCode::MethodNotFound, texts::host_function(&call.name))
    } else {
        return None;
    };
    Some(RpcError::new(code, text))
}

fn bounded_reply(value: Value) -> Result<Value, RpcError> {
    let bytes = json_bytes(&value);
    if bytes <= HOST_REPLY_MAX {
        return Ok(value);
    }
    Err(RpcError::new(ErrorCode::InvalidRequest, texts::host_reply(bytes, HOST_REPLY_MAX)))
}

fn answer_cancelled(run: &PendingRun, why: &str, cx: &mut Context<'_>) {
    let message = Message::success(run.request.clone(), &run.cancelled(why));
    cx.answer(message, Some(run.run_id.clone()));
}
