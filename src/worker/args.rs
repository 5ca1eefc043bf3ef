//! The worker's command line. Nothing else is read before the process is confined.

use std::io::{self, IsTerminal};
use std::os::fd::RawFd;

use clap::Parser;
use clap::error::ErrorKind;

use crate::confine::layer::Layer;

/// Said to a person who starts a worker by hand.
const NOT_BY_HAND: &str = "this is the sandboxed half of mpy-supervisor, which starts it with the \
    image and a pipe.\nIt is of no use by hand; try: mpy-supervisor --help";

/// The sandboxed half of mpy-supervisor: one MicroPython interpreter in a confined process.
/// The supervisor starts it; it is of no use by hand.
#[derive(Debug, Parser)]
#[command(name = "mpy-worker", version)]
pub struct Args {
    /// Memory of the interpreter, in bytes.
    #[arg(long, value_name = "N")]
    pub memory_bytes: u64,
    /// Inherited descriptor of the compiled image.
    #[arg(long, value_name = "FD")]
    pub cwasm_fd: RawFd,
    /// Inherited descriptor of the parked interpreter's description.
    #[arg(long, value_name = "FD")]
    pub snapshots_fd: RawFd,
    /// Layer of isolation that the kernel may lack; may be repeated.
    #[arg(long, value_name = "LAYER")]
    pub allow_missing: Vec<Layer>,
}

/// Why there is nothing to run.
#[derive(Debug)]
pub enum Refused {
    /// Help or the version was asked for; for stdout.
    Help(String),
    /// For stderr.
    Usage(String),
}

impl Args {
    /// From the process's own arguments.
    pub fn from_command_line() -> Result<Self, Refused> {
        let args = Args::try_parse().map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Refused::Help(error.to_string()),
            _ => Refused::Usage(format!("{NOT_BY_HAND}\n\n{error}")),
        })?;
        if io::stdin().is_terminal() {
            return Err(Refused::Usage(NOT_BY_HAND.to_owned()));
        }
        Ok(args)
    }
}
