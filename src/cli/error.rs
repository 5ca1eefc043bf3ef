//! Why a command could not do its work, and the exit status for each reason.

use std::io;
use std::path::PathBuf;

use super::source::SourceError;
use super::sql::catalog::CatalogError;
use crate::protocol::error::RpcError;
use crate::supervisor::ServeError;

/// The code ran to its end.
pub const OK: u8 = 0;
/// The code failed or hit a limit.
pub const CODE_FAILED: u8 = 1;
/// The command line is wrong; clap's own number.
pub const USAGE: u8 = 2;
/// The sandbox failed.
pub const SANDBOX_FAILED: u8 = 3;

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("cannot use a database")]
    Databases(#[from] CatalogError),
    #[error("cannot read a line")]
    Input(#[source] io::Error),
    #[error("standard input is not UTF-8")]
    InputNotUtf8,
    #[error("a line of standard input is too long")]
    InputTooLong,
    #[error("no worker program at {0}: it belongs beside mpy-supervisor; --worker names another")]
    NoWorker(PathBuf),
    #[error("cannot find out where this program is")]
    NoExecutable(#[source] io::Error),
    #[error("cannot start a thread")]
    Thread(#[source] io::Error),
    #[error("cannot make pipes to the supervisor")]
    Pipes(#[source] io::Error),
    #[error("cannot listen for signals")]
    Signals(#[source] io::Error),
    #[error("the supervisor stopped")]
    Serve(#[source] ServeError),
    #[error("the supervisor stopped without a reason")]
    Gone,
    #[error("the supervisor did not answer in time")]
    Stuck,
    #[error("the run was refused: {}", .0.message)]
    Refused(RpcError),
    #[error("the supervisor's answer could not be understood: {}", .0.message)]
    Answer(RpcError),
}

impl CliError {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            CliError::Source(_)
            | CliError::Databases(_)
            | CliError::Input(_)
            | CliError::InputNotUtf8
            | CliError::InputTooLong => USAGE,
            CliError::NoWorker(_)
            | CliError::NoExecutable(_)
            | CliError::Thread(_)
            | CliError::Pipes(_)
            | CliError::Signals(_)
            | CliError::Serve(_)
            | CliError::Gone
            | CliError::Stuck
            | CliError::Refused(_)
            | CliError::Answer(_) => SANDBOX_FAILED,
        }
    }
}

/// The error and its causes on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
