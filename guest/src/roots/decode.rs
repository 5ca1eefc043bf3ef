//! Reads and validates a module, as far as the pass needs to know it.

use std::collections::BTreeSet;

use wasmparser::{
    ElementItems, FuncToValidate, FuncType, FunctionBody, Operator, Parser, Payload, TypeRef,
    ValType, ValidPayload, Validator, ValidatorResources, WasmFeatures,
};

use super::error::RootsError;

/// A function body as a list of operators, without code that can never run.
#[derive(Clone)]
pub(super) struct Body<'a> {
    /// Index of the function in the module.
    pub index: u32,
    /// Number of parameters, which are the first locals.
    pub params: usize,
    pub result: Option<ValType>,
    /// Types of all locals, parameters included.
    pub locals: Vec<ValType>,
    pub operators: Vec<Operator<'a>>,
}

impl<'a> Body<'a> {
    /// Reads the body of a function of the given type.
    pub(super) fn of(
        function: u32,
        ty: &FuncType,
        body: &FunctionBody<'a>,
    ) -> Result<Body<'a>, RootsError> {
        if ty.results().len() > 1 {
            let what = "a function with several results";
            return Err(RootsError::Unsupported { function, operator: 0, what });
        }
        let (locals, operators) =
            operators(body).map_err(|source| RootsError::Invalid { stage: "before", source })?;
        Ok(Body {
            index: function,
            params: ty.params().len(),
            result: ty.results().first().copied(),
            locals: ty.params().iter().copied().chain(locals).collect(),
            operators,
        })
    }

    /// Adds a local variable.
    pub(super) fn add_local(&mut self, ty: ValType) -> u32 {
        self.locals.push(ty);
        self.locals.len() as u32 - 1
    }
}

/// What a module consists of.
pub(super) struct Module<'a> {
    pub types: Vec<FuncType>,
    /// Type index of every function, imports first.
    pub function_types: Vec<u32>,
    /// "module.name" of every imported function.
    pub imports: Vec<String>,
    /// Functions that an indirect call may reach.
    pub indirect: BTreeSet<u32>,
    /// Initial pages of the first memory.
    pub memory_pages: Option<u64>,
    pub globals: Vec<wasmparser::GlobalType>,
    /// Initial values of the globals, where they are i32 constants.
    pub global_values: Vec<Option<i32>>,
    pub bodies: Vec<FunctionBody<'a>>,
    resources: Option<ValidatorResources>,
}

/// The proposals that the pass knows: what LLVM emits for WASI, and exceptions.
fn features() -> WasmFeatures {
    (WasmFeatures::WASM2 | WasmFeatures::EXCEPTIONS).difference(WasmFeatures::SIMD)
}

/// Validates a whole module.
pub(super) fn validate(stage: &'static str, wasm: &[u8]) -> Result<(), RootsError> {
    Validator::new_with_features(features())
        .validate_all(wasm)
        .map(drop)
        .map_err(|source| RootsError::Invalid { stage, source })
}

