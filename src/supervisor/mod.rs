//! The supervisor: who may run, when, for how long, and what is answered.
//!
//! The core is pure and does nothing itself.
//! This module knows no Wasm and no Python; the workers do.
//! See ARCHITECTURE.md, "Supervisor".

#![forbid(unsafe_code)]

pub mod conversation;
pub mod core;
pub mod ids;
mod output;
mod remnants;
mod requests;
pub mod run;
pub mod session;
mod settle;
mod texts;
mod turns;
pub mod workers;
