//! A conversation with a supervisor in this process: the same `serve` that the plugin talks to over
//! pipes, so isolation is the same.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, after, bounded, never, select, unbounded};
use serde_json::{Value, json};

use super::error::CliError;
use super::printer::{Printed, Printer};
use super::signals::Signal;
use super::sql::catalog::Catalog;
use super::sql::service::{Answer, Job, SqlService};
use super::sql::{self};
use crate::protocol::client_api::{
    CancelParams, ConversationParams, HostCallParams, HostCancelParams, InitializeParams,
    InitializeResult, Limits, LimitsParams, OutputParams, Peer, RunLimitsParams, RunMode,
    RunParams, RunResult, version,
};
use crate::protocol::error::{ErrorCode, RpcError};
use crate::protocol::message::{self, Message, RequestId};
use crate::protocol::method;
use crate::supervisor::{self, Client, Config, ServeError};
use crate::wire::threads::{spawn_reader, spawn_writer};
use crate::wire::{Inbound, ReadLimits};

/// The only conversation of a command.
const CONVERSATION: &str = "command-line";
/// How long a cancelled run may take to answer, and a stopping supervisor to stop.
const PATIENCE: Duration = Duration::from_secs(3);
/// Starting a worker takes milliseconds; a machine under load gets this long.
const START_PATIENCE: Duration = Duration::from_secs(60);

/// A supervisor thread and one conversation with it.
pub struct Session {
    /// `None` once the command has nothing more to say.
    requests_out: Option<Sender<Message>>,
    messages: Receiver<Inbound>,
    ended: Receiver<Result<(), ServeError>>,
    databases: Catalog,
    sql: Option<SqlService>,
    answers: (Sender<Answer>, Receiver<Answer>),
    limits: Limits,
    requests: u64,
}

/// How a run went.
#[derive(Debug)]
pub struct Ended {
    pub result: RunResult,
    /// The signal that cancelled it.
    pub signal: Option<Signal>,
    /// It was cancelled because nobody reads its output any more.
    pub unread: bool,
}

/// A run under way.
struct Open {
    id: u64,
    run_id: String,
    deadline: Instant,
    signal: Option<Signal>,
    unread: bool,
    /// Set once the run is cancelled.
    patience: Option<Instant>,
    /// The host call that a query answers.
    call: Option<u64>,
}

impl Session {
    /// Starts the supervisor and shakes hands with it.
    pub fn start(config: Config, databases: Catalog) -> Result<(Self, InitializeResult), CliError> {
        let limits = config.limits;
        let (requests_out, messages, client) = connect().map_err(CliError::Pipes)?;
        let (report, ended) = bounded(1);
        thread::Builder::new()
            .name("supervisor".to_owned())
            .spawn(move || {
                let served = supervisor::serve_in_process(config, client);
                // Whoever does not wait for the report does not want it.
                let _ = report.send(served);
            })
            .map_err(CliError::Thread)?;
        // One query at a time for each service, and cancelled ones may still answer.
        let answers = bounded(16);
        let sql = None;
        let requests_out = Some(requests_out);
        let mut session =
            Session { requests_out, messages, ended, databases, sql, answers, limits, requests: 0 };
        let greeting = session.initialize()?;
        Ok((session, greeting))
    }