impl<'a> Module<'a> {
    /// Decodes and validates a module.
    pub(super) fn decode(wasm: &'a [u8]) -> Result<Module<'a>, RootsError> {
        Module::read(wasm).map_err(|source| RootsError::Invalid { stage: "before", source })
    }

    fn read(wasm: &'a [u8]) -> wasmparser::Result<Module<'a>> {
        validate_all(wasm)?;
        let mut validator = Validator::new_with_features(features());
        let mut module = Module {
            types: Vec::new(),
            function_types: Vec::new(),
            imports: Vec::new(),
            indirect: BTreeSet::new(),
            memory_pages: None,
            globals: Vec::new(),
            global_values: Vec::new(),
            bodies: Vec::new(),
            resources: None,
        };
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            if let ValidPayload::Func(function, body) = validator.payload(&payload)? {
                module.resources.get_or_insert(function.resources);
                module.bodies.push(body);
            }
            module.section(payload)?;
        }
        Ok(module)
    }

    fn section(&mut self, payload: Payload<'a>) -> wasmparser::Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    self.types.push(ty?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    match import.ty {
                        TypeRef::Func(ty) => {
                            self.function_types.push(ty);
                            self.imports.push(format!("{}.{}", import.module, import.name));
                        }
                        TypeRef::Memory(ty) => _ = self.memory_pages.get_or_insert(ty.initial),
                        TypeRef::Global(ty) => {
                            self.globals.push(ty);
                            self.global_values.push(None);
                        }
                        _ => {}
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
                    self.globals.push(global.ty);
                    let value = match global.init_expr.get_operators_reader().read()? {
                        Operator::I32Const { value } => Some(value),
                        _ => None,
                    };
                    self.global_values.push(value);
                    self.references(global.init_expr.get_operators_reader())?;
                }
            }
            Payload::ElementSection(section) => {
                for element in section {
                    self.element(element?.items)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn element(&mut self, items: ElementItems<'a>) -> wasmparser::Result<()> {
        match items {
            ElementItems::Functions(functions) => {
                for function in functions {
                    self.indirect.insert(function?);
                }
            }
            ElementItems::Expressions(_, expressions) => {
                for expression in expressions {
                    self.references(expression?.get_operators_reader())?;
                }
            }
        }
        Ok(())
    }

    /// Notes the functions that a constant expression refers to. (A `ref.func` in a body needs no
    /// look: it is valid only for functions that an element, a global or an export names.)
    fn references(&mut self, reader: wasmparser::OperatorsReader<'a>) -> wasmparser::Result<()> {
        for operator in reader {
            if let Operator::RefFunc { function_index } = operator? {
                self.indirect.insert(function_index);
            }
        }
        Ok(())
    }

    /// Type of a function, by its index.
    pub(super) fn function_type(&self, function: u32) -> &FuncType {
        &self.types[self.function_types[function as usize] as usize]
    }

    /// A validator for a body of the given function, also for an edited one.
    pub(super) fn validator(
        &self,
        function: u32,
    ) -> Option<wasmparser::FuncValidator<ValidatorResources>> {
        let resources = self.resources.clone()?;
        let ty = self.function_types[function as usize];
        let to_validate = FuncToValidate { resources, index: function, ty, features: features() };
        Some(to_validate.into_validator(wasmparser::FuncValidatorAllocations::default()))
    }

    /// Index of the first function that is not imported.
    pub(super) fn first_defined(&self) -> u32 {
        self.imports.len() as u32
    }

    /// The operators of a body, which may come from elsewhere (a patch) but has that function's type.
    pub(super) fn body<'b>(
        &self,
        function: u32,
        body: &FunctionBody<'b>,
    ) -> Result<Body<'b>, RootsError> {
        Body::of(function, self.function_type(function), body)
    }
}

fn validate_all(wasm: &[u8]) -> wasmparser::Result<()> {
    Validator::new_with_features(features()).validate_all(wasm).map(drop)
}

/// Declared locals and operators of a body.
fn operators<'b>(body: &FunctionBody<'b>) -> wasmparser::Result<(Vec<ValType>, Vec<Operator<'b>>)> {
    let mut locals = Vec::new();
    for group in body.get_locals_reader()? {
        let (count, ty) = group?;
        locals.extend(std::iter::repeat_n(ty, count as usize));
    }
    let mut live = Vec::new();
    // Blocks opened inside code that cannot run, or None in code that may.
    let mut dead: Option<u32> = None;
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        if let Some(depth) = &mut dead {
            match operator {
                Operator::End | Operator::Else if *depth == 0 => dead = None,
                Operator::End => *depth -= 1,
                _ if opens_block(&operator) => *depth += 1,
                _ => {}
            }
            if dead.is_some() {
                continue;
            }
        }
        if never_continues(&operator) {
            dead = Some(0);
        }
        live.push(operator);
    }
    Ok((locals, live))
}

fn opens_block(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::TryTable { .. }
    )
}

/// Whether the operator after this one cannot be reached from it.
pub(super) fn never_continues(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Br { .. }
            | Operator::BrTable { .. }
            | Operator::Return
            | Operator::Unreachable
            | Operator::Throw { .. }
            | Operator::ThrowRef
    )
}
