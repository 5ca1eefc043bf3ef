//! Compiles the module ahead of time, and proves that the worker's settings accept the result.

#![expect(unsafe_code, reason = "machine code that this build has just made is loaded")]

use wasmtime::{Engine, Module, OptLevel};

use crate::config::config;
use crate::error::BuildError;

/// Machine code of `module`, as `Module::deserialize` takes it, for `target` (a triple) or, if there
/// is none, for this very machine.
///
/// What is shipped always names its target: Cranelift then uses no feature of the build machine's
/// processor.
pub fn compile(module: &[u8], target: Option<&str>) -> Result<Vec<u8>, BuildError> {
    let mut settings = config();
    settings.cranelift_opt_level(if target.is_some() { OptLevel::Speed } else { OptLevel::None });
    if let Some(target) = target {
        settings.target(target).map_err(|error| BuildError::engine("select the target", &error))?;
    }
    let engine = Engine::new(&settings).map_err(|error| BuildError::engine("configure", &error))?;
    engine
        .precompile_module(module)
        .map_err(|error| BuildError::engine("compile the module", &error))
}

/// Loads compiled code with the settings of the worker: a mismatch must fail the build, not the
/// first start of a worker.
///
/// Only possible where the build machine can run the target's code.
pub fn check_loads(cwasm: &[u8]) -> Result<(), BuildError> {
    let engine = Engine::new(&config()).map_err(|error| BuildError::engine("configure", &error))?;
    // SAFETY: the bytes are the unchanged result of `precompile_module` in this process.
    let module = unsafe { Module::deserialize(&engine, cwasm) };
    module.map(drop).map_err(|error| {
        BuildError::engine("load the compiled module with the worker's settings", &error)
    })
}
