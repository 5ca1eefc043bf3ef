//! Supervisor <-> worker. The worker is treated as hostile: every field that it sends is bounded
//! here, checked on receipt, and decides about its own conversation only.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::client_api::{RunMode, Stream};

/// Longest line from a worker, in bytes with the newline: a host call's arguments after escaping.
pub const WORKER_FRAME_MAX: usize = 4 * 1024 * 1024;
/// Longest JSON text of a host call's `args` and `kwargs` together, in bytes.
pub const HOST_ARGS_MAX: usize = 1024 * 1024;
/// Values and names in the arguments of one host call. SQLite takes 32,766 parameters; more would
/// pass the supervisor's bound on a line, which kills the worker for it.
pub const HOST_VALUES_MAX: usize = 50_000;
/// Levels of arrays and objects in the arguments of one host call; the decoder has a few more.
pub const HOST_DEPTH_MAX: usize = 100;
/// Host calls that one run may make.
pub const HOST_CALLS_MAX_PER_RUN: u32 = 10_000;
/// Bytes of host-call arguments that one run may send in all.
pub const HOST_ARGS_MAX_PER_RUN: u64 = 64 * 1024 * 1024;
/// Longest exception text, in characters.
pub const MESSAGE_MAX_CHARS: usize = 4_000;
/// Longest text of a result, in characters: with every one of them escaped it fits into a line.
pub const RESULT_MAX_CHARS: usize = 500_000;
/// Longest class name of an exception, in characters.
pub const TYPE_NAME_MAX_CHARS: usize = 200;
/// Longest traceback, in characters.
pub const TRACEBACK_MAX_CHARS: usize = 16_000;

/// `worker/ready`, a notice, the worker's first frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyParams {
    /// Equal to the supervisor's [`super::client_api::version::CURRENT`], or the worker is refused.
    pub protocol_version: u32,
    /// What the interpreter offers to Python objects, in bytes.
    pub heap_bytes: u64,
    pub isolation: IsolationReport,
}

/// What was applied to a worker process, layer by layer, in the order of application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IsolationReport {
    pub layers: Vec<LayerReport>,
}

/// One layer of isolation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerReport {
    /// Such as `no_new_privs` or `rlimits`.
    pub layer: String,
    pub applied: bool,
    /// One line: what holds, or why it does not.
    pub detail: String,
}

/// `run/start`, a request to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartParams {
    pub code: String,
    pub mode: RunMode,
    pub fuel: u64,
    pub wall_clock_ms: u64,
    pub max_output_chars: u64,
}

/// The worker's answer to `run/start`. Output travels ahead of it in `run/output` notices, so that
/// it survives whatever happens to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finished {
    pub end: RunEnd,
    pub fuel_used: u64,
    pub stdout_truncated: bool,
    pub stderr_truncated: bool,
    /// Linear memory, in bytes.
    pub memory_bytes: u64,
    /// Whether the interpreter can serve another run.
    pub usable: bool,
    /// `repr()` of the last expression's value, if the run ended well and has one that is not `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultText>,
}

/// The text of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultText {
    pub text: String,
    pub truncated: bool,
}

impl ResultText {
    /// Keeps at most `most` characters.
    pub fn cut(&mut self, most: usize) {
        if let Some((end, _)) = self.text.char_indices().nth(most.min(RESULT_MAX_CHARS)) {
            self.text.truncate(end);
            self.truncated = true;
        }
    }
}

/// How a run ended, as the worker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RunEnd {
    Ok,
    Exception(Failure),
    Syntax(Failure),
    Memory(Failure),
    WallClock,
    Fuel,
    Trap { message: String },
}

/// A Python exception that ended a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub type_name: String,
    /// `str()` of the exception, one line.
    pub message: String,
    pub traceback: String,
    pub line: Option<u32>,
}

/// `run/output`, a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputChunk {
    pub stream: Stream,
    pub text: String,
}

/// `host/call`, a request to the supervisor; at most one is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerHostCall {
    pub name: String,
    pub args: Vec<Value>,
    pub kwargs: Map<String, Value>,
}

/// What the supervisor may ask a worker.
#[derive(Debug, Clone, PartialEq)]
pub enum ToWorker {
    Start(StartParams),
}

/// What a worker may say, beside the answer to [`ToWorker::Start`].
#[derive(Debug, Clone, PartialEq)]
pub enum FromWorker {
    Ready(ReadyParams),
    Output(OutputChunk),
    /// `args_bytes` is the length of the JSON text of `args` and `kwargs` together.
    HostCall {
        id: u64,
        call: WorkerHostCall,
        args_bytes: usize,
    },
    /// The answer to the open run.
    Finished {
        id: u64,
        finished: Finished,
    },
}

/// Exit codes of `mpy-worker`, with the reason that the supervisor gives for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerExit {
    /// End of input.
    Clean = 0,
    /// Bad command line.
    Usage = 64,
    /// The image does not fit this build of the worker.
    BadImage = 65,
    /// A layer of confinement could not be applied.
    NotConfined = 66,
    /// The parent was gone before the worker was ready.
    Orphaned = 67,
    /// The supervisor broke the worker protocol, or a pipe failed.
    Protocol = 68,
    /// A fault of the worker's own.
    Internal = 70,
}
