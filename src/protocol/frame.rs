//! Framing: one JSON value a line, UTF-8, bounded before it is buffered.

use std::io::{self, BufRead, Write};

/// What the reader found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A whole line, without its newline.
    Line(String),
    /// A line longer than the limit. It was skipped up to its newline and never stored.
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

/// Reads frames of at most `limit` bytes, newline included.
#[derive(Debug)]
pub struct FrameReader<R> {
    inner: R,
    limit: usize,
}

impl<R: BufRead> FrameReader<R> {
    pub fn new(inner: R, limit: usize) -> Self {
        FrameReader { inner, limit }
    }

    /// The next frame; `None` at a clean end of stream. Blank lines are skipped: they carry nothing.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        loop {
            match self.read_line()? {
                Some(Frame::Line(line)) if line.trim().is_empty() => {}
                frame => return Ok(frame),
            }
        }
    }

    fn read_line(&mut self) -> Result<Option<Frame>, FrameError> {
        let mut line: Vec<u8> = Vec::new();
        let mut seen = 0usize;
        loop {
            let available = match self.inner.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(FrameError::Io(error)),
            };
            if available.is_empty() {
                return if seen == 0 { Ok(None) } else { Err(FrameError::Cut(seen)) };
            }
            let newline = available.iter().position(|&byte| byte == b'\n');
            let taken = newline.map_or(available.len(), |at| at + 1);
            seen = seen.saturating_add(taken);
            if seen <= self.limit {
                line.extend_from_slice(&available[..taken]);
            } else {
                // Past the limit nothing is kept, whatever the peer still sends.
                line = Vec::new();
            }
            self.inner.consume(taken);
            if newline.is_some() {
                break;
            }
        }
        if seen > self.limit {
            return Ok(Some(Frame::TooLarge));
        }
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(String::from_utf8(line).map_or(Frame::NotUtf8, Frame::Line)))
    }
}

/// Writes one frame: the text, which holds no newline, and a newline, in one `write_all`.
pub fn write_frame(writer: &mut impl Write, frame: String) -> io::Result<()> {
    debug_assert!(!frame.contains('\n'), "a frame is one line");
    let mut bytes = frame.into_bytes();
    bytes.push(b'\n');
    writer.write_all(&bytes)?;
    writer.flush()
}

#[cfg(test)]
mod tests {
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

    fn line(text: &str) -> Result<Frame, String> {
        Ok(Frame::Line(text.to_owned()))
    }

    #[test]
    fn lines_come_whole_whatever_the_buffer() {
        for buffer in 1..9 {
            assert_eq!(frames(b"{}\r\n\n[1,2]\n", 10, buffer), [line("{}"), line("[1,2]")]);
        }
    }

    #[test]
    fn a_line_at_the_limit_passes_and_one_byte_more_does_not() {
        assert_eq!(frames(b"1234\n", 5, 3), [line("1234")]);
        assert_eq!(frames(b"12345\nok\n", 5, 3), [Ok(Frame::TooLarge), line("ok")]);
    }

    #[test]
    fn a_half_line_at_the_end_is_an_error_with_its_length() {
        let cut = "stream ended inside a frame, after 3 bytes".to_owned();
        assert_eq!(frames(b"a\nbcd", 9, 4), [line("a"), Err(cut)]);
    }

    #[test]
    fn bytes_that_are_not_utf8_do_not_end_the_stream() {
        assert_eq!(frames(b"\xff\nok\n", 9, 4), [Ok(Frame::NotUtf8), line("ok")]);
    }
}
