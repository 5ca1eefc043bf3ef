//! What prctl(2) says about this process, its parent and its tracers.

#![forbid(unsafe_code)]

use std::io;
use std::os::fd::AsFd;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::unistd::{Pid, getppid};

use crate::confine::error::kernel;
use crate::confine::{ConfineError, Outcome};

/// PR_SET_PDEATHSIG(2const): the kernel kills this process when the *thread* that made it ends.
///
/// The signal is not sent for a parent that died before the call, so the parent is looked at
/// afterwards: another one than at the start, or an input whose only writer is gone with nothing
/// left to read.
pub fn die_with_parent(parent: Pid) -> Result<Outcome, ConfineError> {
    prctl::set_pdeathsig(Signal::SIGKILL).map_err(kernel("ask for the parent-death signal"))?;
    if getppid() != parent || input_is_abandoned()? {
        return Err(ConfineError::Orphaned);
    }
    Ok(Outcome::Applied("SIGKILL when the supervisor ends".to_owned()))
}

fn input_is_abandoned() -> Result<bool, ConfineError> {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
    poll(&mut fds, PollTimeout::ZERO).map_err(kernel("look at the input"))?;
    let found = fds[0].revents().unwrap_or(PollFlags::empty());
    Ok(found.contains(PollFlags::POLLHUP) && !found.contains(PollFlags::POLLIN))
}

/// What the kernel says about [`die_with_parent`].
pub fn dies_with_parent() -> bool {
    prctl::get_pdeathsig() == Ok(Some(Signal::SIGKILL))
}

/// PR_SET_DUMPABLE(2const): no core dump, and `/proc/<pid>` belongs to root.
pub fn forbid_dumps() -> Result<Outcome, ConfineError> {
    prctl::set_dumpable(false).map_err(kernel("become undumpable"))?;
    Ok(Outcome::Applied("no core dump, no tracing by the same user".to_owned()))
}

/// What the kernel says about [`forbid_dumps`].
pub fn is_undumpable() -> bool {
    prctl::get_dumpable() == Ok(false)
}

/// PR_SET_NO_NEW_PRIVS(2const): no exec can gain rights; a condition of Landlock and seccomp.
pub fn forbid_new_privileges() -> Result<Outcome, ConfineError> {
    prctl::set_no_new_privs().map_err(kernel("set no_new_privs"))?;
    Ok(Outcome::Applied("no exec gains privileges".to_owned()))
}

/// What the kernel says about [`forbid_new_privileges`].
pub fn has_no_new_privileges() -> bool {
    prctl::get_no_new_privs() == Ok(true)
}
