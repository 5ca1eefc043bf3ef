//! A supervisor that is root starts workers that are nobody.

#![forbid(unsafe_code)]

use nix::errno::Errno;
use nix::unistd::{Gid, Uid, geteuid, setgroups, setresgid, setresuid};

use super::capabilities;
use crate::confine::error::kernel;
use crate::confine::layer::Layer;
use crate::confine::{ConfineError, Outcome};

/// The user and group that own nothing, on every distribution ("overflow" ids, user_namespaces(7)).
const NOBODY: u32 = 65534;

/// Sets every user and group id to nobody's, where the supervisor can still end the worker
/// afterwards: to signal a process of another user takes CAP_KILL.
pub fn become_nobody() -> Result<Outcome, ConfineError> {
    if !geteuid().is_root() {
        return Ok(Outcome::Applied("the supervisor's own, who is not root".to_owned()));
    }
    if !capabilities::may_become_another_user()? {
        let why = "the supervisor is root without CAP_SETUID, CAP_SETGID or CAP_KILL, so its \
                   workers are root without any capability";
        return Ok(Outcome::Missing(why.to_owned()));
    }
    // Before the user namespace that may follow, in which nobody else exists.
    capabilities::shrink_bounding_set()?;
    let (user, group) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
    let left = setgroups(&[])
        .and_then(|()| setresgid(group, group, group))
        .and_then(|()| setresuid(user, user, user));
    match left {
        Ok(()) if geteuid() == user => Ok(Outcome::Applied(format!("{NOBODY} instead of root"))),
        Ok(()) => Err(ConfineError::NotHeld(Layer::User)),
        // A user namespace in which this id is not mapped, or no other may be taken at all.
        Err(errno @ (Errno::EINVAL | Errno::EPERM)) => {
            let why = format!("user {NOBODY} cannot be had in this user namespace: {errno}");
            Ok(Outcome::Missing(why))
        }
        Err(errno) => Err(kernel("become nobody")(errno)),
    }
}

/// Whether the supervisor can set this process's limits anew for each run (prlimit(2)), as it must
/// if the processor time is limited: it is the same user, or has CAP_SYS_RESOURCE.
pub fn stays_within_reach() -> Result<bool, ConfineError> {
    let changes = geteuid().is_root() && capabilities::may_become_another_user()?;
    Ok(!changes || capabilities::may_limit_another_user()?)
}
