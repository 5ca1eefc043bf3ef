//! What is known of whole functions: above all, which calls may start a collection.

use wasmparser::{FuncType, Operator};

use super::decode::{Body, Module};
use super::error::RootsError;
use super::flow::Flow;
use super::levels::returns_first;
use super::spec::Collect;

/// The functions and the indirect calls that may collect.
pub(super) struct Collectors {
    functions: Vec<bool>,
    /// Types of table functions that may collect.
    indirect: Vec<FuncType>,
    /// Functions that return their first argument.
    first: Vec<bool>,
}

impl Collectors {
    pub(super) fn find(
        module: &Module<'_>,
        bodies: &[Body<'_>],
        collect: &Collect,
    ) -> Result<Collectors, RootsError> {
        let mut collectors = Collectors {
            functions: vec![false; module.function_types.len()],
            indirect: Vec::new(),
            first: vec![false; module.function_types.len()],
        };
        for body in bodies {
            let ty = module.function_type(body.index);
            if ty.params().first().is_some_and(|first| ty.results() == [*first]) {
                collectors.first[body.index as usize] =
                    returns_first(body, &Flow::of(body, module)?);
            }
        }
        for function in collect.functions.iter().copied().chain(imports(module, collect)?) {
            let Some(flag) = collectors.functions.get_mut(function as usize) else {
                return Err(RootsError::Mismatch {
                    what: "the number of functions".to_owned(),
                    found: module.function_types.len().to_string(),
                    wanted: format!("more than {function}"),
                });
            };
            *flag = true;
        }
        while collectors.grow(module, bodies) {}
        Ok(collectors)
    }

    /// Whether this operator is a call that may collect.
    pub(super) fn collects(&self, module: &Module<'_>, operator: &Operator<'_>) -> bool {
        match operator {
            Operator::Call { function_index } => self.functions[*function_index as usize],
            Operator::CallIndirect { type_index, .. } => {
                self.indirect.contains(&module.types[*type_index as usize])
            }
            _ => false,
        }
    }

    /// Whether a function is known to return its first argument, as memset does.
    pub(super) fn returns_first(&self, function: u32) -> bool {
        self.first[function as usize]
    }

    /// Number of functions that may collect.
    pub(super) fn count(&self) -> usize {
        self.functions.iter().filter(|collects| **collects).count()
    }

    /// One round of the fixpoint.
    fn grow(&mut self, module: &Module<'_>, bodies: &[Body<'_>]) -> bool {
        for function in &module.indirect {
            let ty = module.function_type(*function);
            if self.functions[*function as usize] && !self.indirect.contains(ty) {
                self.indirect.push(ty.clone());
            }
        }
        let mut changed = false;
        for body in bodies {
            if !self.functions[body.index as usize]
                && body.operators.iter().any(|operator| self.collects(module, operator))
            {
                self.functions[body.index as usize] = true;
                changed = true;
            }
        }
        changed
    }
}

/// Indices of the imports that may collect.
fn imports(module: &Module<'_>, collect: &Collect) -> Result<Vec<u32>, RootsError> {
    let mut found = Vec::new();
    for name in &collect.imports {
        let position = module.imports.iter().position(|import| import == name);
        found.push(position.ok_or_else(|| RootsError::Mismatch {
            what: format!("the import {name}"),
            found: "absent".to_owned(),
            wanted: "present".to_owned(),
        })? as u32);
    }
    Ok(found)
}
