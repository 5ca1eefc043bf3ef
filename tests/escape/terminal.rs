//! The process in between that gives an attempt a controlling terminal.
//!
//! A supervisor that was started from a shell has one, and its workers would inherit it. The
//! attempt's process must not lead the session itself, so somebody else has to.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use nix::libc;

use crate::raw::{self, sys};
use crate::role::MARKER;
use crate::world::World;

/// Leads a session on the inherited terminal, starts the attempt in it, and ends as the attempt did.
pub fn launch(world: &World, arguments: &[String]) -> ! {
    nix::unistd::setsid().expect("a new process leads no group");
    sys!(SYS_ioctl, world.fd, libc::TIOCSCTTY, 0).expect("a terminal of nobody's");
    let status = Command::new(std::env::current_exe().expect("own path"))
        .arg(MARKER)
        .args(arguments.iter().filter(|argument| *argument != "terminal=yes"))
        .env_clear()
        .status();
    let status = status.expect("the attempt starts");
    if let Some(signal) = status.signal() {
        let own = nix::unistd::getpid().as_raw();
        sys!(SYS_kill, own, signal).expect("a signal to itself");
    }
    raw::leave(status.code().unwrap_or(1))
}
