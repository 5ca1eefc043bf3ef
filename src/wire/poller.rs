//! One wait for many pipes: epoll(7), or poll(2) where there is none.
//!
//! Level-triggered: what was not read makes the next wait return at once.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, poll};

pub use self::system::Poller;

/// Most descriptors that one wait reports.
const READY_MAX: usize = 64;

/// Tells descriptors apart; chosen by whoever has them watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token(pub u64);

/// What a descriptor is watched for. Its end, or an error, counts as either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Read,
    Write,
}

impl Direction {
    fn poll_flags(self) -> PollFlags {
        match self {
            Direction::Read => PollFlags::POLLIN,
            Direction::Write => PollFlags::POLLOUT,
        }
    }
}

/// A pipe's end that never blocks, and that a poller watches while it is told to.
#[derive(Debug)]
pub struct Polled<P: AsFd> {
    pipe: P,
    poller: Arc<Poller>,
    token: Token,
    direction: Direction,
    watched: bool,
}

impl<P: AsFd> Polled<P> {
    /// The pipe no longer blocks; its other end is not changed by that. It is not watched yet.
    pub fn new(
        pipe: P,
        poller: &Arc<Poller>,
        token: Token,
        direction: Direction,
    ) -> io::Result<Self> {
        let flags = OFlag::from_bits_retain(fcntl(&pipe, FcntlArg::F_GETFL)?);
        fcntl(&pipe, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK))?;
        Ok(Polled { pipe, poller: Arc::clone(poller), token, direction, watched: false })
    }

    pub fn get_ref(&self) -> &P {
        &self.pipe
    }

    pub fn get_mut(&mut self) -> &mut P {
        &mut self.pipe
    }

    /// Says whether the poller is to report this pipe.
    ///
    /// # Errors
    /// The kernel's, when it cannot watch one more.
    pub fn watch(&mut self, watched: bool) -> io::Result<()> {
        if watched && !self.watched {
            self.poller.add(&self.pipe, self.token, self.direction)?;
        } else if !watched && self.watched {
            self.poller.remove(&self.pipe, self.token)?;
        }
        self.watched = watched;
        Ok(())
    }

    /// Blocks until this pipe alone is ready, or the time is up.
    pub fn wait(&self, time: Duration) -> io::Result<()> {
        let flags = self.direction.poll_flags();
        match poll(&mut [PollFd::new(self.pipe.as_fd(), flags)], milliseconds(time)) {
            Ok(_) | Err(Errno::EINTR) => Ok(()),
            Err(errno) => Err(errno.into()),
        }
    }
}

impl<P: AsFd> Drop for Polled<P> {
    fn drop(&mut self) {
        // It fails only for a descriptor that is not watched.
        let _ = self.watch(false);
    }
}

impl<P: AsFd + Read> Read for Polled<P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pipe.read(buffer)
    }
}

impl<P: AsFd + Write> Write for Polled<P> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pipe.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pipe.flush()
    }
}

#[cfg(linux_kernel)]
mod system {
    use std::io;
    use std::os::fd::AsFd;
    use std::time::Duration;

    use nix::errno::Errno;
    use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};

    use super::{Direction, READY_MAX, Token, milliseconds};

    /// A set of watched descriptors.
    #[derive(Debug)]
    pub struct Poller(Epoll);

    impl Poller {
        pub fn new() -> io::Result<Self> {
            Ok(Poller(Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?))
        }

        pub(super) fn add(
            &self,
            pipe: &impl AsFd,
            token: Token,
            direction: Direction,
        ) -> io::Result<()> {
            let flags = match direction {
                Direction::Read => EpollFlags::EPOLLIN,
                Direction::Write => EpollFlags::EPOLLOUT,
            };
            Ok(self.0.add(pipe, EpollEvent::new(flags, token.0))?)
        }

        pub(super) fn remove(&self, pipe: &impl AsFd, _token: Token) -> io::Result<()> {
            Ok(self.0.delete(pipe)?)
        }

        /// Waits for a descriptor, or the time, and puts the tokens of those that are ready into `ready`.
        pub fn wait(&self, time: Option<Duration>, ready: &mut Vec<Token>) -> io::Result<()> {
            let timeout = time.map_or(EpollTimeout::NONE, |time| milliseconds(time).into());
            let mut events = [EpollEvent::empty(); READY_MAX];
            let found = match self.0.wait(&mut events, timeout) {
                Ok(found) => found,
                Err(Errno::EINTR) => 0,
                Err(errno) => return Err(errno.into()),
            };
            ready.clear();
            ready.extend(events[..found].iter().map(|event| Token(event.data())));
            Ok(())
        }
    }
}

#[cfg(not(linux_kernel))]
mod system {
    use std::collections::BTreeMap;
    use std::io;
    use std::os::fd::{AsFd, OwnedFd};
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::time::Duration;

    use nix::errno::Errno;
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    use super::{Direction, READY_MAX, Token, milliseconds};

    type Watched = BTreeMap<Token, (OwnedFd, PollFlags)>;

    /// A set of watched descriptors, each of them a copy, and which of them was reported last.
    #[derive(Debug)]
    pub struct Poller(Mutex<Watched>, AtomicU64);

    impl Poller {
        pub fn new() -> io::Result<Self> {
            Ok(Poller(Mutex::default(), AtomicU64::new(0)))
        }

        fn watched(&self) -> MutexGuard<'_, Watched> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }

