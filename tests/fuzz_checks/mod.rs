//! What the fuzz targets check. `fuzz/` feeds these functions with what libFuzzer makes up,
//! `tests/fuzz_regressions.rs` with what was once found, so a find stays tested without a fuzzer.

#![allow(dead_code, reason = "the fuzz targets and the tests each use a part")]

mod client;
mod frames;
pub mod heap;
mod machine;
pub mod seeds;
mod worker;
#[path = "../common/world/mod.rs"]
mod world;

pub use self::client::client_message;
pub use self::frames::frame_reader;
pub use self::machine::state_machine;
pub use self::worker::worker_message;

/// A check panics at what must not be.
pub type Check = fn(&[u8]);

/// Every fuzz target.
pub const TARGETS: [(&str, Check); 4] = [
    ("frame_reader", frame_reader),
    ("worker_message", worker_message),
    ("client_message", client_message),
    ("state_machine", state_machine),
];
