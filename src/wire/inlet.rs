//! Frames out of a pipe that a poller watches, a read at a time.

use std::io::{self, ErrorKind, Read};
use std::os::fd::AsFd;

use super::poller::Polled;
use super::{Inbound, ReadLimits, decode};
use crate::protocol::frame::{Frame, FrameBuffer};

/// Bytes that are read at a time: the usual capacity of a pipe.
pub const READ_BYTES: usize = 64 * 1024;
/// A longer line is not decoded where it is read: that takes milliseconds, for which all others would wait.
const LONG_LINE_BYTES: usize = 64 * 1024;

/// What was found in a pipe.
#[derive(Debug)]
pub enum Found {
    Inbound(Inbound),
    /// A line that somebody else should [`decode`]. Nothing more is read until [`Inlet::resume`].
    Long(Frame),
}

/// The reading end of a pipe.
#[derive(Debug)]
pub struct Inlet<P: AsFd> {
    /// `None` at its end.
    pipe: Option<Polled<P>>,
    frames: FrameBuffer,
    limits: ReadLimits,
    listening: bool,
    /// What was read behind a long line, until that is decoded.
    behind: Option<Vec<u8>>,
}

impl<P: AsFd + Read> Inlet<P> {
    /// Listens from now on.
    ///
    /// # Errors
    /// The kernel's, when it cannot watch one more.
    pub fn new(mut pipe: Polled<P>, limits: ReadLimits) -> io::Result<Self> {
        pipe.watch(true)?;
        let frames = FrameBuffer::new(limits.frame_bytes);
        Ok(Inlet { pipe: Some(pipe), frames, limits, listening: true, behind: None })
    }

    /// Whether anything is read. What arrives meanwhile waits in the pipe.
    pub fn listen(&mut self, listening: bool, found: &mut Vec<Found>) {
        self.listening = listening;
        self.watch(found);
    }

    /// Reads once, into `scratch`.
    pub fn read(&mut self, scratch: &mut [u8], found: &mut Vec<Found>) {
        let Some(pipe) = self.pipe.as_mut().filter(|_| self.listening && self.behind.is_none())
        else {
            return;
        };
        match pipe.read(scratch) {
            Ok(0) => self.end(found),
            Ok(length) => self.cut(&scratch[..length], found),
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(_) => self.end(found),
        }
    }

    /// Goes on behind a long line, of which `inbound` is what was decoded.
    pub fn resume(&mut self, inbound: Inbound, found: &mut Vec<Found>) {
        let behind = self.behind.take().unwrap_or_default();
        if self.push(inbound, found) {
            self.cut(&behind, found);
            self.watch(found);
        }
    }

    /// Whether a long line is being decoded by somebody else.
    pub fn is_held_up(&self) -> bool {
        self.behind.is_some()
    }

    fn cut(&mut self, mut bytes: &[u8], found: &mut Vec<Found>) {
        while let Some(frame) = self.frames.take(&mut bytes) {
            match frame {
                Frame::Blank if self.limits.forgiving => {}
                Frame::Line(line) if line.len() > LONG_LINE_BYTES => {
                    self.behind = Some(bytes.to_vec());
                    found.push(Found::Long(Frame::Line(line)));
                    return self.watch(found);
                }
                frame => {
                    let inbound = decode(frame, self.limits);
                    if !self.push(inbound, found) {
                        return;
                    }
                }
            }
        }
    }

    /// Reports what a line held; returns whether there may be more.
    fn push(&mut self, inbound: Inbound, found: &mut Vec<Found>) -> bool {
        let unforgivable = matches!(inbound, Inbound::Bad { .. }) && !self.limits.forgiving;
        found.push(Found::Inbound(inbound));
        if unforgivable {
            self.end(found);
        }
        !unforgivable
    }

    /// Half a frame is lost with the peer that did not finish it.
    fn end(&mut self, found: &mut Vec<Found>) {
        // Closed before it is reported, so that whoever hears of the end can count on it.
        if self.pipe.take().is_some() {
            found.push(Found::Inbound(Inbound::Ended));
        }
    }

