//! What must hold of the answer to a run, by what was seen of the run.

use mpy::protocol::client_api::{ErrorKind, RunResult, Stream};
use mpy::protocol::error::{ErrorCode, RpcError};
use mpy::protocol::worker_api::{MESSAGE_MAX_CHARS, TRACEBACK_MAX_CHARS, TYPE_NAME_MAX_CHARS};
use mpy::supervisor::ids::WorkerId;
use serde_json::Value;

/// Longest text of a limit, a kill or a refusal beside what a worker said, in characters.
const OWN_TEXT_MAX_CHARS: usize = 1_000;
/// What a 32-bit guest can have, in bytes.
const LINEAR_MEMORY_MAX: u64 = 1 << 32;

/// An open run, as far as it can be seen.
#[derive(Debug)]
pub struct SeenRun {
    pub conversation: String,
    pub run_id: String,
    pub reset_context: bool,
    pub fuel: u64,
    pub max_output_chars: u64,
    /// The worker that was given it.
    pub worker: Option<WorkerId>,
    /// What the worker sent of each stream, and what the client was told of it.
    sent: [String; 2],
    told: [String; 2],
}

impl SeenRun {
    pub fn new(conversation: String, run_id: String, reset_context: bool) -> Self {
        let (sent, told) = Default::default();
        let (fuel, max_output_chars, worker) = (0, 0, None);
        SeenRun { conversation, run_id, reset_context, fuel, max_output_chars, worker, sent, told }
    }

    pub fn sent(&mut self, stream: Stream, text: &str) {
        self.sent[index(stream)].push_str(text);
    }

    pub fn told(&mut self, stream: Stream, text: &str) {
        assert!(!text.is_empty(), "a notice of no output");
        let told = &mut self.told[index(stream)];
        told.push_str(text);
        assert!(self.sent[index(stream)].starts_with(told.as_str()), "told what was not printed");
    }

    /// Checks the answer. Returns the worker that must be gone with it, if one must.
    pub fn answered(&self, outcome: &Result<Value, RpcError>, notices: bool) -> Option<WorkerId> {
        let result = match outcome {
            Ok(result) => result.clone(),
            Err(error) => {
                let text = "only a run that never started is answered with an error";
                assert!(self.worker.is_none(), "{text}: {error}");
                check_error(error);
                return None;
            }
        };
        let result: RunResult = serde_json::from_value(result).expect("a RunResult");
        let kind = result.error.as_ref().map(|error| error.kind);
        assert_eq!(result.ok, kind.is_none());
        assert_eq!(result.interpreter_reset, result.reset_reason.is_some());
        check_texts(&result);
        if self.worker.is_none() {
            assert_eq!(kind, Some(ErrorKind::Cancelled), "the only result without a start");
        }
        self.check_output(&result, kind, notices);
        if let Some(used) = result.fuel_used {
            assert!(used <= self.fuel);
            assert_eq!(result.fuel_remaining, Some(self.fuel - used));
        }
        assert!(result.memory_bytes.is_none_or(|bytes| bytes <= LINEAR_MEMORY_MAX));
        let kept = match kind {
            None | Some(ErrorKind::Exception | ErrorKind::Syntax | ErrorKind::Memory) => {
                result.memory_bytes.is_some()
            }
            Some(_) => false,
        };
        self.worker.filter(|_| !kept)
    }

    fn check_output(&self, result: &RunResult, kind: Option<ErrorKind>, notices: bool) {
        let max = usize::try_from(self.max_output_chars).expect("small");
        for (at, kept) in [&result.stdout, &result.stderr].into_iter().enumerate() {
            let fits: String = self.sent[at].chars().take(max).collect();
            // The chunk that was the violation is not kept.
            if kind == Some(ErrorKind::Protocol) {
                assert!(fits.starts_with(kept.as_str()), "kept what was not printed");
            } else {
                assert!(*kept == fits, "output was lost, or kept past its limit");
            }
            assert!(!notices || *kept == self.told[at], "told something else than the answer says");
        }
    }
}

fn index(stream: Stream) -> usize {
    match stream {
        Stream::Stdout => 0,
        Stream::Stderr => 1,
    }
}

fn check_texts(result: &RunResult) {
    let Some(error) = &result.error else { return };
    check_line(&error.message, MESSAGE_MAX_CHARS + OWN_TEXT_MAX_CHARS);
    let type_name = error.type_name.as_deref().unwrap_or_default();
    check_line(type_name, TYPE_NAME_MAX_CHARS);
    let traceback = error.traceback.as_deref().unwrap_or_default();
    assert!(traceback.chars().count() <= TRACEBACK_MAX_CHARS);
}

/// An error that the supervisor makes: a number of its table and one bounded line.
pub fn check_error(error: &RpcError) {
    let known = ErrorCode::ALL.iter().any(|code| code.number() == error.code);
    assert!(known, "no such code: {error}");
    check_line(&error.message, OWN_TEXT_MAX_CHARS);
}

/// One plain line of at most `max` characters.
pub fn check_line(text: &str, max: usize) {
    assert!(!text.chars().any(char::is_control), "not one plain line: {text:?}");
    let chars = text.chars().count();
    assert!(chars <= max, "{chars} characters where {max} are allowed");
}
