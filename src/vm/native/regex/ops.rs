//! The operations that the guest's `re` module calls, on arguments as they come.
//!
//! A pattern object of the guest is a pattern and flags; the program behind it is found in the
//! [`Cache`] or compiled again. What is wrong with a pattern or a template is a result, a tuple
//! `(message, position or None, kind)` with a str in front; `re.py` makes the exception of it.

#![forbid(unsafe_code)]

use std::sync::Arc;

use super::super::value::Value;
use super::cache::Cache;
use super::drive::{Positions, find_all, find_spans, int, spans_value, split, sub, text_value};
use super::matcher::{Kind, Matcher};
use super::program::Program;
use super::template::{Piece, Template};
use super::{ErrorKind, RegexError, Stop, Text, spend};

/// Units for compiling: of every pattern, of every byte of it, and of every set.
const COMPILE: usize = 200;
const COMPILE_BYTE: usize = 10;
const COMPILE_SET: usize = 200;

/// Most matches of one [`Operation::Spans`].
const MAX_SPANS: usize = 256;

/// An argument of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg<'a> {
    None,
    /// An int; larger ones as the largest or smallest of these.
    Int(i64),
    Str(&'a [u8]),
    Bytes(&'a [u8]),
    /// Anything else, by the name of its type.
    Other(&'a str),
}

/// Why an operation has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// An exception of this type is to be raised.
    Raise {
        kind: &'static str,
        message: String,
    },
    Stop(Stop),
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// What the guest may ask for, with its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `(pattern, flags)`: `(flags, groups, ((name, group), ...))` or an error.
    Compile,
    /// `(pattern, flags, text, kind, pos, endpos)`, kind being 0 to search, 1 to match, 2 to match
    /// fully: None or a flat tuple of spans (see [`spans_value`]).
    Match,
    /// `(pattern, flags, text, pos, endpos)`: a list of texts or of tuples of texts.
    FindAll,
    /// `(pattern, flags, text, pos, endpos, advance, most)`: `(list of flat tuples, next, advance)`;
    /// next is -1 at the end, else what to call again with.
    Spans,
    /// `(pattern, flags, text, maxsplit)`: a list of texts and None.
    Split,
    /// `(pattern, flags, template, text, count)`: `(replaced, text or None if none was)` or an error.
    Sub,
    /// `(pattern, flags, template)`: a list of texts and group numbers, or an error.
    Template,
    /// `(text,)`: the text as a pattern that matches it.
    Escape,
}

impl Operation {
    /// The operation of a name in `_native`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "re_compile" => Self::Compile,
            "re_match" => Self::Match,
            "re_findall" => Self::FindAll,
            "re_spans" => Self::Spans,
            "re_split" => Self::Split,
            "re_sub" => Self::Sub,
            "re_template" => Self::Template,
            "re_escape" => Self::Escape,
            _ => return None,
        })
    }
}

