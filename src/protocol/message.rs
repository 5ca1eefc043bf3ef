//! JSON-RPC 2.0 messages. The only file that names `jsonrpc_core`, and only its types:
//! the crate is unmaintained and serves one direction; here both sides ask and answer.

use jsonrpc_core::types::{Id, MethodCall, Notification, Output, Params, Version};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{ErrorCode, RpcError};
use super::{frame, json};

/// Longest request id that is a string, in bytes: it is stored and echoed.
const ID_MAX_BYTES: usize = 256;

/// One message, either way.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A request that wants an answer.
    Call { id: RequestId, method: String, params: Value },
    /// A request that wants none.
    Notice { method: String, params: Value },
    /// The answer to a call of ours. `id` is `None` when the peer could not tell which.
    Reply { id: Option<RequestId>, outcome: Result<Value, RpcError> },
}

/// A request's id, chosen by the side that asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RequestId {
    Number(u64),
    Text(String),
}

impl RequestId {
    fn from_id(id: Id) -> Result<Option<Self>, RpcError> {
        match id {
            Id::Null => Ok(None),
            Id::Num(number) => Ok(Some(RequestId::Number(number))),
            Id::Str(text) if text.len() <= ID_MAX_BYTES => Ok(Some(RequestId::Text(text))),
            Id::Str(_) => Err(invalid(format!("id is longer than {ID_MAX_BYTES} bytes"))),
        }
    }

    fn into_id(self) -> Id {
        match self {
            RequestId::Number(number) => Id::Num(number),
            RequestId::Text(text) => Id::Str(text),
        }
    }
}

impl Message {
    /// A call with typed parameters.
    pub fn call(id: u64, method: &str, params: &impl Serialize) -> Self {
        Message::Call {
            id: RequestId::Number(id),
            method: method.to_owned(),
            params: to_value(params),
        }
    }

    /// A notice with typed parameters.
    pub fn notice(method: &str, params: &impl Serialize) -> Self {
        Message::Notice { method: method.to_owned(), params: to_value(params) }
    }

    /// A successful reply.
    pub fn success(id: RequestId, result: &impl Serialize) -> Self {
        Message::Reply { id: Some(id), outcome: Ok(to_value(result)) }
    }

    /// An error reply; `id` is `None` when the request's own could not be read.
    pub fn failure(id: Option<RequestId>, error: RpcError) -> Self {
        Message::Reply { id, outcome: Err(error) }
    }

    /// Decodes one frame. The error is the reply that a client deserves, with the request's id
    /// where one could be read.
    pub fn decode(text: &str) -> Result<Message, (Option<RequestId>, RpcError)> {
        let (value, flaw) = json::decode(text).map_err(|error| {
            let message = format!("not JSON: {error}");
            (None, RpcError::new(ErrorCode::Parse, message))
        })?;
        let Value::Object(fields) = &value else {
            let what = if value.is_array() { "batches are not supported" } else { "not an object" };
            return Err((None, invalid(format!("{what}: send one request object a line"))));
        };
        let id = fields.get("id").and_then(readable_id);
        if fields.get("jsonrpc") != Some(&Value::from("2.0")) {
            return Err((id, invalid("field \"jsonrpc\" must be \"2.0\"")));
        }
        let is_request = fields.contains_key("method");
        if let Some(flaw) = flaw {
            let error = invalid(flaw.text);
            return match id.filter(|_| !flaw.in_id) {
                // The id of a reply is ours: an error that carries it would seem to answer a
                // request of the peer's with the same number. So the call has failed instead.
                Some(id) if !is_request => Ok(Message::Reply { id: Some(id), outcome: Err(error) }),
                id => Err((id, error)),
            };
        }
        let decoded = if is_request { decode_request(value) } else { decode_reply(value) };
        decoded.map_err(|error| (id, error))
    }

    /// The frame's text, one line.
    pub fn encode(self) -> String {
        let text = match self {
            Message::Call { id, method, params } => serde_json::to_string(&MethodCall {
                jsonrpc: Some(Version::V2),
                method,
                params: to_params(params),
                id: id.into_id(),
            }),
            Message::Notice { method, params } => serde_json::to_string(&Notification {
                jsonrpc: Some(Version::V2),
                method,
                params: to_params(params),
            }),
            Message::Reply { id, outcome } => {
                let id = id.map_or(Id::Null, RequestId::into_id);
                let outcome = outcome.map_err(|error| jsonrpc_core::types::Error {
                    code: error.code.into(),
                    message: error.message,
                    data: error.data,
                });
                serde_json::to_string(&Output::from(outcome, id, Some(Version::V2)))
            }
        };
        text.expect("a tree of JSON values always encodes")
    }

    /// The frame's bytes: one line, and its newline.
    pub fn into_frame(self) -> Vec<u8> {
        frame::line(self.encode())
    }
}

/// Decodes `params` into their type; the error names what does not fit.
pub fn params<T: DeserializeOwned>(method: &str, params: Value) -> Result<T, RpcError> {
    let params = if params.is_null() { Value::Object(Default::default()) } else { params };
    serde_json::from_value(params)
        .map_err(|error| RpcError::new(ErrorCode::InvalidParams, format!("{method}: {error}")))
}

