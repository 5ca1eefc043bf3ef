//! Typed decoding of what a client says, with the range of every field.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::client_api::{
    CODE_MAX, CancelParams, ClientNotice, ClientRequest, ConversationParams, ID_MAX_CHARS,
    InitializeParams, Limits, LimitsParams, Peer, RunLimitsParams, RunMode, RunParams, version,
};
use super::error::{ErrorCode, RpcError};
use super::fields::Fields;
use super::method;

/// Conversations kept alive while idle. Each costs a process and its interpreter's memory.
pub const MAX_SESSIONS: RangeInclusive<u64> = 1..=1024;
/// Milliseconds from the start of a run to its answer.
pub const WALL_CLOCK_MS: RangeInclusive<u64> = 10..=3_600_000;
/// Linear memory of an interpreter, in bytes.
pub const MEMORY_BYTES: RangeInclusive<u64> = 1024 * 1024..=1024 * 1024 * 1024;
/// Wasm fuel of one run.
pub const FUEL: RangeInclusive<u64> = 1..=1_000_000_000_000_000;
/// Characters kept of each output stream of a run.
pub const MAX_OUTPUT_CHARS: RangeInclusive<u64> = 1..=1_000_000;
/// Milliseconds that a run may wait for its turn.
pub const QUEUE_TIMEOUT_MS: RangeInclusive<u64> = 10..=3_600_000;
/// Most host functions that a client may offer: a plugin has one or a few.
pub const HOST_FUNCTIONS_MAX: usize = 64;
/// Longest name of a host function, and of a program, in characters.
pub const NAME_MAX_CHARS: usize = 100;

impl ClientRequest {
    /// Decodes a call by its method's name. A wrong method is `MethodNotFound`, wrong parameters
    /// are `InvalidParams`, a foreign protocol version is `UnsupportedVersion`.
    pub fn decode(method: &str, params: Value) -> Result<Self, RpcError> {
        match method {
            method::INITIALIZE => initialize(params).map(ClientRequest::Initialize),
            method::RUN => run(params).map(ClientRequest::Run),
            method::RESET => conversation(method, params).map(ClientRequest::Reset),
            method::CLOSE => conversation(method, params).map(ClientRequest::Close),
            method::LIST => nothing(method, params).map(|()| ClientRequest::List),
            method::STATUS => nothing(method, params).map(|()| ClientRequest::Status),
            method::SHUTDOWN => nothing(method, params).map(|()| ClientRequest::Shutdown),
            method::CANCEL => Err(not_found("conversation/cancel is a notice: send it without id")),
            other => {
                let name: String = other.chars().take(NAME_MAX_CHARS).collect();
                Err(not_found(format!("no method \"{name}\"")))
            }
        }
    }
}

impl ClientNotice {
    /// Decodes a notice. Nothing answers a notice, so the error is for logs and tests only.
    pub fn decode(method: &str, params: Value) -> Result<Self, RpcError> {
        if method != method::CANCEL {
            return Err(not_found("no such notice"));
        }
        let mut fields = Fields::of_params(method, params)?;
        let run_id = fields.text("run_id", ID_MAX_CHARS)?;
        fields.finish()?;
        Ok(ClientNotice::Cancel(CancelParams { run_id }))
    }
}

impl LimitsParams {
    /// These settings over `defaults`.
    pub fn over(&self, defaults: Limits) -> Limits {
        Limits {
            max_sessions: self.max_sessions.unwrap_or(defaults.max_sessions),
            wall_clock_ms: self.wall_clock_ms.unwrap_or(defaults.wall_clock_ms),
            memory_bytes: self.memory_bytes.unwrap_or(defaults.memory_bytes),
            fuel: self.fuel.unwrap_or(defaults.fuel),
            max_output_chars: self.max_output_chars.unwrap_or(defaults.max_output_chars),
            queue_timeout_ms: self.queue_timeout_ms.unwrap_or(defaults.queue_timeout_ms),
        }
    }
}