/// Performs an operation. Every step of it takes from `budget`.
pub fn call(
    operation: Operation,
    cache: &mut Cache,
    args: &[Arg<'_>],
    budget: &mut u64,
) -> Result<Value, Failure> {
    if operation == Operation::Escape {
        let &[text] = args else { return Err(wrong_arguments()) };
        return escape(text_of(text)?, budget);
    }
    let &[pattern, flags, ref rest @ ..] = args else { return Err(wrong_arguments()) };
    let pattern = text_of(pattern)?;
    let flags = u32::try_from(int_of(flags)?).map_err(|_| wrong_arguments())?;
    let program = match program(cache, pattern, flags, budget)? {
        Ok(program) => program,
        Err(error) if operation == Operation::Compile => return Ok(error_value(error)),
        Err(error) => return Err(raise("ValueError", error.message)),
    };
    let program = program.as_ref();
    let is_str = pattern.is_str();
    match (operation, rest) {
        (Operation::Compile, []) => Ok(compiled_value(program)),
        (Operation::Match, &[text, kind, pos, endpos]) => {
            let kind = match int_of(kind)? {
                0 => Kind::Search,
                1 => Kind::Match,
                _ => Kind::FullMatch,
            };
            let text = subject(text, is_str)?;
            let mut part = Part::of(text, is_str, pos, endpos, budget)?;
            let mut matcher = Matcher::new(program, part.text);
            match matcher.find(kind, part.start, false, budget)? {
                Some(spans) => Ok(spans_value(spans, program.groups, &mut part.positions, budget)?),
                None => Ok(Value::None),
            }
        }
        (Operation::FindAll, &[text, pos, endpos]) => {
            let text = subject(text, is_str)?;
            let part = Part::of(text, is_str, pos, endpos, budget)?;
            Ok(Value::List(find_all(program, part.text, part.start, budget)?))
        }
        (Operation::Spans, &[text, pos, endpos, advance, most]) => {
            let text = subject(text, is_str)?;
            let most = count_of(most)?.clamp(1, MAX_SPANS);
            let advance = int_of(advance)? != 0;
            let mut part = Part::of(text, is_str, pos, endpos, budget)?;
            let start = (part.start, advance);
            let positions = &mut part.positions;
            let (found, then) = find_spans(program, part.text, start, most, positions, budget)?;
            let (next, again) = match then {
                Some((byte, advance)) => (int(positions.point(byte, budget)?), advance),
                None => (Value::Int(-1), false),
            };
            Ok(Value::Tuple(vec![Value::List(found), next, Value::Int(i64::from(again))]))
        }
        (Operation::Split, &[text, most]) => {
            let text = subject(text, is_str)?;
            if int_of(most)? < 0 {
                return Ok(Value::List(vec![text_value(text, is_str)]));
            }
            Ok(Value::List(split(program, text, count_of(most)?, budget)?))
        }
        (Operation::Sub, &[template, text, most]) => {
            let text = subject(text, is_str)?;
            let template = match template_of(template, program, budget)? {
                Ok(template) => template,
                Err(error) => return Ok(error_value(error)),
            };
            if int_of(most)? < 0 {
                return Ok(Value::Tuple(vec![Value::Int(0), Value::None]));
            }
            let (new, replaced) = sub(program, &template, text, count_of(most)?, budget)?;
            let new = new.map_or(Value::None, |new| owned_text(new, is_str));
            Ok(Value::Tuple(vec![int(replaced), new]))
        }
        (Operation::Template, &[template]) => match template_of(template, program, budget)? {
            Ok(template) => Ok(template_value(template, is_str)),
            Err(error) => Ok(error_value(error)),
        },
        _ => Err(wrong_arguments()),
    }
}

fn raise(kind: &'static str, message: impl Into<String>) -> Failure {
    Failure::Raise { kind, message: message.into() }
}

fn wrong_arguments() -> Failure {
    raise("TypeError", "wrong arguments of a native function")
}

fn int_of(arg: Arg<'_>) -> Result<i64, Failure> {
    match arg {
        Arg::Int(value) => Ok(value),
        Arg::None => Err(raise("TypeError", "an integer is required, not None")),
        Arg::Str(_) => Err(raise("TypeError", "'str' object cannot be interpreted as an integer")),
        Arg::Bytes(_) => {
            Err(raise("TypeError", "'bytes' object cannot be interpreted as an integer"))
        }
        Arg::Other(name) => {
            let message = format!("'{name}' object cannot be interpreted as an integer");
            Err(raise("TypeError", message))
        }
    }
}

/// A count or a position; what is below 0 is 0.
fn count_of(arg: Arg<'_>) -> Result<usize, Failure> {
    Ok(usize::try_from(int_of(arg)?.max(0)).unwrap_or(usize::MAX))
}

fn text_of<'a>(arg: Arg<'a>) -> Result<Text<'a>, Failure> {
    let name = match arg {
        Arg::Str(raw) => return Ok(Text::Str(raw)),
        Arg::Bytes(raw) => return Ok(Text::Bytes(raw)),
        Arg::None => "NoneType",
        Arg::Int(_) => "int",
        Arg::Other(name) => name,
    };
    Err(raise("TypeError", format!("expected string or bytes-like object, got '{name}'")))
}

/// The text to search, of the pattern's type.
fn subject<'a>(arg: Arg<'a>, is_str: bool) -> Result<&'a [u8], Failure> {
    let text = text_of(arg)?;
    match (is_str, text.is_str()) {
        (true, false) => {
            Err(raise("TypeError", "cannot use a string pattern on a bytes-like object"))
        }
        (false, true) => {
            Err(raise("TypeError", "cannot use a bytes pattern on a string-like object"))
        }
        _ => Ok(text.raw()),
    }
}

/// The part of a text that is searched.
struct Part<'a> {
    /// Up to its end.
    text: &'a [u8],
    start: usize,
    positions: Positions<'a>,
}

