//! A host's reply on its way into the guest.
//!
//! Reading JSON is dear in the guest: hundreds of fuel a byte, quadratic in the length of a text.
//! So a table is read on this side, and `fill.rs` puts its rows into the guest's heap.
//! The guest is told of it by a line, `table <truncated> <rows> <columns> <long integers> <separator>`,
//! and `guest/python/bootstrap.py` takes these fields before:
//!
//! - if there are columns, their names;
//! - if there are integers that do not fit into an object word, the hexadecimal digits of their 64 bits.
//!
//! and after that the places (row and column) of cells that are still JSON.
//! Any other reply is one field, its JSON.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// Fuel for making objects from a reply, which is not charged to the run: a share for every table,
/// for each column, each row and each cell. What a reply really takes is a little less; what it
/// takes beyond (collecting garbage, cells that are nested JSON) is the run's to pay.
const TABLE_FUEL: u64 = 200_000;
const FUEL_PER_COLUMN: u64 = 40_000;
/// A dictionary's look-up slows down as it grows.
const FUEL_PER_COLUMN_SQUARED: u64 = 64;
const FUEL_PER_ROW: u64 = 1_000;
const FUEL_PER_CELL: u64 = 1_000;
/// The allocator looks at each block of a long text.
const FUEL_PER_BYTE: u64 = 6;

/// The same for JSON, up to a length that no error text has.
const JSON_FUEL: u64 = 100_000;
const FUEL_PER_JSON_BYTE: u64 = 2_000;
const FREE_JSON_BYTES: u64 = 4 * 1024;

/// Integers that are an object word, with a tag bit, rather than an object.
const WORD_INTEGERS: Range<i32> = -0x4000_0000..0x4000_0000;

/// Memory of a dictionary and its place in the list of rows; of an entry of its table.
const ROW_BYTES: u64 = 16 + 4;
const CELL_BYTES: u64 = 8;

const DIGITS_OF_64_BITS: usize = 16;

/// How large a table is, read without keeping any of it: `IgnoredAny` takes no memory.
#[derive(Deserialize)]
struct Shape {
    #[serde(default)]
    columns: Vec<IgnoredAny>,
    #[serde(default)]
    rows: Vec<IgnoredAny>,
}

/// Bytes of the guest's heap that the rows of a table take, its text not counted; 0 if it is none.
/// Known before the table is read, because reading millions of rows takes memory on this side too.
pub fn rows_memory(text: &str) -> u64 {
    serde_json::from_str::<Shape>(text)
        .map_or(0, |shape| row_bytes(shape.rows.len(), shape.columns.len()))
}

fn row_bytes(rows: usize, columns: usize) -> u64 {
    rows as u64 * (ROW_BYTES + columns as u64 * CELL_BYTES)
}

/// A reply that the guest has not taken whole.
#[derive(Debug)]
pub struct Reply {
    fields: VecDeque<String>,
    table: Option<Table>,
    /// How large a buffer the next field needs was told once.
    offered: bool,
    allowance: u64,
    status: String,
}

impl Reply {
    /// Reads a reply, or says what is wrong with it.
    pub fn new(text: String) -> Result<Reply, String> {
        let probe = serde_json::from_str::<Probe<'_>>(&text);
        if !probe.is_ok_and(|probe| probe.rows.is_some()) {
            let bytes = FREE_JSON_BYTES.min(text.len() as u64);
            return Ok(Reply {
                allowance: JSON_FUEL + FUEL_PER_JSON_BYTE * bytes,
                fields: VecDeque::from([text]),
                table: None,
                offered: false,
                status: "json".to_owned(),
            });
        }
        let (table, truncated) = Table::new(text)?;
        let separator = separator(&table.columns)?;
        let long = table.long_integers();
        let status = format!(
            "table {} {} {} {} {separator}",
            u8::from(truncated),
            table.rows.len(),
            table.columns.len(),
            long.len() / DIGITS_OF_64_BITS
        );
        let fields = [table.columns.join(&separator), long];
        let fields = fields.into_iter().filter(|field| !field.is_empty()).collect();
        let (rows, columns) = (table.len() as u64, table.columns.len() as u64);
        let allowance = TABLE_FUEL
            + FUEL_PER_COLUMN * columns
            + FUEL_PER_COLUMN_SQUARED * columns * columns
            + FUEL_PER_ROW * rows
            + FUEL_PER_CELL * rows * columns
            + FUEL_PER_BYTE * table.text.len() as u64;
        Ok(Reply { allowance, fields, table: Some(table), offered: false, status })
    }

    /// Bytes of the guest's heap that reading the reply takes, roughly: the text, a dictionary for
    /// each row, an entry for each cell; of other JSON the text and a copy of it.
    pub fn estimated_memory(&self) -> u64 {
        let Some(table) = &self.table else {
            return self.fields.iter().map(|field| 2 * field.len() as u64).sum();
        };
        table.bytes() as u64 + row_bytes(table.len(), table.columns.len())
    }

    /// What the guest is told about the reply.
    pub fn status(&self) -> &str {
        &self.status
    }

    /// Fuel that making objects from this reply may use.
    pub fn allowance(&self) -> u64 {
        self.allowance
    }

    /// Bytes of the next field, told only once: a guest that asks again had no memory for it, and
    /// the fields are dropped.
    pub fn offer(&mut self) -> usize {
        if self.offered {
            self.fields.clear();
        }
        let bytes = self.fields.front().map(String::len);
        self.offered = bytes.is_some();
        bytes.unwrap_or(0)
    }

    pub fn take(&mut self) -> Option<String> {
        self.offered = false;
        self.fields.pop_front()
    }

