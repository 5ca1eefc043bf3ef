//! Typed decoding of what a worker says. A worker is hostile: what does not decode is a
//! [`Violation`], and every string that travels on is cut to its named length here.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client_api::{HostCancelParams, SupervisorNotice};
use super::message::{self, Message, RequestId};
use super::method;
use super::worker_api::{
    Failure, Finished, FromWorker, IsolationReport, MESSAGE_MAX_CHARS, RESULT_MAX_CHARS,
    ReadyParams, RunEnd, TRACEBACK_MAX_CHARS, TYPE_NAME_MAX_CHARS, ToWorker, WorkerHostCall,
};

/// Most layers in an isolation report; there are about a dozen.
const LAYERS_MAX: usize = 64;
/// Longest text in an isolation report, in characters.
const LAYER_TEXT_MAX_CHARS: usize = 500;
/// Largest linear memory that a 32-bit guest can have, in bytes: a higher figure is a lie.
const LINEAR_MEMORY_MAX: u64 = 1 << 32;
/// Longest text of a violation, in characters: parts of it come from the worker.
const VIOLATION_MAX_CHARS: usize = 200;

/// What a worker did that its protocol forbids, as one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Violation(String);

impl Violation {
    /// The text is folded into one line and cut.
    pub fn new(what: impl AsRef<str>) -> Self {
        Violation(one_line(what.as_ref(), VIOLATION_MAX_CHARS))
    }
}

impl FromWorker {
    /// Decodes one message by its method's name.
    pub fn decode(message: Message) -> Result<Self, Violation> {
        match message {
            Message::Notice { method, params } if method == method::READY => {
                typed(&method, params).map(|ready| FromWorker::Ready(bounded_ready(ready)))
            }
            Message::Notice { method, params } if method == method::OUTPUT => {
                typed(&method, params).map(FromWorker::Output)
            }
            Message::Call { id: RequestId::Number(id), method, params }
                if method == method::HOST_CALL =>
            {
                let call: WorkerHostCall = typed(&method, params)?;
                let args_bytes = json_bytes(&call.args) + json_bytes(&call.kwargs);
                Ok(FromWorker::HostCall { id, call, args_bytes })
            }
            Message::Reply { id: Some(RequestId::Number(id)), outcome: Ok(result) } => {
                let finished = typed("reply to run/start", result)?;
                Ok(FromWorker::Finished { id, finished: bounded_finished(finished)? })
            }
            Message::Reply { outcome: Err(error), .. } => {
                Err(Violation::new(format!("answered with an error: {}", error.message)))
            }
            Message::Reply { .. } => Err(Violation::new("answered without the number of a run")),
            Message::Call { method, .. } | Message::Notice { method, .. } => {
                Err(Violation::new(format!("used the method \"{method}\", which it may not")))
            }
        }
    }
}

impl ToWorker {
    /// The request on the wire; its answer carries the same `id`.
    pub fn into_message(self, id: u64) -> Message {
        match self {
            ToWorker::Start(params) => Message::call(id, method::START, &params),
        }
    }
}

impl From<SupervisorNotice> for Message {
    fn from(notice: SupervisorNotice) -> Self {
        match notice {
            SupervisorNotice::HostCancel(HostCancelParams { call_id }) => {
                Message::notice(method::HOST_CANCEL, &HostCancelParams { call_id })
            }
            SupervisorNotice::Exited(params) => Message::notice(method::EXITED, &params),
            SupervisorNotice::Output(params) => Message::notice(method::OUTPUT, &params),
        }
    }
}

/// Length of a value's JSON text, in bytes, without building the text.
pub fn json_bytes(value: &impl Serialize) -> usize {
    struct Count(usize);
    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    serde_json::to_writer(&mut count, value).expect("a tree of JSON values always encodes");
    count.0
}

