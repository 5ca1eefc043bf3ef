//! The one engine configuration, shared by the build (this crate) and the worker (`src/vm/engine.rs`
//! includes this very file): a module loads only where both agree.

use wasmtime::{Collector, Config, OperatorCost};

/// Native stack that guest code may use, in bytes.
///
/// The interpreter's own limit (200,000 bytes of its stack in linear memory) must come first: C code that
/// looks at it takes at least 16 bytes of that stack a level, and less than 480 of this one.
/// A thread that runs guest code needs this much stack and some more for the host's own frames.
pub const WASM_STACK_BYTES: usize = 6 * 1024 * 1024;

/// Settings that decide what code is generated, or whether compiled code is accepted.
///
/// The default memory reservation (4 GiB and guards) stays: explicit bounds checks cost 20-55 %.
pub fn config() -> Config {
    let mut config = Config::new();
    config
        .wasm_function_references(true)
        .wasm_exceptions(true)
        .wasm_stack_switching(false)
        .wasm_tail_call(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .collector(Collector::Copying)
        .concurrency_support(false)
        .shared_memory(false)
        .consume_fuel(true)
        .operator_cost(costs())
        .epoch_interruption(true)
        .max_wasm_stack(WASM_STACK_BYTES)
        // No stack of this size is ever made; the engine only wants it to be no smaller.
        .async_stack_size(WASM_STACK_BYTES)
        // Nobody reads a Wasm backtrace here, and an exception thrown must stay cheap.
        .wasm_backtrace_max_frames(None)
        .native_unwind_info(false)
        // The parked memory is mapped copy-on-write out of the image, shared by all workers.
        .memory_init_cow(true);
    config
}

/// What an instruction costs: one unit of fuel each, but nothing for what a register machine does not execute.
/// Locals are registers, and constants are parts of the instructions that use them.
fn costs() -> OperatorCost {
    let mut costs = OperatorCost::new();
    costs.LocalGet = 0;
    costs.LocalSet = 0;
    costs.LocalTee = 0;
    costs.I32Const = 0;
    costs.I64Const = 0;
    costs.F32Const = 0;
    costs.F64Const = 0;
    costs
}
