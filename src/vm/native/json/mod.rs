//! JSON: writes plain values at once, and finds what is wrong with a text.
//!
//! Everything else (other types, hooks, options) is in the library's `json`, in Python.

#![forbid(unsafe_code)]

mod check;
mod write;

pub use check::check;
pub use write::{Style, Writer};

use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};

/// Longest separator or indentation: they are written many times.
const MOST_SEPARATOR_BYTES: usize = 40;

/// Fuel for checking a byte of text.
const CHECK_FUEL_PER_BYTE: u64 = 1;

impl Call<'_> {
    /// `json_dumps(value, sort_keys, ensure_ascii, item_separator, key_separator, indent, allow_nan)`: the
    /// text, with `indent` (a string or `None`) for each level; or `None` if Python code has to do it, because
    /// of what is in the value, or because there is too much of it.
    pub(super) fn json_dumps(&self) -> Result<Value, Exhausted> {
        let text = |object| match object {
            Object::Str(text) if text.len() <= MOST_SEPARATOR_BYTES => {
                std::str::from_utf8(text).ok().map(str::to_owned)
            }
            _ => None,
        };
        if !matches!(self.object(6), Object::None) && text(self.object(6)).is_none() {
            return Ok(Value::None);
        }
        let (Some(item_separator), Some(key_separator)) =
            (text(self.object(4)), text(self.object(5)))
        else {
            return Ok(Value::None);
        };
        let style = Style {
            sort_keys: self.object(2) == Object::Bool(true),
            ensure_ascii: self.object(3) == Object::Bool(true),
            item_separator,
            key_separator,
            indent: text(self.object(6)),
            allow_nan: self.object(7) == Object::Bool(true),
        };
        let Some(value) = self.arguments.get(1).copied() else { return Ok(Value::None) };
        let mut writer = Writer::new(self.reader(), &style, self.budget.left());
        let written = writer.value(value, 0);
        let (text, spent) = writer.finish();
        self.budget.take(spent)?;
        Ok(if written.is_some() { Value::Str(text) } else { Value::None })
    }

    /// `json_check(text)`: `None` if the interpreter's own decoder reads the text rightly; `True` if it is
    /// JSON that needs care; else what is wrong, and at which code point.
    pub(super) fn json_check(&self) -> Result<Value, Exhausted> {
        let Object::Str(text) = self.object(1) else { return Ok(Value::Bool(true)) };
        self.budget.take(CHECK_FUEL_PER_BYTE * text.len() as u64)?;
        let Ok(text) = std::str::from_utf8(text) else { return Ok(Value::Bool(true)) };
        Ok(match check(text) {
            Ok(false) => Value::None,
            Ok(true) => Value::Bool(true),
            Err(error) => {
                let position = text[..error.at].chars().count() as i64;
                Value::Tuple(vec![Value::Str(error.message.to_owned()), Value::Int(position)])
            }
        })
    }
}
