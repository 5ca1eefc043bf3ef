//! One worker process, from its start to the moment when nothing more can come from it.

use std::io;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cgroup::Leaf;
use super::cpu;
use super::exit::{ExitReason, How};
use super::image::Image;
use super::stderr::{Drained, Errors};
use super::{NotReading, Pipe, Said, WorkerCommand, WorkerKey, token};
use crate::protocol::decode_worker::Violation;
use crate::protocol::frame::Frame;
use crate::protocol::message::Message;
use crate::protocol::worker_api::{FromWorker, HOST_VALUES_MAX, WORKER_FRAME_MAX};
use crate::wire::inlet::{Found, Inlet};
use crate::wire::outlet::Outlet;
use crate::wire::poller::{Direction, Polled, Poller};
use crate::wire::{Inbound, ReadLimits, decode};

/// What is taken from a worker.
const LIMITS: ReadLimits =
    ReadLimits { frame_bytes: WORKER_FRAME_MAX, values: VALUES_MAX, forgiving: false };
/// Messages on their way to a worker. It is sent one `run/start`, reads it, and is then sent at
/// most one answer to its one open host call; a second one waiting means that it does not read.
const INPUT_MAX: usize = 2;
/// Most JSON values in a worker's line: some 20 MB once decoded, if they are objects. An honest
/// worker makes no host call with more than half as many.
const VALUES_MAX: usize = 2 * HOST_VALUES_MAX;
/// From the end of a worker's output or input to its death: an exit closes descriptors a moment
/// before the kernel reports it. One that lives on has closed the pipe itself.
const EXIT_GRACE: Duration = Duration::from_millis(250);
/// From a worker's death to the end of its output: what it wrote before is still in the pipe.
/// A process that it started before it was confined may hold copies of the other end, and may
/// even write to it; after this time nobody listens.
const DRAIN_GRACE: Duration = Duration::from_millis(250);

/// A started process.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// Dropping it ends the worker's input.
    input: Option<Outlet<ChildStdin>>,
    /// Whether its input is to end once it has read what was sent.
    closing: bool,
    from: Inlet<ChildStdout>,
    errors: Errors,
    output: Output,
    /// When it was found not to take its input any more.
    input_broken: Option<Instant>,
    life: Life,
    /// Processor time that it may have used up in all.
    cpu_budget: Duration,
    leaf: Option<Leaf>,
}

/// Its standard output.
#[derive(Debug)]
enum Output {
    Open,
    Ended(Instant),
}

/// Whether there is a process.
#[derive(Debug)]
enum Life {
    Living,
    /// SIGKILL was sent.
    Killed(How),
    /// Waited for: the process number means nothing any more.
    Reaped {
        how: How,
        at: Instant,
    },
}

/// What a look at it found.
#[derive(Debug)]
pub(super) enum Progress {
    Pending,
    Gone(ExitReason),
}

