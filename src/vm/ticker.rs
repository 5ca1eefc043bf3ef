//! The clock that interrupts running guests.

#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use wasmtime::Engine;

/// Time between two looks at the deadline and at pending output.
pub const TICK: Duration = Duration::from_millis(10);

/// Stack of the ticker's thread: it only sleeps and adds one.
const STACK_BYTES: usize = 64 * 1024;

/// A thread that advances the engine's epoch while a run is on, and sleeps otherwise.
#[derive(Debug)]
pub struct Ticker {
    running: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

impl Ticker {
    /// Returns once the thread has made all the system calls that a thread starts with: the caller
    /// may be about to forbid them to every thread.
    pub fn start(engine: &Engine) -> std::io::Result<Ticker> {
        let running = Arc::new(AtomicUsize::new(0));
        let started = Arc::new(Barrier::new(2));
        let begun = Arc::clone(&started);
        let count = Arc::clone(&running);
        let engine = engine.weak();
        let thread = thread::Builder::new()
            .name("ticker".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || {
                begun.wait();
                loop {
                    if count.load(Ordering::Acquire) == 0 {
                        thread::park();
                    } else {
                        thread::park_timeout(TICK);
                    }
                    let Some(engine) = engine.upgrade() else { return };
                    engine.increment_epoch();
                }
            })?;
        started.wait();
        Ok(Ticker { running, thread })
    }

    /// Ticks until the guard is dropped.
    pub fn tick(&self) -> Ticking<'_> {
        self.running.fetch_add(1, Ordering::AcqRel);
        self.thread.thread().unpark();
        Ticking(self)
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        // The thread finds the engine gone and ends.
        self.thread.thread().unpark();
    }
}

/// Keeps the ticker awake.
#[derive(Debug)]
pub struct Ticking<'a>(&'a Ticker);

impl Drop for Ticking<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::AcqRel);
    }
}