    /// Adds a field behind the others.
    pub fn push(&mut self, field: String) {
        self.fields.push_back(field);
    }

    /// The table, once.
    pub fn take_table(&mut self) -> Option<Table> {
        self.table.take()
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

/// Rows of cells that all have a column.
#[derive(Debug)]
pub struct Table {
    pub columns: Vec<String>,
    text: String,
    /// Where each row's JSON stands in `text`.
    rows: Vec<Range<usize>>,
    nonfinite: HashMap<(usize, usize), f64>,
}

impl Table {
    /// The table and whether it was truncated.
    fn new(text: String) -> Result<(Table, bool), String> {
        let wire: Wire<'_> = serde_json::from_str(&text)
            .map_err(|error| format!("the reply could not be understood: {error}"))?;
        let mut rows = Vec::with_capacity(wire.rows.len());
        for row in wire.rows {
            let row = row.get();
            if cells(row).is_none_or(|cells| cells.len() != wire.columns.len()) {
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
        Ok((Table { columns, text, rows, nonfinite }, truncated))
    }

    /// Bytes of its JSON.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The cells of a row.
    pub fn row(&self, row: usize) -> Vec<Cell<'_>> {
        let text = self.rows.get(row).map_or("", |range| &self.text[range.clone()]);
        let cells = cells(text).unwrap_or_default().into_iter().enumerate();
        cells
            .map(|(column, cell)| {
                Cell::read(cell.get(), self.nonfinite.get(&(row, column)).copied())
            })
            .collect()
    }

    fn long_integers(&self) -> String {
        let mut digits = String::new();
        for row in 0..self.len() {
            for cell in self.row(row) {
                if let Cell::Long(value) = cell {
                    for byte in value.to_le_bytes() {
                        // A `String` takes everything.
                        let _ = write!(digits, "{byte:02x}");
                    }
                }
            }
        }
        digits
    }
}

fn cells(row: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(row).ok()
}

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    Null,
    Bool(bool),
    /// An integer that fits into an object word.
    Int(i32),
    /// Any other that fits into 64 bits.
    Long(i64),
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
            Some(_) => json.parse().map_or(Cell::Json(json), |value: i64| {
                let small = i32::try_from(value).ok().filter(|value| WORD_INTEGERS.contains(value));
                small.map_or(Cell::Long(value), Cell::Int)
            }),
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

/// A character that none of `texts` has.
fn separator(texts: &[String]) -> Result<String, String> {
    let mut used = [false; 32];
    for text in texts {
        for byte in text.bytes().filter(|byte| *byte < 32) {
            used[usize::from(byte)] = true;
        }
    }
    if let Some(free) = (1..32_u8).rev().find(|byte| !used[usize::from(*byte)]) {
        return Ok(char::from(free).to_string());
    }
    let mut rare = HashSet::new();
    for text in texts {
        rare.extend(text.chars().filter(|character| *character >= '\u{e000}'));
    }
    let free = ('\u{e000}'..=char::MAX).find(|character| !rare.contains(character));
    free.map(String::from).ok_or_else(|| "the reply uses every character there is".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (String, Vec<String>) {
        let mut reply = Reply::new(text.to_owned()).expect("a reply");
        (reply.status().to_owned(), std::iter::from_fn(|| reply.take()).collect())
    }

    #[test]
    fn tables_become_fields() {
        let text = r#"{"columns":["a","b"],"rows":[[1,"x"],[-2000000000,null]]}"#;
        let (status, fields) = told(text);
        assert_eq!(status, "table 0 2 2 1 \u{1f}");
        assert_eq!(fields, ["a\u{1f}b", "006cca88ffffffff"]);
        let text = r#"{"columns":[],"rows":[],"truncated":true}"#;
        assert_eq!(told(text), ("table 1 0 0 0 \u{1f}".to_owned(), vec![]));
        let text = r#"{"error":"no"}"#;
        assert_eq!(told(text), ("json".to_owned(), vec![text.to_owned()]));
    }

    #[test]
    fn cells_are_read_exactly() {
        let read = |json| Cell::read(json, None);
        assert_eq!(read("-9223372036854775808"), Cell::Long(i64::MIN));
        assert_eq!(read("9223372036854775808"), Cell::Json("9223372036854775808"));
        assert_eq!(read("0.1"), Cell::Float(0.1));
        assert_eq!(read(r#""\"""#), Cell::Text("\"".into()));
        assert_eq!(read(r#""""#), Cell::Text("".into()));
        assert_eq!(read(r#"{"type":"bytes","hex":"00"}"#), Cell::Bytes("00".to_owned()));
        assert!(matches!(read(r#"{"type":"bytes","hex":"00","x":1}"#), Cell::Json(_)));
        assert_eq!(read("1073741823"), Cell::Int(0x3fff_ffff));
        assert_eq!(read("1073741824"), Cell::Long(0x4000_0000));
        assert_eq!(read("-1073741824"), Cell::Int(-0x4000_0000));
        assert_eq!(read(r#""\ud800""#), Cell::Text("\"\\ud800\"".into()));
    }

    #[test]
    fn a_separator_is_in_no_text() {
        let all: String = (0..32_u8).map(char::from).chain('\u{e000}'..'\u{f000}').collect();
        assert_eq!(separator(&[all]), Ok("\u{f000}".to_owned()));
        let all: String = (0..32_u8).map(char::from).chain('\u{e000}'..=char::MAX).collect();
        assert!(separator(&[all]).is_err());
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        for text in [r#"{"rows":[[1]],"columns":["a","b"]}"#, r#"{"rows":5,"columns":3}"#] {
            assert!(Reply::new(text.to_owned()).is_err(), "{text}");
        }
    }
}