        pub(super) fn add(
            &self,
            pipe: &impl AsFd,
            token: Token,
            direction: Direction,
        ) -> io::Result<()> {
            let copy = pipe.as_fd().try_clone_to_owned()?;
            self.watched().insert(token, (copy, direction.poll_flags()));
            Ok(())
        }

        pub(super) fn remove(&self, _pipe: &impl AsFd, token: Token) -> io::Result<()> {
            self.watched().remove(&token);
            Ok(())
        }

        /// Waits for a descriptor, or the time, and puts the tokens of those that are ready into `ready`.
        pub fn wait(&self, time: Option<Duration>, ready: &mut Vec<Token>) -> io::Result<()> {
            let timeout = time.map_or(PollTimeout::NONE, |time| milliseconds(time).into());
            let watched = self.watched();
            let mut fds: Vec<PollFd<'_>> =
                watched.values().map(|(fd, flags)| PollFd::new(fd.as_fd(), *flags)).collect();
            match poll(&mut fds, timeout) {
                Ok(_) | Err(Errno::EINTR) => {}
                Err(errno) => return Err(errno.into()),
            }
            ready.clear();
            let found = watched.keys().zip(&fds).filter(|(_, fd)| fd.any().unwrap_or(true));
            let found: Vec<Token> = found.map(|(token, _)| *token).collect();
            // Those behind the last one come first, so that many busy ones do not hide the rest.
            let last = self.1.load(Ordering::Relaxed);
            let behind = found.partition_point(|token| token.0 <= last);
            ready.extend(found[behind..].iter().chain(&found[..behind]).take(READY_MAX));
            self.1.store(ready.last().map_or(0, |token| token.0), Ordering::Relaxed);
            Ok(())
        }
    }
}

/// Whole milliseconds, rounded up; a longer wait than a minute is cut into several.
fn milliseconds(time: Duration) -> u16 {
    let rounded = time.saturating_add(Duration::from_nanos(999_999)).as_millis();
    u16::try_from(rounded).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(poller: &Poller) -> Vec<Token> {
        let mut ready = Vec::new();
        poller.wait(Some(Duration::ZERO), &mut ready).expect("waits");
        ready.sort();
        ready
    }

    #[test]
    fn a_pipe_is_reported_while_it_is_watched_and_has_something() {
        let poller = Arc::new(Poller::new().expect("a poller"));
        let (reader, mut writer) = io::pipe().expect("a pipe");
        let mut reader =
            Polled::new(reader, &poller, Token(7), Direction::Read).expect("a pipe's end");
        assert_eq!(reader.read(&mut [0]).expect_err("is empty").kind(), io::ErrorKind::WouldBlock);
        writer.write_all(b"xx").expect("fits");
        assert_eq!(ready(&poller), []);
        reader.watch(true).expect("is watched");
        assert_eq!(ready(&poller), [Token(7)]);
        assert_eq!(reader.read(&mut [0]).expect("reads"), 1);
        assert_eq!(ready(&poller), [Token(7)], "there is more");
        reader.watch(false).expect("is not watched");
        assert_eq!(ready(&poller), []);
        reader.watch(true).expect("is watched");
        drop(writer);
        assert_eq!(reader.read(&mut [0]).expect("reads"), 1);
        assert_eq!(ready(&poller), [Token(7)], "the end is reported");
        drop(reader);
        assert_eq!(ready(&poller), []);
    }

    #[test]
    fn a_wait_ends_by_time_or_by_a_pipe() {
        let poller = Arc::new(Poller::new().expect("a poller"));
        let (reader, writer) = io::pipe().expect("a pipe");
        let mut writer =
            Polled::new(writer, &poller, Token(1), Direction::Write).expect("a pipe's end");
        let mut found = Vec::new();
        poller.wait(Some(Duration::from_millis(1)), &mut found).expect("waits");
        assert_eq!(found, []);
        writer.watch(true).expect("is watched");
        poller.wait(None, &mut found).expect("waits");
        assert_eq!(found, [Token(1)], "there is room");
        while writer.write(&[0; 4096]).is_ok() {}
        assert_eq!(ready(&poller), []);
        drop(reader);
        assert_eq!(ready(&poller), [Token(1)], "nobody reads any more");
    }

    #[test]
    fn many_that_are_always_ready_do_not_hide_others() {
        let poller = Arc::new(Poller::new().expect("a poller"));
        let mut ends = Vec::new();
        for number in 0..2 * READY_MAX as u64 {
            let (reader, mut writer) = io::pipe().expect("a pipe");
            let reader = Polled::new(reader, &poller, Token(number), Direction::Read);
            let mut reader = reader.expect("a pipe's end");
            reader.watch(true).expect("is watched");
            writer.write_all(b"x").expect("fits");
            ends.push((reader, writer));
        }
        let mut seen: Vec<Token> = [ready(&poller), ready(&poller)].concat();
        seen.sort();
        assert_eq!(seen, (0..2 * READY_MAX as u64).map(Token).collect::<Vec<_>>());
    }

    #[test]
    fn a_time_is_never_shortened() {
        assert_eq!(milliseconds(Duration::ZERO), 0);
        assert_eq!(milliseconds(Duration::from_nanos(1)), 1);
        assert_eq!(milliseconds(Duration::from_millis(3)), 3);
        assert_eq!(milliseconds(Duration::MAX), u16::MAX);
    }
}
