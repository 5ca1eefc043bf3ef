//! Why a process could not be confined.

#![forbid(unsafe_code)]

use std::os::fd::RawFd;

use nix::errno::Errno;

use super::layer::Layer;

/// Why a process could not be confined.
#[derive(Debug, thiserror::Error)]
pub enum ConfineError {
    #[error("the parent process is gone")]
    Orphaned,
    #[error("the environment must be empty, but has {0} variable(s)")]
    Environment(usize),
    #[error("descriptor {0} was not inherited, or is not one that can be kept")]
    Descriptor(RawFd),
    #[error("cannot {step}: {errno}")]
    Kernel { step: &'static str, errno: Errno },
    #[error("cannot {step}")]
    Io { step: &'static str, source: std::io::Error },
    /// The kernel lacks the layer and the operator did not accept that.
    #[error("{} is missing: {why}; --allow-missing {} accepts that", .layer.name(), .layer.name())]
    Missing { layer: Layer, why: String },
    #[error("{} was applied, but the kernel says that it does not hold", .0.name())]
    NotHeld(Layer),
}

/// Turns an errno into the error of one step.
pub(super) fn kernel(step: &'static str) -> impl Fn(Errno) -> ConfineError {
    move |errno| ConfineError::Kernel { step, errno }
}

/// The same for the standard library's errors.
pub(super) fn io(step: &'static str) -> impl Fn(std::io::Error) -> ConfineError {
    move |source| ConfineError::Io { step, source }
}
