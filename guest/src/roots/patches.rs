//! Changes that hold for one module only: replaced functions and edited instructions, given as text.

use sha2::{Digest, Sha256};
use wasmparser::{FuncType, FunctionBody, Operator, Parser, Payload, TypeRef};

use super::decode::{Body, Module};
use super::error::RootsError;
use super::spec::{Edit, Patch};

/// The texts, assembled. The bodies of the pass borrow from them.
pub(super) struct Assembled<'s> {
    patches: Vec<(&'s Patch, Vec<u8>)>,
    edits: Vec<(&'s Edit, Vec<u8>, Vec<u8>)>,
}

impl<'s> Assembled<'s> {
    pub(super) fn new(
        patches: impl Iterator<Item = &'s Patch>,
        edits: impl Iterator<Item = &'s Edit>,
    ) -> Result<Assembled<'s>, RootsError> {
        let patches = patches
            .map(|patch| Ok((patch, assemble(patch.function, &patch.wat)?)))
            .collect::<Result<_, RootsError>>()?;
        let edits = edits
            .map(|edit| {
                let find = assemble(edit.function, &format!("(module (func {}))", edit.find))?;
                let replace =
                    assemble(edit.function, &format!("(module (func {}))", edit.replace))?;
                Ok((edit, find, replace))
            })
            .collect::<Result<_, RootsError>>()?;
        Ok(Assembled { patches, edits })
    }

    /// Applies everything; patches first, so that an edit may refine a patch.
    pub(super) fn apply<'b>(
        &'b self,
        module: &Module<'b>,
        bodies: &mut [Body<'b>],
    ) -> Result<Vec<u32>, RootsError> {
        let mut changed = Vec::new();
        for (patch, wasm) in &self.patches {
            let at = position(module, bodies, patch.function)?;
            let found = hash(module.bodies[at].as_bytes());
            if found != patch.sha256 {
                let what = format!("the SHA-256 of function {}", patch.function);
                return Err(RootsError::Mismatch { what, found, wanted: patch.sha256.clone() });
            }
            bodies[at] = Replacement::read(patch.function, wasm)?.body(module, patch.function)?;
            changed.push(patch.function);
        }
        for (edit, find, replace) in &self.edits {
            let at = position(module, bodies, edit.function)?;
            let find = Replacement::read(edit.function, find)?.operators()?;
            let replace = Replacement::read(edit.function, replace)?.operators()?;
            substitute(&mut bodies[at], &find, &replace, edit.times)?;
            changed.push(edit.function);
        }
        Ok(changed)
    }
}