impl RunLimitsParams {
    /// The settings with what this run changes.
    pub fn over(&self, settings: Limits) -> Limits {
        Limits {
            wall_clock_ms: self.wall_clock_ms.unwrap_or(settings.wall_clock_ms),
            fuel: self.fuel.unwrap_or(settings.fuel),
            max_output_chars: self.max_output_chars.unwrap_or(settings.max_output_chars),
            ..settings
        }
    }
}

fn initialize(params: Value) -> Result<InitializeParams, RpcError> {
    let mut fields = Fields::of_params(method::INITIALIZE, params)?;
    // First of all, because another version may have other fields.
    let asked = fields
        .number("protocol_version", 0..=u64::from(u32::MAX))?
        .ok_or_else(|| fields.missing("protocol_version"))?;
    if asked != u64::from(version::CURRENT) {
        return Err(unsupported(asked));
    }
    let client = peer(fields.required_object("client")?)?;
    let limits = fields.object("limits")?.map(limits).transpose()?.unwrap_or_default();
    let host_functions = fields.texts("host_functions", HOST_FUNCTIONS_MAX, NAME_MAX_CHARS)?;
    let run_output = fields.flag("run_output")?;
    fields.finish()?;
    let protocol_version = version::CURRENT;
    Ok(InitializeParams { protocol_version, client, limits, host_functions, run_output })
}

fn peer(mut fields: Fields) -> Result<Peer, RpcError> {
    let name = fields.text("name", NAME_MAX_CHARS)?;
    let version = fields.text("version", NAME_MAX_CHARS)?;
    fields.finish()?;
    Ok(Peer { name, version })
}

fn limits(mut fields: Fields) -> Result<LimitsParams, RpcError> {
    let max_sessions = fields.number("max_sessions", MAX_SESSIONS)?;
    let limits = LimitsParams {
        max_sessions: max_sessions.and_then(|number| u32::try_from(number).ok()),
        wall_clock_ms: fields.number("wall_clock_ms", WALL_CLOCK_MS)?,
        memory_bytes: fields.number("memory_bytes", MEMORY_BYTES)?,
        fuel: fields.number("fuel", FUEL)?,
        max_output_chars: fields.number("max_output_chars", MAX_OUTPUT_CHARS)?,
        queue_timeout_ms: fields.number("queue_timeout_ms", QUEUE_TIMEOUT_MS)?,
    };
    fields.finish()?;
    Ok(limits)
}

fn run(params: Value) -> Result<RunParams, RpcError> {
    const MODES: [(&str, RunMode); 2] =
        [("exec", RunMode::Exec), ("interactive", RunMode::Interactive)];
    let mut fields = Fields::of_params(method::RUN, params)?;
    let params = RunParams {
        conversation_id: fields.text("conversation_id", ID_MAX_CHARS)?,
        run_id: fields.text("run_id", ID_MAX_CHARS)?,
        code: fields.source("code", CODE_MAX)?,
        mode: fields.choice("mode", &MODES)?.unwrap_or_default(),
        reset_context: fields.flag("reset_context")?,
        limits: fields.object("limits")?.map(run_limits).transpose()?.unwrap_or_default(),
    };
    fields.finish()?;
    Ok(params)
}

fn run_limits(mut fields: Fields) -> Result<RunLimitsParams, RpcError> {
    let limits = RunLimitsParams {
        wall_clock_ms: fields.number("wall_clock_ms", WALL_CLOCK_MS)?,
        fuel: fields.number("fuel", FUEL)?,
        max_output_chars: fields.number("max_output_chars", MAX_OUTPUT_CHARS)?,
    };
    fields.finish()?;
    Ok(limits)
}

fn conversation(method: &str, params: Value) -> Result<ConversationParams, RpcError> {
    let mut fields = Fields::of_params(method, params)?;
    let conversation_id = fields.text("conversation_id", ID_MAX_CHARS)?;
    fields.finish()?;
    Ok(ConversationParams { conversation_id })
}

fn nothing(method: &str, params: Value) -> Result<(), RpcError> {
    Fields::of_params(method, params)?.finish()
}

