//! The client's side of the loop: what comes from it, and what waits for it to read.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::protocol::client_api::CLIENT_FRAME_MAX;
use crate::protocol::error::RpcError;
use crate::protocol::message::{Message, RequestId};
use crate::wire::inlet::Inlet;
use crate::wire::outlet::Outlet;
use crate::wire::poller::{Direction, Polled, Poller, Token};
use crate::wire::{Inbound, ReadLimits};

/// The client is trusted: only the length of its lines is bounded.
pub(super) const LIMITS: ReadLimits =
    ReadLimits { frame_bytes: CLIENT_FRAME_MAX, values: usize::MAX, forgiving: true };
/// Messages that wait for a slow client before no more requests are read from it. Every answer
/// belongs to a request, so most growth ends here.
const BACKLOG_PAUSE: usize = 256;
/// Bytes that wait for a slow client before no more frames are taken from workers. A run may send
/// a million notices, faster than a client can read them: then that run waits for the client, and
/// the client is not lost to everybody for it. About the largest run's whole output.
const BACKLOG_DEAF_BYTES: usize = 8 * 1024 * 1024;
/// Bytes that wait for a client before it counts as lost. What ends by a clock or by its worker's
/// death can still add answers; this holds some hundred of the largest.
const BACKLOG_MAX_BYTES: usize = 128 * 1024 * 1024;
/// How long a client may read nothing, with messages waiting, before it counts as lost.
const STALL_MAX: Duration = Duration::from_secs(30);
/// How long the last messages may take at the end.
pub(super) const FLUSH_MAX: Duration = Duration::from_secs(2);

/// A client, by two ends of pipes or sockets, which will no longer block.
#[derive(Debug)]
pub struct Client {
    /// Its frames come out of this.
    pub input: OwnedFd,
    /// Ours go into this.
    pub output: OwnedFd,
}

impl Client {
    /// Both directions, watched by `poller` under these tokens.
    pub(super) fn open(
        self,
        poller: &Arc<Poller>,
        input: Token,
        output: Token,
        now: Instant,
    ) -> std::io::Result<(Inlet<File>, Outbox)> {
        let input = Polled::new(File::from(self.input), poller, input, Direction::Read)?;
        let output = Polled::new(File::from(self.output), poller, output, Direction::Write)?;
        Ok((Inlet::new(input, LIMITS)?, Outbox::new(Outlet::new(output), now)))
    }
}

/// What comes from a client.
#[derive(Debug)]
pub enum ClientEvent {
    Message(Message),
    /// A line that is no message, with the error that it deserves.
    Bad {
        id: Option<RequestId>,
        error: RpcError,
    },
    /// End of input. Nothing follows.
    Closed,
}

impl From<Inbound> for ClientEvent {
    fn from(inbound: Inbound) -> Self {
        match inbound {
            Inbound::Message(message) => ClientEvent::Message(message),
            Inbound::Bad { id, error } => ClientEvent::Bad { id, error },
            Inbound::Ended => ClientEvent::Closed,
        }
    }
}

/// Messages on their way to the client; the loop never waits for it.
#[derive(Debug)]
pub(super) struct Outbox {
    /// `None` once the client is lost.
    outlet: Option<Outlet<File>>,
    /// When the client last took something, or the first of what waits was sent.
    moved: Instant,
}

/// The client reads nothing, or is gone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ClientLost;

impl Outbox {
    fn new(outlet: Outlet<File>, now: Instant) -> Self {
        Outbox { outlet: Some(outlet), moved: now }
    }

    pub(super) fn send(&mut self, message: Message, now: Instant) -> Result<(), ClientLost> {
        let Some(outlet) = &mut self.outlet else { return Ok(()) };
        if outlet.frames() == 0 {
            self.moved = now;
        }
        let sent = outlet.send(message.into_frame());
        if sent.is_err() || outlet.bytes() > BACKLOG_MAX_BYTES { Err(self.lose()) } else { Ok(()) }
    }

    /// Moves on as much of what waits as fits.
    pub(super) fn push(&mut self, now: Instant) -> Result<(), ClientLost> {
        match self.outlet.as_mut().map(Outlet::push) {
            None | Some(Ok(false)) => Ok(()),
            Some(Ok(true)) => {
                self.moved = now;
                Ok(())
            }
            Some(Err(_)) => Err(self.lose()),
        }
    }

    fn frames(&self) -> usize {
        self.outlet.as_ref().map_or(0, Outlet::frames)
    }

    /// Whether requests may be read: not while the client leaves too many answers unread.
    pub(super) fn may_read(&self) -> bool {
        self.frames() < BACKLOG_PAUSE
    }

