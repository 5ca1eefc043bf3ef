//! RLIMIT_CPU of a worker, moved on for every run: the kernel's own backstop behind the wall clock.

use std::io;
use std::time::Duration;

use nix::time::ClockId;
use nix::unistd::Pid;
use rustix::process::{Resource, Rlimit, prlimit};

/// Whole seconds of processor time above the wall clock: the limit counts in seconds, and all
/// threads of a worker together, so an honest run must never meet it.
const MARGIN_SECONDS: u64 = 2;

/// Sets the soft limit to what is used up so far, plus `time`, plus the margin.
/// The hard limit stays unlimited: to raise a hard limit again would need privilege.
pub(super) fn arm(pid: u32, time: Duration) -> io::Result<()> {
    let number = i32::try_from(pid).map_err(io::Error::other)?;
    let used = Duration::from(ClockId::pid_cpu_clock_id(Pid::from_raw(number))?.now()?);
    let seconds = used.as_secs() + time.as_secs() + MARGIN_SECONDS + 1;
    let pid = rustix::process::Pid::from_raw(number)
        .ok_or_else(|| io::Error::other("process number 0"))?;
    let limit = Rlimit { current: Some(seconds), maximum: None };
    prlimit(Some(pid), Resource::Cpu, limit)?;
    Ok(())
}
