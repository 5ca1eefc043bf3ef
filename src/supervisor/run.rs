//! One run, waiting or started, and the answer that is made of it.

use std::time::Duration;

use super::ids::{RunId, StartId};
use super::output::Output;
use super::texts;
use crate::protocol::client_api::{ErrorKind, Limits, ResetReason, RunError, RunMode, RunResult};
use crate::protocol::message::RequestId;
use crate::protocol::worker_api::{Failure, Finished, RunEnd};

/// How long after the wall clock limit a worker that has not answered is killed. The worker ends
/// an honest run itself: at the limit it raises an exception, 200 ms later it stops the interpreter
/// (`INTERRUPT_GRACE` in `vm/state.rs`). The rest is the time for its answer to arrive, on a busy
/// machine too.
pub const WALL_CLOCK_GRACE: Duration = Duration::from_millis(350);

/// How long after the wall clock limit an open host call is given up, so that the worker can end the
/// run. The worker's clock starts a little later than ours, so most often its own limit comes first;
/// if not, the error says what it is about.
pub const HOST_CALL_GRACE: Duration = Duration::from_millis(20);

/// A run that has not started.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingRun {
    pub request: RequestId,
    pub run_id: RunId,
    pub code: String,
    pub mode: RunMode,
    pub reset_context: bool,
    pub limits: Limits,
    /// When it has waited long enough for its turn.
    pub queue_deadline: Duration,
    /// Workers that were to run it and did not start.
    pub failed_starts: u32,
}

/// A run that a worker was given.
#[derive(Debug, Clone, PartialEq)]
pub struct ActiveRun {
    pub request: RequestId,
    pub run_id: RunId,
    pub start: StartId,
    pub limits: Limits,
    pub started: Duration,
    /// Whether its host call was given up because its time was up: then it has exceeded the limit,
    /// whatever the worker says.
    pub overdue: bool,
    pub output: Output,
    /// Host calls made, and bytes of their arguments, refused ones included.
    pub host_calls: u32,
    pub host_bytes: u64,
    /// Why the conversation's earlier state was gone when this run began.
    pub began_without: Option<ResetReason>,
}

impl PendingRun {
    /// The answer to a run that was cancelled before it started.
    pub fn cancelled(&self, why: &str) -> RunResult {
        let error = error(ErrorKind::Cancelled, why.to_owned());
        RunResult {
            ok: false,
            stdout: String::new(),
            stderr: String::new(),
            stdout_truncated: false,
            stderr_truncated: false,
            result: None,
            result_truncated: None,
            error: Some(error),
            fuel_used: None,
            fuel_remaining: None,
            wall_ms: 0,
            memory_bytes: None,
            interpreter_reset: false,
            reset_reason: None,
        }
    }
}

impl ActiveRun {
    /// When a worker that has not answered is killed.
    pub fn deadline(&self) -> Duration {
        self.limit() + WALL_CLOCK_GRACE
    }

    /// When an open host call is given up, and none is forwarded any more.
    pub fn host_call_deadline(&self) -> Duration {
        self.limit() + HOST_CALL_GRACE
    }

    fn limit(&self) -> Duration {
        self.started + Duration::from_millis(self.limits.wall_clock_ms)
    }

    /// The answer when the worker did not live to give one, with what was printed until then.
    pub fn failed(self, kind: ErrorKind, message: String, now: Duration) -> RunResult {
        let lost = reset_reason(kind);
        self.answer(Some(error(kind, message)), lost, now)
    }

    /// The answer made of the worker's own, and why its interpreter must go, if it must.
    pub fn finished(self, finished: Finished, now: Duration) -> (RunResult, Option<ResetReason>) {
        let end = if self.overdue { RunEnd::WallClock } else { finished.end };
        let error = self.error_of(end);
        let lost = match error.as_ref().map(|error| error.kind) {
            Some(kind @ (ErrorKind::WallClock | ErrorKind::Fuel | ErrorKind::Trap)) => {
                reset_reason(kind)
            }
            Some(ErrorKind::Memory) if !finished.usable => Some(ResetReason::Memory),
            // An interpreter that says no more of itself than that it cannot go on.
            _ if !finished.usable => Some(ResetReason::Trap),
            _ => None,
        };
        let fuel = self.limits.fuel;
        let most = usize::try_from(self.limits.max_output_chars).unwrap_or(usize::MAX);
        let value = finished.result.filter(|_| error.is_none());
        let mut result = self.answer(error, lost, now);
        result.stdout_truncated |= finished.stdout_truncated;
        result.stderr_truncated |= finished.stderr_truncated;
        result.fuel_used = Some(finished.fuel_used);
        result.fuel_remaining = Some(fuel.saturating_sub(finished.fuel_used));
        if let Some(mut value) = value {
            value.cut(most);
            result.result = Some(value.text);
            result.result_truncated = Some(value.truncated);
        }
        result.memory_bytes = lost.is_none().then_some(finished.memory_bytes);
        (result, lost)
    }

    fn error_of(&self, end: RunEnd) -> Option<RunError> {
        let limits = &self.limits;
        Some(match end {
            RunEnd::Ok => return None,
            RunEnd::Exception(failure) => raised(ErrorKind::Exception, failure),
            RunEnd::Syntax(failure) => raised(ErrorKind::Syntax, failure),
            RunEnd::Memory(failure) => {
                let message = texts::memory(&failure.message, limits);
                RunError { message, ..raised(ErrorKind::Memory, failure) }
            }
            RunEnd::WallClock => error(ErrorKind::WallClock, texts::wall_clock(limits)),
            RunEnd::Fuel => error(ErrorKind::Fuel, texts::fuel(limits)),
            RunEnd::Trap { message } => error(ErrorKind::Trap, texts::trap(&message)),
        })
    }

    fn answer(
        self,
        error: Option<RunError>,
        lost: Option<ResetReason>,
        now: Duration,
    ) -> RunResult {
        let (stdout, stderr) = self.output.into_streams();
        let reset_reason = lost.or(self.began_without);
        RunResult {
            ok: error.is_none(),
            stdout: stdout.text,
            stderr: stderr.text,
            stdout_truncated: stdout.truncated,
            stderr_truncated: stderr.truncated,
            result: None,
            result_truncated: None,
            error,
            fuel_used: None,
            fuel_remaining: None,
            wall_ms: whole_ms(now.saturating_sub(self.started)),
            memory_bytes: None,
            interpreter_reset: reset_reason.is_some(),
            reset_reason,
        }
    }
}

/// Why state is gone after a run that ended so, if it is gone whatever the worker says.
pub fn reset_reason(kind: ErrorKind) -> Option<ResetReason> {
    match kind {
        ErrorKind::Exception | ErrorKind::Syntax => None,
        ErrorKind::WallClock => Some(ResetReason::WallClock),
        ErrorKind::Fuel => Some(ResetReason::Fuel),
        ErrorKind::Memory => Some(ResetReason::Memory),
        ErrorKind::Trap => Some(ResetReason::Trap),
        ErrorKind::WorkerDied => Some(ResetReason::WorkerDied),
        ErrorKind::Cancelled => Some(ResetReason::Cancelled),
        ErrorKind::Protocol => Some(ResetReason::Protocol),
    }
}

/// Whole milliseconds, rounded down.
pub fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn error(kind: ErrorKind, message: String) -> RunError {
    RunError { kind, type_name: None, message, traceback: None, line: None }
}

fn raised(kind: ErrorKind, failure: Failure) -> RunError {
    RunError {
        kind,
        type_name: Some(failure.type_name),
        message: failure.message,
        traceback: Some(failure.traceback),
        line: failure.line,
    }
}
