//! Errors that the syntax tree shows, in CPython's words.

#![forbid(unsafe_code)]

use ruff_python_ast::IrrefutablePatternKind;
use ruff_python_parser::semantic_errors::{
    SemanticSyntaxError, SemanticSyntaxErrorKind as Kind, WriteToDebugKind,
};

use super::faults::Fault;
use super::walk::{Pass, span};

/// The first error that the walk has found.
pub fn first(source: &str, pass: &Pass<'_>) -> Option<Fault> {
    let errors = pass.scopes.errors.borrow();
    let error = errors.iter().min_by_key(|error| error.range.start());
    let refused = pass.refused.as_ref();
    match (error, refused) {
        (Some(error), _) => {
            let range = match error.kind {
                // The declaration is what is wrong.
                Kind::LoadBeforeGlobalDeclaration { start, .. }
                | Kind::LoadBeforeNonlocalDeclaration { start, .. } => {
                    let start = usize::from(start);
                    start..source[start..].find('\n').map_or(source.len(), |end| start + end)
                }
                _ => span(&error.range),
            };
            Some(Fault::at(source, range, text(source, error)))
        }
        (None, Some((range, why))) => Some(Fault::at(source, range.clone(), why.clone())),
        (None, None) => None,
    }
}

fn text(source: &str, error: &SemanticSyntaxError) -> String {
    match &error.kind {
        Kind::LateFutureImport => {
            "from __future__ imports must occur at the beginning of the file".to_owned()
        }
        Kind::MultipleCaseAssignment(name) => {
            format!("multiple assignments to name '{name}' in pattern")
        }
        Kind::IrrefutableCasePattern(IrrefutablePatternKind::Name(name)) => {
            format!("name capture '{name}' makes remaining patterns unreachable")
        }
        Kind::WriteToDebug(WriteToDebugKind::Store) => "cannot assign to __debug__".to_owned(),
        Kind::WriteToDebug(WriteToDebugKind::Delete(_)) => "cannot delete __debug__".to_owned(),
        Kind::DuplicateMatchKey(key) => format!("mapping pattern checks duplicate key ({key})"),
        Kind::DuplicateMatchClassAttribute(name) => {
            format!("attribute name repeated in class pattern: {name}")
        }
        Kind::LoadBeforeGlobalDeclaration { name, .. } => before(source, error, name, "global"),
        Kind::LoadBeforeNonlocalDeclaration { name, .. } => before(source, error, name, "nonlocal"),
        Kind::InvalidStarExpression => "can't use starred expression here".to_owned(),
        Kind::AsyncComprehensionInSyncComprehension(_) => {
            "asynchronous comprehension outside of an asynchronous function".to_owned()
        }
        Kind::YieldOutsideFunction(kind) => {
            let word = kind.to_string();
            let word = if word == "await" { "await" } else { "yield" };
            format!("'{word}' outside function")
        }
        Kind::ReturnOutsideFunction => "'return' outside function".to_owned(),
        Kind::AwaitOutsideAsyncFunction(kind) => {
            let kind = kind.to_string();
            if kind.contains("comprehension") {
                "asynchronous comprehension outside of an asynchronous function".to_owned()
            } else {
                format!("{} outside async function", kind.replace('`', "'"))
            }
        }
        Kind::DuplicateParameter(name) => {
            format!("duplicate argument '{name}' in function definition")
        }
        Kind::DuplicateKeywordArgument(name) => format!("keyword argument repeated: {name}"),
        Kind::AnnotatedGlobal(name) => format!("annotated name '{name}' can't be global"),
        Kind::AnnotatedNonlocal(name) => format!("annotated name '{name}' can't be nonlocal"),
        Kind::YieldFromInAsyncFunction => "'yield from' inside async function".to_owned(),
        Kind::NonModuleImportStar(_) => "import * only allowed at module level".to_owned(),
        Kind::MultipleStarredExpressions => "multiple starred expressions in assignment".to_owned(),
        Kind::FutureFeatureNotDefined(name) => format!("future feature {name} is not defined"),
        Kind::BreakOutsideLoop => "'break' outside loop".to_owned(),
        Kind::ContinueOutsideLoop => "'continue' not properly in loop".to_owned(),
        Kind::GlobalParameter(name) => format!("name '{name}' is parameter and global"),
        Kind::NonlocalParameter(name) => format!("name '{name}' is parameter and nonlocal"),
        Kind::NonlocalAndGlobal(name) => format!("name '{name}' is nonlocal and global"),
        Kind::NonlocalWithoutBinding(name) => format!("no binding for nonlocal '{name}' found"),
        Kind::ReturnInGenerator => "'return' with value in async generator".to_owned(),
        _ => error.to_string().replace('`', "'"),
    }
}

fn before(source: &str, error: &SemanticSyntaxError, name: &str, word: &str) -> String {
    let behind = source[span(&error.range).end..].trim_start();
    let assigned = behind.starts_with('=') && !behind.starts_with("==");
    let how = if assigned { "assigned to" } else { "used prior to" };
    let link = if assigned { " before" } else { "" };
    format!("name '{name}' is {how}{link} {word} declaration")
}
