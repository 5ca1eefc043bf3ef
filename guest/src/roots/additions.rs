//! New functions and static data, appended before everything else, so that the rest of the pass sees a module that
//! has always had them.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, FunctionSection,
    Module as Output, TableSection,
};
use wasmparser::Parser;

use super::decode::{Body, Module};
use super::emit::encode;
use super::error::RootsError;
use super::patches::{Replacement, assemble};
use super::spec::{Add, Data};

/// Appends the functions, their places in the table, and the data.
pub(super) fn append(
    wasm: &[u8],
    adds: &[Add],
    static_data: &[Data],
) -> Result<Vec<u8>, RootsError> {
    let module = Module::decode(wasm)?;
    let texts =
        adds.iter().map(|add| assemble(add.function, &add.wat)).collect::<Result<Vec<_>, _>>()?;
    let mut functions = Vec::new();
    for (add, text) in adds.iter().zip(&texts) {
        let expected = (module.function_types.len() + functions.len()) as u32;
        super::matches("the index of a new function", &add.function, &expected)?;
        let (ty, body) = Replacement::read(add.function, text)?.new_body(&module)?;
        functions.push(New { add, ty, body });
    }
    let placed = functions.iter().any(|new| new.add.slot.is_some());
    let stored = !static_data.is_empty();
    let mut appender =
        Appender { functions, static_data, wrong_slot: None, elements: !placed, data: !stored };
    let mut output = Output::new();
    appender
        .parse_core_module(&mut output, Parser::new(0), wasm)
        .map_err(|error| RootsError::Encode(error.to_string()))?;
    super::matches(
        "the presence of elements and data",
        &(appender.elements, appender.data),
        &(true, true),
    )?;
    if let Some((wanted, found)) = appender.wrong_slot {
        super::matches("the place of a new function in the table", &found, &wanted)?;
    }
    Ok(output.finish())
}

struct New<'a> {
    add: &'a Add,
    ty: u32,
    body: Body<'a>,
}

struct Appender<'a> {
    functions: Vec<New<'a>>,
    static_data: &'a [Data],
    /// A place in the table that is not the next free one, and that one.
    wrong_slot: Option<(u32, u32)>,
    /// Whether the sections that get something have been met.
    elements: bool,
    data: bool,
}

impl Appender<'_> {
    fn in_table(&self) -> impl Iterator<Item = (u32, u32)> {
        self.functions.iter().filter_map(|new| Some((new.add.slot?, new.add.function)))
    }
}

impl Reencode for Appender<'_> {
    type Error = Infallible;

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_function_section(self, functions, section)?;
        for new in &self.functions {
            functions.function(new.ty);
        }
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: wasmparser::TableSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for (index, table) in section.into_iter().enumerate() {
            let mut ty = self.table_type(table?.ty)?;
            if index == 0 {
                let slots: Vec<u32> = self.in_table().map(|(slot, _)| slot).collect();
                for (slot, free) in slots.into_iter().zip(ty.minimum as u32..) {
                    self.wrong_slot = self.wrong_slot.or((slot != free).then_some((free, slot)));
                    ty.minimum += 1;
                }
                ty.maximum = ty.maximum.map(|maximum| maximum.max(ty.minimum));
            }
            tables.table(ty);
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        section: wasmparser::ElementSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_element_section(self, elements, section)?;
        self.elements = true;
        for (slot, function) in self.in_table() {
            let offset = ConstExpr::i32_const(slot.cast_signed());
            elements.active(None, &offset, Elements::Functions([function].as_slice().into()));
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_code_section(self, code, section)?;
        for new in std::mem::take(&mut self.functions) {
            code.function(&encode(self, &new.body)?);
            self.functions.push(new);
        }
        Ok(())
    }

    fn data_count(&mut self, count: u32) -> Result<u32, Error<Infallible>> {
        Ok(count + self.static_data.len() as u32)
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        section: wasmparser::DataSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_data_section(self, data, section)?;
        self.data = true;
        for Data { address, bytes } in self.static_data {
            let address = ConstExpr::i32_const(address.cast_signed());
            data.active(0, &address, bytes.iter().copied());
        }
        Ok(())
    }
}
