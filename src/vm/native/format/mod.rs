//! Texts of values after a specification: `format()`, `str.format` and `%`.

#![forbid(unsafe_code)]

mod ask;
mod convert;
pub mod digits;
mod field;
mod percent;
mod render;
mod spec;
mod template;
#[cfg(test)]
mod tests;

pub use convert::{in_base, to_float, truncated};
pub use render::{Number, render};
pub use spec::Spec;

use super::Failure;

/// An exception of a built-in type.
pub fn raise<T>(kind: &'static str, message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Raise { kind, message: message.into() })
}
