//! The description of the parked interpreter, checked before anything in it is used.

#![forbid(unsafe_code)]

#[path = "../../guest/src/parked.rs"]
mod parked;

pub use parked::{Parked, ParkedError};

/// Reads a description.
///
/// The numbers in it are trusted as the module itself is, both being embedded by the same build; all
/// the same every access to the guest's memory that uses them is bounds-checked.
pub fn decode(bytes: &[u8]) -> Result<Parked, ParkedError> {
    Parked::decode(bytes)
}
