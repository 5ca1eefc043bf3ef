//! Rewrites of the module, Wasm to Wasm: first what boot needs, then the parked state baked in.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function, GlobalSection,
    GlobalType, Instruction, MemorySection, MemoryType, Module, ValType,
};
use wasmparser::{FunctionBody, Operator, Parser, Payload, TypeRef, Validator, WasmFeatures};

use crate::error::BuildError;
use crate::facts::Facts;
use crate::memory::Run;
use crate::names;

/// Size of the interpreter's shadow stack after [`prepare`].
///
/// The artifact's own 64 KiB lie on top of its static data, which an overflow would overwrite.
/// Ours has pages of its own: guard, then stack.
pub const STACK_BYTES: u32 = 192 * 1024;

/// Bytes at the low end of the stack that no honest program reaches; they stay zero, and a run
/// that changed them ends the session.
pub const STACK_GUARD_BYTES: u32 = 4096;

/// How far the stack may grow before Python raises RuntimeError ("maximum recursion depth").
///
/// The rest of [`STACK_BYTES`] is for C code that does not check: the compiler foremost, which needs
/// 16 bytes of it per nested level and 400 bytes of native stack, so the native limit
/// (`config::WASM_STACK_BYTES`) stops it first.
pub const STACK_LIMIT: u32 = 100_000;

const PAGE: u32 = 65536;

/// Adds the exports that boot and the worker use, moves the shadow stack to pages of its own and
/// switches the collector off.
pub fn prepare(facts: &Facts, artifact: &[u8]) -> Result<Vec<u8>, BuildError> {
    let pages = facts.memory.initial_pages + STACK_BYTES / PAGE;
    let plan = Plan {
        facts,
        pages,
        stack_pointer: pages * PAGE,
        exports: vec![
            (names::STACK_POINTER, ExportKind::Global, facts.globals.stack_pointer),
            (names::TABLE, ExportKind::Table, 0),
            (names::MALLOC, ExportKind::Func, facts.functions.malloc),
            (names::FREE, ExportKind::Func, facts.functions.free),
            (names::GC_ALLOC, ExportKind::Func, facts.functions.gc_alloc),
            (names::GC_FREE, ExportKind::Func, facts.functions.gc_free),
        ],
        disabled: Some(facts.functions.gc_collect),
        data: None,
    };
    plan.apply(artifact)
}

/// Bakes a parked interpreter into `module` (a result of [`prepare`]): its memory becomes the data
/// segments, so that an instance is parked as soon as it exists.
pub fn bake(
    facts: &Facts,
    module: &[u8],
    pages: u32,
    stack_pointer: u32,
    runs: &[Run<'_>],
) -> Result<Vec<u8>, BuildError> {
    let plan =
        Plan { facts, pages, stack_pointer, exports: Vec::new(), disabled: None, data: Some(runs) };
    plan.apply(module)
}

/// What one rewrite changes.
struct Plan<'a> {
    facts: &'a Facts,
    /// Initial size of the memory, in pages of 64 KiB.
    pages: u32,
    /// Initial value of the stack pointer.
    stack_pointer: u32,
    exports: Vec<(&'a str, ExportKind, u32)>,
    /// A `() -> ()` function that is to do nothing.
    disabled: Option<u32>,
    /// New contents of the data section.
    data: Option<&'a [Run<'a>]>,
}

impl Plan<'_> {
    fn apply(&self, input: &[u8]) -> Result<Vec<u8>, BuildError> {
        validate("before the rewrite", input)?;
        let mut rewriter =
            Rewriter { plan: self, next: imported_functions(input)?, globals: 0, disabled: false };
        let mut module = Module::new();
        rewriter
            .parse_core_module(&mut module, Parser::new(0), input)
            .map_err(|error| BuildError::Rewrite(error.to_string()))?;
        if self.disabled.is_some() && !rewriter.disabled {
            return Err(BuildError::Rewrite("the collector is not where it should be".to_owned()));
        }
        let output = module.finish();
        validate("after the rewrite", &output)?;
        Ok(output)
    }
}

/// Number of imported functions, which come first in the index space.
fn imported_functions(module: &[u8]) -> Result<u32, BuildError> {
    let invalid = |source| BuildError::Invalid { stage: "before the rewrite", source };
    let mut count = 0;
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload.map_err(invalid)? {
            for import in section.into_imports() {
                let import = import.map_err(invalid)?;
                count += u32::from(matches!(import.ty, TypeRef::Func(_)));
            }
        }
    }
    Ok(count)
}

/// The collector's shape: three calls (start, mark the roots, sweep) and nothing else.
fn is_three_calls(body: &FunctionBody<'_>) -> Result<bool, Error<Infallible>> {
    let mut operators = body.get_operators_reader()?;
    let mut calls = 0;
    while !operators.eof() {
        match operators.read()? {
            Operator::Call { .. } => calls += 1,
            Operator::End => {}
            _ => return Ok(false),
        }
    }
    Ok(calls == 3)
}

fn validate(stage: &'static str, module: &[u8]) -> Result<(), BuildError> {
    Validator::new_with_features(WasmFeatures::default() | WasmFeatures::EXCEPTIONS)
        .validate_all(module)
        .map(drop)
        .map_err(|source| BuildError::Invalid { stage, source })
}

struct Rewriter<'a> {
    plan: &'a Plan<'a>,
    /// Index of the next function whose body comes.
    next: u32,
    globals: u32,
    disabled: bool,
}

impl Reencode for Rewriter<'_> {
    type Error = Infallible;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        _section: wasmparser::MemorySectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        memories.memory(MemoryType {
            minimum: u64::from(self.plan.pages),
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        Ok(())
    }

    fn parse_global(
        &mut self,
        globals: &mut GlobalSection,
        global: wasmparser::Global<'_>,
    ) -> Result<(), Error<Infallible>> {
        let index = self.globals;
        self.globals += 1;
        if index != self.plan.facts.globals.stack_pointer {
            return utils::parse_global(self, globals, global);
        }
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(self.plan.stack_pointer.cast_signed()));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        for (name, kind, index) in &self.plan.exports {
            exports.export(name, *kind, *index);
        }
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Infallible>> {
        let index = self.next;
        self.next += 1;
        if self.plan.disabled != Some(index) {
            return utils::parse_function_body(self, code, body);
        }
        self.disabled = is_three_calls(&body)?;
        let mut empty = Function::new([]);
        empty.instruction(&Instruction::End);
        code.function(&empty);
        Ok(())
    }

    fn data_count(&mut self, count: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.plan.data.map_or(count, |runs| runs.len() as u32))
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        section: wasmparser::DataSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let Some(runs) = self.plan.data else {
            return utils::parse_data_section(self, data, section);
        };
        for run in runs {
            data.active(
                0,
                &ConstExpr::i32_const(run.address.cast_signed()),
                run.bytes.iter().copied(),
            );
        }
        Ok(())
    }
}
