//! Writes the module: rewritten bodies, and the shadow stack in its new place.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, Function, GlobalSection, MemorySection, Module as Output,
};
use wasmparser::Parser;

use super::Layout;
use super::decode::Body;
use super::error::RootsError;

/// What is to be different from the input.
pub(super) struct Changes<'c, 'a> {
    pub stack_pointer: u32,
    pub layout: Option<&'c Layout>,
    /// Index of the first function with a body.
    pub first_defined: u32,
    pub bodies: BTreeMap<u32, Body<'a>>,
}

/// Writes the module anew.
pub(super) fn emit(wasm: &[u8], changes: &Changes<'_, '_>) -> Result<Vec<u8>, RootsError> {
    let mut emitter = Emitter {
        changes,
        next_body: changes.first_defined,
        next_global: 0,
        canary_written: changes.layout.is_none(),
    };
    let mut output = Output::new();
    emitter
        .parse_core_module(&mut output, Parser::new(0), wasm)
        .map_err(|error| RootsError::Encode(error.to_string()))?;
    if !emitter.canary_written {
        return Err(RootsError::Mismatch {
            what: "the data section".to_owned(),
            found: "absent".to_owned(),
            wanted: "present".to_owned(),
        });
    }
    Ok(output.finish())
}

struct Emitter<'e, 'c, 'a> {
    changes: &'e Changes<'c, 'a>,
    next_body: u32,
    next_global: u32,
    canary_written: bool,
}

/// Encodes a body.
pub(super) fn encode<R: Reencode<Error = Infallible>>(
    reencoder: &mut R,
    body: &Body<'_>,
) -> Result<Function, Error<Infallible>> {
    let mut locals = Vec::new();
    for ty in &body.locals[body.params..] {
        locals.push(reencoder.val_type(*ty)?);
    }
    let mut function = Function::new_with_locals_types(locals);
    for operator in &body.operators {
        function.instruction(&reencoder.instruction(operator.clone())?);
    }
    Ok(function)
}

impl Reencode for Emitter<'_, '_, '_> {
    type Error = Infallible;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: wasmparser::FunctionBody<'_>,
    ) -> Result<(), Error<Infallible>> {
        let index = self.next_body;
        self.next_body += 1;
        match self.changes.bodies.get(&index) {
            Some(changed) => {
                let function = encode(self, changed)?;
                code.function(&function);
                Ok(())
            }
            None => utils::parse_function_body(self, code, body),
        }
    }

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: wasmparser::MemorySectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for memory in section {
            let mut memory = self.memory_type(memory?)?;
            if let Some(layout) = self.changes.layout {
                memory.minimum = layout.pages;
                memory.maximum = memory.maximum.map(|maximum| maximum.max(layout.pages));
            }
            memories.memory(memory);
        }
        Ok(())
    }

    fn parse_global(
        &mut self,
        globals: &mut GlobalSection,
        global: wasmparser::Global<'_>,
    ) -> Result<(), Error<Infallible>> {
        let index = self.next_global;
        self.next_global += 1;
        match self.changes.layout {
            Some(layout) if index == self.changes.stack_pointer => {
                let ty = self.global_type(global.ty)?;
                globals.global(ty, &ConstExpr::i32_const(layout.stack_top.cast_signed()));
                Ok(())
            }
            _ => utils::parse_global(self, globals, global),
        }
    }

    fn data_count(&mut self, count: u32) -> Result<u32, Error<Infallible>> {
        Ok(count + u32::from(self.changes.layout.is_some()))
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        section: wasmparser::DataSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_data_section(self, data, section)?;
        if let Some(layout) = self.changes.layout {
            let address = ConstExpr::i32_const(layout.canary_address.cast_signed());
            data.active(0, &address, layout.canary.to_le_bytes());
            self.canary_written = true;
        }
        Ok(())
    }
}
