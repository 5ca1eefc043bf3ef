//! The one engine configuration, shared by the build (this crate) and the worker (`src/vm/engine.rs`
//! includes this very file): a module loads only where both agree.

use wasmtime::{Collector, Config, OperatorCost};

/// Native stack that guest code may use, in bytes.
///
/// The interpreter's own limit (420,000 bytes of its stack in linear memory) must come first: C code that
/// looks at it takes at least 16 bytes of that stack a level, and less than 480 of this one.
/// A thread that runs guest code needs this much stack and some more for the host's own frames.
pub const WASM_STACK_BYTES: usize = 13 * 1024 * 1024;

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

/// What an instruction costs: one step for each jump and each call, and for each byte that is copied or
/// filled at once. What lies between two jumps is free: there is never much of it.
fn costs() -> OperatorCost {
    let mut costs = OperatorCost::new();
    macro_rules! free {
        ($($operator:ident)*) => { $(costs.$operator = 0;)* };
    }
    free! {
        LocalGet LocalSet LocalTee GlobalGet GlobalSet I32Const I64Const F32Const F64Const Select
        I32Load I64Load F32Load F64Load I32Load8S I32Load8U I32Load16S I32Load16U I64Load8S
        I64Load8U I64Load16S I64Load16U I64Load32S I64Load32U I32Store I64Store F32Store F64Store
        I32Store8 I32Store16 I64Store8 I64Store16 I64Store32 I32Eqz I32Eq I32Ne I32LtS I32LtU
        I32GtS I32GtU I32LeS I32LeU I32GeS I32GeU I32Clz I32Ctz I32Popcnt I32Add I32Sub I32Mul
        I32DivS I32DivU I32RemS I32RemU I32And I32Or I32Xor I32Shl I32ShrS I32ShrU I32Rotl I32Rotr
        I32Extend8S I32Extend16S I64Eqz I64Eq I64Ne I64LtS I64LtU I64GtS I64GtU I64LeS I64LeU
        I64GeS I64GeU I64Clz I64Ctz I64Popcnt I64Add I64Sub I64Mul I64DivS I64DivU I64RemS I64RemU
        I64And I64Or I64Xor I64Shl I64ShrS I64ShrU I64Rotl I64Rotr I64Extend8S I64Extend16S F32Eq
        F32Ne F32Lt F32Gt F32Le F32Ge F32Abs F32Neg F32Ceil F32Floor F32Trunc F32Nearest F32Sqrt
        F32Add F32Sub F32Mul F32Div F32Min F32Max F32Copysign F64Eq F64Ne F64Lt F64Gt F64Le F64Ge
        F64Abs F64Neg F64Ceil F64Floor F64Trunc F64Nearest F64Sqrt F64Add F64Sub F64Mul F64Div
        F64Min F64Max F64Copysign I64Extend32S I32WrapI64 I64ExtendI32S I64ExtendI32U F32DemoteF64
        F64PromoteF32 I32ReinterpretF32 I64ReinterpretF64 F32ReinterpretI32 F64ReinterpretI64
        I32TruncF32S I32TruncF32U I32TruncF64S I32TruncF64U I64TruncF32S I64TruncF32U I64TruncF64S
        I64TruncF64U I32TruncSatF32S I32TruncSatF32U I32TruncSatF64S I32TruncSatF64U
        I64TruncSatF32S I64TruncSatF32U I64TruncSatF64S I64TruncSatF64U F32ConvertI32S
        F32ConvertI32U F32ConvertI64S F32ConvertI64U F64ConvertI32S F64ConvertI32U F64ConvertI64S
        F64ConvertI64U
    }
    costs
}
