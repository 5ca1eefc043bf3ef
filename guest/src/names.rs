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
