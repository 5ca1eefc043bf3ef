//! The client's side of the loop: what comes from it, and what waits for it to read.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use serde_json::Value;

use crate::protocol::client_api::CLIENT_FRAME_MAX;
use crate::protocol::error::RpcError;
use crate::protocol::message::{Message, RequestId};
use crate::wire::{Inbound, ReadLimits, spawn_reader, spawn_writer};

/// Frames of the client that wait for the loop, which takes one in microseconds.
const INCOMING_MAX: usize = 16;
/// Messages that wait for the writer, which only waits for the pipe.
const OUTGOING_MAX: usize = 64;
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
const FLUSH_MAX: Duration = Duration::from_secs(2);

/// A client, by its two channels. Real pipes are behind them, or a caller in the same process.
#[derive(Debug)]
pub struct Client {
    pub incoming: Receiver<ClientEvent>,
    /// Bounded: a full one is a client that reads slowly, a closed one is a client that is gone.
    pub outgoing: Sender<Message>,
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

/// The threads behind [`stdio_client`].
#[derive(Debug)]
pub struct StdioThreads {
    /// Closed when the writer ends.
    writer: Receiver<()>,
}

impl StdioThreads {
    /// Waits until everything is written, or the client is gone, or has not read for two seconds.
    /// Call it when `serve` has returned, or the last answers may be lost with the process.
    pub fn finish(self) {
        // The writer is not joined: a client that does not read could hold it, and us, for ever.
        let _ = self.writer.recv_timeout(FLUSH_MAX);
    }
}

/// Standard output, and the sign that its writer lives.
struct Watched {
    pipe: File,
    _alive: Sender<()>,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pipe.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pipe.flush()
    }
}

/// The client at this process's standard input and output.
pub fn stdio_client() -> io::Result<(Client, StdioThreads)> {
    let stdin = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let (events, incoming) = bounded(INCOMING_MAX);
    let (outgoing, messages) = bounded(OUTGOING_MAX);
    // The client is trusted: only the length of its lines is bounded.
    let limits = ReadLimits { frame_bytes: CLIENT_FRAME_MAX, values: usize::MAX, forgiving: true };
    // It ends with its pipe and is not joined: it may be blocked there when we stop.
    spawn_reader("client-in".into(), stdin, limits, events, ClientEvent::from)?;
    let (alive, writer) = bounded(0);
    // A client that is gone is noticed by the closed channel.
    let stdout = Watched { pipe: stdout, _alive: alive };
    spawn_writer("client-out".into(), stdout, messages, || {})?;
    Ok((Client { incoming, outgoing }, StdioThreads { writer }))
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
    outgoing: Option<Sender<Message>>,
    backlog: VecDeque<Message>,
    backlog_bytes: usize,
    /// When something was last taken from a backlog.
    moved: Instant,
}

/// The client reads nothing, or is gone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ClientLost;

impl Outbox {
    pub(super) fn new(outgoing: Sender<Message>, now: Instant) -> Self {
        let (backlog, backlog_bytes) = Default::default();
        Outbox { outgoing: Some(outgoing), backlog, backlog_bytes, moved: now }
    }

