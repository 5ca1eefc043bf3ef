//! Builds the guest image: MicroPython, rewritten, booted once, parked, compiled ahead of time.
//!
//! Runs inside the build script of the supervisor, never in a shipped program.
//! README.md tells the steps; `artifact.toml` holds every fact about the artifact.

#![deny(unsafe_code)]

pub mod artifact;
pub mod error;
pub mod facts;
pub mod rewrite;
pub mod roots;

mod boot;
mod compile;
pub mod config;
mod library;
mod memory;
pub mod names;
mod names_index;
pub mod natives;
mod park;
pub mod parked;
pub mod patches;
pub mod text_methods;

use std::path::Path;

use crate::error::BuildError;
use crate::facts::Facts;
use crate::roots::Options;

/// What is embedded in the supervisor and handed to every worker.
pub struct Image {
    /// Machine code with the parked memory inside, for `Module::deserialize_open_file`.
    pub cwasm: Vec<u8>,
    /// The description of the parked state (`src/parked.rs`).
    pub parked: Vec<u8>,
}

/// Zero bytes that may lie inside one data segment rather than split it.
const SEGMENT_GAP: usize = 64;

/// Builds the image for `target` (a triple; none: this machine, without optimisation) from the
/// artifact in `local` or from the wheel, which is kept in `cache`. `options` says which image: the
/// ordinary one, or one of the test modes.
///
/// `native` says that this machine can load the target's code; the result is then loaded once with
/// the worker's settings.
pub fn build(
    target: Option<&str>,
    native: bool,
    local: Option<&Path>,
    cache: &Path,
    options: &Options,
) -> Result<Image, BuildError> {
    let facts = Facts::load()?;
    let artifact = artifact::obtain(&facts, local, cache)?;
    let refit = roots::refit(&artifact, &facts.roots, options)?;
    let Some(layout) = refit.layout else {
        return Err(BuildError::Rewrite("guest/artifact.toml does not move the stack".to_owned()));
    };
    let module = rewrite::prepare(&facts, &refit.wasm, &layout)?;
    let library = library::Library::read(options)?;
    let booted = boot::boot(&facts, &compile::compile(&module, None)?, library)?;
    let state = park::park(&facts, &layout, booted)?;
    let baked = rewrite::bake(
        &facts,
        &module,
        state.parked.memory_bytes / 65536,
        state.parked.stack_pointer,
        &state.memory.runs(SEGMENT_GAP),
    )?;
    let cwasm = compile::compile(&baked, target)?;
    if native {
        compile::check_loads(&cwasm)?;
    }
    Ok(Image { cwasm, parked: state.parked.encode() })
}
