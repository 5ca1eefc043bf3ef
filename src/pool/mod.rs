//! Worker processes: started, spoken to, killed, reaped. It owns every `Child`, so it is the only
//! one who signals or waits for a worker, and after the wait the process number is gone.
//! When a worker is gone its pipes are left too, whoever may still hold their other ends.
//!
//! It knows nothing of conversations or runs, and nothing of what is inside a worker.
//! Workers must be started from a thread that lives as long as they may: the signal that ends an
//! orphaned worker follows the parent's thread, not its process.
//! See ARCHITECTURE.md, "Pool".

#![forbid(unsafe_code)]

mod cgroup;
mod children;
mod cpu;
pub mod exit;
mod image;
mod process;
mod stderr;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::cgroup::{Cgroup, CgroupError};
use self::children::{Dead, dead_child};
use self::exit::ExitReason;
use self::image::Image;
use self::process::{Process, Progress};
use crate::protocol::decode_worker::Violation;
use crate::protocol::frame::Frame;
use crate::protocol::message::Message;
use crate::protocol::worker_api::FromWorker;
use crate::wire::Inbound;
use crate::wire::poller::{Poller, Token};

/// The pool's tokens begin here; those below are its owner's.
pub const FIRST_TOKEN: u64 = 16;
/// Tokens of one worker.
const TOKENS_EACH: u64 = 4;

/// The program that is started for every worker.
#[derive(Debug, Clone)]
pub struct WorkerCommand {
    pub path: PathBuf,
    /// Arguments ahead of the worker's own; for tests that start themselves as a worker.
    pub args: Vec<OsString>,
}

/// Tells workers apart; the caller's own number, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerKey(pub u64);

/// What came from a worker.
#[derive(Debug)]
pub struct WorkerEvent {
    pub worker: WorkerKey,
    pub said: Said,
}

/// See [`WorkerEvent`].
#[derive(Debug)]
pub enum Said {
    Frame(Result<FromWorker, Violation>),
    /// A line for [`decode_long`], which nobody waits for who serves others; nothing more is read until
    /// [`Pool::resume`].
    Long(Frame),
    /// One of its pipes is at its end.
    Ended(Pipe),
}

/// The pipes between us and a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pipe {
    /// At its end when the worker takes no more of what it was sent.
    Input,
    Output,
    Stderr,
}

/// The pool could not be made, or a worker not started.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    #[error("cannot put the guest image into memory")]
    Image(#[source] io::Error),
    #[error("cannot use the cgroup directory {path}")]
    Cgroup { path: String, source: CgroupError },
    #[error("cannot start {path}")]
    Spawn { path: String, source: io::Error },
}

/// The worker did not read what it was sent before it caused more: it broke the turn rules.
#[derive(Debug, PartialEq, Eq)]
pub struct NotReading;

/// All worker processes that are not reaped and reported.
#[derive(Debug)]
pub struct Pool {
    command: WorkerCommand,
    image: Image,
    cgroup: Option<Cgroup>,
    /// When the processor time of all workers is next looked at.
    next_look: Instant,
    processes: BTreeMap<WorkerKey, Process>,
    by_pid: HashMap<u32, WorkerKey>,
    /// Whether anything is read from any of them.
    listening: bool,
    /// Those that are dying, or ought to be: the few among the many that are looked at by themselves.
    dying: BTreeSet<WorkerKey>,
    poller: Arc<Poller>,
}

/// Decodes a line of a worker's that [`Said::Long`] reported.
pub fn decode_long(line: Frame) -> Inbound {
    process::decode_long(line)
}

/// The token of a worker's pipe.
fn token(worker: WorkerKey, pipe: Pipe) -> Token {
    Token(FIRST_TOKEN + worker.0 * TOKENS_EACH + pipe as u64)
}

