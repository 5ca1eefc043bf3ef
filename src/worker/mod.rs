//! The worker process: joins the protocol, the confinement and the interpreter.
//!
//! [`run`] is the whole life of a worker, in order; `src/confine/mod.rs` has the same list with its reasons.
//! There is no thread but this one and the interpreter's ticker.

#![forbid(unsafe_code)]

mod args;
mod link;
mod serve;
mod warm_up;

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::os::fd::RawFd;
use std::process::ExitCode;

use crate::confine::layer::Entry;
use crate::confine::{self, ConfineError, Confined, Plan};
use crate::protocol::worker_api::{IsolationReport, LayerReport, WorkerExit};
use crate::vm::{Loaded, Session, VmError, lower};

use self::args::{Args, Refused};
use self::link::{Fault, Link};
use self::warm_up::{WarmUpError, warm_up};

/// Why a worker ended before its input did.
#[derive(Debug, thiserror::Error)]
enum WorkerError {
    #[error("cannot be confined")]
    Confine(#[from] ConfineError),
    #[error("the image was not handed over as two descriptors")]
    NoImage,
    #[error("cannot start the interpreter")]
    Image(#[from] VmError),
    #[error("the interpreter does not run")]
    WarmUp(#[from] WarmUpError),
    #[error("cannot talk to the supervisor")]
    Link(#[from] Fault),
}

impl WorkerError {
    fn exit(&self) -> WorkerExit {
        match self {
            WorkerError::Confine(ConfineError::Orphaned) => WorkerExit::Orphaned,
            WorkerError::Confine(_) => WorkerExit::NotConfined,
            WorkerError::NoImage | WorkerError::Image(_) | WorkerError::WarmUp(_) => {
                WorkerExit::BadImage
            }
            WorkerError::Link(Fault::Ended) => WorkerExit::Clean,
            WorkerError::Link(_) => WorkerExit::Protocol,
        }
    }
}

/// What `mpy-worker` does.
pub fn main() -> ExitCode {
    abort_on_panic();
    let exit = match Args::from_command_line() {
        Ok(args) => match run(&args) {
            Ok(()) => WorkerExit::Clean,
            Err(error) => {
                if !matches!(error, WorkerError::Link(Fault::Ended)) {
                    complain(&chain(&error));
                }
                error.exit()
            }
        },
        Err(Refused::Help(text)) => {
            // Whoever asked for help and went away does not miss it.
            let _ = io::stdout().write_all(text.as_bytes());
            WorkerExit::Clean
        }
        Err(Refused::Usage(text)) => {
            complain(&text);
            WorkerExit::Usage
        }
    };
    ExitCode::from(exit as u8)
}

/// The life of a worker.
fn run(args: &Args) -> Result<(), WorkerError> {
    let keep: [RawFd; 2] = [args.cwasm_fd, args.snapshots_fd];
    lower::prepare();
    let plan = Plan { allow_missing: &args.allow_missing, ..Plan::full(args.memory_bytes, &keep) };
    let (prepared, channels) = confine::prepare(&plan)?;
    let [cwasm, snapshots] = <[_; 2]>::try_from(channels.kept).map_err(|_| WorkerError::NoImage)?;
    // Neither is dropped: the process ends with them, and the kernel gives everything back at once.
    let loaded = ManuallyDrop::new(Loaded::open(cwasm, snapshots)?);
    let mut session = ManuallyDrop::new(Session::restore(&loaded, args.memory_bytes)?);
    let confined = prepared.seal()?;
    warm_up(&mut session)?;
    let link = Link::new(channels.input, channels.output);
    Ok(serve::serve(&confined, &mut session, link)?)
}

/// What holds, in the protocol's words.
fn isolation(confined: &Confined) -> IsolationReport {
    let layer = |entry: &Entry| LayerReport {
        layer: entry.layer.name().to_owned(),
        applied: entry.applied,
        detail: entry.detail.clone(),
    };
    IsolationReport { layers: confined.report().entries.iter().map(layer).collect() }
}

/// A panic says one line and ends the process at once: no destructor of a half-broken worker runs, and
/// no backtrace is walked. Only that of a parser is caught, which has touched nothing but its own.
fn abort_on_panic() {
    std::panic::set_hook(Box::new(|panic| {
        if lower::reading() {
            return;
        }
        let text = panic.to_string();
        complain(&format!("panic: {}", text.split_whitespace().collect::<Vec<_>>().join(" ")));
        std::process::abort();
    }));
}

fn complain(text: &str) {
    // Stderr is the last place to complain to; if it is gone there is nobody to tell.
    let _ = writeln!(io::stderr(), "mpy-worker: {}", text.trim_end());
}

/// The error and its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
