//! Reads the fields of a request one by one, so that every refusal names the field, the value
//! and what is allowed. `serde_json::from_value` can name neither field nor range.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::error::{ErrorCode, RpcError};

/// Longest piece of a refused value that is quoted back, in characters.
const QUOTED_MAX_CHARS: usize = 60;

/// The fields of one JSON object that have not been read yet.
#[derive(Debug)]
pub(super) struct Fields {
    /// What comes before a field's name in texts: the method, and the outer field if any.
    path: String,
    fields: Map<String, Value>,
}

impl Fields {
    /// The parameters of `method`; absent ones are an empty object.
    pub(super) fn of_params(method: &str, params: Value) -> Result<Self, RpcError> {
        match params {
            Value::Null => Ok(Fields { path: format!("{method}: "), fields: Map::new() }),
            Value::Object(fields) => Ok(Fields { path: format!("{method}: "), fields }),
            _ => Err(invalid(format!("{method}: params must be an object"))),
        }
    }

    /// Text of at most `max_chars` characters and at least one.
    pub(super) fn text(&mut self, name: &str, max_chars: usize) -> Result<String, RpcError> {
        let text = match self.required(name)? {
            Value::String(text) => text,
            other => return Err(self.refuse(name, &other, "a string")),
        };
        let chars = text.chars().take(max_chars + 1).count();
        if chars == 0 || chars > max_chars {
            let allowed = format!("a string of 1 to {max_chars} characters");
            return Err(self.refuse(name, &Value::String(text), &allowed));
        }
        Ok(text)
    }

    /// Text of at most `max_bytes` bytes, perhaps none. The value is not quoted: it may be long.
    pub(super) fn source(&mut self, name: &str, max_bytes: usize) -> Result<String, RpcError> {
        match self.required(name)? {
            Value::String(text) if text.len() <= max_bytes => Ok(text),
            Value::String(text) => Err(invalid(format!(
                "{}{name} is {} bytes long; allowed are at most {max_bytes} bytes",
                self.path,
                text.len()
            ))),
            other => Err(self.refuse(name, &other, "a string")),
        }
    }

    /// A whole number in `range`, if the field is there and not null.
    pub(super) fn number(
        &mut self,
        name: &str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, RpcError> {
        let Some(value) = self.optional(name) else { return Ok(None) };
        match value.as_u64().filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let allowed = format!("a whole number from {} to {}", range.start(), range.end());
                Err(self.refuse(name, &value, &allowed))
            }
        }
    }

    /// A boolean; absent means false.
    pub(super) fn flag(&mut self, name: &str) -> Result<bool, RpcError> {
        match self.optional(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(other) => Err(self.refuse(name, &other, "true or false")),
        }
    }

    /// One of a few words, if the field is there.
    pub(super) fn choice<T: Copy>(
        &mut self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, RpcError> {
        let Some(value) = self.optional(name) else { return Ok(None) };
        let found = words.iter().find(|(word, _)| value.as_str() == Some(word));
        match found {
            Some((_, choice)) => Ok(Some(*choice)),
            None => {
                let words: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
                Err(self.refuse(name, &value, &words.join(" or ")))
            }
        }
    }

    /// A list of at most `max` strings of at most `max_chars` characters; absent means empty.
    pub(super) fn texts(
        &mut self,
        name: &str,
        max: usize,
        max_chars: usize,
    ) -> Result<Vec<String>, RpcError> {
        let items = match self.optional(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) if items.len() <= max => items,
            Some(other) => {
                return Err(self.refuse(name, &other, &format!("a list of at most {max} strings")));
            }
        };
        let mut texts = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            match item {
                Value::String(text) if (1..=max_chars).contains(&text.chars().count()) => {
                    texts.push(text);
                }
                other => {
                    let allowed = format!("a string of 1 to {max_chars} characters");
                    return Err(self.refuse(&format!("{name}[{at}]"), &other, &allowed));
                }
            }
        }
        Ok(texts)
    }

    /// An object's own fields, if the field is there.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Fields>, RpcError> {
        match self.optional(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => {
                Ok(Some(Fields { path: format!("{}{name}.", self.path), fields }))
            }
            Some(other) => Err(self.refuse(name, &other, "an object")),
        }
    }

    /// The same, refused when absent.
    pub(super) fn required_object(&mut self, name: &str) -> Result<Fields, RpcError> {
        self.object(name)?.ok_or_else(|| self.missing(name))
    }

    /// Refuses what is left over: a misspelt field would otherwise be a silent default.
    pub(super) fn finish(self) -> Result<(), RpcError> {
        match self.fields.keys().next() {
            None => Ok(()),
            Some(name) => Err(invalid(format!("{}unknown field \"{}\"", self.path, cut(name)))),
        }
    }

    /// The error for an absent field.
    pub(super) fn missing(&self, name: &str) -> RpcError {
        invalid(format!("{}field {name} is missing", self.path))
    }

    fn required(&mut self, name: &str) -> Result<Value, RpcError> {
        self.optional(name).ok_or_else(|| self.missing(name))
    }

    fn optional(&mut self, name: &str) -> Option<Value> {
        self.fields.remove(name).filter(|value| !value.is_null())
    }

    fn refuse(&self, name: &str, value: &Value, allowed: &str) -> RpcError {
        let value = match value {
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
            other => cut(&other.to_string()),
        };
        invalid(format!("{}{name} is {value}; allowed is {allowed}", self.path))
    }
}

fn invalid(message: String) -> RpcError {
    RpcError::new(ErrorCode::InvalidParams, message)
}

fn cut(text: &str) -> String {
    let mut quoted: String = text.chars().take(QUOTED_MAX_CHARS).collect();
    if quoted.len() < text.len() {
        quoted.push_str("...");
    }
    quoted
}
