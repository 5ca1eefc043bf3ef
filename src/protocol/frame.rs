//! Framing: one JSON value a line, UTF-8, bounded before it is buffered.

use std::io::{self, BufRead, Write};

use memchr::memchr;

/// What the reader found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A whole line, without its newline.
    Line(String),
    /// A line of white space, which carries nothing.
    Blank,
    /// A line longer than the limit, reported as soon as it is. The rest, up to its newline, is
    /// skipped by the next read and never stored.
    TooLarge,
    /// A whole line that is not UTF-8.
    NotUtf8,
}

/// Why there are no more frames.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The stream ended inside a line; the half frame is lost.
    #[error("stream ended inside a frame, after {0} bytes")]
    Cut(usize),
    #[error("cannot read")]
    Io(#[source] io::Error),
}

/// Cuts a stream of bytes, however they arrive, into frames of at most `limit` bytes, newline included.
/// It keeps the beginning of a frame that is not whole yet, and nothing else.
#[derive(Debug)]
pub struct FrameBuffer {
    begun: Vec<u8>,
    limit: usize,
    /// Inside a line that was too long.
    skipping: bool,
}

impl FrameBuffer {
    pub fn new(limit: usize) -> Self {
        FrameBuffer { begun: Vec::new(), limit, skipping: false }
    }

    /// Takes bytes off the front of `bytes`: up to the end of a frame, or all of them.
    pub fn take(&mut self, bytes: &mut &[u8]) -> Option<Frame> {
        if self.skipping {
            let end = memchr(b'\n', bytes);
            self.skipping = end.is_none();
            *bytes = end.map_or(&[], |end| &bytes[end + 1..]);
        }
        let room = self.limit - self.begun.len();
        let (within, beyond) = bytes.split_at(room.min(bytes.len()));
        let Some(end) = memchr(b'\n', within) else {
            *bytes = beyond;
            if within.len() < room {
                self.begun.extend(within);
                return None;
            }
            self.begun = Vec::new();
            self.skipping = true;
            return Some(Frame::TooLarge);
        };
        let line = &within[..end];
        *bytes = &bytes[end + 1..];
        let mut line = if self.begun.is_empty() {
            line.to_vec()
        } else {
            let mut whole = std::mem::take(&mut self.begun);
            whole.extend(line);
            whole
        };
        line.pop_if(|last| *last == b'\r');
        Some(match String::from_utf8(line) {
            Ok(line) if line.trim().is_empty() => Frame::Blank,
            Ok(line) => Frame::Line(line),
            Err(_) => Frame::NotUtf8,
        })
    }

    /// Bytes of a frame that is not whole.
    pub fn begun(&self) -> usize {
        self.begun.len()
    }
}

/// Reads frames from a stream that blocks.
#[derive(Debug)]
pub struct FrameReader<R> {
    inner: R,
    frames: FrameBuffer,
}

impl<R: BufRead> FrameReader<R> {
    /// `limit` is that of [`FrameBuffer::new`].
    pub fn new(inner: R, limit: usize) -> Self {
        FrameReader { inner, frames: FrameBuffer::new(limit) }
    }

    /// The next frame; `None` at a clean end of stream.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        loop {
            let available = match self.inner.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(FrameError::Io(error)),
            };
            if available.is_empty() {
                return match self.frames.begun() {
                    0 => Ok(None),
                    bytes => Err(FrameError::Cut(bytes)),
                };
            }
            let mut rest = available;
            let frame = self.frames.take(&mut rest);
            let taken = available.len() - rest.len();
            self.inner.consume(taken);
            if frame.is_some() {
                return Ok(frame);
            }
        }
    }
}

/// Writes one frame: the text, which holds no newline, and a newline, in one `write_all`.
pub fn write_frame(writer: &mut impl Write, frame: String) -> io::Result<()> {
    writer.write_all(&line(frame))?;
    writer.flush()
}

/// The bytes of a frame: the text, which holds no newline, and a newline.
pub fn line(frame: String) -> Vec<u8> {
    debug_assert!(!frame.contains('\n'), "a frame is one line");
    let mut bytes = frame.into_bytes();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn frames(bytes: &[u8], limit: usize, buffer: usize) -> Vec<Result<Frame, String>> {
        let mut reader = FrameReader::new(io::BufReader::with_capacity(buffer, bytes), limit);
        let mut found = Vec::new();
        loop {
            match reader.next_frame() {
                Ok(Some(frame)) => found.push(Ok(frame)),
                Ok(None) => return found,
                Err(error) => {
                    found.push(Err(error.to_string()));
                    return found;
                }
            }
        }
    }

    fn whole(text: &str) -> Result<Frame, String> {
        Ok(Frame::Line(text.to_owned()))
    }

    #[test]
    fn lines_come_whole_whatever_the_buffer() {
        for buffer in 1..9 {
            assert_eq!(
                frames(b"{}\r\n\n[1,2]\n", 10, buffer),
                [whole("{}"), Ok(Frame::Blank), whole("[1,2]")]
            );
        }
    }

    #[test]
    fn a_line_at_the_limit_passes_and_one_byte_more_does_not() {
        assert_eq!(frames(b"1234\n", 5, 3), [whole("1234")]);
        assert_eq!(frames(b"12345\nok\n", 5, 3), [Ok(Frame::TooLarge), whole("ok")]);
    }

    #[test]
    fn a_line_that_is_too_long_is_reported_before_its_end_and_skipped_without_storing_it() {
        let long = io::repeat(b'x').take(1 << 30).chain(&b"\nok\n"[..]);
        let mut reader = FrameReader::new(io::BufReader::with_capacity(64 * 1024, long), 5);
        assert!(matches!(reader.next_frame(), Ok(Some(Frame::TooLarge))));
        assert_eq!(reader.inner.get_ref().get_ref().0.limit(), (1 << 30) - 64 * 1024);
        assert!(matches!(reader.next_frame(), Ok(Some(Frame::Line(text))) if text == "ok"));
        assert!(matches!(reader.next_frame(), Ok(None)));
    }

    #[test]
    fn a_half_line_at_the_end_is_an_error_with_its_length() {
        let cut = "stream ended inside a frame, after 3 bytes".to_owned();
        assert_eq!(frames(b"a\nbcd", 9, 4), [whole("a"), Err(cut)]);
    }

    #[test]
    fn bytes_that_are_not_utf8_do_not_end_the_stream() {
        assert_eq!(frames(b"\xff\nok\n", 9, 4), [Ok(Frame::NotUtf8), whole("ok")]);
    }
}
