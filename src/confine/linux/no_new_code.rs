//! Nothing that could be written becomes executable, PR_SET_MDWE(2const), Linux 6.3.
//!
//! The system-call filter says so too; this is the kernel's own check behind it.

#![expect(unsafe_code, reason = "prctl(2) has no safe form for this option")]

use nix::errno::Errno;
use nix::libc;

use crate::confine::{ConfineError, Outcome};

/// Taken after the program's machine code has been mapped, which is done by making it executable.
pub fn forbid_new_code() -> Result<Outcome, ConfineError> {
    let refuse = libc::c_ulong::from(libc::PR_MDWE_REFUSE_EXEC_GAIN);
    // SAFETY: this option takes four numbers and touches no memory.
    let done = unsafe { libc::prctl(libc::PR_SET_MDWE, refuse, NONE, NONE, NONE) };
    Ok(match Errno::result(done) {
        Ok(_) => Outcome::Applied("nothing writable becomes executable".to_owned()),
        // Each of them from kernels, or processors, that have no such thing.
        Err(errno) => Outcome::Missing(format!("Linux 6.3 and later have it: {errno}")),
    })
}

const NONE: libc::c_ulong = 0;

/// What the kernel says.
pub fn holds() -> bool {
    // SAFETY: this option takes four zeros and touches no memory.
    let flags = unsafe { libc::prctl(libc::PR_GET_MDWE, NONE, NONE, NONE, NONE) };
    u32::try_from(flags).is_ok_and(|flags| flags & libc::PR_MDWE_REFUSE_EXEC_GAIN != 0)
}
