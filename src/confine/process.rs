//! Attributes of the process itself: its parent, its session, its privileges.

#![forbid(unsafe_code)]

use std::io;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::sys::stat::{Mode, umask};
use nix::unistd::{chdir, getpid, getppid, getsid, setsid};
use std::os::fd::AsFd;

use super::{ConfineError, Layer};

/// PR_SET_PDEATHSIG(2const): the kernel kills this process when the *thread* that made it ends.
///
/// The signal is not sent for a parent that died before the call, so the parent is looked at
/// afterwards: a changed pid, or an input whose only writer is gone with nothing left to read.
pub fn die_with_parent() -> Result<(), ConfineError> {
    let parent = getppid();
    prctl::set_pdeathsig(Signal::SIGKILL).map_err(kernel("ask for the parent-death signal"))?;
    if getppid() != parent || input_is_abandoned()? {
        return Err(ConfineError::Orphaned);
    }
    Ok(())
}

fn input_is_abandoned() -> Result<bool, ConfineError> {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
    poll(&mut fds, PollTimeout::ZERO).map_err(kernel("look at the input"))?;
    let found = fds[0].revents().unwrap_or(PollFlags::empty());
    Ok(found.contains(PollFlags::POLLHUP) && !found.contains(PollFlags::POLLIN))
}

/// PR_SET_DUMPABLE(2const): no core dump, and `/proc/<pid>` belongs to root.
pub fn forbid_dumps() -> Result<(), ConfineError> {
    prctl::set_dumpable(false).map_err(kernel("become undumpable"))
}

/// Whatever a bug might still create is for nobody else's eyes.
pub fn mask_file_modes() {
    umask(Mode::from_bits_truncate(0o077));
}

/// setsid(2). It refuses a process group leader; one that leads a session already is content.
pub fn own_session() -> Result<(), ConfineError> {
    match setsid() {
        Ok(_) => Ok(()),
        Err(_) if leads_session() => Ok(()),
        Err(errno) => Err(ConfineError::Kernel { step: "start an own session", errno }),
    }
}

fn leads_session() -> bool {
    getsid(None) == Ok(getpid())
}

/// The environment may carry the operator's secrets, and settings such as RUST_BACKTRACE that
/// change what this process costs. The parent clears it; clearing it here would leave the text
/// on the stack.
pub fn require_empty_environment() -> Result<(), ConfineError> {
    match std::env::vars_os().count() {
        0 => Ok(()),
        count => Err(ConfineError::Environment(count)),
    }
}

/// Holds no directory of the operator's open.
pub fn leave_working_directory() -> Result<(), ConfineError> {
    chdir("/").map_err(kernel("change to the root directory"))
}

/// PR_SET_NO_NEW_PRIVS(2const): no exec can gain rights; a condition of Landlock and seccomp.
pub fn forbid_new_privileges() -> Result<(), ConfineError> {
    prctl::set_no_new_privs().map_err(kernel("set no_new_privs"))
}

/// What the kernel says about the steps of this file.
pub fn read_back() -> Result<Vec<Layer>, ConfineError> {
    let held = [
        (
            "parent_death",
            prctl::get_pdeathsig() == Ok(Some(Signal::SIGKILL)),
            "SIGKILL when the supervisor ends",
        ),
        ("undumpable", prctl::get_dumpable() == Ok(false), "no core dump, no ptrace by the user"),
        ("session", leads_session(), "leads a session of its own, without a terminal"),
        ("environment", std::env::vars_os().next().is_none(), "empty; working directory /"),
        ("no_new_privs", prctl::get_no_new_privs() == Ok(true), "no exec gains privileges"),
    ];
    held.into_iter()
        .map(|(name, holds, detail)| match holds {
            true => Ok(Layer { name, detail: detail.to_owned() }),
            false => Err(ConfineError::NotHeld { layer: name }),
        })
        .collect()
}

/// Turns an errno into the error of one step.
pub fn kernel(step: &'static str) -> impl Fn(nix::errno::Errno) -> ConfineError {
    move |errno| ConfineError::Kernel { step, errno }
}
