//! A host's reply on its way into the guest.
//!
//! Reading JSON is dear in the guest: hundreds of fuel a byte, quadratic in the length of a text.
//! So a table is read on this side and handed over in fields from which the interpreter's own C
//! code makes the objects: texts are joined by a separator, numbers are the hexadecimal digits of
//! their bytes. `guest/python/bootstrap.py` takes the fields in this order:
//!
//! - `<columns> <separator>`, then, if there are columns, their names;
//! - for each group of rows: `<rows> <kinds> <separator>`, with one kind a column, then the fields of
//!   each column: none for `n` (all None), one for `s` (texts), `l`, `q` and `d` (as in Python's
//!   `struct`), two for `x`: a code for each cell and the texts of the cells;
//! - an empty field.
//!
//! Any other reply is one field, its JSON.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A group of rows ends at this size, so that a field and what is made from it stay small.
const GROUP_BYTES: usize = 64 * 1024;

/// What a cell adds to its group besides its JSON.
const CELL_BYTES: usize = 8;

/// Fuel for making objects from a reply, which is not charged to the run: a share for every reply,
/// for each byte and for each cell.
const BASE_FUEL: u64 = 250_000;
const FUEL_PER_BYTE: u64 = 60;
const FUEL_PER_CELL: u64 = 14_000;

/// The same for JSON, up to a length that no error text has.
const FUEL_PER_JSON_BYTE: u64 = 2_000;
const FREE_JSON_BYTES: u64 = 4 * 1024;

/// A reply that the guest has not taken whole.
#[derive(Debug)]
pub struct Reply {
    fields: VecDeque<String>,
    table: Option<Table>,
    /// How large a buffer the next field needs was told once.
    offered: bool,
    allowance: u64,
    status: &'static str,
}

impl Reply {
    /// Reads a reply, or says what is wrong with it.
    pub fn new(text: String) -> Result<Reply, String> {
        let probe = serde_json::from_str::<Probe<'_>>(&text);
        if !probe.is_ok_and(|probe| probe.rows.is_some()) {
            let bytes = FREE_JSON_BYTES.min(text.len() as u64);
            return Ok(Reply {
                allowance: BASE_FUEL + FUEL_PER_JSON_BYTE * bytes,
                fields: VecDeque::from([text]),
                table: None,
                offered: false,
                status: "json",
            });
        }
        let (table, columns, truncated) = Table::new(text)?;
        let mut fields = VecDeque::new();
        let separator = separator(&columns)?;
        fields.push_back(format!("{} {separator}", columns.len()));
        if !columns.is_empty() {
            fields.push_back(columns.join(&separator));
        }
        let cells = (table.rows.len() + 1) * (table.width + 1);
        Ok(Reply {
            allowance: BASE_FUEL
                + FUEL_PER_BYTE * table.text.len() as u64
                + FUEL_PER_CELL * cells as u64,
            fields,
            table: Some(table),
            offered: false,
            status: if truncated { "truncated table" } else { "table" },
        })
    }

    /// What the guest is told about the reply.
    pub fn status(&self) -> &'static str {
        self.status
    }

    /// Fuel that making objects from this reply may use.
    pub fn allowance(&self) -> u64 {
        self.allowance
    }

    /// Bytes of the next field, told only once: a guest that asks again had no memory for it.
    pub fn offer(&mut self) -> Option<usize> {
        if self.offered {
            return None;
        }
        self.offered = true;
        self.fields.front().map(String::len)
    }

    pub fn take(&mut self) -> Option<String> {
        let field = self.fields.pop_front()?;
        self.offered = false;
        if self.fields.is_empty()
            && let Some(table) = &mut self.table
        {
            match table.group() {
                Ok(Some(fields)) => self.fields.extend(fields),
                Ok(None) => {
                    self.table = None;
                    self.fields.push_back(String::new());
                }
                // No field follows, so the guest's next request fails.
                Err(_) => self.table = None,
            }
        }
        Some(field)
    }
}

#[derive(Deserialize)]
struct Probe<'a> {
    #[serde(borrow)]
    rows: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    columns: Vec<String>,
    #[serde(borrow)]
    rows: Vec<&'a RawValue>,
    truncated: Option<bool>,
    nonfinite: Option<Vec<(usize, usize, &'a str)>>,
}

#[derive(Debug)]
struct Table {
    text: String,
    width: usize,
    /// Where each row's JSON stands in `text`; the rows before `at` are done.
    rows: Vec<Range<usize>>,
    at: usize,
    nonfinite: HashMap<(usize, usize), f64>,
}

