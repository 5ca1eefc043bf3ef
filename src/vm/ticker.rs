//! The clock that interrupts running guests.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    pub fn start(engine: &Engine) -> std::io::Result<Ticker> {
        let running = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&running);
        let engine = engine.weak();
        let thread = thread::Builder::new()
            .name("ticker".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || {
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
