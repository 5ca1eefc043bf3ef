//! A line of a client: it is trusted, and may still be wrong in every way.

use mpy::protocol::client_api::{
    CLIENT_FRAME_MAX, CODE_MAX, ClientNotice, ClientRequest, ID_MAX_CHARS, InitializeParams,
    LimitsParams, RunParams,
};
use mpy::protocol::message::{Message, RequestId};
use mpy::protocol::method;
use mpy::supervisor::ClientEvent;
use mpy::supervisor::core::Input;
use mpy::supervisor::dispatch::client_input;
use mpy::wire::{Inbound, ReadLimits, decode};
use serde_json::Value;

use super::worker::{exact_numbers, lines, same_again};
use super::world::check_error;

/// Whatever a client writes: a call has one answer or one request, with its own id, and every
/// field is in its range.
pub fn client_message(data: &[u8]) {
    let limits = ReadLimits { frame_bytes: CLIENT_FRAME_MAX, values: usize::MAX, forgiving: true };
    for frame in lines(data, CLIENT_FRAME_MAX) {
        exact_numbers(&frame);
        let inbound = decode(frame, limits);
        let call = match &inbound {
            Inbound::Message(message) => {
                same_again(message);
                match message {
                    Message::Call { id, .. } => Some(id.clone()),
                    Message::Notice { .. } | Message::Reply { .. } => None,
                }
            }
            Inbound::Bad { .. } => None,
            Inbound::Ended => panic!("a frame is no end"),
        };
        match (call, client_input(ClientEvent::from(inbound))) {
            (Some(call), Some(Input::Request { id, request })) => {
                assert_eq!(id, call);
                accepted(&id, &request);
            }
            (Some(call), Some(Input::Bad { id, error })) => {
                assert_eq!(id, Some(call));
                refused(id, error);
            }
            (Some(_), other) => panic!("a call became {other:?}"),
            (None, Some(Input::Bad { id, error })) => refused(id, error),
            (None, Some(Input::Notice(ClientNotice::Cancel(params)))) => id_of(&params.run_id),
            (None, Some(Input::HostReply { .. }) | None) => {}
            (None, other) => panic!("what is no call became {other:?}"),
        }
    }
}

fn refused(id: Option<RequestId>, error: mpy::protocol::error::RpcError) {
    check_error(&error);
    if let Some(RequestId::Text(id)) = &id {
        assert!(id.len() <= 256, "a long id is not sent back");
    }
    same_again(&Message::failure(id, error));
}

fn accepted(id: &RequestId, request: &ClientRequest) {
    let (method, params) = match request {
        ClientRequest::Initialize(params) => {
            check_initialize(params);
            (method::INITIALIZE, value(params))
        }
        ClientRequest::Run(params) => {
            check_run(params);
            (method::RUN, value(params))
        }
        ClientRequest::Reset(params) => {
            id_of(&params.conversation_id);
            (method::RESET, value(params))
        }
        ClientRequest::Close(params) => {
            id_of(&params.conversation_id);
            (method::CLOSE, value(params))
        }
        ClientRequest::List => (method::LIST, Value::Null),
        ClientRequest::Status => (method::STATUS, Value::Null),
        ClientRequest::Shutdown => (method::SHUTDOWN, Value::Null),
    };
    same_again(&Message::Call {
        id: id.clone(),
        method: method.to_owned(),
        params: params.clone(),
    });
    let again = ClientRequest::decode(method, params);
    assert_eq!(again.as_ref(), Ok(request), "what was understood is understood again");
}

fn value(params: &impl serde::Serialize) -> Value {
    serde_json::to_value(params).expect("protocol types encode")
}

fn id_of(text: &str) {
    let chars = text.chars().count();
    assert!((1..=ID_MAX_CHARS).contains(&chars), "an id of {chars} characters");
}

fn check_initialize(params: &InitializeParams) {
    assert_eq!(params.protocol_version, 1);
    let named = |text: &str| assert!((1..=100).contains(&text.chars().count()), "{text}");
    named(&params.client.name);
    named(&params.client.version);
    assert!(params.host_functions.len() <= 64);
    params.host_functions.iter().for_each(|name| named(name));
    let LimitsParams { max_sessions, memory_bytes, queue_timeout_ms, .. } = params.limits;
    within(max_sessions.map(u64::from), 1, 1_024);
    within(memory_bytes, 1 << 20, 1 << 30);
    within(queue_timeout_ms, 10, 3_600_000);
    let LimitsParams { wall_clock_ms, fuel, max_output_chars, .. } = params.limits;
    check_limits(wall_clock_ms, fuel, max_output_chars);
}

fn check_run(params: &RunParams) {
    id_of(&params.conversation_id);
    id_of(&params.run_id);
    assert!(params.code.len() <= CODE_MAX);
    let limits = &params.limits;
    check_limits(limits.wall_clock_ms, limits.fuel, limits.max_output_chars);
}

fn check_limits(wall_clock_ms: Option<u64>, fuel: Option<u64>, max_output_chars: Option<u64>) {
    within(wall_clock_ms, 10, 3_600_000);
    within(fuel, 1, 1_000_000_000_000_000);
    within(max_output_chars, 1, 1_000_000);
}

fn within(value: Option<u64>, least: u64, most: u64) {
    assert!(value.is_none_or(|value| (least..=most).contains(&value)), "{value:?}");
}
