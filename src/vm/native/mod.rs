//! What the worker computes for the guest because the interpreter would be far too slow at it.
//!
//! Pure functions from arguments to values: nothing here knows the engine or the guest's memory.

pub mod regex;
pub mod value;
