//! Rewrites of the module, Wasm to Wasm: first what boot needs, then the parked state baked in.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    ConstExpr, DataSection, ExportKind, ExportSection, GlobalSection, GlobalType, ImportSection,
    MemorySection, MemoryType, Module, ValType,
};
use wasmparser::{Parser, Validator, WasmFeatures};

use crate::error::BuildError;
use crate::facts::Facts;
use crate::memory::Run;
use crate::names;
use crate::roots::Layout;

/// Adds the exports that boot and the worker use.
pub fn prepare(facts: &Facts, module: &[u8], layout: &Layout) -> Result<Vec<u8>, BuildError> {
    let plan = Plan {
        facts,
        // The sizes that the roots pass has given to the module.
        pages: layout.pages as u32,
        stack_pointer: layout.stack_top,
        exports: vec![
            (names::STACK_POINTER, ExportKind::Global, facts.globals.stack_pointer),
            (names::TABLE, ExportKind::Table, 0),
            (names::MALLOC, ExportKind::Func, facts.functions.malloc),
            (names::FREE, ExportKind::Func, facts.functions.free),
            (names::GC_ALLOC, ExportKind::Func, facts.functions.gc_alloc),
            (names::GC_FREE, ExportKind::Func, facts.functions.gc_free),
            (names::GC_COLLECT, ExportKind::Func, facts.functions.gc_collect),
            (names::M_MALLOC, ExportKind::Func, facts.functions.m_malloc),
            (names::RAISE_MSG, ExportKind::Func, facts.functions.raise_msg),
        ],
        data: None,
    };
    plan.apply(module)
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
    let plan = Plan { facts, pages, stack_pointer, exports: Vec::new(), data: Some(runs) };
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
    /// New contents of the data section; with it, the import that boot has used is given its new name.
    data: Option<&'a [Run<'a>]>,
}

impl Plan<'_> {
    fn apply(&self, input: &[u8]) -> Result<Vec<u8>, BuildError> {
        validate("before the rewrite", input)?;
        let mut rewriter = Rewriter { plan: self, globals: 0 };
        let mut module = Module::new();
        rewriter
            .parse_core_module(&mut module, Parser::new(0), input)
            .map_err(|error| BuildError::Rewrite(error.to_string()))?;
        let output = module.finish();
        validate("after the rewrite", &output)?;
        Ok(output)
    }
}

fn validate(stage: &'static str, module: &[u8]) -> Result<(), BuildError> {
    Validator::new_with_features(WasmFeatures::default() | WasmFeatures::EXCEPTIONS)
        .validate_all(module)
        .map(drop)
        .map_err(|source| BuildError::Invalid { stage, source })
}

struct Rewriter<'a> {
    plan: &'a Plan<'a>,
    /// Globals met so far.
    globals: u32,
}

impl Reencode for Rewriter<'_> {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let mut import = import?;
            if self.plan.data.is_some() && (import.module, import.name) == names::COMMAND_LINE {
                (import.module, import.name) = names::NATIVE;
            }
            utils::parse_import(self, imports, import)?;
        }
        Ok(())
    }

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
