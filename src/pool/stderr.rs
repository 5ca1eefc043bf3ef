//! The last few kilobytes that a worker wrote to its standard error: data for one line of an
//! error message, never trusted and never kept whole.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read};
use std::process::ChildStderr;

use crate::protocol::decode_worker::one_line;
use crate::wire::poller::Polled;

/// Bytes kept.
const RING_BYTES: usize = 4 * 1024;
/// Most bytes that a worker writes in its life: an honest one says a line when it fails, and the
/// interpreter's own output does not come this way. Without a bound an idle worker could keep us busy
/// for ever.
const STREAM_MAX: usize = 1024 * 1024;
/// Longest last line that is quoted, in characters.
const LINE_MAX_CHARS: usize = 300;

/// Why there is no more to drain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drained {
    /// The pipe is at its end.
    Ended,
    /// More than [`STREAM_MAX`] came; the rest is not read.
    Flooded,
}

/// A worker's standard error.
#[derive(Debug)]
pub(super) struct Errors {
    /// `None` when no more is read.
    pipe: Option<Polled<ChildStderr>>,
    ring: Ring,
}

impl Errors {
    /// # Errors
    /// The kernel's, when it cannot watch one more pipe.
    pub(super) fn new(mut pipe: Polled<ChildStderr>) -> io::Result<Self> {
        pipe.watch(true)?;
        Ok(Errors { pipe: Some(pipe), ring: Ring::default() })
    }

    /// Reads once; says when that was the last time.
    pub(super) fn read(&mut self, scratch: &mut [u8]) -> Option<Drained> {
        let drained = self.ring.fill(self.pipe.as_mut()?, scratch);
        self.pipe.take_if(|_| drained.is_some());
        drained
    }

    pub(super) fn ended(&self) -> bool {
        self.pipe.is_none()
    }

    /// The last line that is not blank, in printable characters.
    pub(super) fn last_line(&self) -> Option<String> {
        self.ring.last_line()
    }
}

/// The end of a stream.
#[derive(Debug, Default)]
struct Ring {
    kept: VecDeque<u8>,
    seen: usize,
}

impl Ring {
    fn fill(&mut self, pipe: &mut impl Read, scratch: &mut [u8]) -> Option<Drained> {
        match pipe.read(scratch) {
            Ok(0) => Some(Drained::Ended),
            Ok(length) => {
                self.kept.extend(&scratch[..length]);
                let surplus = self.kept.len().saturating_sub(RING_BYTES);
                self.kept.drain(..surplus);
                self.seen += length;
                (self.seen > STREAM_MAX).then_some(Drained::Flooded)
            }
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
            {
                None
            }
            Err(_) => Some(Drained::Ended),
        }
    }

    fn last_line(&self) -> Option<String> {
        let bytes: Vec<u8> = self.kept.iter().copied().collect();
        let text = String::from_utf8_lossy(&bytes);
        let line = text.lines().rev().find(|line| !line.trim().is_empty())?;
        Some(one_line(line, LINE_MAX_CHARS).trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(ring: &mut Ring, mut pipe: impl Read) -> Drained {
        loop {
            if let Some(drained) = ring.fill(&mut pipe, &mut [0; 1024]) {
                return drained;
            }
        }
    }

    #[test]
    fn a_flood_is_read_to_its_bound_and_no_further() {
        let text = |bytes: usize| io::repeat(b'x').take(bytes as u64);
        assert_eq!(drain(&mut Ring::default(), text(STREAM_MAX)), Drained::Ended);
        assert_eq!(drain(&mut Ring::default(), text(STREAM_MAX + 1)), Drained::Flooded);
        assert_eq!(drain(&mut Ring::default(), io::repeat(b'x')), Drained::Flooded);
    }

    #[test]
    fn only_the_end_is_kept_and_quoted_as_one_line() {
        let mut ring = Ring::default();
        assert_eq!(ring.last_line(), None);
        let mut text = "x".repeat(100_000).into_bytes();
        text.extend(b"\nlast\x1b[31m \xff line\n \n");
        assert_eq!(drain(&mut ring, io::Cursor::new(text)), Drained::Ended);
        assert_eq!(ring.last_line().as_deref(), Some("last [31m \u{fffd} line"));
        assert_eq!(ring.kept.len(), RING_BYTES);
    }
}