/// Folds control characters into spaces and cuts: what remains is one plain line.
pub fn one_line(text: &str, max_chars: usize) -> String {
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .take(max_chars)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn typed<T: DeserializeOwned>(what: &str, params: Value) -> Result<T, Violation> {
    message::params(what, params).map_err(|error| Violation::new(error.message))
}

fn bounded_ready(mut ready: ReadyParams) -> ReadyParams {
    let IsolationReport { layers } = &mut ready.isolation;
    layers.truncate(LAYERS_MAX);
    for layer in layers {
        layer.layer = one_line(&layer.layer, LAYER_TEXT_MAX_CHARS);
        layer.detail = one_line(&layer.detail, LAYER_TEXT_MAX_CHARS);
    }
    ready
}

fn bounded_finished(mut finished: Finished) -> Result<Finished, Violation> {
    if finished.memory_bytes > LINEAR_MEMORY_MAX {
        return Err(Violation::new("reported more memory than a 32-bit guest can have"));
    }
    match &mut finished.end {
        RunEnd::Exception(failure) | RunEnd::Syntax(failure) | RunEnd::Memory(failure) => {
            bound_failure(failure);
        }
        RunEnd::Trap { message } => *message = one_line(message, MESSAGE_MAX_CHARS),
        RunEnd::Ok | RunEnd::WallClock | RunEnd::Fuel => {}
    }
    match &mut finished.result {
        Some(result) if finished.end == RunEnd::Ok => result.cut(RESULT_MAX_CHARS),
        // What did not end well has no value, whatever the worker says.
        result => *result = None,
    }
    Ok(finished)
}

fn bound_failure(failure: &mut Failure) {
    failure.type_name = one_line(&failure.type_name, TYPE_NAME_MAX_CHARS);
    failure.message = one_line(&failure.message, MESSAGE_MAX_CHARS);
    if let Some((end, _)) = failure.traceback.char_indices().nth(TRACEBACK_MAX_CHARS) {
        failure.traceback.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode(text: &str) -> Result<FromWorker, Violation> {
        FromWorker::decode(Message::decode(text).expect(text))
    }

    #[test]
    fn what_a_worker_may_not_say_is_a_violation() {
        for text in [
            r#"{"jsonrpc":"2.0","method":"conversation/run","id":1,"params":{}}"#,
            r#"{"jsonrpc":"2.0","method":"shutdown","id":1}"#,
            r#"{"jsonrpc":"2.0","method":"host/call","params":{"name":"f","args":[],"kwargs":{}}}"#,
            r#"{"jsonrpc":"2.0","method":"host/call","id":"x","params":{"name":"f","args":[],"kwargs":{}}}"#,
            r#"{"jsonrpc":"2.0","method":"run/output","params":{"stream":"stdin","text":""}}"#,
            r#"{"jsonrpc":"2.0","method":"run/output","params":{"stream":"stdout","text":"","x":1}}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":{"end":{"kind":"ok"}}}"#,
            r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}"#,
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"no"}}"#,
        ] {
            assert!(decode(text).is_err(), "{text}");
        }
    }

    #[test]
    fn strings_of_a_worker_are_cut_and_flattened() {
        let failure = json!({
            "kind": "exception", "type_name": "E".repeat(9_999), "message": "a\nb\u{7}c",
            "traceback": "é".repeat(99_999), "line": 3,
        });
        let reply = json!({"jsonrpc": "2.0", "id": 5, "result": {
            "end": failure, "fuel_used": 1, "stdout_truncated": false, "stderr_truncated": false,
            "memory_bytes": 65536, "usable": true,
        }});
        let FromWorker::Finished { id: 5, finished } = decode(&reply.to_string()).expect("fits")
        else {
            panic!("not a reply");
        };
        let RunEnd::Exception(failure) = finished.end else { panic!("not an exception") };
        assert_eq!(failure.message, "a b c");
        assert_eq!(failure.type_name.chars().count(), TYPE_NAME_MAX_CHARS);
        assert_eq!(failure.traceback.chars().count(), TRACEBACK_MAX_CHARS);
    }

    #[test]
    fn a_result_is_cut_and_belongs_to_a_run_that_ended_well() {
        let reply = |end: Value, text: String| {
            let reply = json!({"jsonrpc": "2.0", "id": 5, "result": {
                "end": end, "fuel_used": 1, "stdout_truncated": false, "stderr_truncated": false,
                "memory_bytes": 65536, "usable": true, "result": {"text": text, "truncated": false},
            }});
            match decode(&reply.to_string()).expect("fits") {
                FromWorker::Finished { finished, .. } => finished.result,
                other => panic!("{other:?}"),
            }
        };
        let kept =
            reply(json!({"kind": "ok"}), "é".repeat(RESULT_MAX_CHARS + 1)).expect("a result");
        assert_eq!((kept.text.chars().count(), kept.truncated), (RESULT_MAX_CHARS, true));
        let kept = reply(json!({"kind": "ok"}), "1".to_owned()).expect("a result");
        assert_eq!((kept.text.as_str(), kept.truncated), ("1", false));
        assert_eq!(reply(json!({"kind": "fuel"}), "1".to_owned()), None);
    }

    #[test]
    fn the_size_of_arguments_is_that_of_their_text() {
        let value = json!(["a\n\"é", 12, null, {"k": [1.5]}]);
        assert_eq!(json_bytes(&value), value.to_string().len());
    }
}
