//! Client <-> supervisor: what each may say, with the bounds on every field.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::worker_api::IsolationReport;

/// Protocol versions. Every bump gets a constant that says what it brought.
pub mod version {
    /// The first: runs, host calls, cancel, reset, close, list, status, shutdown.
    pub const FIRST: u32 = 1;
    /// What this build speaks.
    pub const CURRENT: u32 = FIRST;
}

/// Longest line from a client, in bytes with the newline: room for the largest source or host
/// reply after JSON escaping, and small enough to hold one for a client without harm.
pub const CLIENT_FRAME_MAX: usize = 32 * 1024 * 1024;
/// Longest source of one run, in bytes of UTF-8.
pub const CODE_MAX: usize = 4 * 1024 * 1024;
/// Longest JSON text of one host call's result, in bytes.
pub const HOST_REPLY_MAX: usize = 16 * 1024 * 1024;
/// Longest `conversation_id` and `run_id`, in characters.
pub const ID_MAX_CHARS: usize = 256;
/// Most runs that wait in one conversation, the running one not counted.
pub const QUEUE_MAX_PER_CONVERSATION: usize = 64;
/// Most runs that wait in all conversations together.
pub const QUEUE_MAX_TOTAL: usize = 1024;

/// The settings of `initialize`; absent fields keep the supervisor's own defaults.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsParams {
    /// Conversations kept alive while idle. 1 to 1024.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_sessions: Option<u32>,
    /// From the start of a run to its answer, host calls included. 10 to 3,600,000 ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_clock_ms: Option<u64>,
    /// Linear memory of an interpreter. 1 MiB to 1 GiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// Fuel of one run; a unit is ten jumps or calls of the interpreter. 1 to 10^15.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
    /// Characters kept of each output stream of a run. 1 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output_chars: Option<u64>,
    /// How long a run may wait for its turn. 10 to 3,600,000 ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_timeout_ms: Option<u64>,
}

/// The settings in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub max_sessions: u32,
    pub wall_clock_ms: u64,
    pub memory_bytes: u64,
    pub fuel: u64,
    pub max_output_chars: u64,
    pub queue_timeout_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_sessions: 16,
            wall_clock_ms: 5_000,
            memory_bytes: 16 * 1024 * 1024,
            fuel: 10_000_000,
            max_output_chars: 10_000,
            queue_timeout_ms: 60_000,
        }
    }
}

/// What one run may change of the settings; the memory of an interpreter is fixed when it starts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunLimitsParams {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_clock_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output_chars: Option<u64>,
}

/// A program's name and version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    pub name: String,
    pub version: String,
}

/// `initialize`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InitializeParams {
    pub protocol_version: u32,
    pub client: Peer,
    #[serde(default)]
    pub limits: LimitsParams,
    /// Functions that guest code may call and this client answers (`host/call`).
    #[serde(default)]
    pub host_functions: Vec<String>,
    /// Whether the client wants `run/output` notices.
    #[serde(default)]
    pub run_output: bool,
}

/// The answer to `initialize`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InitializeResult {
    pub protocol_version: u32,
    pub server: Peer,
    /// The interpreter in the image, such as MicroPython and its version.
    pub guest: Peer,
    pub capabilities: Capabilities,
    pub limits: Limits,
    /// What the first worker says was applied to it.
    pub isolation: IsolationReport,
}

/// What this supervisor can do beyond the methods of the version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capabilities {
    pub run_output: bool,
    pub modes: Vec<RunMode>,
    /// Longest line that the client may send, in bytes.
    pub client_frame_bytes: u64,
    /// Longest source, in bytes.
    pub code_bytes: u64,
    /// Longest result of a host call, in bytes of JSON.
    pub host_reply_bytes: u64,
}

/// How the source is compiled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunMode {
    /// As a module.
    #[default]
    Exec,
    /// As one statement at a prompt: the value of an expression is printed.
    Interactive,
}

/// `conversation/run`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunParams {
    pub conversation_id: String,
    /// Chosen by the client; unique among its open runs.
    pub run_id: String,
    pub code: String,
    #[serde(default)]
    pub mode: RunMode,
    /// Discard the conversation's interpreter first.
    #[serde(default)]
    pub reset_context: bool,
    #[serde(default)]
    pub limits: RunLimitsParams,
}

