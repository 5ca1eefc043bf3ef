//! One worker process, from its start to the moment when nothing more can come from it.

use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, TrySendError, bounded};

use super::cgroup::Leaf;
use super::cpu;
use super::exit::{ExitReason, How};
use super::image::Image;
use super::stderr::{Drained, StderrRing};
use super::{NotReading, Pipe, Said, WorkerCommand, WorkerEvent, WorkerKey};
use crate::protocol::decode_worker::Violation;
use crate::protocol::message::Message;
use crate::protocol::worker_api::{FromWorker, HOST_VALUES_MAX, WORKER_FRAME_MAX};
use crate::wire::stop::{Stop, Stoppable};
use crate::wire::{Inbound, ReadLimits, spawn_reader, spawn_writer};

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
    input: Option<Sender<Message>>,
    stderr: StderrRing,
    stderr_ended: bool,
    output: Output,
    /// When it was found not to take its input any more.
    input_broken: Option<Instant>,
    /// Makes the threads leave their pipes.
    stop: Stop,
    life: Life,
    threads: Vec<JoinHandle<()>>,
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
        events: &Sender<WorkerEvent>,
    ) -> io::Result<Self> {
        let image = image.for_one_worker()?;
        let stop = Stop::new()?;
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
        let stderr = StderrRing::default();
        // It has nothing to run yet, so it is in its cgroup before it matters.
        let joined = leaf.as_ref().map_or(Ok(()), |leaf| leaf.add(child.id()));
        match joined.and_then(|()| start_threads(worker, &mut child, &stderr, &stop, events)) {
            Ok((input, threads)) => Ok(Process {
                child,
                input: Some(input),
                stderr,
                stderr_ended: false,
                output: Output::Open,
                input_broken: None,
                stop,
                life: Life::Living,
                threads,
                cpu_budget: cpu::START_BUDGET,
                leaf,
            }),
            Err(error) => {
                // Without its threads it would be neither heard nor reaped.
                stop.now();
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

    pub(super) fn send(&self, message: Message) -> Result<(), NotReading> {
        match self.input.as_ref().map(|input| input.try_send(message)) {
            // Its writer has ended, so it has closed its input: it will be heard to die.
            None | Some(Ok(()) | Err(TrySendError::Disconnected(_))) => Ok(()),
            Some(Err(TrySendError::Full(_))) => Err(NotReading),
        }
    }

    pub(super) fn close_input(&mut self) {
        self.input = None;
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
            Pipe::Stderr => self.stderr_ended = true,
            Pipe::Input => self.input_broken = Some(now),
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
        self.stderr_ended && matches!(self.output, Output::Ended(_))
    }

    /// When [`Process::check`] is next needed although nothing has happened.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match (&self.life, self.closed()) {
            (Life::Reaped { at, .. }, _) => Some(*at + DRAIN_GRACE),
            (Life::Living, Some((_, at))) => Some(at + EXIT_GRACE),
            (Life::Living, None) | (Life::Killed(_), _) => None,
        }
    }

    /// Makes its threads end, and closes their pipes, although somebody else may hold the other
    /// ends. What they still say is not for anybody.
    pub(super) fn stop_threads(&self) {
        self.stop.now();
    }

    pub(super) fn into_threads(self) -> Vec<JoinHandle<()>> {
        self.stop_threads();
        self.threads
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
        ExitReason { how, last_line: self.stderr.last_line() }
    }
}

type Threads = (Sender<Message>, Vec<JoinHandle<()>>);

fn start_threads(
    worker: WorkerKey,
    child: &mut Child,
    stderr: &StderrRing,
    stop: &Stop,
    events: &Sender<WorkerEvent>,
) -> io::Result<Threads> {
    let missing = || io::Error::other("a pipe is missing");
    let stdin = Stoppable::new(child.stdin.take().ok_or_else(missing)?, stop)?;
    let stdout = Stoppable::new(child.stdout.take().ok_or_else(missing)?, stop)?;
    let errors = Stoppable::new(child.stderr.take().ok_or_else(missing)?, stop)?;
    let (input, messages) = bounded(INPUT_MAX);
    let limits = ReadLimits { frame_bytes: WORKER_FRAME_MAX, values: VALUES_MAX, forgiving: false };
    let wrap = move |inbound| WorkerEvent { worker, said: said(inbound) };
    let say = |events: &Sender<WorkerEvent>| {
        let events = events.clone();
        // Nobody receives once the pool is gone.
        move |said| drop(events.send(WorkerEvent { worker, said }))
    };
    let (input_says, stderr_says) = (say(events), say(events));
    let input_broken = move || input_says(Said::Ended(Pipe::Input));
    let stderr_ended = move |end| {
        if end == Drained::Flooded {
            let what = Violation::new("wrote more to its standard error than a worker may");
            stderr_says(Said::Frame(Err(what)));
        }
        stderr_says(Said::Ended(Pipe::Stderr));
    };
    let number = worker.0;
    let threads = vec![
        spawn_writer(format!("w{number}-in"), stdin, messages, input_broken)?,
        spawn_reader(format!("w{number}-out"), stdout, limits, events.clone(), wrap)?,
        stderr.drain(format!("w{number}-err"), errors, stderr_ended)?,
    ];
    Ok((input, threads))
}

/// Decodes in the reader's thread, so that a large frame costs the loop nothing.
fn said(inbound: Inbound) -> Said {
    match inbound {
        Inbound::Message(message) => Said::Frame(FromWorker::decode(message)),
        Inbound::Bad { error, .. } => {
            let what = format!("sent a line that is no message: {}", error.message);
            Said::Frame(Err(Violation::new(what)))
        }
        Inbound::Ended => Said::Ended(Pipe::Output),
    }
}