    pub(super) fn send(&mut self, message: Message, now: Instant) -> Result<(), ClientLost> {
        let Some(outgoing) = &self.outgoing else { return Ok(()) };
        if !self.backlog.is_empty() {
            return self.keep(message);
        }
        match outgoing.try_send(message) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(message)) => {
                self.moved = now;
                self.keep(message)
            }
            Err(TrySendError::Disconnected(_)) => Err(self.lose()),
        }
    }

    /// Where the next waiting message may go, if one waits.
    pub(super) fn waiting(&self) -> Option<&Sender<Message>> {
        self.outgoing.as_ref().filter(|_| !self.backlog.is_empty())
    }

    /// Moves on as many waiting messages as fit.
    pub(super) fn push(&mut self, now: Instant) -> Result<(), ClientLost> {
        while let (Some(outgoing), Some(message)) = (&self.outgoing, self.backlog.pop_front()) {
            let bytes = weight_of(&message);
            match outgoing.try_send(message) {
                Ok(()) => {
                    self.backlog_bytes -= bytes;
                    self.moved = now;
                }
                Err(TrySendError::Full(message)) => {
                    self.backlog.push_front(message);
                    return Ok(());
                }
                Err(TrySendError::Disconnected(_)) => return Err(self.lose()),
            }
        }
        Ok(())
    }

    /// Whether requests may be read: not while the client leaves too many answers unread.
    pub(super) fn may_read(&self) -> bool {
        self.backlog.len() < BACKLOG_PAUSE
    }

    /// Whether workers may be listened to: not while the client leaves too much unread.
    pub(super) fn may_listen(&self) -> bool {
        self.backlog_bytes < BACKLOG_DEAF_BYTES
    }

    /// When a client that reads nothing counts as lost.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.waiting().map(|_| self.moved + STALL_MAX)
    }

    pub(super) fn check(&mut self, now: Instant) -> Result<(), ClientLost> {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            Err(self.lose())
        } else {
            Ok(())
        }
    }

    /// Hands over what is left, within a time limit, at the very end.
    pub(super) fn flush(mut self) {
        let until = Instant::now() + FLUSH_MAX;
        if let Some(outgoing) = self.outgoing.take() {
            for message in self.backlog {
                if outgoing.send_deadline(message, until).is_err() {
                    return;
                }
            }
        }
    }

    fn keep(&mut self, message: Message) -> Result<(), ClientLost> {
        self.backlog_bytes += weight_of(&message);
        self.backlog.push_back(message);
        if self.backlog_bytes > BACKLOG_MAX_BYTES { Err(self.lose()) } else { Ok(()) }
    }

    fn lose(&mut self) -> ClientLost {
        self.outgoing = None;
        self.backlog.clear();
        self.backlog_bytes = 0;
        ClientLost
    }
}

/// Roughly the memory behind a message, in bytes.
fn weight_of(message: &Message) -> usize {
    const BASE: usize = 256;
    BASE + match message {
        Message::Call { params, .. } | Message::Notice { params, .. } => weight(params),
        Message::Reply { outcome: Ok(value), .. } => weight(value),
        Message::Reply { outcome: Err(error), .. } => error.message.len(),
    }
}

fn weight(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(weight).sum(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| name.len() + weight(value)).sum()
            }
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: String) -> Message {
        Message::notice("x", &serde_json::json!({ "text": text }))
    }

    #[test]
    fn a_slow_client_gets_everything_in_order() {
        let (outgoing, received) = bounded(2);
        let now = Instant::now();
        let mut outbox = Outbox::new(outgoing, now);
        for n in 0..600 {
            assert_eq!(outbox.send(message(n.to_string()), now), Ok(()));
        }
        assert!(!outbox.may_read());
        for n in 0..600 {
            assert_eq!(received.try_recv().expect("there"), message(n.to_string()));
            assert_eq!(outbox.push(now), Ok(()));
        }
        assert!(outbox.waiting().is_none() && outbox.backlog_bytes == 0);
    }

    #[test]
    fn workers_wait_for_a_client_that_leaves_much_unread() {
        let (outgoing, received) = bounded(1);
        let now = Instant::now();
        let mut outbox = Outbox::new(outgoing, now);
        let sent = (0..).take_while(|_| {
            assert_eq!(outbox.send(message("x".repeat(1024 * 1024)), now), Ok(()));
            outbox.may_listen()
        });
        assert_eq!(sent.count(), 8);
        assert!(received.try_recv().is_ok());
        assert_eq!(outbox.push(now), Ok(()));
        assert!(outbox.may_listen());
    }

    #[test]
    fn a_client_that_reads_nothing_is_lost_by_time_or_by_size() {
        let (outgoing, _received) = bounded(1);
        let now = Instant::now();
        let mut outbox = Outbox::new(outgoing.clone(), now);
        assert_eq!(outbox.deadline(), None);
        assert_eq!(outbox.send(message(String::new()), now), Ok(()));
        assert_eq!(outbox.send(message(String::new()), now), Ok(()));
        assert_eq!(outbox.check(now), Ok(()));
        assert_eq!(outbox.check(now + STALL_MAX), Err(ClientLost));
        let mut outbox = Outbox::new(outgoing, now);
        let large = || message("x".repeat(1024 * 1024));
        let sent = (0..999).take_while(|_| outbox.send(large(), now).is_ok()).count();
        assert_eq!(sent, 127);
        assert_eq!(outbox.send(large(), now), Ok(()), "what is sent to a lost client is dropped");
    }
}
