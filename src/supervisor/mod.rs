//! The supervisor: who may run, when, for how long, and what is answered.
//!
//! The core (`core.rs`, and `conversation.rs` for one conversation) is pure: inputs and the time
//! go in, effects come out. `serve.rs` is the event loop around it, `dispatch.rs` the translation.
//! This module knows no Wasm and no Python, and leaves processes to `pool`.
//! See ARCHITECTURE.md, "Supervisor".

#![forbid(unsafe_code)]

pub mod client;
pub mod conversation;
mod conversations;
pub mod core;
pub mod dispatch;
pub mod ids;
pub mod isolation;
pub mod outcome;
mod output;
mod remnants;
mod requests;
pub mod run;
#[cfg(test)]
mod scenarios;
pub mod serve;
pub mod session;
mod settle;
mod signals;
pub mod stdio;
mod texts;
mod turns;
pub mod workers;

pub use self::client::{Client, ClientEvent};
pub use self::serve::{Config, ServeError, serve, serve_in_process, serve_stdio};
pub use self::stdio::{StdioEnds, stdio_client};
