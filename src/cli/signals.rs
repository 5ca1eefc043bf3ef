//! Signals as events, for whoever waits for a run.

use std::io;
use std::thread;

use crossbeam_channel::{Receiver, bounded};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// A signal's number, as a shell counts it: the exit status is 128 more.
pub type Signal = i32;

/// The interrupt that Ctrl-C sends.
pub const INTERRUPT: Signal = SIGINT;

/// From now on these signals do not end the process, but arrive here.
pub fn listen() -> io::Result<Receiver<Signal>> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    // A person who presses Ctrl-C more often than four times in one go is not counted further.
    let (events, received) = bounded(4);
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            let _ = events.try_send(signal);
        }
    })?;
    Ok(received)
}

/// The exit status of a program that a signal ended.
pub fn status(signal: Signal) -> u8 {
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}
