//! `mpy-supervisor repl`.

use crossbeam_channel::{Receiver, select};

use super::args;
use super::config;
use super::error::{CliError, OK};
use super::input::Input;
use super::limits::grouped;
use super::lines::{Line, Lines};
use super::printer::Printer;
use super::report;
use super::run::{Flushed, flush};
use super::session::Session;
use super::signals::{self, INTERRUPT, Signal};
use super::sql::catalog::Catalog;
use crate::protocol::client_api::{ExitedParams, InitializeResult, Limits, RunMode, Stream};
use crate::protocol::message;
use crate::protocol::method;

const PROMPT: &str = ">>> ";
const MORE: &str = "... ";

/// Reads statements and runs them until the input ends; the exit status.
pub fn repl(args: &args::Repl) -> Result<u8, CliError> {
    let databases = Catalog::new(&args.guest.databases)?;
    let names: Vec<String> = databases.names().map(str::to_owned).collect();
    let limits = config::limits(&args.guest);
    let config = config::in_process(&args.worker, limits)?;
    let signals = signals::listen().map_err(CliError::Signals)?;
    let printer = Printer::start().map_err(CliError::Thread)?;
    let (session, greeting) = Session::start(config, databases)?;
    printer.note(&banner(&greeting, &limits, &names));
    let mut prompt = Prompt { session, limits, printer, signals };
    let left = prompt.read_and_run();
    let stopped = prompt.session.stop();
    let status = left?;
    stopped?;
    Ok(status)
}

/// Who this is, what it may use, how to leave.
fn banner(greeting: &InitializeResult, limits: &Limits, databases: &[String]) -> String {
    let guest = &greeting.guest;
    let mut text = format!(
        "{} {} in mpy-supervisor {}\n\
         Limits of each run: {} s, {} units of fuel; memory {} bytes.\n",
        guest.name,
        guest.version,
        greeting.server.version,
        limits.wall_clock_ms as f64 / 1000.0,
        grouped(limits.fuel),
        grouped(limits.memory_bytes),
    );
    if let Some(first) = databases.first() {
        let all = databases.join(", ");
        text.push_str(&format!(
            "Databases: {all}. Try: read_only_sql_query({first:?}, \"select 1\")\n"
        ));
    }
    text.push_str("Ctrl-C stops running code, Ctrl-D leaves.");
    text
}

struct Prompt {
    session: Session,
    limits: Limits,
    printer: Printer,
    signals: Receiver<Signal>,
}

/// Whether to go on.
enum Next {
    Line,
    Leave(u8),
}

impl Prompt {
    fn read_and_run(&mut self) -> Result<u8, CliError> {
        let lines = Lines::start()?;
        let mut input = Input::default();
        loop {
            self.tell_news()?;
            if let Next::Leave(status) = self.settle() {
                lines.stop();
                return Ok(status);
            }
            lines.ask(if input.is_open() { MORE } else { PROMPT });
            let line = select! {
                recv(lines.lines()) -> line => line.unwrap_or(Line::End),
                recv(self.signals) -> signal => {
                    lines.abandon();
                    return Ok(signals::status(signal.unwrap_or(INTERRUPT)));
                }
            };
            let statements = match line {
                // A paste may bring several lines at once.
                Line::Text(text) => text.split('\n').flat_map(|line| input.feed(line)).collect(),
                Line::Interrupted => {
                    input.take();
                    Vec::new()
                }
                Line::End => {
                    let last = input.take();
                    let left = last.map_or(Ok(Next::Line), |statement| self.run(statement))?;
                    lines.stop();
                    return Ok(match (left, self.settle()) {
                        (Next::Leave(status), _) | (_, Next::Leave(status)) => status,
                        (Next::Line, Next::Line) => OK,
                    });
                }
                Line::Failed(error) => return Err(error),
            };
            for statement in statements {
                if let Next::Leave(status) = self.run(statement)? {
                    lines.stop();
                    return Ok(status);
                }
            }
        }
    }

    fn run(&mut self, statement: String) -> Result<Next, CliError> {
        let ended =
            self.session.run(statement, RunMode::Interactive, &self.printer, &self.signals)?;
        if ended.unread {
            return Ok(Next::Leave(OK));
        }
        if let Some(signal) = ended.signal.filter(|signal| *signal != INTERRUPT) {
            return Ok(Next::Leave(signals::status(signal)));
        }
        self.printer.print(Stream::Stderr, report::explain(&ended.result, &self.limits));
        if ended.result.interpreter_reset {
            self.printer.note(&report::reset_line(ended.result.reset_reason));
        }
        Ok(Next::Line)
    }

    /// Waits until the screen shows everything.
    fn settle(&self) -> Next {
        match flush(&self.printer, &self.signals) {
            Flushed::Closed => Next::Leave(OK),
            Flushed::Interrupted(signal) if signal != INTERRUPT => {
                Next::Leave(signals::status(signal))
            }
            Flushed::Whole | Flushed::Interrupted(_) => Next::Line,
        }
    }

    /// An interpreter can also end between two runs.
    fn tell_news(&self) -> Result<(), CliError> {
        for (method, params) in self.session.idle_notices() {
            if method == method::EXITED {
                let exited: ExitedParams =
                    message::params(&method, params).map_err(CliError::Answer)?;
                let why = report::reset_line(Some(exited.reason));
                self.printer.note(&format!("{why} ({})", exited.message));
            }
        }
        Ok(())
    }
}
