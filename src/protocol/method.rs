//! Method names on the wire.

/// Client to supervisor, requests.
pub const INITIALIZE: &str = "initialize";
pub const RUN: &str = "conversation/run";
pub const RESET: &str = "conversation/reset";
pub const CLOSE: &str = "conversation/close";
pub const LIST: &str = "conversation/list";
pub const STATUS: &str = "status";
pub const SHUTDOWN: &str = "shutdown";
/// Client to supervisor, notice.
pub const CANCEL: &str = "conversation/cancel";

/// Worker to supervisor to client, request.
pub const HOST_CALL: &str = "host/call";
/// Supervisor to client, notices.
pub const HOST_CANCEL: &str = "host/cancel";
pub const EXITED: &str = "conversation/exited";
/// Worker to supervisor to client, notice.
pub const OUTPUT: &str = "run/output";

/// Supervisor to worker, request.
pub const START: &str = "run/start";
/// Worker to supervisor, notice.
pub const READY: &str = "worker/ready";
