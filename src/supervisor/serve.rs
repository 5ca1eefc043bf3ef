//! The event loop: one thread takes one event at a time, steps the core, and does what it says.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::client::{self, Client, ClientEvent, Outbox};
use super::core::{Core, Input};
use super::dispatch::client_input;
use super::ids::WorkerId;
use super::isolation::IsolationPlan;
use super::session::Settings;
use super::signals::{Listen, SignalEvents};
use super::stdio::stdio_client;
use crate::pool::{
    self, FIRST_TOKEN, Pool, PoolError, Said, WorkerCommand, WorkerEvent, WorkerKey,
};
use crate::protocol::client_api::{Limits, Peer};
use crate::wire::handover::Handover;
use crate::wire::inlet::{Found, Inlet, READ_BYTES};
use crate::wire::poller::{Direction, Polled, Poller, Token};
use crate::wire::workshop::Workshop;
use crate::wire::{self, Inbound};

/// What the loop waits for, beside the pool's pipes.
const CLIENT_INPUT: Token = Token(0);
const CLIENT_OUTPUT: Token = Token(1);
const CHILD_DIED: Token = Token(2);
const STOP_SIGNAL: Token = Token(3);
const LINE_DECODED: Token = Token(4);
const _: () = assert!(LINE_DECODED.0 < FIRST_TOKEN);

/// Long lines that are decoded at the same time. A thread keeps some of the memory that the largest of them took.
const DECODERS: usize = 2;

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
    #[error("cannot wait for pipes")]
    Wait(#[source] io::Error),
}

/// Serves one client until it is gone or asks for the end; every worker is stopped and reaped
/// when it returns. Blocks; the calling thread must live until then, because the workers die
/// with it.
///
/// SIGTERM, SIGINT and SIGHUP end it too. They stay caught, without effect, when it has returned.
pub fn serve(config: Config, client: Client) -> Result<(), ServeError> {
    run(config, client, Listen::ToAll)
}

/// [`serve`] for a caller in the same process, which keeps SIGTERM, SIGINT and SIGHUP for itself.
pub fn serve_in_process(config: Config, client: Client) -> Result<(), ServeError> {
    run(config, client, Listen::ToChildren)
}

fn run(config: Config, client: Client, listen: Listen) -> Result<(), ServeError> {
    let poller = Arc::new(Poller::new().map_err(ServeError::Wait)?);
    let signals = SignalEvents::register(listen, &poller, CHILD_DIED, STOP_SIGNAL)
        .map_err(ServeError::Signals)?;
    let Config { worker, cwasm, snapshots, cgroup, .. } = config;
    let pool = Pool::new(worker, cwasm, snapshots, cgroup, &poller).map_err(ServeError::Pool)?;
    let Config { limits, guest, server, spare_workers, isolation, .. } = config;
    let started = Instant::now();
    let opened = client.open(&poller, CLIENT_INPUT, CLIENT_OUTPUT, started);
    let (incoming, outbox) = opened.map_err(ServeError::Wait)?;
    let mut event_loop = Loop {
        core: Core::new(Settings { limits, guest, server, spare_workers, isolation }),
        pool,
        incoming,
        untaken: VecDeque::new(),
        outbox,
        decoder: start_decoder(&poller).map_err(ServeError::Wait)?,
        signals,
        started,
        reading: true,
        listening: true,
        scratch: vec![0; READ_BYTES],
        exited: false,
    };
    let mut ready = Vec::new();
    let mut handover = Handover::default();
    while !event_loop.exited {
        // Whoever was served may have been told something, and answer at once.
        if !ready.is_empty() {
            handover.give();
        }
        poller.wait(event_loop.time_to_wait(), &mut ready).map_err(ServeError::Wait)?;
        event_loop.turn(&ready);
    }
    event_loop.outbox.flush();
    Ok(())
}

/// [`serve`] for the client at standard input and output. Returns when the last answer is written.
pub fn serve_stdio(config: Config) -> Result<(), ServeError> {
    let (client, ends) = stdio_client().map_err(ServeError::Stdio)?;
    let served = serve(config, client);
    ends.finish();
    served
}