fn decode_request(mut value: Value) -> Result<Message, RpcError> {
    // Moved, not decoded a second time: the crate's type would copy the whole tree twice.
    let params = value.get_mut("params").map(Value::take).unwrap_or_default();
    if !matches!(params, Value::Null | Value::Array(_) | Value::Object(_)) {
        return Err(invalid("not a request: params must be an object or an array"));
    }
    // Each form by name: the crate's untagged `Call` takes a request with a bad id for a notice.
    if value.get("id").is_some() {
        let call: MethodCall = serde_json::from_value(value)
            .map_err(|error| invalid(format!("not a request: {error}")))?;
        let id = RequestId::from_id(call.id)?
            .ok_or_else(|| invalid("id must not be null: leave it out for a notice"))?;
        Ok(Message::Call { id, method: call.method, params })
    } else {
        let notice: Notification = serde_json::from_value(value)
            .map_err(|error| invalid(format!("not a notice: {error}")))?;
        Ok(Message::Notice { method: notice.method, params })
    }
}

fn decode_reply(mut value: Value) -> Result<Message, RpcError> {
    if value.get("result").is_some() && value.get("error").is_some() {
        return Err(invalid("a reply has either \"result\" or \"error\", not both"));
    }
    let result = value.get_mut("result").map(Value::take).unwrap_or_default();
    let output: Output = serde_json::from_value(value)
        .map_err(|_| invalid("neither a request (no \"method\") nor a reply"))?;
    let id = RequestId::from_id(output.id().clone())?;
    let outcome = match output {
        Output::Success(_) => Ok(result),
        Output::Failure(failure) => Err(RpcError {
            code: failure.error.code.code(),
            message: failure.error.message,
            data: failure.error.data,
        }),
    };
    Ok(Message::Reply { id, outcome })
}

fn readable_id(id: &Value) -> Option<RequestId> {
    match id {
        Value::Number(number) => number.as_u64().map(RequestId::Number),
        Value::String(text) if text.len() <= ID_MAX_BYTES => Some(RequestId::Text(text.clone())),
        _ => None,
    }
}

fn invalid(message: impl AsRef<str>) -> RpcError {
    RpcError::new(ErrorCode::InvalidRequest, message)
}

fn to_value(params: &impl Serialize) -> Value {
    serde_json::to_value(params).expect("protocol types always encode")
}

fn to_params(value: Value) -> Params {
    match value {
        Value::Object(fields) => Params::Map(fields),
        Value::Array(items) => Params::Array(items),
        _ => Params::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(text: &str) -> (Option<RequestId>, i64) {
        let (id, error) = Message::decode(text).expect_err(text);
        (id, error.code)
    }

    #[test]
    fn what_is_encoded_decodes_to_the_same() {
        let messages = [
            Message::call(7, "status", &Value::Null),
            Message::notice("run/output", &serde_json::json!({"text": "a\nb\u{2028}"})),
            Message::success(RequestId::Text("x".into()), &serde_json::json!([1, null, "é"])),
            Message::failure(None, RpcError::new(ErrorCode::Parse, "not JSON")),
        ];
        for message in messages {
            let text = message.clone().encode();
            assert!(!text.contains('\n'));
            assert_eq!(Message::decode(&text).expect(&text), message);
        }
    }

    #[test]
    fn what_is_no_message_is_refused_with_the_id_it_had() {
        let one = Some(RequestId::Number(1));
        assert_eq!(code_of("{"), (None, -32700));
        assert_eq!(code_of("[]"), (None, -32600));
        assert_eq!(code_of("3"), (None, -32600));
        assert_eq!(code_of(r#"{"id":1,"method":"status"}"#), (one.clone(), -32600));
        assert_eq!(code_of(r#"{"jsonrpc":"1.0","id":1,"method":"status"}"#), (one.clone(), -32600));
        assert_eq!(code_of(r#"{"jsonrpc":"2.0","id":1}"#), (one.clone(), -32600));
        assert_eq!(code_of(r#"{"jsonrpc":"2.0","id":1,"method":2}"#), (one.clone(), -32600));
        assert_eq!(code_of(r#"{"jsonrpc":"2.0","id":1,"result":1,"error":{}}"#), (one, -32600));
        assert_eq!(code_of(r#"{"jsonrpc":"2.0","id":null,"method":"status"}"#), (None, -32600));
        assert_eq!(code_of(r#"{"jsonrpc":"2.0","id":-1,"method":"status"}"#), (None, -32600));
        let deep = "[".repeat(200);
        assert_eq!(code_of(&deep), (None, -32700));
    }

    #[test]
    fn an_ambiguous_request_is_refused_and_an_ambiguous_reply_is_a_failed_call() {
        let one = Some(RequestId::Number(1));
        let twice = r#"{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":1,"a":2}}"#;
        assert_eq!(code_of(twice), (one.clone(), -32600));
        let twice = r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"status"}"#;
        assert_eq!(code_of(twice), (None, -32600));
        let twice = r#"{"jsonrpc":"2.0","id":1,"result":{"a":1,"a":2}}"#;
        let Ok(Message::Reply { id, outcome: Err(error) }) = Message::decode(twice) else {
            panic!("not a failed call");
        };
        assert_eq!((id, error.code), (one, -32600));
        assert_eq!(error.message, "the field \"a\" occurs twice");
    }
}
