//! The guest image that the build embeds; bytes only, nothing here runs them.

#![forbid(unsafe_code)]

/// Machine code with the parked memory inside (`Module::deserialize_open_file` takes it).
pub static CWASM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/guest.cwasm"));

/// The description of the parked interpreter, a few hundred bytes.
pub static SNAPSHOTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/guest.parked"));