impl<'a> Part<'a> {
    /// The part from `pos` to `endpos`, in code points; the start may lie behind the end.
    fn of(
        text: &'a [u8],
        is_str: bool,
        pos: Arg<'_>,
        endpos: Arg<'_>,
        budget: &mut u64,
    ) -> Result<Self, Failure> {
        let (pos, endpos) = (count_of(pos)?, count_of(endpos)?);
        let mut positions = Positions::new(text, is_str);
        let start = positions.byte(pos, budget)?;
        let mut end = text.len();
        // There are at least as many bytes as code points.
        if endpos < end {
            end = positions.byte(endpos, budget)?;
            // Results are counted from the start on.
            positions = Positions::new(text, is_str);
            positions.byte(pos, budget)?;
        }
        let text = text.get(..end).unwrap_or(text);
        Ok(Self { text, start, positions })
    }
}

fn program(
    cache: &mut Cache,
    pattern: Text<'_>,
    flags: u32,
    budget: &mut u64,
) -> Result<Result<Arc<Program>, RegexError>, Stop> {
    spend(budget, 1 + pattern.raw().len() / 32)?;
    match cache.get(pattern, flags) {
        Ok((program, false)) => Ok(Ok(program)),
        Ok((program, true)) => {
            let bytes = COMPILE_BYTE * pattern.raw().len();
            spend(budget, COMPILE + bytes + COMPILE_SET * program.sets.len())?;
            Ok(Ok(program))
        }
        Err(error) => {
            spend(budget, COMPILE + COMPILE_BYTE * pattern.raw().len())?;
            Ok(Err(error))
        }
    }
}

fn template_of(
    template: Arg<'_>,
    program: &Program,
    budget: &mut u64,
) -> Result<Result<Template, RegexError>, Failure> {
    let got = match template {
        Arg::Str(_) => "str",
        Arg::Bytes(_) => "bytes",
        Arg::Int(_) => "int",
        Arg::None => "NoneType",
        Arg::Other(name) => name,
    };
    let text = match (template, program.is_str) {
        (Arg::Str(raw), true) => Text::Str(raw),
        (Arg::Bytes(raw), false) => Text::Bytes(raw),
        (Arg::Str(_) | Arg::Bytes(_), is_str) => {
            let wanted = if is_str { "str instance" } else { "a bytes-like object" };
            let message = format!("sequence item 0: expected {wanted}, {got} found");
            return Err(raise("TypeError", message));
        }
        _ => {
            let message = format!("decoding to str: need a bytes-like object, {got} found");
            return Err(raise("TypeError", message));
        }
    };
    spend(budget, 1 + text.raw().len())?;
    Ok(Template::parse(text, program))
}

fn compiled_value(program: &Program) -> Value {
    let names = program.names.iter();
    let names =
        names.map(|(name, group)| Value::Tuple(vec![Value::Str(name.clone()), int(*group)]));
    let names = Value::Tuple(names.collect());
    Value::Tuple(vec![Value::Int(i64::from(program.flags)), int(program.groups), names])
}

fn error_value(error: RegexError) -> Value {
    let position = error.position.map_or(Value::None, int);
    let kind = match error.kind {
        ErrorKind::Pattern => 0,
        ErrorKind::Value => 1,
        ErrorKind::Overflow => 2,
        ErrorKind::Index => 3,
    };
    Value::Tuple(vec![Value::Str(error.message), position, Value::Int(kind)])
}

fn owned_text(raw: Vec<u8>, is_str: bool) -> Value {
    if !is_str {
        return Value::Bytes(raw);
    }
    match String::from_utf8(raw) {
        Ok(text) => Value::Str(text),
        Err(error) => text_value(error.as_bytes(), true),
    }
}

fn template_value(template: Template, is_str: bool) -> Value {
    let pieces = template.0.into_iter().map(|piece| match piece {
        Piece::Literal(raw) => owned_text(raw, is_str),
        Piece::Group(group) => int(group),
    });
    Value::List(pieces.collect())
}

fn escape(text: Text<'_>, budget: &mut u64) -> Result<Value, Failure> {
    let raw = text.raw();
    spend(budget, 1 + raw.len() / 4)?;
    let mut escaped = Vec::with_capacity(raw.len() + raw.len() / 4);
    for &byte in raw {
        if b"()[]{}?*+-|^$\\.&~# \t\n\r\x0B\x0C".contains(&byte) {
            escaped.push(b'\\');
        }
        escaped.push(byte);
    }
    Ok(owned_text(escaped, text.is_str()))
}
