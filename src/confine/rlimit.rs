//! Resource limits, setrlimit(2). Hard limits: a worker cannot raise them again.

#![forbid(unsafe_code)]

use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, rlim_t, setrlimit};

use super::error::kernel;
use super::layer::Layer;
use super::{ConfineError, Outcome};

/// Private writable memory that a worker needs beside the interpreter's own, in bytes.
///
/// Measured at 16 MiB as the least limit under which each works (VmData counts the same): 1 MiB to
/// start, run, print, throw and fill the heap; 6 MiB for a host call with 0.9 MB of
/// arguments; 17 MiB for the longest host reply (16 MiB) or the longest source (4 MiB); 41 MiB for
/// such a source in which JSON escapes every byte.
pub const DATA_OVERHEAD_BYTES: u64 = 48 * 1024 * 1024;

/// The main thread's stack, in bytes: Wasm runs on it.
const STACK_BYTES: rlim_t = 8 * 1024 * 1024;

/// Descriptors until the seal: the standard three, the protocol's two, the image's two, and what a
/// poller needs.
const NOFILE: rlim_t = 16;

/// Processor seconds until the first run; the supervisor sets the soft limit anew for each run
/// with prlimit(2), so the hard limit stays what it was.
const START_CPU_SECONDS: rlim_t = 10;

const CPU: &str = "CPU";

/// One limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub resource: Resource,
    pub name: &'static str,
    pub soft: rlim_t,
    /// `RLIM_INFINITY` leaves the inherited one.
    pub hard: rlim_t,
}

impl Limit {
    const fn both(resource: Resource, name: &'static str, value: rlim_t) -> Self {
        Limit { resource, name, soft: value, hard: value }
    }
}

/// What a process that offers `memory_bytes` may have in private writable mappings, in bytes.
pub fn data(memory_bytes: u64) -> u64 {
    memory_bytes.saturating_add(DATA_OVERHEAD_BYTES)
}

/// The limits of a process that offers `memory_bytes` to what runs inside.
///
/// Processor time is limited only if the supervisor can set the limit anew for each run; otherwise
/// it watches the worker's clock and nothing else.
pub fn table(memory_bytes: u64, within_reach: bool) -> Vec<Limit> {
    use Resource as R;
    let data = data(memory_bytes);
    vec![
        // Counts private writable mappings only: a reservation without access is free, and becomes
        // counted when it is made writable. RLIMIT_AS would refuse the reservation itself.
        Limit::both(R::RLIMIT_DATA, "DATA", data),
        Limit::both(R::RLIMIT_STACK, "STACK", STACK_BYTES),
        Limit::both(R::RLIMIT_NOFILE, "NOFILE", NOFILE),
        // No file grows: SIGXFSZ. Pipes are not files.
        Limit::both(R::RLIMIT_FSIZE, "FSIZE", 0),
        Limit::both(R::RLIMIT_CORE, "CORE", 0),
        #[cfg(not(target_vendor = "apple"))]
        Limit::both(R::RLIMIT_MEMLOCK, "MEMLOCK", 0),
        #[cfg(target_os = "linux")]
        Limit::both(R::RLIMIT_MSGQUEUE, "MSGQUEUE", 0),
        // No timer that signals and no queued signal; the kernel's own signals need no place.
        #[cfg(target_os = "linux")]
        Limit::both(R::RLIMIT_SIGPENDING, "SIGPENDING", 0),
        // No place before others at the processor.
        #[cfg(target_os = "linux")]
        Limit::both(R::RLIMIT_NICE, "NICE", 0),
        #[cfg(target_os = "linux")]
        Limit::both(R::RLIMIT_RTPRIO, "RTPRIO", 0),
        Limit {
            resource: R::RLIMIT_CPU,
            name: CPU,
            soft: if within_reach { START_CPU_SECONDS } else { RLIM_INFINITY },
            hard: RLIM_INFINITY,
        },
    ]
}

/// No further process or thread.
///
/// The kernel compares the limit with *all* tasks of the real user when one is made, so any
/// number but 0 would mean something else on every machine, and it must be set after the last
/// thread has started. It exempts root (CAP_SYS_RESOURCE, and user 0 itself): there seccomp is
/// the layer that holds.
#[cfg(not(target_vendor = "apple"))]
pub fn forbid_new_tasks() -> Result<Outcome, ConfineError> {
    forbid(Resource::RLIMIT_NPROC, "NPROC")
}

/// The bindings have no such limit for this system.
#[cfg(target_vendor = "apple")]
pub fn forbid_new_tasks() -> Result<Outcome, ConfineError> {
    Ok(Outcome::Missing("not limited on this system".to_owned()))
}

/// No further descriptor: none is below a limit of 0, and those that are open stay so.
///
/// Set last of all, because whoever checks the other layers opens files. Whatever gives out a
/// descriptor - a file, a socket, a pipe, an io_uring, a memfd - is refused by it.
pub fn forbid_new_descriptors() -> Result<Outcome, ConfineError> {
    forbid(Resource::RLIMIT_NOFILE, "NOFILE")
}

/// Sets one limit to 0 and reads it back.
fn forbid(resource: Resource, name: &'static str) -> Result<Outcome, ConfineError> {
    let none = [Limit::both(resource, name, 0)];
    let outcome = apply(&none)?;
    check(&none)?;
    Ok(outcome)
}

/// Sets each limit, never above the inherited hard one.
pub fn apply(limits: &[Limit]) -> Result<Outcome, ConfineError> {
    let mut held = Vec::with_capacity(limits.len());
    for limit in limits {
        let (_, inherited) = getrlimit(limit.resource).map_err(kernel("read a resource limit"))?;
        let hard = limit.hard.min(inherited);
        let soft = limit.soft.min(hard);
        setrlimit(limit.resource, soft, hard).map_err(kernel("set a resource limit"))?;
        let soft = if soft == RLIM_INFINITY { "unlimited".to_owned() } else { soft.to_string() };
        held.push(format!("{} {soft}", limit.name));
    }
    Ok(Outcome::Applied(held.join(", ")))
}

/// Whether the table has no limit of processor time.
pub fn leaves_processor_time(limits: &[Limit]) -> bool {
    limits.iter().any(|limit| limit.name == CPU && limit.soft == RLIM_INFINITY)
}

/// What the kernel says about the limits.
pub fn check(limits: &[Limit]) -> Result<(), ConfineError> {
    for limit in limits {
        let (soft, hard) = getrlimit(limit.resource).map_err(kernel("read a resource limit"))?;
        if soft > limit.soft || hard > limit.hard {
            return Err(ConfineError::NotHeld(Layer::Rlimits));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_follows_the_memory_that_is_promised_and_never_overflows() {
        let data = |bytes| table(bytes, true)[0];
        assert_eq!(data(1 << 20).soft, (1 << 20) + DATA_OVERHEAD_BYTES);
        assert_eq!(data(u64::MAX).hard, u64::MAX);
    }

    #[test]
    fn only_the_processor_limit_can_be_raised_again() {
        let soft: Vec<_> =
            table(1 << 20, true).iter().filter(|l| l.soft != l.hard).map(|l| l.name).collect();
        assert_eq!(soft, ["CPU"]);
    }
}
