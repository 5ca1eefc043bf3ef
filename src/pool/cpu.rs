//! Processor time of a worker, moved on for every run: the backstop behind the wall clock.

use std::io;
use std::time::Duration;

#[cfg(linux_kernel)]
use nix::{time::ClockId, unistd::Pid};

/// Whole seconds of processor time above the wall clock: the kernel's limit counts in seconds, and
/// all threads of a worker together, so an honest run must never meet it.
const MARGIN_SECONDS: u64 = 2;

/// What a worker may use before its first run: starting takes some tens of milliseconds.
pub(super) const START_BUDGET: Duration = Duration::from_secs(10);

/// Between two looks at the clocks of all workers. Whoever masks the kernel's signal keeps a
/// processor busy for at most this long beyond its limit.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The kernel's signal comes first where it can.
pub(super) const LOOK_MARGIN: Duration = Duration::from_secs(1);

/// Limits a process to what it has used so far, plus `time`, plus the margin; returns the sum.
///
/// The soft limit is set where this process may set it, which takes the same user or CAP_SYS_RESOURCE
/// (prlimit(2)). The hard one stays what it is: to raise it again would need privilege.
pub(super) fn arm(pid: u32, time: Duration) -> io::Result<Duration> {
    let seconds = used(pid)?.as_secs() + time.as_secs() + MARGIN_SECONDS + 1;
    limit(pid, seconds)?;
    Ok(Duration::from_secs(seconds))
}

/// Processor time that all threads of a process have used, clock_getcpuclockid(3).
#[cfg(linux_kernel)]
pub(super) fn used(pid: u32) -> io::Result<Duration> {
    Ok(ClockId::pid_cpu_clock_id(number(pid)?)?.now()?.into())
}

/// Nobody else's clock can be read here, and none is limited.
#[cfg(not(linux_kernel))]
pub(super) fn used(_pid: u32) -> io::Result<Duration> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(linux_kernel)]
fn limit(pid: u32, seconds: u64) -> io::Result<()> {
    use rustix::io::Errno;
    use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};

    let pid = Pid::from_raw(number(pid)?.as_raw());
    // A worker keeps the hard limit that it has inherited from this process.
    let maximum = getrlimit(Resource::Cpu).maximum;
    let current = maximum.map_or(seconds, |hard| hard.min(seconds));
    match prlimit(pid, Resource::Cpu, Rlimit { current: Some(current), maximum }) {
        // A worker that has become another user: its clock is looked at all the same.
        Ok(_) | Err(Errno::PERM) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

#[cfg(not(linux_kernel))]
fn limit(_pid: u32, _seconds: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(linux_kernel)]
fn number(pid: u32) -> io::Result<Pid> {
    Ok(Pid::from_raw(i32::try_from(pid).map_err(io::Error::other)?))
}
