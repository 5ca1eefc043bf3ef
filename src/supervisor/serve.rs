//! The event loop: one thread takes one event at a time, steps the core, and does what it says.

use std::io;
use std::path::PathBuf;
use std::time::Instant;

use crossbeam_channel::{Receiver, Select};

use super::client::{Client, ClientEvent, Outbox, stdio_client};
use super::core::{Core, Input};
use super::dispatch::client_input;
use super::ids::WorkerId;
use super::isolation::IsolationPlan;
use super::session::Settings;
use super::signals::SignalEvents;
use crate::pool::{Pool, PoolError, Said, WorkerCommand, WorkerEvent};
use crate::protocol::client_api::{Limits, Peer};

/// What a supervisor is started with.
#[derive(Debug, Clone)]
pub struct Config {
    pub worker: WorkerCommand,
    /// The guest, compiled ahead of time.
    pub cwasm: &'static [u8],
    /// Its boot snapshots.
    pub snapshots: &'static [u8],
    /// In force where `initialize` does not say otherwise.
    pub limits: Limits,
    /// The interpreter in the image.
    pub guest: Peer,
    /// This program.
    pub server: Peer,
    /// Workers kept ready for new conversations; at most `max_sessions` are, and 0 is allowed.
    /// One worker is started for `initialize` in any case.
    pub spare_workers: usize,
    /// What every worker must be confined by; a weaker one is refused.
    pub isolation: IsolationPlan,
    /// A delegated cgroup directory, in which each worker gets a leaf of its own.
    pub cgroup: Option<PathBuf>,
}

/// Why a supervisor could not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot make the worker pool")]
    Pool(#[source] PoolError),
    #[error("cannot watch for signals")]
    Signals(#[source] io::Error),
    #[error("cannot use standard input and output")]
    Stdio(#[source] io::Error),
}

/// Serves one client until it is gone or asks for the end; every worker is stopped and reaped
/// when it returns. Blocks; the calling thread must live until then, because the workers die
/// with it.
///
/// SIGTERM, SIGINT and SIGHUP end it too. They stay caught, without effect, when it has returned.
pub fn serve(config: Config, client: Client) -> Result<(), ServeError> {
    run(config, client, SignalEvents::register().map_err(ServeError::Signals)?)
}

/// [`serve`] for a caller in the same process, which keeps SIGTERM, SIGINT and SIGHUP for itself.
pub fn serve_in_process(config: Config, client: Client) -> Result<(), ServeError> {
    run(config, client, SignalEvents::register_children().map_err(ServeError::Signals)?)
}

fn run(config: Config, client: Client, signals: SignalEvents) -> Result<(), ServeError> {
    let Config { worker, cwasm, snapshots, cgroup, .. } = config;
    let pool = Pool::new(worker, cwasm, snapshots, cgroup).map_err(ServeError::Pool)?;
    let Config { limits, guest, server, spare_workers, isolation, .. } = config;
    let started = Instant::now();
    let mut event_loop = Loop {
        core: Core::new(Settings { limits, guest, server, spare_workers, isolation }),
        worker_events: pool.events(),
        pool,
        incoming: Some(client.incoming),
        outbox: Outbox::new(client.outgoing, started),
        signals,
        started,
        exited: false,
    };
    while !event_loop.exited {
        event_loop.turn();
    }
    event_loop.outbox.flush();
    Ok(())
}

/// [`serve`] for the client at standard input and output. Returns when the last answer is written.
pub fn serve_stdio(config: Config) -> Result<(), ServeError> {
    let (client, threads) = stdio_client().map_err(ServeError::Stdio)?;
    serve(config, client)?;
    threads.finish();
    Ok(())
}

/// Everything that the loop owns.
#[derive(Debug)]
pub(super) struct Loop {
    pub(super) core: Core,
    pub(super) pool: Pool,
    worker_events: Receiver<WorkerEvent>,
    /// `None` once it is at its end.
    incoming: Option<Receiver<ClientEvent>>,
    pub(super) outbox: Outbox,
    signals: SignalEvents,
    pub(super) started: Instant,
    pub(super) exited: bool,
}

/// What the loop woke up for.
#[derive(Debug)]
enum Wake {
    Worker(WorkerEvent),
    Client(ClientEvent),
    /// The client has read, or is gone.
    Writable,
    ChildDied,
    StopSignal,
    Deadline,
}

impl Loop {
    fn turn(&mut self) {
        match self.wait() {
            Wake::Worker(WorkerEvent { worker, said }) => {
                let id = WorkerId(worker.0);
                match said {
                    Said::Frame(Ok(frame)) => self.step(Input::Frame { worker: id, frame }),
                    Said::Frame(Err(violation)) => {
                        self.step(Input::Violation { worker: id, violation });
                    }
                    Said::Ended(pipe) => {
                        self.pool.ended(worker, pipe, Instant::now());
                        self.reap();
                    }
                }
            }
            Wake::Client(event) => {
                if matches!(event, ClientEvent::Closed) {
                    self.incoming = None;
                }
                if let Some(input) = client_input(event) {
                    self.step(input);
                }
            }
            Wake::Writable => {
                if self.outbox.push(Instant::now()).is_err() {
                    self.step(Input::ClientClosed);
                }
            }
            Wake::ChildDied => self.reap(),
            Wake::StopSignal => self.step(Input::Terminate),
            Wake::Deadline => {}
        }
        self.check_clocks();
    }

    /// After every event, not only after a timeout: a stream of events must not hold up a clock.
    fn check_clocks(&mut self) {
        let now = Instant::now();
        if Self::core_deadline(&self.core, self.started).is_some_and(|deadline| deadline <= now) {
            self.step(Input::Clock);
        }
        if self.pool.next_deadline().is_some_and(|deadline| deadline <= now) {
            self.reap();
        }
        if self.outbox.check(now).is_err() {
            self.step(Input::ClientClosed);
        }
    }

    /// Waits for one event.
    fn wait(&self) -> Wake {
        let deadline = [
            Self::core_deadline(&self.core, self.started),
            self.pool.next_deadline(),
            self.outbox.deadline(),
        ];
        let timeout = deadline.into_iter().flatten().min();
        let mut select = Select::new();
        let listens = self.outbox.may_listen();
        let worker = listens.then(|| select.recv(&self.worker_events));
        let child = select.recv(&self.signals.child);
        let stop = select.recv(&self.signals.stop);
        let incoming = self.incoming.as_ref().filter(|_| self.outbox.may_read());
        let client = incoming.map(|incoming| (select.recv(incoming), incoming));
        let writable = self.outbox.waiting().map(|outgoing| select.send(outgoing));
        let ready = match timeout {
            Some(deadline) => select.ready_deadline(deadline),
            None => Ok(select.ready()),
        };
        let Ok(index) = ready else { return Wake::Deadline };
        if Some(index) == writable {
            return Wake::Writable;
        }
        if let Some((_, incoming)) = client.filter(|(at, _)| *at == index) {
            return match incoming.try_recv() {
                Ok(event) => Wake::Client(event),
                Err(error) if error.is_disconnected() => Wake::Client(ClientEvent::Closed),
                Err(_) => Wake::Deadline,
            };
        }
        // `ready` may be wrong now and then; then there was no event.
        let found = if Some(index) == worker {
            self.worker_events.try_recv().ok().map(Wake::Worker)
        } else if index == child {
            self.signals.child.try_recv().ok().map(|()| Wake::ChildDied)
        } else if index == stop {
            self.signals.stop.try_recv().ok().map(|()| Wake::StopSignal)
        } else {
            None
        };
        found.unwrap_or(Wake::Deadline)
    }
}
