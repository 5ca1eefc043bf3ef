//! `mpy-supervisor run`.

use super::args;
use super::config;
use super::error::{CODE_FAILED, CliError, OK};
use super::printer::{Printed, Printer};
use super::report;
use super::session::{Ended, Session};
use super::signals::{self, Signal};
use super::source;
use super::sql::catalog::Catalog;
use crate::protocol::client_api::{Limits, RunMode, Stream};
use crossbeam_channel::{Receiver, select};

/// Runs one source; the exit status.
pub fn run(args: &args::Run) -> Result<u8, CliError> {
    let code = source::read(args.file.as_deref(), args.code.as_deref())?;
    let databases = Catalog::new(&args.guest.databases)?;
    let limits = config::limits(&args.guest);
    let config = config::in_process(&args.worker, limits)?;
    let signals = signals::listen().map_err(CliError::Signals)?;
    let printer = Printer::start().map_err(CliError::Thread)?;
    let (mut session, _) = Session::start(config, databases)?;
    let ended = session.run(code, RunMode::Exec, &printer, &signals)?;
    let status = conclude(&ended, &limits, &printer, &signals);
    session.stop()?;
    Ok(status)
}

/// Prints what is left to print; the exit status.
fn conclude(ended: &Ended, limits: &Limits, printer: &Printer, signals: &Receiver<Signal>) -> u8 {
    if let Some(signal) = ended.signal {
        return signals::status(signal);
    }
    if ended.unread {
        return OK;
    }
    printer.print(Stream::Stderr, report::explain(&ended.result, limits));
    let status = if report::succeeded(&ended.result) { OK } else { CODE_FAILED };
    match flush(printer, signals) {
        Flushed::Whole => status,
        Flushed::Closed => OK,
        Flushed::Interrupted(signal) => signals::status(signal),
    }
}

/// How the wait for the printer ended.
pub enum Flushed {
    Whole,
    /// The reader of standard output is gone.
    Closed,
    Interrupted(Signal),
}

/// Waits until everything is printed, or a signal says not to.
pub fn flush(printer: &Printer, signals: &Receiver<Signal>) -> Flushed {
    printer.flush();
    loop {
        select! {
            recv(printer.printed()) -> printed => match printed {
                Ok(Printed::Flushed) | Err(_) => return Flushed::Whole,
                Ok(Printed::Closed) => return Flushed::Closed,
            },
            recv(signals) -> signal => if let Ok(signal) = signal {
                return Flushed::Interrupted(signal);
            },
        }
    }
}