fn unsupported(asked: u64) -> RpcError {
    let spoken = version::CURRENT;
    let message = format!(
        "initialize: protocol_version is {asked}, but this supervisor speaks only {spoken}; \
         install a client and a supervisor of the same release"
    );
    RpcError::new(ErrorCode::UnsupportedVersion, message)
        .with_data(json!({ "asked": asked, "spoken": [spoken] }))
}

fn not_found(message: impl AsRef<str>) -> RpcError {
    RpcError::new(ErrorCode::MethodNotFound, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(method: &str, params: Value) -> (i64, String) {
        let error = ClientRequest::decode(method, params).expect_err(method);
        (error.code, error.message)
    }

    #[test]
    fn every_refusal_names_field_value_and_what_is_allowed() {
        let client = json!({"name": "t", "version": "1"});
        let cases = [
            ("conversation/run", json!([]), "conversation/run: params must be an object"),
            ("conversation/run", json!({}), "conversation/run: field conversation_id is missing"),
            (
                "conversation/run",
                json!({"conversation_id": "", "run_id": "r", "code": ""}),
                "conversation/run: conversation_id is \"\"; allowed is a string of 1 to 256 characters",
            ),
            (
                "conversation/run",
                json!({"conversation_id": "a", "run_id": 7, "code": ""}),
                "conversation/run: run_id is 7; allowed is a string",
            ),
            (
                "conversation/run",
                json!({"conversation_id": "a", "run_id": "r", "code": "", "mode": "eval"}),
                "conversation/run: mode is \"eval\"; allowed is \"exec\" or \"interactive\"",
            ),
            (
                "conversation/run",
                json!({"conversation_id": "a", "run_id": "r", "code": "", "limits": {"fuel": 0}}),
                "conversation/run: limits.fuel is 0; allowed is a whole number from 1 to 1000000000000000",
            ),
            (
                "conversation/run",
                json!({"conversation_id": "a", "run_id": "r", "code": "", "reset": true}),
                "conversation/run: unknown field \"reset\"",
            ),
            (
                "initialize",
                json!({"protocol_version": 1, "client": client, "limits": {"max_sessions": "4"}}),
                "initialize: limits.max_sessions is \"4\"; allowed is a whole number from 1 to 1024",
            ),
            (
                "initialize",
                json!({"protocol_version": 1, "client": client, "host_functions": ["f", 2]}),
                "initialize: host_functions[1] is 2; allowed is a string of 1 to 100 characters",
            ),
            ("status", json!({"verbose": true}), "status: unknown field \"verbose\""),
        ];
        for (method, params, text) in cases {
            assert_eq!(refusal(method, params), (-32602, text.to_owned()));
        }
    }

    #[test]
    fn a_source_that_is_too_long_is_refused_without_being_quoted() {
        let code = "x".repeat(CODE_MAX + 1);
        let params = json!({"conversation_id": "a", "run_id": "r", "code": code});
        let text =
            "conversation/run: code is 4194305 bytes long; allowed are at most 4194304 bytes";
        assert_eq!(refusal("conversation/run", params), (-32602, text.to_owned()));
    }

    #[test]
    fn another_version_is_named_before_its_unknown_fields() {
        let (code, text) = refusal("initialize", json!({"protocol_version": 9, "new": 1}));
        assert_eq!(code, -32001);
        assert!(text.contains("is 9") && text.contains("only 1"), "{text}");
    }

    #[test]
    fn a_wrong_method_is_not_a_wrong_parameter() {
        assert_eq!(refusal("conversation/forget", json!({})).0, -32601);
        assert_eq!(refusal("conversation/cancel", json!({"run_id": "r"})).0, -32601);
        assert!(ClientNotice::decode("conversation/cancel", json!({"run_id": "r"})).is_ok());
        assert!(ClientNotice::decode("status", json!({})).is_err());
    }

    #[test]
    fn absent_limits_keep_what_was() {
        let limits = LimitsParams { fuel: Some(5), ..Default::default() }.over(Limits::default());
        assert_eq!(limits, Limits { fuel: 5, ..Limits::default() });
        let run = RunLimitsParams { wall_clock_ms: Some(10), ..Default::default() }.over(limits);
        assert_eq!(run, Limits { fuel: 5, wall_clock_ms: 10, ..Limits::default() });
    }
}