    fn initialize(&mut self) -> Result<InitializeResult, CliError> {
        let params = InitializeParams {
            protocol_version: version::CURRENT,
            client: Peer {
                name: "mpy-supervisor command line".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            limits: LimitsParams::default(),
            host_functions: vec![sql::FUNCTION.to_owned()],
            run_output: true,
        };
        let id = self.request(method::INITIALIZE, &params)?;
        let deadline = Instant::now() + START_PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(Inbound::Message(Message::Reply {
                    id: Some(RequestId::Number(number)),
                    outcome,
                })) if number == id => {
                    let value = outcome.map_err(CliError::Refused)?;
                    return message::params("initialize", value).map_err(CliError::Answer);
                }
                Ok(Inbound::Ended) => return Err(self.gone()),
                Ok(_) => {}
                Err(crossbeam_channel::RecvTimeoutError::Timeout) => return Err(CliError::Stuck),
                Err(crossbeam_channel::RecvTimeoutError::Disconnected) => return Err(self.gone()),
            }
        }
    }

    /// Runs `code` to its end and prints what it prints, as it arrives.
    pub fn run(
        &mut self,
        code: String,
        mode: RunMode,
        printer: &Printer,
        signals: &Receiver<Signal>,
    ) -> Result<Ended, CliError> {
        let run_id = format!("run-{}", self.requests);
        let params = RunParams {
            conversation_id: CONVERSATION.to_owned(),
            run_id: run_id.clone(),
            code,
            mode,
            reset_context: false,
            limits: RunLimitsParams::default(),
        };
        let id = self.request(method::RUN, &params)?;
        // The supervisor ends the run and cancels its query; the query's own deadline is a backstop,
        // a little later, or a query might be answered at the very moment when the run's time is up.
        let deadline = Instant::now() + Duration::from_millis(self.limits.wall_clock_ms) + PATIENCE;
        let mut open =
            Open { id, run_id, deadline, signal: None, unread: false, patience: None, call: None };
        loop {
            let patience = open
                .patience
                .map_or_else(never, |until| after(until.saturating_duration_since(Instant::now())));
            select! {
                recv(self.messages) -> message => {
                    let Ok(Inbound::Message(message)) = message else { return Err(self.gone()) };
                    if let Some(result) = self.take(message, &mut open, printer)? {
                        self.cancel_query();
                        return Ok(Ended { result, signal: open.signal, unread: open.unread });
                    }
                }
                recv(self.answers.1) -> answer => if let Ok(answer) = answer {
                    self.answer(answer, &mut open)?;
                },
                recv(signals) -> signal => if let Ok(signal) = signal {
                    open.signal.get_or_insert(signal);
                    self.cancel(&mut open)?;
                },
                recv(printer.printed()) -> printed => if printed == Ok(Printed::Closed) {
                    open.unread = true;
                    self.cancel(&mut open)?;
                },
                recv(patience) -> _ => return Err(CliError::Stuck),
            }
        }
    }

    /// Handles one message of the supervisor's; the run's result, if it is that.
    fn take(
        &mut self,
        message: Message,
        open: &mut Open,
        printer: &Printer,
    ) -> Result<Option<RunResult>, CliError> {
        match message {
            Message::Reply { id: Some(RequestId::Number(id)), outcome } if id == open.id => {
                let value = outcome.map_err(CliError::Refused)?;
                return message::params("conversation/run", value)
                    .map(Some)
                    .map_err(CliError::Answer);
            }
            Message::Notice { method, params } if method == method::OUTPUT => {
                let output: OutputParams =
                    message::params(&method, params).map_err(CliError::Answer)?;
                if output.run_id == open.run_id && !open.unread {
                    printer.print(output.stream, output.text);
                }
            }
            Message::Notice { method, params } if method == method::HOST_CANCEL => {
                let cancel: HostCancelParams =
                    message::params(&method, params).map_err(CliError::Answer)?;
                if open.call == Some(cancel.call_id) {
                    open.call = None;
                    self.cancel_query();
                }
            }
            Message::Call { id, method, params } if method == method::HOST_CALL => {
                let call: HostCallParams =
                    message::params(&method, params).map_err(CliError::Answer)?;
                self.host_call(id, call, open)?;
            }
            Message::Call { id, method, .. } => {
                let error = RpcError::new(ErrorCode::MethodNotFound, format!("no method {method}"));
                self.send(Message::failure(Some(id), error))?;
            }
            Message::Reply { .. } | Message::Notice { .. } => {}
        }
        Ok(None)
    }

    fn host_call(
        &mut self,
        id: RequestId,
        call: HostCallParams,
        open: &mut Open,
    ) -> Result<(), CliError> {
        if call.name != sql::FUNCTION || id != RequestId::Number(call.call_id) {
            let error = RpcError::new(
                ErrorCode::MethodNotFound,
                format!("there is no function {:?}", call.name),
            );
            return self.send(Message::failure(Some(id), error));
        }
        let (call_id, deadline) = (call.call_id, open.deadline);
        let job = Job { call_id, args: call.args, kwargs: call.kwargs, deadline };
        let asked = match self.sql.take() {
            Some(service) => Ok(service),
            None => SqlService::start(self.databases.clone(), self.answers.0.clone()),
        };
        let accepted = asked.map_err(|error| error.to_string()).and_then(|service| {
            let asked = service.ask(job).map_err(|_| "the database is busy".to_owned());
            self.sql = Some(service);
            asked
        });
        match accepted {
            Ok(()) => {
                open.call = Some(call_id);
                Ok(())
            }
            Err(problem) => self.send(Message::success(id, &json!({ "error": problem }))),
        }
    }

    fn answer(&mut self, answer: Answer, open: &mut Open) -> Result<(), CliError> {
        // An answer to a call that was cancelled meanwhile is nobody's.
        if open.call != Some(answer.call_id) {
            return Ok(());
        }
        open.call = None;
        self.send(Message::success(RequestId::Number(answer.call_id), &answer.result))
    }

    fn cancel(&mut self, open: &mut Open) -> Result<(), CliError> {
        if open.patience.is_some() {
            return Ok(());
        }
        open.patience = Some(Instant::now() + PATIENCE);
        let params = CancelParams { run_id: open.run_id.clone() };
        self.send(Message::notice(method::CANCEL, &params))
    }

    /// A query in progress ends; the next one gets a thread of its own.
    fn cancel_query(&mut self) {
        if let Some(service) = self.sql.take_if(|_| true) {
            service.cancel();
        }
    }

    /// Notices that came while nothing ran, such as the interpreter's death.
    pub fn idle_notices(&self) -> Vec<(String, Value)> {
        let notice = |inbound| match inbound {
            Inbound::Message(Message::Notice { method, params }) => Some((method, params)),
            Inbound::Message(_) | Inbound::Bad { .. } | Inbound::Ended => None,
        };
        self.messages.try_iter().filter_map(notice).collect()
    }

    /// Closes the conversation, stops the supervisor and waits a little for it.
    pub fn stop(mut self) -> Result<(), CliError> {
        self.cancel_query();
        let params = ConversationParams { conversation_id: CONVERSATION.to_owned() };
        let closed = self.request(method::CLOSE, &params);
        self.requests_out = None;
        closed?;
        match self.ended.recv_timeout(PATIENCE) {
            Ok(served) => served.map_err(CliError::Serve),
            // The workers die with this process, whatever still holds the supervisor up.
            Err(_) => Err(CliError::Stuck),
        }
    }

    fn request(&mut self, method: &str, params: &impl serde::Serialize) -> Result<u64, CliError> {
        self.requests += 1;
        self.send(Message::call(self.requests, method, params))?;
        Ok(self.requests)
    }

    fn send(&self, message: Message) -> Result<(), CliError> {
        let sent = self.requests_out.as_ref().map(|out| out.send(message));
        if matches!(sent, Some(Ok(()))) { Ok(()) } else { Err(self.gone()) }
    }

    fn gone(&self) -> CliError {
        match self.ended.recv_timeout(PATIENCE) {
            Ok(Err(error)) => CliError::Serve(error),
            Ok(Ok(())) | Err(_) => CliError::Gone,
        }
    }
}

/// Both ends of two pipes: threads of ours at one, the supervisor at the other.
fn connect() -> io::Result<(Sender<Message>, Receiver<Inbound>, Client)> {
    // What the supervisor sends is bounded by its own limits.
    const LIMITS: ReadLimits =
        ReadLimits { frame_bytes: usize::MAX, values: usize::MAX, forgiving: true };
    let (input, our_output) = io::pipe()?;
    let (our_input, output) = io::pipe()?;
    // One run, one host call, one cancel: the supervisor takes them as they come.
    let (requests, sent) = bounded(16);
    spawn_writer("requests".to_owned(), our_output, sent, || {})?;
    // A run's output waits here while it is printed; `--max-output-chars` bounds it.
    let (found, messages) = unbounded();
    spawn_reader("answers".to_owned(), our_input, LIMITS, found, |inbound| inbound)?;
    Ok((requests, messages, Client { input: input.into(), output: output.into() }))
}
