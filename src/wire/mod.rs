//! Bytes between pipes and messages. Nothing here decides anything.
//!
//! `poller.rs` waits for many pipes at once, `inlet.rs` and `outlet.rs` are their ends; none of them ever
//! blocks. `threads.rs` is for a client, which may block: a thread for each direction.
//! `workshop.rs` does what takes too long for whoever serves many; `handover.rs` gives the
//! processor to who was just written to.

#![forbid(unsafe_code)]

pub mod handover;
pub mod inlet;
pub mod outlet;
pub mod poller;
pub mod threads;
pub mod workshop;

use crate::protocol::error::{ErrorCode, RpcError};
use crate::protocol::frame::Frame;
use crate::protocol::message::{Message, RequestId};

/// What a reader found on its pipe.
#[derive(Debug)]
pub enum Inbound {
    Message(Message),
    /// A line that is no message; the error is what a client deserves for it.
    Bad {
        id: Option<RequestId>,
        error: RpcError,
    },
    /// The pipe is at its end, or broken. The last event.
    Ended,
}

/// Bounds on what a reader takes from its peer.
#[derive(Debug, Clone, Copy)]
pub struct ReadLimits {
    /// Longest line, in bytes with the newline.
    pub frame_bytes: usize,
    /// Most JSON values in a line. A decoded value takes many times the memory of its text
    /// (`[0,0,0` takes 16 times), so bytes alone do not bound it.
    pub values: usize,
    /// Whether a bad line costs that line only, and blank lines are passed over. Otherwise the
    /// first line that is no message is the last one read: its sender has broken the protocol,
    /// and whatever it still sends would only take our time.
    pub forgiving: bool,
}

/// What a reader makes of a frame.
pub fn decode(frame: Frame, limits: ReadLimits) -> Inbound {
    let bad = |code, text: String| Inbound::Bad { id: None, error: RpcError::new(code, text) };
    match frame {
        Frame::Line(line) if has_more_values_than(&line, limits.values) => {
            bad(ErrorCode::FrameTooLarge, format!("more than {} values in a line", limits.values))
        }
        Frame::Line(line) => match Message::decode(&line) {
            Ok(message) => Inbound::Message(message),
            Err((id, error)) => Inbound::Bad { id, error },
        },
        Frame::TooLarge => {
            let text = format!(
                "a line was longer than {} bytes, the most allowed; it was skipped",
                limits.frame_bytes
            );
            bad(ErrorCode::FrameTooLarge, text)
        }
        Frame::NotUtf8 => bad(ErrorCode::Parse, "a line was not UTF-8".to_owned()),
        Frame::Blank => bad(ErrorCode::Parse, "a line was blank".to_owned()),
    }
}

/// Counts values without building them: commas, brackets and braces outside strings.
fn has_more_values_than(line: &str, max: usize) -> bool {
    if line.len() <= max {
        return false;
    }
    let (mut values, mut in_string, mut escaped) = (1usize, false, false);
    for byte in line.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b',' | b'[' | b'{' | b':' if !in_string => values += 1,
            _ => {}
        }
    }
    values > max
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_outside_strings_only() {
        assert!(has_more_values_than(&"[".repeat(40), 30));
        assert!(has_more_values_than(&format!("[{}0]", "0,".repeat(40)), 30));
        assert!(!has_more_values_than(&format!("[\"{}\\\",\"]", ",".repeat(40)), 30));
    }
}
