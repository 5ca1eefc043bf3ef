//! Runs one query and writes its rows as JSON.

use std::collections::HashSet;
use std::fmt::Write;

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection, Error, ErrorCode, Rows, Statement};
use serde_json::{Value, json};

use super::gate::Gate;
use super::{REPLY_MAX_BYTES, ROWS_MAX, one_line, params};

/// The reply's object, or one line that says what was wrong.
pub fn run(
    connection: &Connection,
    gate: &Gate,
    sql: &str,
    values: &Value,
) -> Result<Value, String> {
    let mut statement = only_statement(connection, gate, sql)?;
    if !statement.readonly() {
        return Err("not allowed: the statement would write; a query may only read".to_owned());
    }
    params::bind(&mut statement, values)?;
    // What virtual tables prepare from now on belongs to a query.
    gate.note_select();
    let columns = unique(statement.column_names().collect());
    let mut reply = Reply { width: columns.len(), ..Reply::default() };
    reply.fill(statement.raw_query(), gate)?;
    Ok(json!({
        "columns": columns,
        "rows": reply.rows,
        "truncated": reply.truncated,
        "nonfinite": reply.nonfinite,
    }))
}

fn only_statement<'c>(
    connection: &'c Connection,
    gate: &Gate,
    sql: &str,
) -> Result<Statement<'c>, String> {
    if sql.contains('\0') {
        return Err("the SQL text has a NUL character in it".to_owned());
    }
    let mut batch = Batch::new(connection, sql);
    let first = batch.next().map_err(|error| explain(&error, gate))?;
    let first = first.ok_or_else(|| "there is no SQL statement in the text".to_owned())?;
    gate.begin_statement();
    // A second one that does not even compile is a second one all the same.
    match batch.next() {
        Ok(None) => Ok(first),
        Ok(Some(_)) | Err(_) => {
            Err("only one statement at a time: remove what follows the first semicolon".to_owned())
        }
    }
}

#[derive(Default)]
struct Reply {
    width: usize,
    rows: Vec<Value>,
    truncated: bool,
    /// Row, column and text of each float that JSON cannot hold.
    nonfinite: Vec<Value>,
    bytes: usize,
}

impl Reply {
    fn fill(&mut self, mut rows: Rows<'_>, gate: &Gate) -> Result<(), String> {
        while let Some(row) = rows.next().map_err(|error| explain(&error, gate))? {
            if self.rows.len() == ROWS_MAX {
                self.truncated = true;
                break;
            }
            let mut cells = Vec::with_capacity(self.width);
            for column in 0..self.width {
                let value = row.get_ref(column).map_err(|error| explain(&error, gate))?;
                cells.push(self.cell(column, value)?);
            }
            self.rows.push(Value::Array(cells));
        }
        Ok(())
    }

    fn cell(&mut self, column: usize, value: ValueRef<'_>) -> Result<Value, String> {
        // An estimate from below before anything is copied, so that the bound also bounds memory.
        self.charge(match value {
            ValueRef::Text(text) => text.len() + 3,
            ValueRef::Blob(bytes) => bytes.len() * 2 + 25,
            _ => 2,
        })?;
        Ok(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(integer) => Value::from(integer),
            ValueRef::Real(real) if real.is_finite() => Value::from(real),
            ValueRef::Real(real) => {
                let name = if real > 0.0 { "inf" } else { "-inf" };
                let name = if real.is_nan() { "nan" } else { name };
                self.nonfinite.push(json!([self.rows.len(), column, name]));
                Value::Null
            }
            ValueRef::Text(text) => Value::from(String::from_utf8_lossy(text)),
            ValueRef::Blob(bytes) => json!({"type": "bytes", "hex": hex(bytes)}),
        })
    }

    fn charge(&mut self, bytes: usize) -> Result<(), String> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > REPLY_MAX_BYTES {
            return Err(format!(
                "the result is larger than {REPLY_MAX_BYTES} bytes: \
                 select fewer columns or rows, or shorten values with substr()"
            ));
        }
        Ok(())
    }
}

/// Column names, told apart by `_2`, `_3` and so on where they repeat: rows become dicts.
fn unique(names: Vec<&str>) -> Vec<String> {
    let originals: HashSet<&str> = names.iter().copied().collect();
    let mut used: HashSet<String> = HashSet::new();
    let mut result = Vec::with_capacity(names.len());
    for name in names {
        let mut candidate = name.to_owned();
        let mut number = 2;
        while used.contains(&candidate)
            || (candidate != name && originals.contains(candidate.as_str()))
        {
            candidate = format!("{name}_{number}");
            number += 1;
        }
        used.insert(candidate.clone());
        result.push(candidate);
    }
    result
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a String takes all text");
    }
    text
}

/// A SQLite error in one line for whoever wrote the query.
fn explain(error: &Error, gate: &Gate) -> String {
    if let Some(what) = gate.refused() {
        return format!("not allowed: {what}; a query may only read");
    }
    let text = match error {
        Error::SqliteFailure(_, Some(message)) => message.clone(),
        Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) if gate.is_cancelled() => "cancelled".to_owned(),
        Some(ErrorCode::OperationInterrupted) => {
            "the query took longer than what was left of the run's time limit".to_owned()
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "the database is locked by a writer: try again".to_owned()
        }
        Some(ErrorCode::OutOfMemory) => "the query needs too much memory".to_owned(),
        _ => one_line(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::unique;

    #[test]
    fn repeated_column_names_are_told_apart_without_taking_another_columns_name() {
        assert_eq!(unique(vec!["a", "b"]), ["a", "b"]);
        assert_eq!(unique(vec!["a", "a", "a"]), ["a", "a_2", "a_3"]);
        assert_eq!(unique(vec!["a", "a", "a_2"]), ["a", "a_3", "a_2"]);
        assert_eq!(unique(vec!["a", "a", "a_2", "a_2"]), ["a", "a_3", "a_2", "a_2_2"]);
    }
}