/// Where in the list of bodies a function's is.
pub(super) fn position(
    module: &Module<'_>,
    bodies: &[Body<'_>],
    function: u32,
) -> Result<usize, RootsError> {
    let position = function.checked_sub(module.first_defined()).map(|position| position as usize);
    position.filter(|position| *position < bodies.len()).ok_or_else(|| RootsError::Mismatch {
        what: "the number of functions".to_owned(),
        found: module.function_types.len().to_string(),
        wanted: format!("more than {function}, which is not imported"),
    })
}

/// Replaces the occurrences of `find`.
fn substitute<'b>(
    body: &mut Body<'b>,
    find: &[Operator<'b>],
    replace: &[Operator<'b>],
    times: usize,
) -> Result<(), RootsError> {
    let windows = body.operators.windows(find.len()).enumerate();
    let places: Vec<usize> =
        windows.filter(|(_, window)| *window == find).map(|(at, _)| at).collect();
    if places.len() != times || places.windows(2).any(|pair| pair[1] - pair[0] < find.len()) {
        return Err(RootsError::Mismatch {
            what: format!("occurrences of {find:?} in function {}", body.index),
            found: places.len().to_string(),
            wanted: times.to_string(),
        });
    }
    for place in places.into_iter().rev() {
        body.operators.splice(place..place + find.len(), replace.iter().cloned());
    }
    Ok(())
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn assemble(function: u32, text: &str) -> Result<Vec<u8>, RootsError> {
    wat::parse_str(text).map_err(|error| broken(function, error.to_string()))
}

fn broken(function: u32, detail: String) -> RootsError {
    RootsError::Patch { what: format!("function {function}"), detail }
}

/// One function of a module of its own, and what the module's indices stand for.
pub(super) struct Replacement<'b> {
    patched: u32,
    /// Functions and globals of the artifact, in the order of import.
    functions: Vec<u32>,
    globals: Vec<u32>,
    types: Vec<FuncType>,
    function_types: Vec<u32>,
    body: FunctionBody<'b>,
}

impl<'b> Replacement<'b> {
    pub(super) fn read(patched: u32, wasm: &'b [u8]) -> Result<Replacement<'b>, RootsError> {
        let invalid = |error: wasmparser::BinaryReaderError| broken(patched, error.to_string());
        let (mut functions, mut globals, mut types) = (Vec::new(), Vec::new(), Vec::new());
        let mut function_types = Vec::new();
        let mut found = None;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.map_err(invalid)? {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter_err_on_gc_types() {
                        types.push(ty.map_err(invalid)?);
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import.map_err(invalid)?;
                        let number = || number(patched, import.module, import.name);
                        match import.ty {
                            TypeRef::Func(_) => functions.push(number()?),
                            TypeRef::Global(_) => globals.push(number()?),
                            _ => {}
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        function_types.push(ty.map_err(invalid)?);
                    }
                }
                Payload::CodeSectionEntry(body) => found = Some(body),
                _ => {}
            }
        }
        let body = found.ok_or_else(|| broken(patched, "it defines no function".to_owned()))?;
        Ok(Replacement { patched, functions, globals, types, function_types, body })
    }

    /// The function as a body of the patched module.
    fn body(&self, module: &Module<'_>, function: u32) -> Result<Body<'b>, RootsError> {
        let ty = self.function_types.first().and_then(|ty| self.types.get(*ty as usize));
        if ty != Some(module.function_type(function)) || self.function_types.len() != 1 {
            return Err(broken(
                self.patched,
                "it is not one function of the right type".to_owned(),
            ));
        }
        let mut body = module.body(function, &self.body)?;
        for operator in &mut body.operators {
            self.translate(module, operator)?;
        }
        Ok(body)
    }

    /// The function as a new one of the module, and its type there.
    pub(super) fn new_body(&self, module: &Module<'_>) -> Result<(u32, Body<'b>), RootsError> {
        let own = self.function_types.first().copied().unwrap_or(u32::MAX);
        let ty = self.type_in(module, own)?;
        let mut body = Body::of(self.patched, &module.types[ty as usize], &self.body)?;
        for operator in &mut body.operators {
            self.translate(module, operator)?;
        }
        Ok((ty, body))
    }

    /// The operators alone, without the final `end`.
    fn operators(&self) -> Result<Vec<Operator<'b>>, RootsError> {
        let invalid =
            |error: wasmparser::BinaryReaderError| broken(self.patched, error.to_string());
        let reader = self.body.get_operators_reader().map_err(invalid)?;
        let mut operators = reader.into_iter().collect::<Result<Vec<_>, _>>().map_err(invalid)?;
        operators.pop();
        Ok(operators)
    }

    /// The number that one of its own types has in the module.
    fn type_in(&self, module: &Module<'_>, ty: u32) -> Result<u32, RootsError> {
        let own = self.types.get(ty as usize);
        let found = module.types.iter().position(|ty| Some(ty) == own);
        found
            .map(|ty| ty as u32)
            .ok_or_else(|| broken(self.patched, format!("the module has no type {own:?}")))
    }

    fn translate(
        &self,
        module: &Module<'_>,
        operator: &mut Operator<'_>,
    ) -> Result<(), RootsError> {
        let unknown = || broken(self.patched, "it calls itself or refers to a function".to_owned());
        match operator {
            Operator::Call { function_index: index } => {
                *index = *self.functions.get(*index as usize).ok_or_else(unknown)?;
            }
            Operator::GlobalGet { global_index: index }
            | Operator::GlobalSet { global_index: index } => {
                *index = *self.globals.get(*index as usize).ok_or_else(unknown)?;
            }
            Operator::CallIndirect { type_index, .. } => {
                *type_index = self.type_in(module, *type_index)?;
            }
            Operator::RefFunc { .. } => return Err(unknown()),
            _ => {}
        }
        Ok(())
    }
}

/// The index in an import's name, as in `"artifact" "function 50"`.
fn number(patched: u32, module: &str, name: &str) -> Result<u32, RootsError> {
    let index = name.split_once(' ').filter(|_| module == "artifact");
    index
        .and_then(|(_, index)| index.parse().ok())
        .ok_or_else(|| broken(patched, format!("unknown import {module:?} {name:?}")))
}
