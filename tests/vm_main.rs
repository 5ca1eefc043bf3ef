//! Tests of `mpy::vm`: real runs in restored sessions, with a host made of closures.

#![expect(clippy::print_stderr, reason = "tests print what they measured")]

#[path = "vm/exceptions.rs"]
mod exceptions;
#[path = "vm/host_calls.rs"]
mod host_calls;
#[path = "vm/hostile.rs"]
mod hostile;
#[path = "vm/limits.rs"]
mod limits;
#[path = "vm/lowering.rs"]
mod lowering;
#[path = "vm/measure.rs"]
mod measure;
#[path = "vm/memory.rs"]
mod memory;
#[path = "vm/natives.rs"]
mod natives;
#[path = "vm/output.rs"]
mod output;
#[path = "vm/sources.rs"]
mod sources;
#[path = "vm/state.rs"]
mod state;
#[path = "vm/support.rs"]
mod support;
#[path = "vm/wrong_arguments.rs"]
mod wrong_arguments;