impl Pool {
    /// Copies the image into sealed memory files; starts nothing yet.
    ///
    /// `cgroup` is a delegated cgroup v2 directory, in which every worker gets a leaf of its own.
    /// `poller` is to watch the workers' pipes; hand the tokens from [`FIRST_TOKEN`] on to [`Pool::ready`].
    pub fn new(
        command: WorkerCommand,
        cwasm: &'static [u8],
        snapshots: &'static [u8],
        cgroup: Option<PathBuf>,
        poller: &Arc<Poller>,
    ) -> Result<Self, PoolError> {
        let image = Image::new(cwasm, snapshots).map_err(PoolError::Image)?;
        let open = |path: PathBuf| {
            let cgroup = Cgroup::open(&path);
            cgroup.map_err(|source| PoolError::Cgroup { path: path.display().to_string(), source })
        };
        let cgroup = cgroup.map(open).transpose()?;
        let next_look = Instant::now() + cpu::LOOK_EVERY;
        Ok(Pool {
            command,
            image,
            cgroup,
            next_look,
            processes: BTreeMap::new(),
            by_pid: HashMap::new(),
            listening: true,
            dying: BTreeSet::new(),
            poller: Arc::clone(poller),
        })
    }

    /// Goes on with the pipe of a token: writes what waits for it, or reads it once, into `scratch`.
    /// Hand back what is found of [`Said::Ended`] to [`Pool::ended`].
    pub fn ready(&mut self, token: Token, scratch: &mut [u8]) -> Vec<WorkerEvent> {
        let Some(number) = token.0.checked_sub(FIRST_TOKEN) else { return Vec::new() };
        let worker = WorkerKey(number / TOKENS_EACH);
        let pipe = match number % TOKENS_EACH {
            0 => Pipe::Input,
            1 => Pipe::Output,
            _ => Pipe::Stderr,
        };
        self.hear(worker, |process| process.ready(pipe, scratch))
    }

    /// Goes on with a worker behind a long line, now that it is decoded.
    pub fn resume(&mut self, worker: WorkerKey, inbound: Inbound) -> Vec<WorkerEvent> {
        let events = self.hear(worker, |process| process.resume(inbound));
        // It may have died meanwhile.
        self.note(worker);
        events
    }

    /// Whether anything is read from any worker, those that are still to be started among them; what they
    /// write meanwhile waits in their pipes.
    pub fn listen(&mut self, listening: bool) -> Vec<WorkerEvent> {
        self.listening = listening;
        let workers: Vec<WorkerKey> = self.processes.keys().copied().collect();
        let hear = |worker| self.hear(worker, |process| process.listen(listening));
        workers.into_iter().flat_map(hear).collect()
    }

    fn hear(
        &mut self,
        worker: WorkerKey,
        listen: impl FnOnce(&mut Process) -> Vec<Said>,
    ) -> Vec<WorkerEvent> {
        let said = self.processes.get_mut(&worker).map(listen).unwrap_or_default();
        said.into_iter().map(|said| WorkerEvent { worker, said }).collect()
    }

    /// Starts a worker. Returns its process number, for people to look at.
    pub fn spawn(&mut self, worker: WorkerKey, memory_bytes: u64) -> Result<u32, PoolError> {
        let failed = |source| {
            let path = self.command.path.display().to_string();
            PoolError::Spawn { path, source }
        };
        let leaf = self.cgroup.as_ref().map(|cgroup| cgroup.leaf(worker, memory_bytes));
        let leaf = leaf.transpose().map_err(failed)?;
        let started =
            Process::spawn(worker, &self.command, &self.image, memory_bytes, leaf, &self.poller);
        let mut process = started.map_err(failed)?;
        if !self.listening {
            // Nothing was read yet, so nothing can be found.
            process.listen(false);
        }
        let pid = process.pid();
        self.by_pid.insert(pid, worker);
        self.processes.insert(worker, process);
        Ok(pid)
    }

    /// Passes a message on, without ever waiting for the worker to read it.
    pub fn send(&mut self, worker: WorkerKey, message: Message) -> Result<(), NotReading> {
        let Some(process) = self.processes.get_mut(&worker) else { return Ok(()) };
        let sent = process.send(message, Instant::now());
        self.note(worker);
        sent
    }

