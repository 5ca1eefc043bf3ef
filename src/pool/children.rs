//! Which child has died, without a question to each.

/// A child of this process that has died and that nobody has waited for, waitid(2) with WNOWAIT.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Dead {
    Nobody,
    Pid(u32),
    /// It cannot be told.
    Unknown,
}

#[cfg(linux_kernel)]
pub(super) fn dead_child() -> Dead {
    use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};

    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    match waitid(Id::All, flags) {
        Ok(WaitStatus::StillAlive) | Err(nix::errno::Errno::ECHILD) => Dead::Nobody,
        Ok(status) => {
            let pid = status.pid().and_then(|pid| u32::try_from(pid.as_raw()).ok());
            pid.map_or(Dead::Unknown, Dead::Pid)
        }
        Err(_) => Dead::Unknown,
    }
}

#[cfg(not(linux_kernel))]
pub(super) fn dead_child() -> Dead {
    Dead::Unknown
}
