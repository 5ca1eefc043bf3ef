//! Texts of values after a specification: `format()`, `str.format` and `%`.

#![forbid(unsafe_code)]

pub mod digits;
mod percent;
mod render;
mod spec;
mod template;
#[cfg(test)]
mod tests;

pub use render::{Number, in_base, render, to_float, truncated};
pub use spec::Spec;

use super::Failure;

/// An exception of a built-in type.
pub fn raise<T>(kind: &'static str, message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Raise { kind, message: message.into() })
}
