//! The source pass for text that a program compiles.

#![forbid(unsafe_code)]

use std::borrow::Cow;

use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};
use crate::vm::lower::{self, Fault, Input};

/// A byte of source is read and written a few times, and becomes tokens and a tree.
const FUEL_PER_BYTE: u64 = 20;

impl Call<'_> {
    /// `lower(mode, source)`: what the guest is to compile, `None` if that is the source itself, or what is wrong
    /// with it: the exception's name, its message, line, column, the line's text, the end's line and column.
    pub(super) fn lower(&self) -> Result<Value, Exhausted> {
        let (Object::Str(mode), Object::Str(source)) = (self.object(1), self.object(2)) else {
            return Ok(Value::None);
        };
        self.budget.take(FUEL_PER_BYTE * source.len() as u64)?;
        let input = if mode == b"eval" { Input::Expression } else { Input::Statements };
        let text = String::from_utf8_lossy(source);
        Ok(match lower::lower_inside(&text, input) {
            Ok(Cow::Borrowed(_)) => Value::None,
            Ok(Cow::Owned(text)) => Value::Str(text),
            Err(fault) => described(fault),
        })
    }
}

fn described(fault: Fault) -> Value {
    Value::Tuple(vec![
        Value::Str(fault.kind.to_owned()),
        Value::Str(fault.message),
        Value::Int(fault.line.into()),
        Value::Int(fault.column.into()),
        Value::Str(fault.text),
        Value::Int(fault.end_line.into()),
        Value::Int(fault.end_column.into()),
    ])
}
