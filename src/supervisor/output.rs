//! What a run printed, kept here so that it survives whatever happens to the worker.

use crate::protocol::client_api::Stream;

/// Notices that a run may send beyond one a character: empty ones, the last ones.
const SPARE_CHUNKS: u64 = 1_000;
/// Bytes that a run may send beyond the longest honest output. A worker keeps the cap itself and
/// sends nothing past it, so this is generous.
const SPARE_BYTES: u64 = 64 * 1024;
/// Longest character in UTF-8, in bytes.
const CHAR_BYTES: u64 = 4;

/// Both output streams of one run, each cut at the same number of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    max_chars: u64,
    stdout: Captured,
    stderr: Captured,
    chunks: u64,
    bytes: u64,
}

/// The first characters of one stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captured {
    pub text: String,
    pub truncated: bool,
    chars: u64,
}

/// The run sent more output notices, or bytes in them, than its worker can honestly have.
#[derive(Debug, PartialEq, Eq)]
pub struct Flood;

impl Output {
    pub fn new(max_chars: u64) -> Self {
        let (stdout, stderr) = Default::default();
        Output { max_chars, stdout, stderr, chunks: 0, bytes: 0 }
    }

    /// Keeps what fits and returns it.
    pub fn push(&mut self, stream: Stream, text: &str) -> Result<&str, Flood> {
        self.chunks += 1;
        self.bytes = self.bytes.saturating_add(text.len() as u64);
        let streams = 2;
        let max_chunks = streams * self.max_chars + SPARE_CHUNKS;
        let max_bytes = streams * CHAR_BYTES * self.max_chars + SPARE_BYTES;
        if self.chunks > max_chunks || self.bytes > max_bytes {
            return Err(Flood);
        }
        let max_chars = self.max_chars;
        Ok(match stream {
            Stream::Stdout => self.stdout.push(text, max_chars),
            Stream::Stderr => self.stderr.push(text, max_chars),
        })
    }

    /// Standard output and standard error.
    pub fn into_streams(self) -> (Captured, Captured) {
        (self.stdout, self.stderr)
    }
}

impl Captured {
    fn push(&mut self, text: &str, max_chars: u64) -> &str {
        let room = usize::try_from(max_chars - self.chars).unwrap_or(usize::MAX);
        let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
        self.truncated |= end < text.len();
        let from = self.text.len();
        self.text.push_str(&text[..end]);
        let kept = &self.text[from..];
        self.chars += kept.chars().count() as u64;
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stream_keeps_its_first_characters() {
        let mut output = Output::new(3);
        assert_eq!(output.push(Stream::Stdout, "éa"), Ok("éa"));
        assert_eq!(output.push(Stream::Stderr, "xyz"), Ok("xyz"));
        assert_eq!(output.push(Stream::Stdout, "bcd"), Ok("b"));
        assert_eq!(output.push(Stream::Stdout, "e"), Ok(""));
        let (stdout, stderr) = output.into_streams();
        assert_eq!((stdout.text.as_str(), stdout.truncated), ("éab", true));
        assert_eq!((stderr.text.as_str(), stderr.truncated), ("xyz", false));
    }

    #[test]
    fn a_flood_of_chunks_or_bytes_is_told_from_output() {
        let mut output = Output::new(5);
        let sent = (0..9_999).take_while(|_| output.push(Stream::Stdout, "").is_ok()).count();
        assert_eq!(sent, 1_010);
        let mut output = Output::new(5);
        assert!(output.push(Stream::Stdout, &"x".repeat(65_536)).is_ok());
        assert_eq!(output.push(Stream::Stdout, &"x".repeat(65_536)), Err(Flood));
    }
}