    /// Lets the worker's input end once it has read what was sent.
    pub fn close_input(&mut self, worker: WorkerKey) {
        if let Some(process) = self.processes.get_mut(&worker) {
            process.close_input();
        }
    }

    /// Sends SIGKILL, unless it is reaped already.
    pub fn kill(&mut self, worker: WorkerKey) {
        if let Some(process) = self.processes.get_mut(&worker) {
            process.kill();
        }
    }

    /// Lets the worker use `time` of the processor from now on, plus a margin, and not more.
    ///
    /// A backstop behind the wall clock, for a worker that computes when it should not, twice: the
    /// kernel's SIGXCPU where this process may set it, and a look at the worker's clock every few
    /// seconds, because a signal can be masked.
    pub fn arm_cpu(&mut self, worker: WorkerKey, time: Duration) {
        if let Some(process) = self.processes.get_mut(&worker) {
            process.arm_cpu(time);
        }
    }

    /// A pipe of the worker's is at its end. If it is its output or input, it is dying, or must.
    pub fn ended(&mut self, worker: WorkerKey, pipe: Pipe, now: Instant) {
        if let Some(process) = self.processes.get_mut(&worker) {
            process.ended(pipe, now);
            self.note(worker);
        }
    }

    /// Notes whether a worker has to be looked at although nothing comes from it.
    fn note(&mut self, worker: WorkerKey) {
        if self.processes.get(&worker).is_some_and(|process| process.deadline().is_some()) {
            self.dying.insert(worker);
        } else {
            self.dying.remove(&worker);
        }
    }

    /// Waits for whoever has died, without blocking, and returns those of whom nothing more will
    /// come. Call it after SIGCHLD, after [`Pool::ended`], and at [`Pool::next_deadline`].
    pub fn reap(&mut self, now: Instant) -> Vec<(WorkerKey, ExitReason)> {
        if self.next_look <= now {
            self.next_look = now + cpu::LOOK_EVERY;
            self.processes.values_mut().for_each(Process::look_at_clock);
        }
        self.find_the_dead(now);
        let mut gone = Vec::new();
        for worker in self.dying.clone() {
            let Some(process) = self.processes.get_mut(&worker) else { continue };
            if let Progress::Gone(reason) = process.check(now) {
                gone.push((worker, reason));
                self.forget(worker);
            } else {
                self.note(worker);
            }
        }
        gone
    }

    /// Waits for every child that has died.
    fn find_the_dead(&mut self, now: Instant) {
        let mut last = None;
        loop {
            let pid = match dead_child() {
                Dead::Nobody => return,
                Dead::Pid(pid) => Some(pid),
                Dead::Unknown => None,
            };
            let worker = pid.and_then(|pid| self.by_pid.get(&pid)).copied();
            let process = worker.and_then(|worker| self.processes.get_mut(&worker));
            let (Some(worker), Some(process), true) = (worker, process, pid != last) else {
                // Somebody else's child, which may hide one of ours.
                self.dying.extend(self.processes.keys());
                return;
            };
            // What comes of it is asked again by the caller.
            process.check(now);
            self.dying.insert(worker);
            last = pid;
        }
    }

    fn forget(&mut self, worker: WorkerKey) {
        self.dying.remove(&worker);
        if let Some(process) = self.processes.remove(&worker) {
            // Its number may be another's by now.
            if self.by_pid.get(&process.pid()) == Some(&worker) {
                self.by_pid.remove(&process.pid());
            }
        }
    }

    /// When [`Pool::reap`] is next needed although nothing has happened.
    pub fn next_deadline(&self) -> Option<Instant> {
        let look = (!self.processes.is_empty()).then_some(self.next_look);
        let process = |worker| self.processes.get(worker).and_then(Process::deadline);
        self.dying.iter().filter_map(process).chain(look).min()
    }
}

impl Drop for Pool {
    /// Leaves no process behind, whatever made the loop end.
    fn drop(&mut self) {
        for process in self.processes.values_mut() {
            process.kill();
            // Not a blocking wait: one that the kernel cannot end would hold us up for ever.
            process.check(Instant::now());
        }
    }
}
