//! `mpy-supervisor serve`.

use super::args;
use super::config;
use super::error::{CliError, OK};
use crate::supervisor;

/// Serves one client on standard input and output until it leaves; the exit status.
pub fn serve(args: &args::Serve) -> Result<u8, CliError> {
    let config = config::for_client(args)?;
    supervisor::serve_stdio(config).map_err(CliError::Serve)?;
    Ok(OK)
}