/// The answer to `conversation/run`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    pub ok: bool,
    /// The first `max_output_chars` characters that the run printed.
    pub stdout: String,
    pub stderr: String,
    pub stdout_truncated: bool,
    pub stderr_truncated: bool,
    /// `repr()` of the value of the last statement, if that is an expression, no semicolon follows it and the
    /// value is not `None`; its first `max_output_chars` characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Whether there was more; only beside `result`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_truncated: Option<bool>,
    pub error: Option<RunError>,
    /// Null when the worker did not live to tell.
    pub fuel_used: Option<u64>,
    pub fuel_remaining: Option<u64>,
    /// From start to answer; time spent waiting for a turn is not counted.
    pub wall_ms: u64,
    /// Linear memory of the interpreter after the run; null when it is gone.
    pub memory_bytes: Option<u64>,
    /// State from earlier runs is gone: this run ended its interpreter, or began with a fresh one
    /// although the conversation had state before.
    pub interpreter_reset: bool,
    pub reset_reason: Option<ResetReason>,
}

/// Why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunError {
    pub kind: ErrorKind,
    /// The exception's class, where there is one.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
    /// One plain line.
    pub message: String,
    pub traceback: Option<String>,
    /// Line of the user's source, from 1.
    pub line: Option<u32>,
}

/// What a failed run can be caused by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The code raised. State is kept.
    Exception,
    /// The code did not compile. State is kept.
    Syntax,
    /// The run took longer than `wall_clock_ms`.
    WallClock,
    /// The run used more than `fuel`.
    Fuel,
    /// The interpreter's memory is full.
    Memory,
    /// The interpreter crashed inside its Wasm sandbox.
    Trap,
    /// The worker process died; the message says of what.
    WorkerDied,
    /// The client cancelled the run, closed its conversation, or went away.
    Cancelled,
    /// The worker broke the protocol and was killed.
    Protocol,
}

/// Why the state of a conversation is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResetReason {
    WallClock,
    Fuel,
    Memory,
    Trap,
    WorkerDied,
    Cancelled,
    Protocol,
    /// The conversation was idle and its place was needed.
    Evicted,
}

/// `conversation/reset` and `conversation/close`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversationParams {
    pub conversation_id: String,
}

/// The answer to `conversation/reset` and `conversation/close`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationResult {
    /// Whether the supervisor knew the conversation.
    pub existed: bool,
}

/// `conversation/cancel`, a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelParams {
    pub run_id: String,
}

/// The answer to `conversation/list`, most recently used first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListResult {
    pub conversations: Vec<ConversationEntry>,
}

/// One row of `conversation/list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationEntry {
    pub conversation_id: String,
    /// The state's name in snake_case, such as `idle` or `awaiting_host`.
    pub state: String,
    /// Process of the conversation's worker, where it has one; for people and tests.
    pub worker_pid: Option<u32>,
    pub queued_runs: u32,
    pub finished_runs: u64,
    pub idle_ms: u64,
}

/// The answer to `status`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatusResult {
    pub server: Peer,
    pub uptime_ms: u64,
    pub conversations: u32,
    /// Live worker processes, spares included.
    pub workers: u32,
    pub spare_workers: u32,
    pub running_runs: u32,
    pub queued_runs: u32,
    pub finished_runs: u64,
    pub limits: Limits,
}

/// `host/call`, a request to the client. Its JSON-RPC id is `call_id`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostCallParams {
    pub run_id: String,
    pub call_id: u64,
    pub name: String,
    pub args: Vec<Value>,
    pub kwargs: Map<String, Value>,
}

/// `host/cancel`, a notice: the answer to this call is no longer wanted; a late one is ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostCancelParams {
    pub call_id: u64,
}

/// `conversation/exited`, a notice: an idle conversation lost its interpreter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitedParams {
    pub conversation_id: String,
    pub reason: ResetReason,
    /// One plain line, such as `killed by SIGKILL`.
    pub message: String,
}

/// `run/output`, a notice, sent only if asked for in `initialize`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputParams {
    pub run_id: String,
    pub stream: Stream,
    pub text: String,
}

/// An output stream of guest code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    Stdout,
    Stderr,
}

/// What a client may ask. Decoded from a [`super::message::Message::Call`] by method name.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientRequest {
    Initialize(InitializeParams),
    Run(RunParams),
    Reset(ConversationParams),
    Close(ConversationParams),
    List,
    Status,
    Shutdown,
}

/// What a client may tell.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientNotice {
    Cancel(CancelParams),
}

/// What the supervisor may tell a client.
#[derive(Debug, Clone, PartialEq)]
pub enum SupervisorNotice {
    HostCancel(HostCancelParams),
    Exited(ExitedParams),
    Output(OutputParams),
}
