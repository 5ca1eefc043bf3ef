//! The last few kilobytes that a worker wrote to its standard error: data for one line of an
//! error message, never trusted and never kept whole.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::protocol::decode_worker::one_line;

/// Bytes kept.
const RING_BYTES: usize = 4 * 1024;
/// Most bytes that a worker writes in its life: an honest one says a line when it fails, and the
/// interpreter's own output does not come this way. Without a bound an idle worker could keep a
/// thread of ours busy for ever.
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

/// The end of a stream.
#[derive(Debug, Clone, Default)]
pub(super) struct StderrRing(Arc<Mutex<VecDeque<u8>>>);

impl StderrRing {
    /// Starts a thread that drains `pipe` into the ring, so that a worker never blocks on it,
    /// and calls `ended` when there is no more to read.
    pub(super) fn drain(
        &self,
        name: String,
        mut pipe: impl Read + Send + 'static,
        ended: impl FnOnce(Drained) + Send + 'static,
    ) -> io::Result<JoinHandle<()>> {
        let ring = self.clone();
        thread::Builder::new().name(name).spawn(move || {
            let mut buffer = [0; 1024];
            let mut seen = 0;
            let end = loop {
                match pipe.read(&mut buffer) {
                    Ok(0) => break Drained::Ended,
                    Ok(length) => {
                        ring.push(&buffer[..length]);
                        seen += length;
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => break Drained::Ended,
                }
                if seen > STREAM_MAX {
                    break Drained::Flooded;
                }
            };
            drop(pipe);
            ended(end);
        })
    }

    fn push(&self, bytes: &[u8]) {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ring.extend(bytes);
        let surplus = ring.len().saturating_sub(RING_BYTES);
        ring.drain(..surplus);
    }

    /// The last line that is not blank, in printable characters.
    pub(super) fn last_line(&self) -> Option<String> {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(ring.make_contiguous()).into_owned();
        let line = text.lines().rev().find(|line| !line.trim().is_empty())?;
        Some(one_line(line, LINE_MAX_CHARS).trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(ring: &StderrRing, pipe: impl Read + Send + 'static) -> Drained {
        let (sender, ended) = crossbeam_channel::bounded(1);
        let told = move |end| sender.send(end).expect("is received");
        ring.drain("test".into(), pipe, told).expect("starts").join().expect("ends");
        ended.recv().expect("was told")
    }

    #[test]
    fn a_flood_is_read_to_its_bound_and_no_further() {
        let text = |bytes: usize| io::repeat(b'x').take(bytes as u64);
        assert_eq!(drain(&StderrRing::default(), text(STREAM_MAX)), Drained::Ended);
        assert_eq!(drain(&StderrRing::default(), text(STREAM_MAX + 1)), Drained::Flooded);
        assert_eq!(drain(&StderrRing::default(), io::repeat(b'x')), Drained::Flooded);
    }

    #[test]
    fn only_the_end_is_kept_and_quoted_as_one_line() {
        let ring = StderrRing::default();
        assert_eq!(ring.last_line(), None);
        let mut text = "x".repeat(100_000).into_bytes();
        text.extend(b"\nlast\x1b[31m \xff line\n \n");
        assert_eq!(drain(&ring, io::Cursor::new(text)), Drained::Ended);
        assert_eq!(ring.last_line().as_deref(), Some("last [31m \u{fffd} line"));
        assert_eq!(ring.0.lock().expect("not poisoned").len(), RING_BYTES);
    }
}
