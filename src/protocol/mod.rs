//! What crosses a process boundary: pure data and its framing, no other I/O.
//!
//! `client_api` is spoken between a client (the Datasette plugin, a test, the CLI) and the
//! supervisor, `worker_api` between the supervisor and a worker.
//! Each has one enum per direction, so a message that goes the wrong way cannot be built.
//! protocol/README.md is the same contract for people and other languages.

#![forbid(unsafe_code)]

pub mod client_api;
pub mod decode_client;
pub mod decode_worker;
pub mod error;
mod fields;
pub mod frame;
pub mod json;
pub mod message;
pub mod method;
pub mod worker_api;
