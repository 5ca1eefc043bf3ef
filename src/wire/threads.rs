//! A thread for each direction between a pipe and a bounded channel, for a client that may block.

use std::io::{self, BufReader, Read, Write};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender};

use super::inlet::READ_BYTES;
use super::{Inbound, ReadLimits, decode};
use crate::protocol::frame::{Frame, FrameReader, write_frame};
use crate::protocol::message::Message;

/// Starts a thread that reads frames from `pipe` until its end or until nobody receives.
pub fn spawn_reader<E: Send + 'static>(
    name: String,
    pipe: impl Read + Send + 'static,
    limits: ReadLimits,
    events: Sender<E>,
    wrap: impl Fn(Inbound) -> E + Send + 'static,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name).spawn(move || {
        let pipe = BufReader::with_capacity(READ_BYTES, pipe);
        let mut reader = FrameReader::new(pipe, limits.frame_bytes);
        loop {
            let inbound = match reader.next_frame() {
                Ok(Some(Frame::Blank)) if limits.forgiving => continue,
                Ok(Some(frame)) => decode(frame, limits),
                // Half a frame is lost with the peer that did not finish it.
                Ok(None) | Err(_) => break,
            };
            let unforgivable = matches!(inbound, Inbound::Bad { .. }) && !limits.forgiving;
            if events.send(wrap(inbound)).is_err() {
                return;
            }
            if unforgivable {
                break;
            }
        }
        // Closed before it is reported, so that whoever hears of the end can count on it.
        drop(reader);
        let _ = events.send(wrap(Inbound::Ended));
    })
}

/// Starts a thread that writes what it receives to `pipe`, until nobody sends. If the peer stops
/// taking it before, `broken` is called and the channel closed.
pub fn spawn_writer(
    name: String,
    mut pipe: impl Write + Send + 'static,
    messages: Receiver<Message>,
    broken: impl FnOnce() + Send + 'static,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name).spawn(move || {
        for message in &messages {
            if write_frame(&mut pipe, message.encode()).is_err() {
                drop((messages, pipe));
                broken();
                return;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::bounded;

    use super::*;

    const LIMITS: ReadLimits = ReadLimits { frame_bytes: 64, values: 30, forgiving: true };

    fn read(bytes: &'static [u8]) -> Vec<String> {
        read_with(LIMITS, bytes)
    }

    fn read_with(limits: ReadLimits, bytes: &'static [u8]) -> Vec<String> {
        let (sender, events) = bounded(1);
        let reader = spawn_reader("test".into(), bytes, limits, sender, |inbound| match inbound {
            Inbound::Message(_) => "message".to_owned(),
            Inbound::Bad { error, .. } => error.code.to_string(),
            Inbound::Ended => "ended".to_owned(),
        });
        let found = events.iter().collect();
        reader.expect("starts").join().expect("ends");
        found
    }

    #[test]
    fn a_reader_reports_every_frame_and_its_end() {
        let call = br#"{"jsonrpc":"2.0","method":"x","id":1}"#;
        assert_eq!(read(call), ["ended"], "half a frame is no frame");
        assert_eq!(
            read(b"{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n{\n\xff\n"),
            ["message", "-32700", "-32700", "ended"]
        );
        assert_eq!(
            read(b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"),
            ["-32008", "ended"]
        );
        assert_eq!(read(b"\n \n{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n"), ["message", "ended"]);
    }

    #[test]
    fn nothing_is_read_after_a_line_that_is_not_forgiven() {
        let limits = ReadLimits { forgiving: false, ..LIMITS };
        for line in ["\n", "{\n", "\t\n", "{\"jsonrpc\":\"2.0\"}\n"] {
            let text = format!("{line}{{\"jsonrpc\":\"2.0\",\"method\":\"x\"}}\n");
            let found = read_with(limits, text.leak().as_bytes());
            assert!(found.len() == 2 && found[0].starts_with('-'), "{found:?}");
        }
        let good = b"{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n";
        assert_eq!(read_with(limits, good), ["message", "ended"]);
    }

    #[test]
    fn a_writer_ends_with_its_channel_and_with_its_peer() {
        let (read_end, write_end) = io::pipe().expect("a pipe");
        let (sender, messages) = bounded(1);
        let (broken, told) = bounded(1);
        let broken = move || broken.send(()).expect("is received");
        let writer = spawn_writer("test".into(), write_end, messages, broken).expect("starts");
        sender.send(Message::notice("x", &serde_json::Value::Null)).expect("is received");
        let mut line = FrameReader::new(BufReader::new(&read_end), 100);
        assert!(matches!(line.next_frame(), Ok(Some(Frame::Line(_)))));
        drop(line);
        drop(read_end);
        while sender.send(Message::notice("x", &serde_json::Value::Null)).is_ok() {}
        writer.join().expect("ends");
        told.recv().expect("was told");
    }
}
