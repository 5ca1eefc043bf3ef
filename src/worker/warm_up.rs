//! The run before the first one.

use std::io;

use super::link::{Fault, Link};
use super::serve::turn;
use crate::protocol::client_api::RunMode;
use crate::protocol::message::Message;
use crate::protocol::method;
use crate::protocol::worker_api::StartParams;
use crate::vm::{RunEnd, Session};

/// Prints, because most programs do.
const SOURCE: &str = "print('warm')";
/// A thousand times what it takes.
const FUEL: u64 = 1_000_000;
const WALL_CLOCK_MS: u64 = 5_000;
const MAX_OUTPUT_CHARS: u64 = 100;

/// Why no run can succeed.
#[derive(Debug, thiserror::Error)]
pub enum WarmUpError {
    #[error("a run is not understood")]
    Link(#[from] Fault),
    #[error("a run of {SOURCE} ends with {0:?}")]
    End(RunEnd),
}

/// Serves one run as every run is served, but with nobody at the other end.
///
/// A session that is restored shares its pages with the image: what every run writes to is copied when it is
/// first written, and code is mapped when it is first used, some fifty faults that take longer than a short
/// run does. A worker takes them before it is ready, when nobody waits for it if it is a spare one. What stays
/// is what a first run that defines nothing leaves.
///
/// # Errors
/// If that run fails: no other would succeed.
pub fn warm_up(session: &mut Session) -> Result<(), WarmUpError> {
    let start = StartParams {
        code: SOURCE.to_owned(),
        mode: RunMode::Exec,
        fuel: FUEL,
        wall_clock_ms: WALL_CLOCK_MS,
        max_output_chars: MAX_OUTPUT_CHARS,
    };
    let line = Message::call(0, method::START, &start).into_frame();
    let mut link = Link::new(line.as_slice(), io::sink());
    match turn(session, &mut link, &mut 0)? {
        RunEnd::Ok => Ok(()),
        end => Err(WarmUpError::End(end)),
    }
}
