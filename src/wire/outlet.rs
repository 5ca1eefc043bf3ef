//! Frames into a pipe that never blocks: what it does not take waits, and the poller says when to go on.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use super::poller::Polled;

/// The writing end of a pipe.
#[derive(Debug)]
pub struct Outlet<P: AsFd> {
    pipe: Polled<P>,
    /// Frames that are not wholly written, and how much of the first one is.
    waiting: VecDeque<Vec<u8>>,
    written: usize,
    bytes: usize,
}

impl<P: AsFd + Write> Outlet<P> {
    pub fn new(pipe: Polled<P>) -> Self {
        Outlet { pipe, waiting: VecDeque::new(), written: 0, bytes: 0 }
    }

    /// Writes a frame, a line with its newline, behind those that wait; what does not fit waits too.
    ///
    /// # Errors
    /// The pipe's: its reader is gone.
    pub fn send(&mut self, frame: Vec<u8>) -> io::Result<()> {
        self.bytes += frame.len();
        self.waiting.push_back(frame);
        if self.waiting.len() == 1 { self.push().map(drop) } else { Ok(()) }
    }

    /// Writes what waits, as far as it fits. Returns whether anything was written.
    ///
    /// # Errors
    /// As [`Outlet::send`].
    pub fn push(&mut self) -> io::Result<bool> {
        let before = self.bytes;
        while let Some(frame) = self.waiting.front() {
            match self.pipe.write(&frame[self.written..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(length) => {
                    self.written += length;
                    self.bytes -= length;
                    if self.written == frame.len() {
                        self.waiting.pop_front();
                        self.written = 0;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.pipe.watch(!self.waiting.is_empty())?;
        Ok(self.bytes < before)
    }

    /// Writes what waits for at most `time`, and closes the pipe.
    pub fn finish(mut self, time: Duration) {
        let until = Instant::now() + time;
        while self.push().is_ok() && !self.waiting.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.pipe.wait(left).is_err() {
                return;
            }
        }
    }

    /// Frames that are not wholly written.
    pub fn frames(&self) -> usize {
        self.waiting.len()
    }

    /// Bytes that wait.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::Arc;

    use super::*;
    use crate::wire::poller::{Direction, Poller, Token};

    fn outlet() -> (Outlet<io::PipeWriter>, io::PipeReader, Arc<Poller>) {
        let poller = Arc::new(Poller::new().expect("a poller"));
        let (reader, writer) = io::pipe().expect("a pipe");
        let writer = Polled::new(writer, &poller, Token(3), Direction::Write).expect("an end");
        (Outlet::new(writer), reader, poller)
    }

    #[test]
    fn a_small_frame_is_written_at_once() {
        let (mut outlet, mut reader, _poller) = outlet();
        outlet.send(b"{}\n".to_vec()).expect("fits");
        assert_eq!((outlet.frames(), outlet.bytes()), (0, 0));
        let mut got = [0; 8];
        assert_eq!(reader.read(&mut got).expect("reads"), 3);
    }

    #[test]
    fn what_does_not_fit_waits_in_order_until_it_is_read() {
        let (mut outlet, mut reader, poller) = outlet();
        let sent: Vec<Vec<u8>> = (1..9).map(|byte| vec![byte; 300_000]).collect();
        for frame in &sent {
            outlet.send(frame.clone()).expect("waits");
        }
        let total = sent.concat();
        assert_eq!(outlet.frames(), sent.len());
        let expected = total.clone();
        let receiver = std::thread::spawn(move || {
            let mut got = vec![0; expected.len()];
            reader.read_exact(&mut got).map(|()| got == expected)
        });
        let mut ready = Vec::new();
        while outlet.frames() > 0 {
            poller.wait(None, &mut ready).expect("waits");
            assert_eq!(ready, [Token(3)]);
            assert!(outlet.push().expect("is read"));
        }
        assert_eq!(outlet.bytes(), 0);
        assert!(receiver.join().expect("ends").expect("reads"), "nothing is lost or changed");
    }

    #[test]
    fn a_reader_that_is_gone_is_an_error() {
        let (mut outlet, reader, _poller) = outlet();
        drop(reader);
        let error = outlet.send(b"{}\n".to_vec()).expect_err("nobody reads");
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    }
}
