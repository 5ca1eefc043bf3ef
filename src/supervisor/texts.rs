//! One plain sentence for each way in which a run can fail: which limit, its value, what to do.

use std::time::Duration;

use crate::protocol::client_api::{Limits, QUEUE_MAX_PER_CONVERSATION, QUEUE_MAX_TOTAL};
use crate::protocol::worker_api::{HOST_ARGS_MAX, HOST_ARGS_MAX_PER_RUN, HOST_CALLS_MAX_PER_RUN};

pub fn wall_clock(limits: &Limits) -> String {
    format!(
        "the run took longer than its wall clock limit of {} ms; do less in one run or raise the limit",
        limits.wall_clock_ms
    )
}

pub fn fuel(limits: &Limits) -> String {
    format!(
        "the run used up its fuel limit of {} units; do less in one run or raise the limit",
        limits.fuel
    )
}

pub fn memory(said: &str, limits: &Limits) -> String {
    let said = if said.is_empty() { "memory allocation failed" } else { said };
    format!(
        "{said}: the interpreter's memory limit is {} bytes; keep less data or raise the limit",
        limits.memory_bytes
    )
}

pub fn trap(said: &str) -> String {
    format!("the interpreter crashed inside its sandbox ({said}); the next run starts a fresh one")
}

pub fn died(how: &str) -> String {
    format!("the worker process died: it {how}; the next run starts a fresh one")
}

pub fn violation(what: &str) -> String {
    format!(
        "the worker process broke its protocol and was killed: it {what}; the next run starts a fresh one"
    )
}

pub fn flood() -> String {
    "sent more output than one run's limit lets an honest worker send".to_owned()
}

pub fn too_much_fuel(used: u64, fuel: u64) -> String {
    format!("reported {used} units of fuel used where {fuel} were given")
}

/// To a worker that asks, or still waits for an answer, after the run's wall clock limit.
pub const TIME_IS_UP: &str = "the run's time is up";

pub const CANCELLED: &str = "the run was cancelled by the client";
pub const CLOSED: &str = "the run was cancelled because its conversation was closed";
pub const STOPPED: &str = "the run was cancelled because the supervisor is stopping";

pub fn not_started_stopping() -> String {
    "the supervisor is stopping; the request was not carried out".to_owned()
}

pub fn queue_timeout(limits: &Limits) -> String {
    format!(
        "the run waited {} ms for its turn, the most that queue_timeout_ms allows, and was not \
         started; send fewer runs at once, or raise max_sessions (now {})",
        limits.queue_timeout_ms, limits.max_sessions
    )
}

pub fn queue_full_conversation() -> String {
    format!(
        "{QUEUE_MAX_PER_CONVERSATION} requests wait in this conversation already, the most \
         allowed; wait for an answer before sending more"
    )
}

pub fn queue_full_total() -> String {
    format!(
        "{QUEUE_MAX_TOTAL} requests wait already, the most allowed; wait for answers before \
         sending more"
    )
}

pub fn start_failed(how: &str) -> String {
    format!("no worker process could be started: the last one {how}")
}

pub fn not_ready(timeout: Duration) -> String {
    format!("was not ready after {} ms and was killed", timeout.as_millis())
}

pub fn host_function(name: &str) -> String {
    let name: String = name.chars().take(100).collect();
    format!("no host function \"{name}\" is offered to this code")
}

pub fn host_calls() -> String {
    format!("this run has made {HOST_CALLS_MAX_PER_RUN} host calls, the most that one run may make")
}

pub fn host_args(bytes: usize) -> String {
    format!(
        "the arguments of this host call are {bytes} bytes of JSON; allowed are {HOST_ARGS_MAX}"
    )
}

pub fn host_args_total() -> String {
    format!(
        "the host calls of this run have sent {HOST_ARGS_MAX_PER_RUN} bytes of arguments, the \
         most that one run may send"
    )
}

pub fn host_reply(bytes: usize, max: usize) -> String {
    format!(
        "the result of this host call is {bytes} bytes of JSON; allowed are {max}: ask for less"
    )
}

pub fn evicted(limits: &Limits) -> String {
    format!(
        "closed while idle to make room for another conversation: max_sessions is {}",
        limits.max_sessions
    )
}
