//! The last few kilobytes that a worker wrote to its standard error: data for one line of an
//! error message, never trusted and never kept whole.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::protocol::decode_worker::one_line;

/// Bytes kept.
const RING_BYTES: usize = 4 * 1024;
/// Longest last line that is quoted, in characters.
const LINE_MAX_CHARS: usize = 300;

/// The end of a stream.
#[derive(Debug, Clone, Default)]
pub(super) struct StderrRing(Arc<Mutex<VecDeque<u8>>>);

impl StderrRing {
    /// Starts a thread that drains `pipe` into the ring, so that a worker never blocks on it,
    /// and calls `ended` when there is no more.
    pub(super) fn drain(
        &self,
        name: String,
        mut pipe: impl Read + Send + 'static,
        ended: impl FnOnce() + Send + 'static,
    ) -> io::Result<JoinHandle<()>> {
        let ring = self.clone();
        thread::Builder::new().name(name).spawn(move || {
            let mut buffer = [0; 1024];
            loop {
                match pipe.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(length) => ring.push(&buffer[..length]),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => break,
                }
            }
            ended();
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

    #[test]
    fn only_the_end_is_kept_and_quoted_as_one_line() {
        let ring = StderrRing::default();
        assert_eq!(ring.last_line(), None);
        let mut text = "x".repeat(100_000).into_bytes();
        text.extend(b"\nlast\x1b[31m \xff line\n \n");
        let drain = ring.drain("test".into(), io::Cursor::new(text), || {}).expect("starts");
        drain.join().expect("ends");
        assert_eq!(ring.last_line().as_deref(), Some("last [31m \u{fffd} line"));
        assert_eq!(ring.0.lock().expect("not poisoned").len(), RING_BYTES);
    }
}
