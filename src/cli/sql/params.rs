//! Binds the guest's parameters, a list or a dict, to a statement.

use rusqlite::Statement;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value};

/// Binds every parameter of the statement, or says in one line what does not fit.
pub fn bind(statement: &mut Statement<'_>, params: &Value) -> Result<(), String> {
    match params {
        Value::Null => bind_list(statement, &[]),
        Value::Array(values) => bind_list(statement, values),
        Value::Object(values) => bind_named(statement, values),
        other => Err(format!("params must be a list or a dict, not {}", kind(other))),
    }
}

fn bind_list(statement: &mut Statement<'_>, values: &[Value]) -> Result<(), String> {
    let wanted = statement.parameter_count();
    if wanted != values.len() {
        return Err(format!(
            "the query has {wanted} parameter(s), but params has {} value(s)",
            values.len()
        ));
    }
    for (index, value) in (1..).zip(values) {
        bind_one(statement, index, &format!("number {index}"), value)?;
    }
    Ok(())
}

fn bind_named(statement: &mut Statement<'_>, values: &Map<String, Value>) -> Result<(), String> {
    for index in 1..=statement.parameter_count() {
        let Some(name) = statement.parameter_name(index).map(str::to_owned) else {
            return Err(format!("parameter number {index} has no name: pass params as a list"));
        };
        let bare = name.strip_prefix([':', '@', '$', '?']).unwrap_or(&name);
        let value = values.get(bare).or_else(|| values.get(&name)).ok_or_else(|| {
            format!("no value for the parameter {name}: params needs a key {bare}")
        })?;
        bind_one(statement, index, &name, value)?;
    }
    Ok(())
}

fn bind_one(
    statement: &mut Statement<'_>,
    index: usize,
    name: &str,
    value: &Value,
) -> Result<(), String> {
    let value = to_sql(value).map_err(|problem| format!("parameter {name}: {problem}"))?;
    statement.raw_bind_parameter(index, value).map_err(|error| format!("parameter {name}: {error}"))
}

/// A value of the guest's as SQLite stores it.
fn to_sql(value: &Value) -> Result<Sql, String> {
    match value {
        Value::Null => Ok(Sql::Null),
        Value::Bool(truth) => Ok(Sql::Integer(i64::from(*truth))),
        Value::String(text) => Ok(Sql::Text(text.clone())),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Ok(Sql::Integer(integer)),
            (None, Some(real)) if number.is_f64() => Ok(Sql::Real(real)),
            _ => Err(format!("{number} does not fit the 64-bit integers of SQLite")),
        },
        Value::Object(fields) => marked(fields).ok_or_else(|| unfit(value)),
        Value::Array(_) => Err(unfit(value)),
    }
}

fn unfit(value: &Value) -> String {
    format!("{} cannot be bound: use None, bool, int, float, str or bytes", kind(value))
}

/// What JSON has no form for: `{"type": "bytes", "hex": "00ff"}`, `{"type": "float", "value": "inf"}`.
fn marked(fields: &Map<String, Value>) -> Option<Sql> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    match text("type")? {
        "bytes" => unhex(text("hex")?).map(Sql::Blob),
        "float" => match text("value")? {
            "inf" => Some(Sql::Real(f64::INFINITY)),
            "-inf" => Some(Sql::Real(f64::NEG_INFINITY)),
            // SQLite stores NaN as NULL.
            "nan" => Some(Sql::Null),
            _ => None,
        },
        _ => None,
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16);
    digits
        .chunks_exact(2)
        .map(|pair| u8::try_from(nibble(pair[0])? * 16 + nibble(pair[1])?).ok())
        .collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "None",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a str",
        Value::Array(_) => "a list",
        Value::Object(_) => "a dict",
    }
}
