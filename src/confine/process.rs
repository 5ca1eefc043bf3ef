//! Attributes of the process that every Unix system has: its session, its surroundings.

#![forbid(unsafe_code)]

use nix::sys::stat::{Mode, umask};
use nix::unistd::{chdir, getpid, getsid, setsid};

use super::error::kernel;
use super::layer::Layer;
use super::{ConfineError, Outcome, Steps};

/// Whatever a bug might still create is for nobody else's eyes.
pub fn mask_file_modes() -> Result<Outcome, ConfineError> {
    umask(private_mode());
    Ok(Outcome::Applied("077".to_owned()))
}

fn private_mode() -> Mode {
    Mode::from_bits_truncate(0o077)
}

/// setsid(2). It refuses a process group leader; one that leads a session already is content.
pub fn own_session() -> Result<Outcome, ConfineError> {
    match setsid() {
        Ok(_) => {}
        Err(_) if leads_session() => {}
        Err(errno) => return Err(kernel("start an own session")(errno)),
    }
    Ok(Outcome::Applied("leads a session of its own, without a terminal".to_owned()))
}

fn leads_session() -> bool {
    getsid(None) == Ok(getpid())
}

/// The environment may carry the operator's secrets, and settings such as RUST_BACKTRACE that
/// change what this process costs. The parent clears it; clearing it here would leave the text
/// on the stack.
pub fn require_empty_environment() -> Result<Outcome, ConfineError> {
    match std::env::vars_os().count() {
        0 => Ok(Outcome::Applied("empty".to_owned())),
        count => Err(ConfineError::Environment(count)),
    }
}

/// Holds no directory of the operator's open.
pub fn leave_working_directory() -> Result<Outcome, ConfineError> {
    chdir("/").map_err(kernel("change to the root directory"))?;
    Ok(Outcome::Applied("/".to_owned()))
}

/// What the kernel says about the steps of this file.
pub fn check(steps: &Steps) -> Result<(), ConfineError> {
    let mask = umask(private_mode());
    let held = [
        (Layer::Umask, mask == private_mode()),
        (Layer::Session, leads_session()),
        (Layer::Environment, std::env::vars_os().next().is_none()),
        (
            Layer::WorkingDirectory,
            std::env::current_dir().is_ok_and(|path| path.is_absolute() && path.parent().is_none()),
        ),
    ];
    match held.into_iter().find(|(layer, holds)| steps.applied(*layer) && !holds) {
        Some((layer, _)) => Err(ConfineError::NotHeld(layer)),
        None => Ok(()),
    }
}
