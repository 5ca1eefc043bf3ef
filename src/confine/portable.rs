//! The layers of `linux/` on systems that lack them: each says so.
//!
//! A worker there is a process of its own, with resource limits, nothing inherited and an empty
//! environment; what a native break-out could still do is said by `mpy-supervisor doctor`.

#![forbid(unsafe_code)]

use nix::unistd::Pid;

use super::layer::{Entry, Layer};
use super::{ConfineError, Outcome, Steps};

const WHY: &str = "this system has no such thing; Linux has";

/// Not limited here.
#[derive(Debug)]
pub struct AddressSpace;

impl AddressSpace {
    pub fn open() -> Self {
        AddressSpace
    }

    pub fn limit(self, _data: u64) -> Result<Option<u64>, ConfineError> {
        Ok(None)
    }
}

fn lacking() -> Result<Outcome, ConfineError> {
    Ok(Outcome::Missing(WHY.to_owned()))
}

/// The end of input ends a worker all the same.
pub fn die_with_parent(_parent: Pid) -> Result<Outcome, ConfineError> {
    lacking()
}

pub fn forbid_dumps() -> Result<Outcome, ConfineError> {
    lacking()
}

/// It stays the same user, but no other process can set its limits.
pub fn stays_within_reach() -> Result<bool, ConfineError> {
    Ok(false)
}

/// Namespaces, user and capabilities.
pub fn leave_the_system(steps: &mut Steps) -> Result<(), ConfineError> {
    for layer in [Layer::Namespaces, Layer::User, Layer::Capabilities] {
        steps.entries.push(Entry::missing(layer, WHY));
    }
    Ok(())
}

pub fn forbid_new_privileges() -> Result<Outcome, ConfineError> {
    lacking()
}

pub fn landlock() -> Result<Outcome, ConfineError> {
    lacking()
}

pub fn forbid_new_code() -> Result<Outcome, ConfineError> {
    lacking()
}

pub fn check(_steps: &Steps) -> Result<(), ConfineError> {
    Ok(())
}

pub fn seccomp() -> Result<Outcome, ConfineError> {
    lacking()
}