impl Table {
    /// The table, its column names and whether it was truncated.
    fn new(text: String) -> Result<(Table, Vec<String>, bool), String> {
        let wire: Wire<'_> = serde_json::from_str(&text)
            .map_err(|error| format!("the reply could not be understood: {error}"))?;
        let width = wire.columns.len();
        let mut rows = Vec::with_capacity(wire.rows.len());
        for row in wire.rows {
            let row = row.get();
            if cells(row).is_none_or(|cells| cells.len() != width) {
                return Err("the reply has a row that does not fit its columns".to_owned());
            }
            // The row is a part of the text.
            let start = row.as_ptr() as usize - text.as_ptr() as usize;
            rows.push(start..start + row.len());
        }
        let nonfinite = wire.nonfinite.unwrap_or_default().into_iter();
        let nonfinite = nonfinite.map(|(row, column, name)| {
            let value = match name {
                "nan" => f64::NAN,
                "-inf" => f64::NEG_INFINITY,
                _ => f64::INFINITY,
            };
            ((row, column), value)
        });
        let nonfinite = nonfinite.collect();
        let (columns, truncated) = (wire.columns, wire.truncated.unwrap_or(false));
        Ok((Table { text, width, rows, at: 0, nonfinite }, columns, truncated))
    }

    /// The fields of the next rows, if there are any.
    fn group(&mut self) -> Result<Option<Vec<String>>, String> {
        let mut columns: Vec<Vec<Cell<'_>>> = (0..self.width).map(|_| Vec::new()).collect();
        let (start, mut bytes) = (self.at, 0);
        while bytes < GROUP_BYTES
            && let Some(row) = self.rows.get(self.at)
        {
            let row = &self.text[row.clone()];
            for (column, cell) in cells(row).unwrap_or_default().into_iter().enumerate() {
                let nonfinite = self.nonfinite.get(&(self.at, column));
                columns[column].push(Cell::read(cell.get(), nonfinite.copied()));
            }
            bytes += row.len() + CELL_BYTES * self.width;
            self.at += 1;
        }
        let count = self.at - start;
        if count == 0 {
            return Ok(None);
        }
        let kinds: String = columns.iter().map(|cells| kind(cells)).collect();
        let mut texts: Vec<Vec<Cow<'_, str>>> = Vec::new();
        for (cells, kind) in columns.iter().zip(kinds.chars()) {
            texts.push(if matches!(kind, 's' | 'x') {
                cells.iter().map(Cell::text).collect()
            } else {
                Vec::new()
            });
        }
        let separator = separator(texts.iter().flatten())?;
        let mut fields = vec![format!("{count} {kinds} {separator}")];
        for ((cells, kind), texts) in columns.iter().zip(kinds.chars()).zip(&texts) {
            match kind {
                'n' => continue,
                'x' => fields.push(cells.iter().map(Cell::code).collect()),
                's' => {}
                kind => {
                    fields.push(digits(cells, kind));
                    continue;
                }
            }
            fields.push(texts.join(&separator));
        }
        Ok(Some(fields))
    }
}

fn cells(row: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(row).ok()
}

#[derive(Debug, Clone, PartialEq)]
enum Cell<'a> {
    Null,
    Bool(bool),
    Int(i64),
    /// Digits that 64 bits do not hold.
    BigInt(&'a str),
    Float(f64),
    Text(Cow<'a, str>),
    /// Hexadecimal digits.
    Bytes(String),
    /// Anything else, as JSON.
    Json(&'a str),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireBytes {
    r#type: String,
    hex: String,
}

impl<'a> Cell<'a> {
    fn read(json: &'a str, nonfinite: Option<f64>) -> Cell<'a> {
        match json.as_bytes().first() {
            Some(b'"') => Cell::Text(text(json)),
            Some(b'n') => nonfinite.map_or(Cell::Null, Cell::Float),
            Some(b't') => Cell::Bool(true),
            Some(b'f') => Cell::Bool(false),
            Some(b'{') => match serde_json::from_str::<WireBytes>(json) {
                Ok(bytes) if bytes.r#type == "bytes" => Cell::Bytes(bytes.hex),
                _ => Cell::Json(json),
            },
            Some(b'[') | None => Cell::Json(json),
            // JSON's numbers are a part of Rust's, whose reading is exact.
            Some(_) if json.contains(['.', 'e', 'E']) => {
                json.parse().map_or(Cell::Json(json), Cell::Float)
            }
            Some(_) => json.parse().map_or(Cell::BigInt(json), Cell::Int),
        }
    }

    fn code(&self) -> char {
        match self {
            Cell::Null => 'n',
            Cell::Bool(true) => 't',
            Cell::Bool(false) => 'f',
            Cell::Int(_) | Cell::BigInt(_) => 'i',
            Cell::Float(_) => 'd',
            Cell::Text(_) => 's',
            Cell::Bytes(_) => 'b',
            Cell::Json(_) => 'j',
        }
    }

    fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Null | Cell::Bool(_) => Cow::Borrowed(""),
            Cell::Int(value) => Cow::Owned(value.to_string()),
            Cell::BigInt(text) | Cell::Json(text) => Cow::Borrowed(text),
            Cell::Float(value) => Cow::Owned(hex(&value.to_le_bytes())),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Bytes(hex) => Cow::Borrowed(hex),
        }
    }
}

/// A JSON string's text. What is no text (half a surrogate pair) stays as it was written.
fn text(json: &str) -> Cow<'_, str> {
    let inner = json.trim_matches('"');
    if !json.contains('\\') && inner.len() + 2 == json.len() {
        return Cow::Borrowed(inner);
    }
    serde_json::from_str(json).map_or(Cow::Borrowed(json), Cow::Owned)
}

