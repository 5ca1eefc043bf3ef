//! Signals as events: a thread waits for them and passes them on.

use std::io;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, bounded};
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};

/// The signals that the loop reacts to.
#[derive(Debug)]
pub(super) struct SignalEvents {
    /// A child may have died. One waiting event stands for any number, as with the signal itself.
    pub(super) child: Receiver<()>,
    /// SIGTERM, SIGINT or SIGHUP. One is enough.
    pub(super) stop: Receiver<()>,
    handle: Handle,
    thread: Option<JoinHandle<()>>,
}

impl SignalEvents {
    /// Register before the first child is started, or its death could go unseen.
    pub(super) fn register() -> io::Result<Self> {
        Self::listen(Signals::new([SIGCHLD, SIGTERM, SIGINT, SIGHUP])?)
    }

    /// Without the stop signals, which somebody else in this process reacts to.
    pub(super) fn register_children() -> io::Result<Self> {
        Self::listen(Signals::new([SIGCHLD])?)
    }

    fn listen(mut signals: Signals) -> io::Result<Self> {
        let handle = signals.handle();
        let (child_sender, child) = bounded(1);
        let (stop_sender, stop) = bounded(1);
        let thread = thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in signals.forever() {
                let events = if signal == SIGCHLD { &child_sender } else { &stop_sender };
                // A full channel holds the same news already.
                let _ = events.try_send(());
            }
        })?;
        Ok(SignalEvents { child, stop, handle, thread: Some(thread) })
    }
}

impl Drop for SignalEvents {
    fn drop(&mut self) {
        self.handle.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