    fn watch(&mut self, found: &mut Vec<Found>) {
        let watched = self.listening && self.behind.is_none();
        if self.pipe.as_mut().is_some_and(|pipe| pipe.watch(watched).is_err()) {
            self.end(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use super::*;
    use crate::wire::poller::{Direction, Poller, Token};

    const LIMITS: ReadLimits =
        ReadLimits { frame_bytes: 1 << 20, values: 1 << 20, forgiving: true };
    const CALL: &[u8] = b"{\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n";

    fn inlet(limits: ReadLimits) -> (Inlet<io::PipeReader>, io::PipeWriter) {
        let poller = Arc::new(Poller::new().expect("a poller"));
        let (reader, writer) = io::pipe().expect("a pipe");
        let reader = Polled::new(reader, &poller, Token(0), Direction::Read).expect("an end");
        (Inlet::new(reader, limits).expect("an inlet"), writer)
    }

    fn read(inlet: &mut Inlet<io::PipeReader>, scratch: usize) -> Vec<Found> {
        let mut found = Vec::new();
        inlet.read(&mut vec![0; scratch], &mut found);
        found
    }

    fn names(found: &[Found]) -> Vec<String> {
        let name = |found: &Found| match found {
            Found::Inbound(Inbound::Message(_)) => "message".to_owned(),
            Found::Inbound(Inbound::Bad { error, .. }) => error.code.to_string(),
            Found::Inbound(Inbound::Ended) => "ended".to_owned(),
            Found::Long(_) => "long".to_owned(),
        };
        found.iter().map(name).collect()
    }

    #[test]
    fn lines_are_reported_as_they_become_whole_and_then_the_end() {
        let (mut inlet, mut writer) = inlet(LIMITS);
        assert_eq!(names(&read(&mut inlet, 64)), [""; 0], "nothing is there");
        writer.write_all(&[b"\n", CALL, CALL, &CALL[..5]].concat()).expect("fits");
        assert_eq!(names(&read(&mut inlet, 40)), ["message"]);
        assert_eq!(names(&read(&mut inlet, 40)), ["message"]);
        writer.write_all(&CALL[5..]).expect("fits");
        writer.write_all(b"{\n\xff\nhalf").expect("fits");
        drop(writer);
        assert_eq!(names(&read(&mut inlet, 64)), ["message", "-32700", "-32700"]);
        assert_eq!(names(&read(&mut inlet, 64)), ["ended"]);
        assert_eq!(names(&read(&mut inlet, 64)), [""; 0], "the end is reported once");
    }

    #[test]
    fn nothing_is_read_after_a_line_that_is_not_forgiven() {
        for line in ["\n", "{\n", "\t\n", "{\"jsonrpc\":\"2.0\"}\n"] {
            let (mut inlet, mut writer) = inlet(ReadLimits { forgiving: false, ..LIMITS });
            writer.write_all(&[line.as_bytes(), CALL].concat()).expect("fits");
            let found = names(&read(&mut inlet, 999));
            assert!(
                found.len() == 2 && found[0].starts_with('-') && found[1] == "ended",
                "{found:?}"
            );
            assert_eq!(writer.write(CALL).expect_err("is closed").kind(), ErrorKind::BrokenPipe);
        }
    }

    #[test]
    fn a_long_line_holds_up_what_follows_it_until_it_is_decoded() {
        let (mut inlet, mut writer) = inlet(LIMITS);
        let long = format!(
            "{{\"jsonrpc\":\"2.0\",\"method\":\"{}\"}}\n",
            "x".repeat(LONG_LINE_BYTES - 10)
        );
        let text = [long.as_bytes(), CALL, b"{\n"].concat();
        let sender = std::thread::spawn(move || writer.write_all(&text).map(|()| writer));
        let mut found = Vec::new();
        while found.is_empty() {
            found = read(&mut inlet, text_len());
        }
        assert_eq!(names(&found), ["long"]);
        let Some(Found::Long(frame)) = found.pop() else { panic!("is long") };
        let _writer = sender.join().expect("ends").expect("is read");
        assert_eq!(names(&read(&mut inlet, text_len())), [""; 0]);
        inlet.resume(decode(frame, LIMITS), &mut found);
        let more = read(&mut inlet, text_len());
        found.extend(more);
        assert_eq!(names(&found), ["message", "message", "-32700"]);
    }

    const fn text_len() -> usize {
        4 * LONG_LINE_BYTES
    }

    #[test]
    fn what_is_not_listened_to_waits() {
        let (mut inlet, mut writer) = inlet(LIMITS);
        let mut found = Vec::new();
        inlet.listen(false, &mut found);
        writer.write_all(CALL).expect("fits");
        assert_eq!(names(&read(&mut inlet, 64)), [""; 0]);
        inlet.listen(true, &mut found);
        assert_eq!(names(&read(&mut inlet, 64)), ["message"]);
        assert!(found.is_empty());
    }
}
