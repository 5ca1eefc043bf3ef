//! One run after another, until the input ends.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::link::{Fault, Link};
use crate::confine::Confined;
use crate::protocol::client_api::{self, RunMode, version};
use crate::protocol::decode_worker::json_bytes;
use crate::protocol::error::ErrorCode;
use crate::protocol::json::{extent, is_reserved};
use crate::protocol::message::{Message, RequestId};
use crate::protocol::method;
use crate::protocol::worker_api::{
    self, Finished, HOST_ARGS_MAX, HOST_ARGS_MAX_PER_RUN, HOST_CALLS_MAX_PER_RUN, HOST_DEPTH_MAX,
    HOST_VALUES_MAX, OutputChunk, ReadyParams, StartParams, WorkerHostCall,
};
use crate::vm::{self, End, Host, Mode, Outcome, Request, Session, Stream};

/// Serves runs. Only a confined process can: the proof is the first argument.
///
/// # Errors
/// [`Fault::Ended`] at the end of input, the ordinary end; everything else is the supervisor's fault
/// or the pipe's.
pub fn serve<R, W>(
    confined: &Confined,
    session: &mut Session,
    mut link: Link<R, W>,
) -> Result<(), Fault>
where
    R: Read + Send,
    W: Write + Send,
{
    let ready = ReadyParams {
        protocol_version: version::CURRENT,
        heap_bytes: session.heap_bytes(),
        isolation: super::isolation(confined),
    };
    link.say(Message::notice(method::READY, &ready))?;
    let mut calls = 0;
    // A session that cannot serve again says so in its answer. The supervisor ends the process;
    // should it start another run all the same, that run is told that the interpreter stopped.
    loop {
        turn(session, &mut link, &mut calls)?;
    }
}

/// One run, from its start to its answer; returns how it ended. `calls` counts the host calls of a worker's life.
///
/// # Errors
/// As [`serve`].
pub fn turn<R, W>(
    session: &mut Session,
    link: &mut Link<R, W>,
    calls: &mut u64,
) -> Result<vm::RunEnd, Fault>
where
    R: Read + Send,
    W: Write + Send,
{
    let (id, start) = link.next_start()?;
    let mut host = RunHost::new(link, *calls);
    let outcome = run(session, &start, &mut host);
    *calls = host.last_call;
    if let Some(fault) = host.fault {
        return Err(fault);
    }
    link.say(finished(id, &outcome, session.memory_bytes()))?;
    Ok(outcome.end)
}

fn run(session: &mut Session, start: &StartParams, host: &mut dyn Host) -> Outcome {
    let request = Request {
        source: &start.code,
        mode: match start.mode {
            RunMode::Exec => Mode::Exec,
            RunMode::Interactive => Mode::Interactive,
        },
        fuel: start.fuel,
        deadline: Instant::now() + Duration::from_millis(start.wall_clock_ms),
        max_output_chars: usize::try_from(start.max_output_chars).unwrap_or(usize::MAX),
    };
    session.run(&request, host)
}

fn finished(id: RequestId, outcome: &Outcome, memory_bytes: u64) -> Message {
    let finished = Finished {
        end: end(&outcome.end),
        fuel_used: outcome.fuel_used,
        stdout_truncated: outcome.stdout_truncated,
        stderr_truncated: outcome.stderr_truncated,
        memory_bytes,
        usable: outcome.usable,
        result: outcome.result.as_ref().map(result),
    };
    Message::success(id, &finished)
}

fn result(value: &vm::Text) -> worker_api::ResultText {
    let mut text = worker_api::ResultText { text: value.text.clone(), truncated: value.truncated };
    text.cut(worker_api::RESULT_MAX_CHARS);
    text
}

/// How the run ended, in the protocol's words.
fn end(end: &vm::RunEnd) -> worker_api::RunEnd {
    use worker_api::RunEnd as Wire;
    match end {
        vm::RunEnd::Ok => Wire::Ok,
        vm::RunEnd::Exception(exception) => Wire::Exception(failure(exception)),
        vm::RunEnd::Syntax(exception) => Wire::Syntax(failure(exception)),
        vm::RunEnd::Memory(exception) => Wire::Memory(failure(exception)),
        vm::RunEnd::WallClock => Wire::WallClock,
        vm::RunEnd::Fuel => Wire::Fuel,
        vm::RunEnd::Trap(message) => Wire::Trap { message: message.clone() },
        // Only a broken link cancels from in here, and then nobody reads the answer.
        vm::RunEnd::Cancelled => Wire::Trap { message: "cancelled".to_owned() },
    }
}

