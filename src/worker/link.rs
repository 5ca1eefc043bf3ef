//! The worker's end of the pipe to the supervisor.

use std::io::{self, BufReader, Read, Write};

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::protocol::client_api::CLIENT_FRAME_MAX;
use crate::protocol::error::RpcError;
use crate::protocol::frame::{Frame, FrameError, FrameReader, write_frame};
use crate::protocol::message::{self, Message, RequestId};
use crate::protocol::method;
use crate::protocol::worker_api::StartParams;

/// Longest line from the supervisor, in bytes: source and host results arrive as clients sent them.
const FRAME_MAX: usize = CLIENT_FRAME_MAX;

/// Why there is nothing more to say or hear.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("end of input")]
    Ended,
    #[error("cannot read")]
    Read(#[source] FrameError),
    #[error("cannot write")]
    Write(#[source] io::Error),
    #[error("a frame is longer than {FRAME_MAX} bytes")]
    TooLarge,
    #[error("a frame is not UTF-8")]
    NotUtf8,
    #[error("a frame could not be understood")]
    Malformed(#[source] RpcError),
    #[error("expected {expected}, got something else")]
    OutOfTurn { expected: &'static str },
}

/// Frames in and out, one at a time.
#[derive(Debug)]
pub struct Link<R, W> {
    reader: FrameReader<BufReader<R>>,
    writer: W,
}

/// The part of a reply that the worker looks at; the result stays text, because a tree of values
/// would take many times its size.
#[derive(Deserialize)]
struct RawReply<'a> {
    jsonrpc: &'a str,
    id: u64,
    #[serde(borrow, default, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    #[serde(default)]
    error: Option<RpcError>,
}

/// Tells `null` from an absent result.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl<R: Read, W: Write> Link<R, W> {
    pub fn new(input: R, output: W) -> Self {
        Link { reader: FrameReader::new(BufReader::new(input), FRAME_MAX), writer: output }
    }

    /// Writes one message.
    pub fn say(&mut self, message: Message) -> Result<(), Fault> {
        write_frame(&mut self.writer, message.encode()).map_err(|error| match error.kind() {
            // The supervisor closed its end: the same as end of input.
            io::ErrorKind::BrokenPipe => Fault::Ended,
            _ => Fault::Write(error),
        })
    }

    /// The next `run/start` with its id; nothing else may come between runs.
    pub fn next_start(&mut self) -> Result<(RequestId, StartParams), Fault> {
        let line = self.line()?;
        let message = Message::decode(&line).map_err(|(_, error)| Fault::Malformed(error))?;
        // The line may be as long as the source is; it is not needed while the source runs.
        drop(line);
        match message {
            Message::Call { id, method, params } if method == method::START => {
                let params = message::params(&method, params).map_err(Fault::Malformed)?;
                Ok((id, params))
            }
            _ => Err(Fault::OutOfTurn { expected: "run/start" }),
        }
    }

    /// The answer to the host call `id`: JSON text, or an error.
    pub fn host_reply(&mut self, id: u64) -> Result<Result<String, RpcError>, Fault> {
        const OUT_OF_TURN: Fault = Fault::OutOfTurn { expected: "the reply to a host call" };
        let mut line = self.line()?;
        let reply: RawReply<'_> = serde_json::from_str(&line).map_err(|_| OUT_OF_TURN)?;
        if reply.id != id || reply.jsonrpc != "2.0" {
            return Err(OUT_OF_TURN);
        }
        match (reply.result, reply.error) {
            (Some(result), None) => {
                let text = result.get();
                let start = text.as_ptr().addr() - line.as_ptr().addr();
                let end = start + text.len();
                // The result is a part of the line: cut it out in place.
                line.truncate(end);
                line.drain(..start);
                Ok(Ok(line))
            }
            (None, Some(error)) => Ok(Err(error)),
            _ => Err(OUT_OF_TURN),
        }
    }

    fn line(&mut self) -> Result<String, Fault> {
        loop {
            match self.reader.next_frame() {
                Ok(Some(Frame::Line(line))) => return Ok(line),
                Ok(Some(Frame::Blank)) => {}
                Ok(Some(Frame::TooLarge)) => return Err(Fault::TooLarge),
                Ok(Some(Frame::NotUtf8)) => return Err(Fault::NotUtf8),
                Ok(None) => return Err(Fault::Ended),
                Err(error) => return Err(Fault::Read(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reply(text: &str) -> Result<Result<String, String>, Fault> {
        let mut link = Link::new(text.as_bytes(), Vec::new());
        link.host_reply(7).map(|outcome| outcome.map_err(|error| error.message))
    }

    #[test]
    fn a_host_reply_is_handed_on_as_the_text_that_came() {
        let cases = [
            (
                r#"{"jsonrpc":"2.0","id":7,"result":{"a": [1, 2.50], "é":"x"}}"#,
                r#"{"a": [1, 2.50], "é":"x"}"#,
            ),
            (r#"{"result":"tail","id":7,"jsonrpc":"2.0"}"#, r#""tail""#),
            (r#"{"jsonrpc":"2.0","id":7,"result":null}"#, "null"),
        ];
        for (line, wanted) in cases {
            let got = reply(&format!("{line}\n")).unwrap();
            assert_eq!(got, Ok(wanted.to_owned()), "{line}");
        }
        let refused = r#"{"jsonrpc":"2.0","id":7,"error":{"code":-1,"message":"no"}}"#;
        assert_eq!(reply(&format!("{refused}\n")).unwrap(), Err("no".to_owned()));
    }

    #[test]
    fn what_is_no_reply_to_this_call_is_a_fault() {
        for line in [
            r#"{"jsonrpc":"2.0","id":8,"result":1}"#,
            r#"{"jsonrpc":"1.0","id":7,"result":1}"#,
            r#"{"jsonrpc":"2.0","id":7}"#,
            r#"{"jsonrpc":"2.0","id":7,"result":1,"error":{"code":-1,"message":"no"}}"#,
            r#"{"jsonrpc":"2.0","id":7,"method":"run/start","params":{}}"#,
            "[]",
            "x",
        ] {
            let got = reply(&format!("{line}\n"));
            assert!(matches!(got, Err(Fault::OutOfTurn { .. })), "{line}: {got:?}");
        }
        assert!(matches!(reply(""), Err(Fault::Ended)));
        assert!(matches!(reply("{"), Err(Fault::Read(_))));
    }

    #[test]
    fn only_run_start_may_come_between_runs() {
        let params = json!({
            "code": "1", "mode": "exec", "fuel": 5, "wall_clock_ms": 6, "max_output_chars": 7,
        });
        let frame = Message::call(3, method::START, &params).encode() + "\n";
        let (id, start) = Link::new(frame.as_bytes(), Vec::new()).next_start().unwrap();
        assert_eq!((id, start.code.as_str(), start.fuel), (RequestId::Number(3), "1", 5));
        for (line, wanted) in [
            (Message::notice("run/start", &params).encode(), "expected run/start"),
            (Message::call(3, "status", &params).encode(), "expected run/start"),
            (Message::call(3, "run/start", &json!({})).encode(), "could not be understood"),
            ("{".to_owned(), "could not be understood"),
        ] {
            let got = Link::new(format!("{line}\n").as_bytes(), Vec::new()).next_start();
            let text = got.expect_err(&line).to_string();
            assert!(text.contains(wanted), "{line}: {text}");
        }
    }
}
