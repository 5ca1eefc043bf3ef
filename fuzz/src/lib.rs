//! The supervisor's half of the main crate under its own name, and what the targets check of it.

// The modules below say `mpy`, as they do in the main crate's tests.
extern crate self as mpy;

#[path = "../../tests/fuzz_checks/mod.rs"]
pub mod fuzz_checks;
mod heap;
#[path = "../../src/pool/mod.rs"]
pub mod pool;
#[path = "../../src/protocol/mod.rs"]
pub mod protocol;
#[path = "../../src/supervisor/mod.rs"]
pub mod supervisor;
#[path = "../../src/wire/mod.rs"]
pub mod wire;

use std::path::PathBuf;
use std::{env, fs};

/// Names the folder where a target leaves its first inputs before it looks for inputs.
const SEEDS_VARIABLE: &str = "FUZZ_SEEDS";

/// Writes the inputs that are made of `protocol/fixtures`, if somebody said where to.
pub fn write_seeds(target: &str) {
    let Some(folder) = env::var_os(SEEDS_VARIABLE).map(PathBuf::from) else { return };
    fs::create_dir_all(&folder).expect("a folder for the seeds");
    for (name, seed) in fuzz_checks::seeds::of(target) {
        fs::write(folder.join(name), seed).expect("a seed is written");
    }
}
