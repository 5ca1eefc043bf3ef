//! The store's data: what a session is doing, what it has printed, how long it may go on.

#![forbid(unsafe_code)]

use std::time::{Duration, Instant};

use wasmtime::{Memory, ResourceLimiter, TypedFunc};
use wasmtime_wasi::p1::WasiP1Ctx;

use super::native::regex::cache::Cache;
use super::output::Capture;
use super::reply::Reply;
use super::snapshot::Parked;
use super::{End, Host, Stream, guest};

/// Most memory of the engine's own collected heap, where exceptions live while they are thrown.
///
/// Less than any linear memory, and far more than a run needs: it is collected.
const MAX_EXCEPTION_HEAP_BYTES: usize = 512 * 1024;

/// How long a run may go on after it was told that its time is up: for `finally` blocks and the like.
///
/// The supervisor kills the worker some time later (`WALL_CLOCK_GRACE` in `supervisor/run.rs`).
const INTERRUPT_GRACE: Duration = Duration::from_millis(200);

/// What a call is answered with when the run's time is up; `bootstrap.py` raises the exception.
const TIME: &str = "time";

/// Why a run stops that did not stop by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    #[error("the run's time was up")]
    WallClock,
    #[error("the host ended the run: {0}")]
    Host(End),
    #[error("the interpreter's stack overflowed")]
    StackOverflow,
    #[error("the interpreter exited with status {0}")]
    Exit(i32),
}

/// What the session is doing, and so what guest code may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing of the guest should be running.
    Idle,
    /// No host call is answered.
    Compiling,
    /// User code runs.
    Running,
}

/// While the guest makes objects from a reply, at a cost that the run need not bear.
#[derive(Debug, Clone, Copy)]
pub struct Decoding {
    /// The run's own fuel when this began, on top of which an allowance was given.
    pub fuel: u64,
    /// Whether scheduled callbacks were locked out.
    pub locked: bool,
}

/// The store's data.
pub struct State {
    pub wasi: WasiP1Ctx,
    pub parked: Parked,
    /// Set once, as soon as the instance exists.
    pub memory: Option<Memory>,
    /// Set with the memory: the guest's allocator.
    pub gc_alloc: Option<TypedFunc<(u32, u32), u32>>,
    /// Set with the memory: the guest's collector.
    pub gc_collect: Option<TypedFunc<(), ()>>,
    /// Set with the memory: the guest's allocator that raises `MemoryError`.
    pub m_malloc: Option<TypedFunc<u32, u32>>,
    /// Set with the memory: raises an exception, given its type and the address of a text that ends with a zero.
    pub raise_msg: Option<TypedFunc<(u32, u32), ()>>,
    /// Regular expressions that the guest has used.
    pub programs: Cache,
    /// Decimal digits that an integer may have where it is written or read.
    pub most_digits: usize,
    /// Set with the memory: the dictionary of built-in names, as the image has it.
    pub builtin_names: (Vec<u8>, Vec<u8>),
    /// Most bytes of linear memory; it never grows after the restore.
    pub memory_limit: usize,
    pub host: Option<&'static mut dyn Host>,
    pub phase: Phase,
    /// When the run is told to end.
    pub deadline: Instant,
    /// Set when it was told, and how long it has had since.
    interrupted: Option<Instant>,
    pub stdout: Capture,
    pub stderr: Capture,
    pub reply: Option<Reply>,
    pub decoding: Option<Decoding>,
    /// During a collection, the fuel that is left for what it interrupted.
    pub collecting: Option<u64>,
}

impl State {
    pub fn new(wasi: WasiP1Ctx, parked: Parked, memory_limit: usize) -> State {
        State {
            wasi,
            parked,
            memory: None,
            gc_alloc: None,
            gc_collect: None,
            m_malloc: None,
            raise_msg: None,
            programs: Cache::default(),
            most_digits: super::native::MOST_DIGITS,
            builtin_names: Default::default(),
            memory_limit,
            host: None,
            phase: Phase::Idle,
            deadline: Instant::now(),
            interrupted: None,
            stdout: Capture::new(Stream::Stdout, 0),
            stderr: Capture::new(Stream::Stderr, 0),
            reply: None,
            decoding: None,
            collecting: None,
        }
    }

