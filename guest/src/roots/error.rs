//! Why a module could not be refitted.

/// Every way in which the roots pass can refuse a module.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// The module is invalid: as given, or (a fault of the pass) as produced.
    #[error("validate the module {stage} the roots pass")]
    Invalid {
        stage: &'static str,
        #[source]
        source: wasmparser::BinaryReaderError,
    },
    /// The module could not be written.
    #[error("encode the module: {0}")]
    Encode(String),
    /// The module is not the one that the data file describes.
    #[error("match the data file: {what} is {found}, the data file says {wanted}")]
    Mismatch { what: String, found: String, wanted: String },
    /// The text of a patch does not assemble.
    #[error("assemble the patch of {what}: {detail}")]
    Patch { what: String, detail: String },
    /// The module uses something the pass cannot reason about.
    #[error("refit function {function}, operator {operator}: {what} is not supported")]
    Unsupported { function: u32, operator: usize, what: &'static str },
    /// The stack pointer's value cannot be proved where it matters.
    #[error("refit function {function}, operator {operator}: {what}")]
    StackPointer { function: u32, operator: usize, what: &'static str },
}
