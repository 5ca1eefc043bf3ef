//! The clock that interrupts running guests.

#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use wasmtime::Engine;

/// Time between two looks at the deadline and at pending output.
pub const TICK: Duration = Duration::from_millis(10);

/// Stack of the ticker's thread: it only sleeps and adds one.
const STACK_BYTES: usize = 64 * 1024;

/// A thread that advances the engine's epoch while a run is on, and sleeps otherwise.
///
/// It falls asleep a tick after the last run, so runs that follow one another closely do not each wake it.
#[derive(Debug)]
pub struct Ticker {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

/// What both sides look at. One side writes what it does and then reads what the other has written, so the
/// order of all of these accesses matters: they are sequentially consistent.
#[derive(Debug, Default)]
struct Shared {
    running: AtomicUsize,
    /// Runs so far.
    begun: AtomicUsize,
    /// Whether the thread must be woken when a run begins.
    asleep: AtomicBool,
}

impl Ticker {
    /// Returns once the thread has made all the system calls that a thread starts with: the caller
    /// may be about to forbid them to every thread.
    pub fn start(engine: &Engine) -> std::io::Result<Ticker> {
        let engine = engine.weak();
        Ticker::start_with(move || {
            engine.upgrade().map(|engine| engine.increment_epoch()).is_some()
        })
    }

    /// `advance` is called at each tick, until it says that there is nothing to advance any more.
    fn start_with(advance: impl Fn() -> bool + Send + 'static) -> std::io::Result<Ticker> {
        let shared = Arc::<Shared>::default();
        let started = Arc::new(Barrier::new(2));
        let begun = Arc::clone(&started);
        let seen = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("ticker".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || {
                begun.wait();
                let mut last = 0;
                loop {
                    seen.wait(&mut last);
                    if !advance() {
                        return;
                    }
                }
            })?;
        started.wait();
        Ok(Ticker { shared, thread })
    }

    /// Ticks until the guard is dropped.
    pub fn tick(&self) -> Ticking<'_> {
        self.shared.begun.fetch_add(1, Ordering::SeqCst);
        self.shared.running.fetch_add(1, Ordering::SeqCst);
        if self.shared.asleep.swap(false, Ordering::SeqCst) {
            self.thread.thread().unpark();
        }
        Ticking(self)
    }
}

impl Shared {
    /// Waits for the next tick, or for a run if there was none since the `last` one seen.
    fn wait(&self, last: &mut usize) {
        let begun = self.begun.load(Ordering::SeqCst);
        if self.running.load(Ordering::SeqCst) > 0 || begun != *last {
            *last = begun;
            return thread::park_timeout(TICK);
        }
        self.asleep.store(true, Ordering::SeqCst);
        // A run that began before `asleep` was set has woken nobody.
        if self.running.load(Ordering::SeqCst) == 0 {
            thread::park();
        }
        self.asleep.store(false, Ordering::SeqCst);
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
        self.0.shared.running.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    /// Far longer than any tick takes.
    const LIMIT: Duration = Duration::from_secs(30);

    fn ticker() -> (Ticker, Receiver<()>) {
        let (sender, ticks) = channel();
        (Ticker::start_with(move || sender.send(()).is_ok()).expect("starts"), ticks)
    }

    #[test]
    fn it_ticks_while_a_run_is_on() {
        let (ticker, ticks) = ticker();
        let ticking = ticker.tick();
        for _ in 0..5 {
            ticks.recv_timeout(LIMIT).expect("a tick");
        }
        drop(ticking);
    }

    #[test]
    fn it_falls_asleep_and_every_run_wakes_it_also_one_that_begins_meanwhile() {
        let (ticker, ticks) = ticker();
        for turn in 0..60 {
            drop(ticker.tick());
            // Some begin while it is awake, some while it falls asleep, some while it sleeps.
            while turn % 3 > 0 && !ticker.shared.asleep.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            if turn % 3 == 2 {
                thread::yield_now();
            }
            while ticks.try_recv().is_ok() {}
            let ticking = ticker.tick();
            // The second one is of this run for certain.
            for _ in 0..2 {
                ticks.recv_timeout(LIMIT).expect("a tick");
            }
            drop(ticking);
        }
    }
}