impl Process {
    pub(super) fn spawn(
        worker: WorkerKey,
        command: &WorkerCommand,
        image: &Image,
        memory_bytes: u64,
        leaf: Option<Leaf>,
        poller: &Arc<Poller>,
    ) -> io::Result<Self> {
        let image = image.for_one_worker()?;
        let mut child = Command::new(&command.path)
            .args(&command.args)
            .args(["--memory-bytes", &memory_bytes.to_string()])
            .args(["--cwasm-fd", &image.cwasm().to_string()])
            .args(["--snapshots-fd", &image.snapshots().to_string()])
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // It has nothing to run yet, so it is in its cgroup before it matters.
        let joined = leaf.as_ref().map_or(Ok(()), |leaf| leaf.add(child.id()));
        match joined.and_then(|()| Pipes::of(worker, &mut child, poller)) {
            Ok(Pipes { input, from, errors }) => Ok(Process {
                child,
                input: Some(input),
                closing: false,
                from,
                errors,
                output: Output::Open,
                input_broken: None,
                life: Life::Living,
                cpu_budget: cpu::START_BUDGET,
                leaf,
            }),
            Err(error) => {
                // Without its pipes it would not be heard.
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn living_pid(&self) -> Option<u32> {
        matches!(self.life, Life::Living).then(|| self.child.id())
    }

    /// See [`super::Pool::arm_cpu`].
    pub(super) fn arm_cpu(&mut self, time: Duration) {
        // A process that is dying has no clock any more, and needs no limit.
        if let Some(budget) = self.living_pid().and_then(|pid| cpu::arm(pid, time).ok()) {
            self.cpu_budget = budget;
        }
    }

    /// Kills it if it has computed more than it may.
    pub(super) fn look_at_clock(&mut self) {
        let used = self.living_pid().and_then(|pid| cpu::used(pid).ok());
        if used.is_some_and(|used| used > self.cpu_budget + cpu::LOOK_MARGIN) {
            self.kill_because(How::TooMuchCpu);
        }
    }

    pub(super) fn send(&mut self, message: Message, now: Instant) -> Result<(), NotReading> {
        // Once its input is closed, it will be heard to die.
        let Some(input) = &mut self.input else { return Ok(()) };
        if input.frames() >= INPUT_MAX {
            return Err(NotReading);
        }
        if input.send(message.into_frame()).is_err() {
            self.ended(Pipe::Input, now);
        }
        Ok(())
    }

    pub(super) fn close_input(&mut self) {
        self.closing = true;
        self.input.take_if(|input| input.frames() == 0);
    }

    /// Goes on with a pipe that is ready.
    pub(super) fn ready(&mut self, pipe: Pipe, scratch: &mut [u8]) -> Vec<Said> {
        match pipe {
            Pipe::Input => {
                if self.input.as_mut().is_some_and(|input| input.push().is_err()) {
                    return vec![Said::Ended(Pipe::Input)];
                }
                if self.closing {
                    self.close_input();
                }
                Vec::new()
            }
            Pipe::Output => self.hear(|from, found| from.read(scratch, found)),
            Pipe::Stderr => match self.errors.read(scratch) {
                None => Vec::new(),
                Some(Drained::Ended) => vec![Said::Ended(Pipe::Stderr)],
                Some(Drained::Flooded) => {
                    let what = Violation::new("wrote more to its standard error than a worker may");
                    vec![Said::Frame(Err(what)), Said::Ended(Pipe::Stderr)]
                }
            },
        }
    }

    /// Goes on behind a long line.
    pub(super) fn resume(&mut self, inbound: Inbound) -> Vec<Said> {
        self.hear(|from, found| from.resume(inbound, found))
    }

    /// Whether anything is read from it.
    pub(super) fn listen(&mut self, listening: bool) -> Vec<Said> {
        self.hear(|from, found| from.listen(listening, found))
    }

    fn hear(&mut self, listen: impl FnOnce(&mut Inlet<ChildStdout>, &mut Vec<Found>)) -> Vec<Said> {
        let mut found = Vec::new();
        listen(&mut self.from, &mut found);
        found.into_iter().map(said).collect()
    }

    pub(super) fn kill(&mut self) {
        self.kill_because(How::KilledByUs);
    }

    fn kill_because(&mut self, how: How) {
        self.input = None;
        match self.life {
            Life::Living => self.life = Life::Killed(how),
            Life::Killed(_) => {}
            Life::Reaped { .. } => return,
        }
        if let Some(leaf) = &self.leaf {
            leaf.kill();
        }
        // It fails only for a process that is dead already.
        let _ = self.child.kill();
    }

    pub(super) fn ended(&mut self, pipe: Pipe, now: Instant) {
        match pipe {
            Pipe::Output => self.output = Output::Ended(now),
            Pipe::Stderr => {}
            Pipe::Input => {
                self.input = None;
                self.input_broken.get_or_insert(now);
            }
        }
    }

    /// Waits for it without blocking, and kills it if it only pretends to be dying.
    pub(super) fn check(&mut self, now: Instant) -> Progress {
        if !matches!(self.life, Life::Reaped { .. }) {
            match self.child.try_wait() {
                Ok(Some(status)) => self.reaped(Some(status), now),
                Ok(None) => {}
                // Somebody else waited for our child, which nobody may.
                Err(_) => self.reaped(None, now),
            }
        }
        match (&self.life, self.closed()) {
            // Its last words come back from whoever decodes them.
            (Life::Reaped { .. }, _) if self.from.is_held_up() => Progress::Pending,
            (Life::Reaped { how, at }, _) if self.drained() || *at + DRAIN_GRACE <= now => {
                Progress::Gone(self.reason(*how))
            }
            (Life::Living, Some((how, at))) if at + EXIT_GRACE <= now => {
                self.kill_because(how);
                Progress::Pending
            }
            (Life::Living | Life::Killed(_) | Life::Reaped { .. }, _) => Progress::Pending,
        }
    }

    /// The pipe whose end it has closed, or that is closed because it is dying, and since when.
    fn closed(&self) -> Option<(How, Instant)> {
        match (&self.output, self.input_broken) {
            (Output::Ended(at), None) => Some((How::ClosedOutput, *at)),
            (Output::Ended(at), Some(earlier)) if *at < earlier => Some((How::ClosedOutput, *at)),
            (_, Some(at)) => Some((How::ClosedInput, at)),
            (Output::Open, None) => None,
        }
    }

    /// Whether all that it ever wrote has been read.
    fn drained(&self) -> bool {
        self.errors.ended() && matches!(self.output, Output::Ended(_))
    }

    /// When [`Process::check`] is next needed although nothing has happened.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match (&self.life, self.closed()) {
            (Life::Reaped { .. }, _) if self.from.is_held_up() => None,
            (Life::Reaped { at, .. }, _) => Some(*at + DRAIN_GRACE),
            (Life::Living, Some((_, at))) => Some(at + EXIT_GRACE),
            (Life::Living, None) | (Life::Killed(_), _) => None,
        }
    }

    fn reaped(&mut self, status: Option<ExitStatus>, now: Instant) {
        self.input = None;
        // Whatever it may have left behind.
        if let Some(leaf) = &self.leaf {
            leaf.kill();
        }
        let by_itself = status.map_or(How::Unknown, How::of);
        let how = match (&self.life, by_itself) {
            // Our signal ended it, unless it had come to an end of its own before.
            (Life::Killed(how), How::Signal(nix::libc::SIGKILL)) => *how,
            (_, How::Signal(nix::libc::SIGKILL)) if self.ran_out_of_memory() => How::OutOfMemory,
            (_, by_itself) => by_itself,
        };
        self.life = Life::Reaped { how, at: now };
    }

    fn ran_out_of_memory(&self) -> bool {
        self.leaf.as_ref().is_some_and(Leaf::ran_out_of_memory)
    }

    fn reason(&self, how: How) -> ExitReason {
        ExitReason { how, last_line: self.errors.last_line() }
    }
}

/// The pipes of a process.
struct Pipes {
    input: Outlet<ChildStdin>,
    from: Inlet<ChildStdout>,
    errors: Errors,
}

impl Pipes {
    fn of(worker: WorkerKey, child: &mut Child, poller: &Arc<Poller>) -> io::Result<Self> {
        let missing = || io::Error::other("a pipe is missing");
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let stderr = child.stderr.take().ok_or_else(missing)?;
        let place = |pipe| token(worker, pipe);
        Ok(Pipes {
            input: Outlet::new(Polled::new(stdin, poller, place(Pipe::Input), Direction::Write)?),
            from: Inlet::new(
                Polled::new(stdout, poller, place(Pipe::Output), Direction::Read)?,
                LIMITS,
            )?,
            errors: Errors::new(Polled::new(
                stderr,
                poller,
                place(Pipe::Stderr),
                Direction::Read,
            )?)?,
        })
    }
}

/// Decodes a line that [`Said::Long`] reported; it takes milliseconds.
pub(super) fn decode_long(line: Frame) -> Inbound {
    decode(line, LIMITS)
}

fn said(found: Found) -> Said {
    match found {
        Found::Inbound(Inbound::Message(message)) => Said::Frame(FromWorker::decode(message)),
        Found::Inbound(Inbound::Bad { error, .. }) => {
            let what = format!("sent a line that is no message: {}", error.message);
            Said::Frame(Err(Violation::new(what)))
        }
        Found::Inbound(Inbound::Ended) => Said::Ended(Pipe::Output),
        Found::Long(line) => Said::Long(line),
    }
}