/// Everything that the loop owns.
#[derive(Debug)]
pub(super) struct Loop {
    pub(super) core: Core,
    pub(super) pool: Pool,
    incoming: Inlet<File>,
    /// Read from the client, but not taken: it leaves too many answers unread.
    untaken: VecDeque<Found>,
    pub(super) outbox: Outbox,
    /// Decodes long lines, so that nobody waits for them but their sender. Each has one line here at most.
    decoder: Polled<Workshop<Decoded>>,
    signals: SignalEvents,
    pub(super) started: Instant,
    /// Whether the client, and the workers, are read from.
    reading: bool,
    listening: bool,
    /// Where everything is read into.
    scratch: Vec<u8>,
    pub(super) exited: bool,
}

/// Whose line, and what was in it.
#[derive(Debug)]
enum Decoded {
    Client(Inbound),
    Worker(WorkerKey, Inbound),
}

fn start_decoder(poller: &Arc<Poller>) -> io::Result<Polled<Workshop<Decoded>>> {
    let workshop = Workshop::start("decoder", DECODERS)?;
    let mut decoder = Polled::new(workshop, poller, LINE_DECODED, Direction::Read)?;
    decoder.watch(true)?;
    Ok(decoder)
}

impl Loop {
    /// Goes on with everything that is ready.
    fn turn(&mut self, ready: &[Token]) {
        for token in ready {
            self.go_on(*token);
            self.after_event();
        }
        if ready.is_empty() {
            self.after_event();
        }
    }

    fn go_on(&mut self, token: Token) {
        match token {
            CLIENT_INPUT => {
                let mut found = Vec::new();
                self.incoming.read(&mut self.scratch, &mut found);
                self.take_client(found);
            }
            CLIENT_OUTPUT => {
                if self.outbox.push(Instant::now()).is_err() {
                    self.step(Input::ClientClosed);
                }
            }
            CHILD_DIED => {
                self.signals.take_child();
                self.reap();
            }
            STOP_SIGNAL => {
                self.signals.take_stop();
                self.step(Input::Terminate);
            }
            LINE_DECODED => match self.decoder.get_mut().take() {
                Some(Decoded::Client(inbound)) => {
                    let mut found = Vec::new();
                    self.incoming.resume(inbound, &mut found);
                    self.take_client(found);
                }
                Some(Decoded::Worker(worker, inbound)) => {
                    let events = self.pool.resume(worker, inbound);
                    self.take_workers(events);
                }
                None => {}
            },
            token => {
                let events = self.pool.ready(token, &mut self.scratch);
                self.take_workers(events);
            }
        }
    }

    fn take_client(&mut self, found: Vec<Found>) {
        self.untaken.extend(found);
        while self.outbox.may_read()
            && let Some(found) = self.untaken.pop_front()
        {
            match found {
                Found::Inbound(inbound) => {
                    if let Some(input) = client_input(ClientEvent::from(inbound)) {
                        self.step(input);
                    }
                }
                Found::Long(line) => self
                    .decoder
                    .get_ref()
                    .give(move || Decoded::Client(wire::decode(line, client::LIMITS))),
            }
        }
    }

    fn take_workers(&mut self, events: Vec<WorkerEvent>) {
        for WorkerEvent { worker, said } in events {
            let id = WorkerId(worker.0);
            match said {
                Said::Frame(Ok(frame)) => self.step(Input::Frame { worker: id, frame }),
                Said::Frame(Err(violation)) => {
                    self.step(Input::Violation { worker: id, violation });
                }
                Said::Long(line) => self
                    .decoder
                    .get_ref()
                    .give(move || Decoded::Worker(worker, pool::decode_long(line))),
                Said::Ended(pipe) => {
                    self.pool.ended(worker, pipe, Instant::now());
                    self.reap();
                }
            }
        }
    }

    /// After every event, not only after a timeout: a stream of events must not hold up a clock.
    fn after_event(&mut self) {
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
        self.throttle();
    }

    /// Reads from nobody for whose words there is no room at the client's end.
    fn throttle(&mut self) {
        self.take_client(Vec::new());
        if self.reading != self.outbox.may_read() {
            self.reading = !self.reading;
            let mut found = Vec::new();
            self.incoming.listen(self.reading, &mut found);
            self.take_client(found);
        }
        if self.listening != self.outbox.may_listen() {
            self.listening = !self.listening;
            let events = self.pool.listen(self.listening);
            self.take_workers(events);
        }
    }

    fn time_to_wait(&self) -> Option<std::time::Duration> {
        let deadlines = [
            Self::core_deadline(&self.core, self.started),
            self.pool.next_deadline(),
            self.outbox.deadline(),
        ];
        let deadline = deadlines.into_iter().flatten().min()?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }
}
