//! The source pass: what the guest's compiler does not know is written in words that it knows, and what no Python
//! would accept is refused as CPython does.
//!
//! A parser of Python (`ruff_python_parser`) reads the source; the pass walks the tree once and records edits of
//! the text. A source without them goes on as it is. Statements keep their lines, so the numbers in tracebacks are
//! those of the user's source. `guest/README.md` has the reasons, `guest/python/lib/_lowered.py` the functions
//! that edited text calls.

#![forbid(unsafe_code)]

mod asynchronous;
mod brackets;
mod control;
mod definitions;
mod depth;
mod descriptions;
mod displays;
mod edits;
mod expected;
mod expressions;
mod faults;
#[cfg(test)]
mod hostile_tests;
mod literals;
mod messages;
mod names;
mod patterns;
mod scopes;
mod semantic;
mod strings;
mod targets;
#[cfg(test)]
mod tests;
mod walk;

use std::borrow::Cow;
use std::cell::Cell;
use std::panic::catch_unwind;

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{Mod, Stmt};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

pub use faults::Fault;
pub use names::PREFIX;

use walk::Pass;

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A module of which the value of a last expression is wanted.
    Run,
    /// A module, or one statement.
    Statements,
    /// One expression.
    Expression,
}

/// What reading a byte of source costs a run.
pub const FUEL_PER_BYTE: u64 = 1;

/// Stack that a parse, a walk and a tree's end may need at the deepest nesting.
const STACK_BYTES: usize = 2 * 1024 * 1024;

thread_local! {
    /// Whether this thread reads a source, so that a panic ends the reading and nothing else.
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread will be caught here: the hooks of the programs abort otherwise.
pub fn reading() -> bool {
    READING.get()
}

/// Reads `source` and says what the guest is to compile.
pub fn lower(source: &str, input: Input) -> Result<Cow<'_, str>, Fault> {
    let read = || stacker::maybe_grow(STACK_BYTES, 2 * STACK_BYTES, || lower_here(source, input));
    if cfg!(test) {
        // A test is to see the panic.
        return read();
    }
    READING.set(true);
    let lowered = catch_unwind(read);
    READING.set(false);
    lowered.unwrap_or_else(|_| untouched(source))
}

/// The source as it is, for the guest's compiler alone.
fn untouched(source: &str) -> Result<Cow<'_, str>, Fault> {
    // What is hidden must stay so.
    match source.find(PREFIX) {
        Some(at) => Err(Fault::at(source, at..at + PREFIX.len(), "the source cannot be read")),
        None => Ok(Cow::Borrowed(source)),
    }
}

/// The same from inside of the guest, where the stack may be used up.
pub fn lower_inside(source: &str, input: Input) -> Result<Cow<'_, str>, Fault> {
    if stacker::remaining_stack().is_some_and(|left| left < STACK_BYTES) {
        return Err(Fault::at(source, 0..0, "too many calls are open to compile more source"));
    }
    lower(source, input)
}

/// Finds out how large the calling thread's stack is, which takes system calls that a confined worker may not make.
pub fn prepare() {
    let _ = stacker::remaining_stack();
    let _ = lower_here("f'{a}' '\\N{BULLET}'", Input::Run);
}

fn lower_here(source: &str, input: Input) -> Result<Cow<'_, str>, Fault> {
    if let Some(at) = source.find('\0') {
        return Err(Fault::at(source, at..at + 1, "source code string cannot contain null bytes"));
    }
    if depth::too_much(source) {
        return untouched(source);
    }
    let mode = if input == Input::Expression { Mode::Expression } else { Mode::Module };
    let options = ParseOptions::from(mode).with_target_version(scopes::VERSION);
    let parsed = parse_unchecked(source, options);
    if let Some(fault) = messages::first(source, &parsed) {
        return Err(fault);
    }
    let mut pass = Pass::new(source, parsed.tokens());
    match parsed.syntax() {
        Mod::Module(module) => {
            if input == Input::Run {
                keep_value(&mut pass, &module.body, parsed.tokens());
            }
            pass.module(&module.body);
        }
        Mod::Expression(one) => pass.expression(&one.body),
    }
    if let Some(fault) = semantic::first(source, &pass) {
        return Err(fault);
    }
    if pass.too_deep {
        return Err(Fault::at(source, 0..0, "the source nests too deeply"));
    }
    if pass.edits.is_empty() {
        return Ok(Cow::Borrowed(source));
    }
    match pass.edits.apply(source) {
        Ok(text) => {
            debug_assert_eq!(walk::line_ends(&text), walk::line_ends(source), "{text}");
            Ok(Cow::Owned(text))
        }
        Err(edits::Tangled) => Err(Fault::at(source, 0..0, "the source could not be translated")),
    }
}

/// The value of a last expression that no semicolon follows is kept.
fn keep_value(pass: &mut Pass<'_>, body: &[Stmt], tokens: &Tokens) {
    let Some(Stmt::Expr(last)) = body.last() else { return };
    let range = walk::span(last);
    let first = tokens.partition_point(|token| usize::from(token.start()) < range.end);
    let silent = tokens[first..].iter().any(|token| token.kind() == TokenKind::Semi);
    if !silent {
        // A last expression may be the only statement, and then no text of the module's.
        pass.edits.before(range.start, format!("{} = ", names::RESULT));
    }
}
