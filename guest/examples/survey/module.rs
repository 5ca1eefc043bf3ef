//! A module taken apart, as far as the survey looks into it.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use wasmparser::{
    DataKind, FuncType, FunctionBody, GlobalType, Operator, Parser, Payload, Result, TypeRef,
    ValType, Validator, WasmFeatures,
};

/// What the survey knows of a module.
#[derive(Default)]
pub struct Module<'a> {
    types: Vec<FuncType>,
    /// Type index of every function, imports first.
    function_types: Vec<u32>,
    /// "module.name" of every imported function.
    pub imports: Vec<String>,
    pub exports: Vec<String>,
    /// The globals, and their initial values where they are i32 constants.
    pub globals: Vec<(GlobalType, Option<i32>)>,
    pub memory_pages: Option<u64>,
    /// Addresses and contents of the data segments.
    pub data: Vec<(u32, &'a [u8])>,
    bodies: Vec<Function<'a>>,
}

/// A function with a body.
pub struct Function<'a> {
    pub index: u32,
    /// SHA-256 of its entry in the code section, without the length.
    pub sha256: String,
    pub operators: Vec<Operator<'a>>,
}

impl Function<'_> {
    /// The functions called directly, in the order of the calls.
    pub fn calls(&self) -> Vec<u32> {
        let operators = self.operators.iter();
        operators
            .filter_map(|operator| match operator {
                Operator::Call { function_index } => Some(*function_index),
                _ => None,
            })
            .collect()
    }

    pub fn calls_function(&self, function: u32) -> bool {
        self.calls().contains(&function)
    }
}

impl<'a> Module<'a> {
    /// Validates a module and takes it apart.
    pub fn read(wasm: &'a [u8]) -> Result<Module<'a>> {
        let features = WasmFeatures::default() | WasmFeatures::EXCEPTIONS;
        Validator::new_with_features(features).validate_all(wasm)?;
        let mut module = Module::default();
        for payload in Parser::new(0).parse_all(wasm) {
            module.section(payload?)?;
        }
        Ok(module)
    }

    fn section(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    self.types.push(ty?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    if let TypeRef::Func(ty) = import.ty {
                        self.function_types.push(ty);
                        self.imports.push(format!("{}.{}", import.module, import.name));
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.function_types.push(ty?);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memory_pages.get_or_insert(memory?.initial);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let global = global?;
                    let value = constant(global.init_expr.get_operators_reader().read()?);
                    self.globals.push((global.ty, value));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    self.exports.push(export?.name.to_owned());
                }
            }
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    if let DataKind::Active { offset_expr, .. } = data.kind
                        && let Some(at) = constant(offset_expr.get_operators_reader().read()?)
                    {
                        self.data.push((at.cast_unsigned(), data.data));
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let index = (self.imports.len() + self.bodies.len()) as u32;
                self.bodies.push(Function::read(index, &body)?);
            }
            _ => {}
        }
        Ok(())
    }

    /// The functions with a body.
    pub fn functions(&self) -> impl Iterator<Item = &Function<'a>> {
        self.bodies.iter()
    }

    pub fn function(&self, index: u32) -> Option<&Function<'a>> {
        self.bodies.get((index as usize).checked_sub(self.imports.len())?)
    }

    /// A function's type as text, as in "(i32, i32) -> i32".
    pub fn type_text(&self, index: u32) -> String {
        let ty = self.function_types.get(index as usize);
        let Some(ty) = ty.and_then(|ty| self.types.get(*ty as usize)) else {
            return "no such function".to_owned();
        };
        type_text(ty)
    }

    /// The functions with a body that have this type, by its text, and meet a condition.
    pub fn of_type(&self, ty: &str, condition: impl Fn(&Function<'a>) -> bool) -> Vec<u32> {
        let functions = self.bodies.iter();
        functions
            .filter(|function| self.type_text(function.index) == ty && condition(function))
            .map(|function| function.index)
            .collect()
    }

    /// The functions that call this one.
    pub fn callers(&self, function: u32) -> BTreeSet<u32> {
        let callers = self.bodies.iter().filter(|caller| caller.calls_function(function));
        callers.map(|caller| caller.index).collect()
    }

    /// One past the highest byte that the module itself puts into memory.
    pub fn data_end(&self) -> u32 {
        let ends = self.data.iter().map(|(at, bytes)| at + bytes.len() as u32);
        ends.max().unwrap_or(0)
    }
}

impl<'a> Function<'a> {
    pub fn read(index: u32, body: &FunctionBody<'a>) -> Result<Function<'a>> {
        let operators = body.get_operators_reader()?.into_iter().collect::<Result<_>>()?;
        Ok(Function { index, sha256: sha256(body.as_bytes()), operators })
    }
}

/// A function type as text.
pub fn type_text(ty: &FuncType) -> String {
    let list =
        |types: &[ValType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let results = match ty.results() {
        [] => "()".to_owned(),
        results => list(results),
    };
    format!("({}) -> {results}", list(ty.params()))
}

/// The value of a constant expression's first operator.
fn constant(operator: Operator<'_>) -> Option<i32> {
    match operator {
        Operator::I32Const { value } => Some(value),
        _ => None,
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
