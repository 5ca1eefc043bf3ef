//! The table of JSON-RPC error codes that the supervisor answers with.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode_worker::one_line;

/// Longest text of an error, in characters: parts of it may be quoted from a peer's line.
const TEXT_MAX_CHARS: usize = 1_000;

/// Why a request was refused. The first five codes are those of JSON-RPC 2.0, section 5.1;
/// the rest lie in the range that it leaves to servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// The line is not JSON.
    Parse,
    /// JSON, but no JSON-RPC 2.0 request (a batch, a wrong version, no method, a second `initialize`).
    InvalidRequest,
    /// No such method.
    MethodNotFound,
    /// The method exists; its parameters are wrong. The text names the field.
    InvalidParams,
    /// A fault of the supervisor's own.
    Internal,
    /// `initialize` asked for a protocol version that this supervisor does not speak.
    UnsupportedVersion,
    /// A request came before `initialize` was answered.
    NotInitialized,
    /// Too many runs wait already, in this conversation or in all.
    QueueFull,
    /// The run waited for its turn longer than the queue deadline; it was never started.
    QueueTimeout,
    /// The supervisor is stopping.
    ShuttingDown,
    /// A run with this `run_id` is open.
    DuplicateRunId,
    /// No worker could be started.
    WorkerStartFailed,
    /// A line was longer than the frame limit; it was skipped whole.
    FrameTooLarge,
    /// To workers only: the run that made a host call has exceeded its wall clock limit.
    TimeIsUp,
}

impl ErrorCode {
    /// Every code, in the order of protocol/README.md.
    pub const ALL: [ErrorCode; 14] = [
        ErrorCode::Parse,
        ErrorCode::InvalidRequest,
        ErrorCode::MethodNotFound,
        ErrorCode::InvalidParams,
        ErrorCode::Internal,
        ErrorCode::UnsupportedVersion,
        ErrorCode::NotInitialized,
        ErrorCode::QueueFull,
        ErrorCode::QueueTimeout,
        ErrorCode::ShuttingDown,
        ErrorCode::DuplicateRunId,
        ErrorCode::WorkerStartFailed,
        ErrorCode::FrameTooLarge,
        ErrorCode::TimeIsUp,
    ];

    /// The number on the wire.
    pub const fn number(self) -> i64 {
        match self {
            ErrorCode::Parse => -32700,
            ErrorCode::InvalidRequest => -32600,
            ErrorCode::MethodNotFound => -32601,
            ErrorCode::InvalidParams => -32602,
            ErrorCode::Internal => -32603,
            ErrorCode::UnsupportedVersion => -32001,
            ErrorCode::NotInitialized => -32002,
            ErrorCode::QueueFull => -32003,
            ErrorCode::QueueTimeout => -32004,
            ErrorCode::ShuttingDown => -32005,
            ErrorCode::DuplicateRunId => -32006,
            ErrorCode::WorkerStartFailed => -32007,
            ErrorCode::FrameTooLarge => -32008,
            ErrorCode::TimeIsUp => -32009,
        }
    }
}

/// A JSON-RPC error object: a code, one plain sentence, and sometimes data for programs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} (code {code})")]
pub struct RpcError {
    /// See [`ErrorCode::number`]; a peer may send others.
    pub code: i64,
    /// What was wrong and what to do, one line.
    pub message: String,
    /// Details for programs, such as the versions that are spoken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl RpcError {
    /// An error without data. The text is folded into one line and cut.
    pub fn new(code: ErrorCode, message: impl AsRef<str>) -> Self {
        let message = one_line(message.as_ref(), TEXT_MAX_CHARS);
        RpcError { code: code.number(), message, data: None }
    }

    /// The same error with data for programs.
    pub fn with_data(mut self, data: Value) -> Self {
        self.data = Some(data);
        self
    }
}
