//! Signals as something that can be read from a pipe.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use signal_hook::SigId;
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::{pipe, unregister};

use crate::wire::poller::{Direction, Polled, Poller, Token};

/// The signals that the loop reacts to.
#[derive(Debug)]
pub(super) struct SignalEvents {
    /// Of SIGCHLD: a child may have died.
    child: Polled<UnixStream>,
    /// Of SIGTERM, SIGINT and SIGHUP.
    stop: Polled<UnixStream>,
    registered: Vec<SigId>,
}

/// Whose signals are listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listen {
    ToAll,
    /// Somebody else in this process reacts to the stop signals.
    ToChildren,
}

impl SignalEvents {
    /// Register before the first child is started, or its death could go unseen.
    pub(super) fn register(
        listen: Listen,
        poller: &Arc<Poller>,
        child: Token,
        stop: Token,
    ) -> io::Result<Self> {
        let (child_reader, child_writer) = UnixStream::pair()?;
        let (stop_reader, stop_writer) = UnixStream::pair()?;
        let mut events = SignalEvents {
            child: Polled::new(child_reader, poller, child, Direction::Read)?,
            stop: Polled::new(stop_reader, poller, stop, Direction::Read)?,
            registered: vec![pipe::register(SIGCHLD, child_writer)?],
        };
        events.child.watch(true)?;
        if listen == Listen::ToAll {
            for signal in [SIGTERM, SIGINT, SIGHUP] {
                events.registered.push(pipe::register(signal, stop_writer.try_clone()?)?);
            }
            events.stop.watch(true)?;
        }
        Ok(events)
    }

    /// Takes note of SIGCHLD; one note stands for any number, as with the signal itself.
    pub(super) fn take_child(&mut self) {
        drain(&mut self.child);
    }

    /// Takes note of a stop signal.
    pub(super) fn take_stop(&mut self) {
        drain(&mut self.stop);
    }
}

/// Reads what there is; it ends by an error, because nothing blocks.
fn drain(pipe: &mut impl Read) {
    while pipe.read(&mut [0; 64]).is_ok_and(|length| length > 0) {}
}

impl Drop for SignalEvents {
    fn drop(&mut self) {
        for signal in self.registered.drain(..) {
            unregister(signal);
        }
    }
}