/// How a column's cells are written.
fn kind(cells: &[Cell<'_>]) -> char {
    let all = |test: fn(&Cell<'_>) -> bool| cells.iter().all(test);
    if all(|cell| matches!(cell, Cell::Text(_))) {
        's'
    } else if all(|cell| matches!(cell, Cell::Int(value) if i32::try_from(*value).is_ok())) {
        'l'
    } else if all(|cell| matches!(cell, Cell::Int(_))) {
        'q'
    } else if all(|cell| matches!(cell, Cell::Float(_))) {
        'd'
    } else if all(|cell| matches!(cell, Cell::Null)) {
        'n'
    } else {
        'x'
    }
}

/// The numbers of a column, little-endian.
fn digits(cells: &[Cell<'_>], kind: char) -> String {
    let mut bytes = Vec::with_capacity(8 * cells.len());
    for cell in cells {
        match cell {
            Cell::Int(value) if kind == 'l' => bytes.extend(&value.to_le_bytes()[..4]),
            Cell::Int(value) => bytes.extend(value.to_le_bytes()),
            Cell::Float(value) => bytes.extend(value.to_le_bytes()),
            _ => {}
        }
    }
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // A `String` takes everything.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// A character that none of `texts` has.
fn separator<T: AsRef<str>>(texts: impl IntoIterator<Item = T> + Clone) -> Result<String, String> {
    let mut used = [false; 32];
    for text in texts.clone() {
        for byte in text.as_ref().bytes().filter(|byte| *byte < 32) {
            used[usize::from(byte)] = true;
        }
    }
    if let Some(free) = (1..32_u8).rev().find(|byte| !used[usize::from(*byte)]) {
        return Ok(char::from(free).to_string());
    }
    let mut rare = HashSet::new();
    for text in texts {
        rare.extend(text.as_ref().chars().filter(|character| *character >= '\u{e000}'));
    }
    let free = ('\u{e000}'..=char::MAX).find(|character| !rare.contains(character));
    free.map(String::from).ok_or_else(|| "the reply uses every character there is".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<String> {
        let mut reply = Reply::new(text.to_owned()).expect("a reply");
        std::iter::from_fn(|| reply.take()).collect()
    }

    #[test]
    fn tables_become_fields() {
        let text =
            r#"{"columns":["a","b","c","d"],"rows":[[1,"x",null,1],[-2,"y\u001f",null,null]]}"#;
        assert_eq!(
            fields(text),
            [
                "4 \u{1f}",
                "a\u{1f}b\u{1f}c\u{1f}d",
                "2 lsnx \u{1e}",
                "01000000feffffff",
                "x\u{1e}y\u{1f}",
                "in",
                "1\u{1e}",
                ""
            ]
        );
        assert_eq!(fields(r#"{"columns":[],"rows":[]}"#), ["0 \u{1f}", ""]);
        assert_eq!(fields(r#"{"error":"no"}"#), [r#"{"error":"no"}"#]);
    }

    #[test]
    fn rows_come_in_groups() {
        let row = serde_json::json!(["x".repeat(40_000)]);
        let text = serde_json::json!({"columns": ["a"], "rows": [row, row, row]}).to_string();
        let fields = fields(&text);
        assert_eq!((fields[2].as_str(), fields[4].as_str()), ("2 s \u{1f}", "1 s \u{1f}"));
    }

    #[test]
    fn cells_are_read_exactly() {
        let read = |json| Cell::read(json, None);
        assert_eq!(read("-9223372036854775808"), Cell::Int(i64::MIN));
        assert_eq!(read("9223372036854775808"), Cell::BigInt("9223372036854775808"));
        assert_eq!(read("0.1"), Cell::Float(0.1));
        assert_eq!(read(r#""\"""#), Cell::Text("\"".into()));
        assert_eq!(read(r#""""#), Cell::Text("".into()));
        assert_eq!(read(r#"{"type":"bytes","hex":"00"}"#), Cell::Bytes("00".to_owned()));
        assert_eq!(read(r#"{"type":"bytes","hex":"00","x":1}"#).code(), 'j');
        assert_eq!(read(r#""\ud800""#), Cell::Text("\"\\ud800\"".into()));
    }

    #[test]
    fn a_separator_is_in_no_text() {
        let all: String = (0..32_u8).map(char::from).chain('\u{e000}'..'\u{f000}').collect();
        assert_eq!(separator([&all]), Ok("\u{f000}".to_owned()));
        let all: String = (0..32_u8).map(char::from).chain('\u{e000}'..=char::MAX).collect();
        assert!(separator([&all]).is_err());
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        for text in [r#"{"rows":[[1]],"columns":["a","b"]}"#, r#"{"rows":5,"columns":3}"#] {
            assert!(Reply::new(text.to_owned()).is_err(), "{text}");
        }
    }
}
