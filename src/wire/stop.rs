//! Pipes that their threads can be told to leave.
//!
//! A read ends when the last copy of the other end is closed, and a worker may have given copies
//! to a process that outlives it. Closing our own end does not wake a thread that is blocked on
//! it, so every wait is for the pipe or for the word to stop.

use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// The word to stop, shared by all pipes of one peer. It is never taken back.
#[derive(Debug, Clone)]
pub struct Stop(Arc<Word>);

impl Stop {
    pub fn new() -> io::Result<Self> {
        Ok(Stop(Arc::new(Word::new()?)))
    }

    /// Ends every read and write of the pipes that were made with this, now and later.
    pub fn now(&self) {
        self.0.say();
    }
}

/// Something that can be polled and becomes readable, for good, when the word is said: eventfd(2).
#[cfg(linux_kernel)]
#[derive(Debug)]
struct Word(nix::sys::eventfd::EventFd);

#[cfg(linux_kernel)]
impl Word {
    fn new() -> io::Result<Self> {
        use nix::sys::eventfd::{EfdFlags, EventFd};
        let flags = EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK;
        Ok(Word(EventFd::from_value_and_flags(0, flags)?))
    }

    fn say(&self) {
        // It fails only if it was said 2^64 times before.
        let _ = self.0.write(1);
    }

    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// The same without eventfd: a pipe whose writing end is closed.
#[cfg(not(linux_kernel))]
#[derive(Debug)]
struct Word(io::PipeReader, std::sync::Mutex<Option<io::PipeWriter>>);

#[cfg(not(linux_kernel))]
impl Word {
    fn new() -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        Ok(Word(reader, Some(writer).into()))
    }

    fn say(&self) {
        *self.1.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }

    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// A pipe that is at its end, or broken, once it is told to stop, whoever holds the other end.
#[derive(Debug)]
pub struct Stoppable<P> {
    pipe: P,
    stop: Stop,
}

impl<P: AsFd> Stoppable<P> {
    /// The pipe no longer blocks; its other end is not changed by that.
    pub fn new(pipe: P, stop: &Stop) -> io::Result<Self> {
        let flags = OFlag::from_bits_retain(fcntl(&pipe, FcntlArg::F_GETFL)?);
        fcntl(&pipe, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK))?;
        Ok(Stoppable { pipe, stop: stop.clone() })
    }

    /// Waits until the pipe is ready; false once it is told to stop.
    fn wait(&self, until: PollFlags) -> io::Result<bool> {
        let (pipe, stop): (BorrowedFd<'_>, BorrowedFd<'_>) =
            (self.pipe.as_fd(), self.stop.0.as_fd());
        let mut fds = [PollFd::new(pipe, until), PollFd::new(stop, PollFlags::POLLIN)];
        loop {
            match poll(&mut fds, PollTimeout::NONE) {
                Ok(_) => return Ok(!fds[1].any().unwrap_or(true)),
                Err(Errno::EINTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
    }
}

impl<P: AsFd + Read> Read for Stoppable<P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Waits first even where there is something to read: a flood must not drown the word.
        while self.wait(PollFlags::POLLIN)? {
            match self.pipe.read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                found => return found,
            }
        }
        Ok(0)
    }
}

impl<P: AsFd + Write> Write for Stoppable<P> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        while self.wait(PollFlags::POLLOUT)? {
            match self.pipe.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                written => return written,
            }
        }
        Err(ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pipe.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn what_passes_is_whole_in_both_directions() {
        let (ours, mut theirs) = io::pipe().expect("a pipe");
        let stop = Stop::new().expect("an eventfd");
        let sent = vec![7; 1_000_000];
        let writer = thread::spawn(move || theirs.write_all(&sent).map(|()| sent));
        let mut got = Vec::new();
        Stoppable::new(ours, &stop).expect("a pipe").read_to_end(&mut got).expect("reads");
        assert_eq!(writer.join().expect("ends").expect("writes"), got);

        let (mut theirs, ours) = io::pipe().expect("a pipe");
        let reader = thread::spawn(move || {
            let mut got = Vec::new();
            theirs.read_to_end(&mut got).map(|_| got)
        });
        Stoppable::new(ours, &stop).expect("a pipe").write_all(&got).expect("writes");
        assert_eq!(reader.join().expect("ends").expect("reads"), got);
    }

    #[test]
    fn a_blocked_thread_stops_although_the_other_end_is_open() {
        let (reader, _their_writer) = io::pipe().expect("a pipe");
        let (_their_reader, writer) = io::pipe().expect("a pipe");
        let stop = Stop::new().expect("an eventfd");
        let mut reader = Stoppable::new(reader, &stop).expect("a pipe");
        let mut writer = Stoppable::new(writer, &stop).expect("a pipe");
        let reads = thread::spawn(move || reader.read(&mut [0]).expect("reads"));
        let writes = thread::spawn(move || writer.write_all(&[0; 1_000_000]));
        stop.now();
        assert_eq!(reads.join().expect("ends"), 0);
        let error = writes.join().expect("ends").expect_err("nobody reads");
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_pipe_that_is_full_of_data_stops_as_well() {
        let (reader, mut writer) = io::pipe().expect("a pipe");
        writer.write_all(b"xx").expect("fits");
        let stop = Stop::new().expect("an eventfd");
        let mut reader = Stoppable::new(reader, &stop).expect("a pipe");
        assert_eq!(reader.read(&mut [0]).expect("reads"), 1);
        stop.now();
        assert_eq!(reader.read(&mut [0]).expect("reads"), 0);
    }
}