    /// Forgets the previous run.
    pub fn begin(&mut self, deadline: Instant, max_output_chars: usize) {
        self.deadline = deadline;
        self.interrupted = None;
        self.stdout = Capture::new(Stream::Stdout, max_output_chars);
        self.stderr = Capture::new(Stream::Stderr, max_output_chars);
        self.reply = None;
        self.decoding = None;
        self.collecting = None;
    }

    /// Whether the run was told that its time is up.
    pub fn interrupted(&self) -> bool {
        self.interrupted.is_some()
    }

    /// When the guest is interrupted or, after that, stopped.
    pub fn time_limit(&self) -> Instant {
        self.interrupted.map_or(self.deadline, |at| at + INTERRUPT_GRACE)
    }

    /// Tells a run that its time is up; a second time, or while no user code runs, stops it.
    pub fn interrupt(&mut self, memory: &mut [u8]) -> Result<(), Stop> {
        self.note_interrupt()?;
        let parked = &self.parked;
        let _ = guest::set_u32(memory, parked.pending_exception, parked.interrupt);
        // 0 says that something is pending. A lock is overridden: a scheduled callback may spin under
        // it, and the interpreter is not used again.
        let _ = guest::set_u16(memory, parked.sched_state, 0);
        Ok(())
    }

    /// Stops a run that has reached the low end of its stack. (Python code cannot: this is for C code
    /// that does not look at the limit. The whole guard is checked when a call returns.)
    pub fn check_stack(&self, memory: &[u8]) -> Result<(), Stop> {
        let canary = guest::u32_at(memory, self.parked.stack_guard);
        if canary == Some(self.parked.stack_canary) { Ok(()) } else { Err(Stop::StackOverflow) }
    }

    /// Answers a call for which there is no time.
    pub fn time_is_up(&mut self) -> wasmtime::Result<String> {
        // Told before, it is told again: the limit of the grace stands.
        if !self.interrupted() {
            self.note_interrupt()?;
        }
        Ok(TIME.to_owned())
    }

    /// As [`State::interrupt`], where the guest learns of it in another way.
    fn note_interrupt(&mut self) -> Result<(), Stop> {
        if self.interrupted() || self.phase != Phase::Running {
            return Err(Stop::WallClock);
        }
        self.interrupted = Some(Instant::now());
        Ok(())
    }

    /// What the run has left if its fuel stands at `fuel`: unused allowance is not the run's.
    pub fn own_fuel(&self, fuel: u64) -> u64 {
        let fuel = self.collecting.unwrap_or(fuel);
        self.decoding.map_or(fuel, |decoding| fuel.min(decoding.fuel))
    }

    /// Takes written bytes; both streams keep their order relative to each other.
    pub fn write(&mut self, stream: Stream, bytes: &[u8]) {
        let (to, other) = match stream {
            Stream::Stdout => (&mut self.stdout, &mut self.stderr),
            Stream::Stderr => (&mut self.stderr, &mut self.stdout),
        };
        flush(&mut self.host, other);
        for piece in bytes.chunks(super::output::BATCH_BYTES) {
            to.write(piece);
            if to.is_full() {
                flush(&mut self.host, to);
            }
        }
    }

    /// Hands all pending output to the host.
    pub fn flush(&mut self) {
        flush(&mut self.host, &mut self.stdout);
        flush(&mut self.host, &mut self.stderr);
    }

    /// Ends both streams.
    pub fn finish(&mut self) {
        self.stdout.finish();
        self.stderr.finish();
        self.flush();
        self.reply = None;
    }
}

fn flush(host: &mut Option<&'static mut dyn Host>, capture: &mut Capture) {
    capture.flush(&mut |stream, text| {
        if let Some(host) = host {
            host.output(stream, text);
        }
    });
}

impl ResourceLimiter for State {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // While `memory` is unset the host itself grows the memory, exactly to its limit. Whatever
        // grows afterwards from another size is the engine's heap for thrown exceptions.
        Ok(match self.memory {
            None => desired <= self.memory_limit,
            Some(_) => current < MAX_EXCEPTION_HEAP_BYTES && desired <= MAX_EXCEPTION_HEAP_BYTES,
        })
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(maximum.is_some_and(|maximum| desired <= maximum))
    }
}