    /// Whether workers may be listened to: not while the client leaves too much unread.
    pub(super) fn may_listen(&self) -> bool {
        self.outlet.as_ref().is_none_or(|outlet| outlet.bytes() < BACKLOG_DEAF_BYTES)
    }

    /// When a client that reads nothing counts as lost.
    pub(super) fn deadline(&self) -> Option<Instant> {
        (self.frames() > 0).then(|| self.moved + STALL_MAX)
    }

    pub(super) fn check(&mut self, now: Instant) -> Result<(), ClientLost> {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            Err(self.lose())
        } else {
            Ok(())
        }
    }

    /// Hands over what is left, within a time limit, at the very end.
    pub(super) fn flush(self) {
        if let Some(outlet) = self.outlet {
            outlet.finish(FLUSH_MAX);
        }
    }

    fn lose(&mut self) -> ClientLost {
        self.outlet = None;
        ClientLost
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufReader, PipeReader};

    use super::*;
    use crate::protocol::frame::{Frame, FrameReader};

    /// A pipe's capacity at most.
    const PIPE_BYTES: usize = 1024 * 1024;

    fn message(text: String) -> Message {
        Message::notice("x", &serde_json::json!({ "text": text }))
    }

    fn outbox(now: Instant) -> (Outbox, PipeReader) {
        let poller = Arc::new(Poller::new().expect("a poller"));
        let (input, _) = io::pipe().expect("a pipe");
        let (theirs, output) = io::pipe().expect("a pipe");
        let client = Client { input: input.into(), output: output.into() };
        let opened = client.open(&poller, Token(0), Token(1), now);
        (opened.expect("both directions").1, theirs)
    }

    #[test]
    fn a_slow_client_gets_everything_in_order() {
        let now = Instant::now();
        let (mut outbox, theirs) = outbox(now);
        let text = "x".repeat(8 * 1024);
        for n in 0..600 {
            assert_eq!(outbox.send(message(format!("{n} {text}")), now), Ok(()));
        }
        assert!(!outbox.may_read());
        let mut theirs = FrameReader::new(BufReader::new(theirs), 1 << 20);
        for n in 0..600 {
            let Ok(Some(Frame::Line(line))) = theirs.next_frame() else { panic!("a frame") };
            assert_eq!(Message::decode(&line).expect("whole"), message(format!("{n} {text}")));
            assert_eq!(outbox.push(now), Ok(()));
        }
        assert!(outbox.frames() == 0 && outbox.may_read() && outbox.deadline().is_none());
    }

    #[test]
    fn workers_wait_for_a_client_that_leaves_much_unread() {
        let now = Instant::now();
        let (mut outbox, theirs) = outbox(now);
        let large = || message("x".repeat(1024 * 1024));
        let sent = (0..99).take_while(|_| {
            assert_eq!(outbox.send(large(), now), Ok(()));
            outbox.may_listen()
        });
        let sent = sent.count();
        assert!((7..9).contains(&sent), "{sent}");
        let mut theirs = BufReader::new(theirs);
        let mut read = 0;
        while read < 2 * PIPE_BYTES {
            let available = io::BufRead::fill_buf(&mut theirs).expect("reads").len();
            io::BufRead::consume(&mut theirs, available);
            read += available;
            assert_eq!(outbox.push(now), Ok(()));
        }
        assert!(outbox.may_listen());
    }

    #[test]
    fn a_client_that_reads_nothing_is_lost_by_time_or_by_size() {
        let now = Instant::now();
        let large = || message("x".repeat(1024 * 1024));
        let (mut slow, _theirs) = outbox(now);
        assert_eq!(slow.deadline(), None);
        assert_eq!(slow.send(message(String::new()), now), Ok(()));
        assert_eq!(slow.deadline(), None, "it fits into the pipe");
        assert_eq!(slow.send(large(), now), Ok(()));
        assert_eq!(slow.check(now), Ok(()));
        assert_eq!(slow.check(now + STALL_MAX), Err(ClientLost));
        let (mut full, _theirs) = outbox(now);
        let sent = (0..999).take_while(|_| full.send(large(), now).is_ok()).count();
        assert!((127..130).contains(&sent), "{sent}");
        assert_eq!(full.send(large(), now), Ok(()), "what is sent to a lost client is dropped");
    }

    #[test]
    fn a_client_that_is_gone_is_lost() {
        let now = Instant::now();
        let (mut outbox, theirs) = outbox(now);
        drop(theirs);
        assert_eq!(outbox.send(message(String::new()), now), Err(ClientLost));
    }
}
