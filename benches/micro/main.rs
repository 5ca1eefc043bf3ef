//! Micro-benchmarks: what the parts of a run cost, each on its own.
//!
//! `cargo bench --bench micro [-- FILTER]` measures with criterion; a filter is a part of a name, such as `restore`.
//! `cargo test --bench micro` runs each once, to see that it works.
//! Nothing here starts a worker: `../confinement.rs` and `../start_and_memory.py` do.

mod frames;
mod image;
mod machine;
mod messages;
mod runs;
mod samples;
mod sources;
mod world;

use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

use criterion::Criterion;
use mpy::vm::{RUN_STACK_BYTES, lower};

/// Stack for criterion's own frames.
const OWN_STACK_BYTES: usize = 1024 * 1024;

fn main() {
    // Guest code may use more stack than the main thread has.
    let thread = thread::Builder::new().stack_size(RUN_STACK_BYTES + OWN_STACK_BYTES).spawn(all);
    thread.expect("a thread").join().unwrap_or_else(|panic| resume_unwind(panic));
}

fn all() {
    // As a worker does before its first run.
    lower::prepare();
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    frames::all(&mut criterion);
    messages::all(&mut criterion);
    machine::all(&mut criterion);
    image::all(&mut criterion);
    runs::all(&mut criterion);
    sources::all(&mut criterion);
    criterion.final_summary();
}
