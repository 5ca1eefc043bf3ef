//! Loads the image from descriptors: an engine, a module and the description of its parked state.

#![expect(unsafe_code, reason = "machine code is loaded from a file")]

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use wasmtime::{Engine, Module};

use super::snapshot::{self, Parked, ParkedError};
use super::ticker::Ticker;

#[path = "../../guest/src/config.rs"]
mod config;

/// Native stack that a thread needs which runs a session: the guest's limit and the host's own frames.
pub const RUN_STACK_BYTES: usize = config::WASM_STACK_BYTES + 512 * 1024;

/// Why there is no interpreter.
#[derive(Debug, thiserror::Error)]
pub enum VmError {
    #[error("read the description of the parked interpreter")]
    Read(#[source] std::io::Error),
    #[error("understand the description of the parked interpreter")]
    Parked(#[from] ParkedError),
    /// Text of the engine's whole error chain.
    #[error("{step} the interpreter: {detail}")]
    Engine { step: &'static str, detail: String },
    #[error("start the ticker thread")]
    Thread(#[source] std::io::Error),
    #[error("start an interpreter with {asked} bytes: supported are {least} to {most}")]
    MemoryBytes { asked: u64, least: u64, most: u64 },
}

impl VmError {
    pub(super) fn engine(step: &'static str, error: &wasmtime::Error) -> VmError {
        VmError::Engine { step, detail: format!("{error:#}") }
    }
}

/// A loaded image, from which any number of sessions can be restored.
#[derive(Debug)]
pub struct Loaded {
    pub(super) engine: Engine,
    pub(super) module: Module,
    pub(super) parked: Parked,
    pub(super) ticker: Arc<Ticker>,
}

impl Loaded {
    /// Loads the image; starts one thread, which sleeps between runs.
    ///
    /// `cwasm` must hold what this program's build embedded (`image::CWASM`), in a file that nobody
    /// changes any more: its pages are mapped and executed.
    pub fn open(cwasm: File, snapshots: File) -> Result<Loaded, VmError> {
        let mut bytes = Vec::new();
        let most = Parked::ENCODED_BYTES as u64 + 1;
        snapshots.take(most).read_to_end(&mut bytes).map_err(VmError::Read)?;
        let parked = snapshot::decode(&bytes)?;
        let engine =
            Engine::new(&config::config()).map_err(|error| VmError::engine("configure", &error))?;
        // SAFETY: the file holds the unchanged output of `Engine::precompile_module`: the supervisor
        // writes the bytes embedded at build time into a memfd and seals it against every change
        // before anybody else gets a descriptor.
        let module = unsafe { Module::deserialize_open_file(&engine, cwasm) }
            .map_err(|error| VmError::engine("load", &error))?;
        let ticker = Arc::new(Ticker::start(&engine).map_err(VmError::Thread)?);
        Ok(Loaded { engine, module, parked, ticker })
    }
}