fn failure(exception: &vm::Failure) -> worker_api::Failure {
    worker_api::Failure {
        type_name: exception.type_name.clone(),
        message: exception.message.clone(),
        traceback: exception.traceback.clone(),
        line: exception.line,
    }
}

/// What one run may do to the outside: print, and ask the supervisor.
///
/// The supervisor enforces the same bounds by killing; here they are errors that Python code can
/// handle.
struct RunHost<'a, R, W> {
    link: &'a mut Link<R, W>,
    /// Ids of host calls are not used twice in a worker's life.
    last_call: u64,
    calls: u32,
    args_bytes: u64,
    /// Set once, and nothing is said or heard afterwards.
    fault: Option<Fault>,
}

impl<'a, R, W> RunHost<'a, R, W> {
    fn new(link: &'a mut Link<R, W>, last_call: u64) -> Self {
        RunHost { link, last_call, calls: 0, args_bytes: 0, fault: None }
    }

    /// Counts a call against the quotas of the run.
    fn admit(&mut self, call: &WorkerHostCall) -> Result<(), String> {
        let bytes = json_bytes(&call.args) + json_bytes(&call.kwargs);
        acceptable(call)?;
        if bytes > HOST_ARGS_MAX {
            return Err(format!("arguments of {bytes} bytes; at most {HOST_ARGS_MAX} are allowed"));
        }
        if self.calls >= HOST_CALLS_MAX_PER_RUN {
            return Err(format!("more than {HOST_CALLS_MAX_PER_RUN} calls in one run"));
        }
        let total = self.args_bytes.saturating_add(bytes as u64);
        if total > HOST_ARGS_MAX_PER_RUN {
            return Err(format!("more than {HOST_ARGS_MAX_PER_RUN} bytes of arguments in one run"));
        }
        self.calls += 1;
        self.args_bytes = total;
        Ok(())
    }
}

impl<R: Read, W: Write> RunHost<'_, R, W> {
    /// The supervisor's answer; nothing if the run's time is up.
    fn ask(&mut self, call: &WorkerHostCall) -> Result<Option<String>, Fault> {
        self.last_call += 1;
        self.link.say(Message::call(self.last_call, method::HOST_CALL, call))?;
        let reply = self.link.host_reply(self.last_call)?;
        Ok(match reply {
            Ok(text) => Some(text),
            Err(error) if error.code == ErrorCode::TimeIsUp.number() => None,
            Err(error) => Some(refusal(&error.message)),
        })
    }
}

impl<R: Read + Send, W: Write + Send> Host for RunHost<'_, R, W> {
    fn output(&mut self, stream: Stream, text: &str) {
        if self.fault.is_some() {
            return;
        }
        let stream = match stream {
            Stream::Stdout => client_api::Stream::Stdout,
            Stream::Stderr => client_api::Stream::Stderr,
        };
        let chunk = OutputChunk { stream, text: text.to_owned() };
        self.fault = self.link.say(Message::notice(method::OUTPUT, &chunk)).err();
    }

    fn call(
        &mut self,
        name: &str,
        args: Vec<Value>,
        kwargs: Map<String, Value>,
    ) -> Result<String, End> {
        if self.fault.is_some() {
            return Err(End::Cancelled);
        }
        let call = WorkerHostCall { name: name.to_owned(), args, kwargs };
        if let Err(message) = self.admit(&call) {
            return Ok(refusal(&message));
        }
        match self.ask(&call) {
            Ok(answer) => answer.ok_or(End::WallClock),
            Err(fault) => {
                self.fault = Some(fault);
                Err(End::Cancelled)
            }
        }
    }
}

/// Whether the supervisor's decoder will take the arguments: what it does not take kills us.
fn acceptable(call: &WorkerHostCall) -> Result<(), String> {
    let args = call.args.iter().map(extent);
    let extents: Vec<_> = args.chain(call.kwargs.values().map(extent)).collect();
    let values: usize = extents.iter().map(|extent| extent.values).sum();
    if values > HOST_VALUES_MAX {
        return Err(format!("arguments of {values} values; at most {HOST_VALUES_MAX} are allowed"));
    }
    if extents.iter().any(|extent| extent.depth > HOST_DEPTH_MAX) {
        return Err(format!("arguments are nested more than {HOST_DEPTH_MAX} levels deep"));
    }
    let names = call.kwargs.keys().any(|name| is_reserved(name));
    if names || extents.iter().any(|extent| extent.reserved_name) {
        return Err("a name in the arguments is reserved".to_owned());
    }
    Ok(())
}

/// What Python code sees of a call that was not answered.
fn refusal(message: &str) -> String {
    json!({ "error": message }).to_string()
}
