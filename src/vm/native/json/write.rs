//! Writes a value of the guest's as JSON, as `json.dumps` of CPython does.

#![forbid(unsafe_code)]

use std::fmt::Write;

use crate::vm::native::number::repr;
use crate::vm::native::object::{Big, Entries, Items, Object, Reader};

/// Deepest nesting; what contains itself ends here, too.
const MOST_LEVELS: usize = 200;

/// Most bytes of a text: it is held in the worker until it is copied.
const MOST_BYTES: usize = 4 << 20;

/// Most entries of dictionaries that are being sorted, at all levels together.
const MOST_SORTED: usize = 400_000;

/// What an entry to be sorted, or a place in a dictionary's table, costs.
const FUEL_PER_SORTED: u64 = 20;
const FUEL_PER_PLACE: u64 = 1;

const FUEL_PER_VALUE: u64 = 5;
const FUEL_PER_BYTE: u64 = 1;

/// The options of `json.dumps`.
pub struct Style {
    pub sort_keys: bool,
    pub ensure_ascii: bool,
    pub item_separator: String,
    pub key_separator: String,
    pub indent: Option<String>,
    pub allow_nan: bool,
}

/// Writes until something is not plain, too much, or too deep: then `None` is returned.
pub struct Writer<'m> {
    reader: Reader<'m>,
    style: &'m Style,
    text: String,
    /// Work beside the text's bytes, in fuel.
    work: u64,
    sorted: usize,
    fuel: u64,
}

impl<'m> Writer<'m> {
    pub fn new(reader: Reader<'m>, style: &'m Style, fuel: u64) -> Writer<'m> {
        Writer { reader, style, text: String::new(), work: 0, sorted: 0, fuel }
    }

    /// The text, and the fuel that it took.
    pub fn finish(self) -> (String, u64) {
        let spent = self.spent();
        (self.text, spent)
    }

    fn spent(&self) -> u64 {
        self.work + self.text.len() as u64 * FUEL_PER_BYTE
    }

    /// Whether there may be more: the text is not too long, and is paid for.
    fn within(&self) -> Option<()> {
        (self.text.len() <= MOST_BYTES && self.spent() <= self.fuel).then_some(())
    }

    pub fn value(&mut self, word: u32, level: usize) -> Option<()> {
        self.work += FUEL_PER_VALUE;
        // If the fuel is used up, taking what was spent ends the run.
        self.within()?;
        if level > MOST_LEVELS {
            return None;
        }
        match self.reader.object(word) {
            Object::None => self.text.push_str("null"),
            Object::Bool(value) => self.text.push_str(if value { "true" } else { "false" }),
            Object::Int(value) => self.number(value)?,
            Object::Big(big) => self.number(wide(big)?)?,
            Object::Float(value) => self.float(value)?,
            Object::Str(text) => self.string(text)?,
            Object::List(items) | Object::Tuple(items) => self.array(items, level)?,
            Object::Dict(entries) => self.object(entries, level)?,
            _ => return None,
        }
        Some(())
    }

    fn number(&mut self, value: impl std::fmt::Display) -> Option<()> {
        write!(self.text, "{value}").ok()
    }

    fn float(&mut self, value: f64) -> Option<()> {
        if !value.is_finite() && !self.style.allow_nan {
            return None;
        }
        self.text.push_str(match value {
            f64::INFINITY => "Infinity",
            f64::NEG_INFINITY => "-Infinity",
            _ if value.is_nan() => "NaN",
            _ => return self.number(repr(value)),
        });
        Some(())
    }

    fn string(&mut self, bytes: &[u8]) -> Option<()> {
        let text = std::str::from_utf8(bytes).ok()?;
        self.text.push('"');
        for char in text.chars() {
            self.within()?;
            match char {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\u{8}' => self.text.push_str("\\b"),
                '\u{c}' => self.text.push_str("\\f"),
                ' '..='~' => self.text.push(char),
                '\0'..='\u{1f}' => write!(self.text, "\\u{:04x}", u32::from(char)).ok()?,
                _ if self.style.ensure_ascii => {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        write!(self.text, "\\u{unit:04x}").ok()?;
                    }
                }
                _ => self.text.push(char),
            }
        }
        self.text.push('"');
        Some(())
    }

    fn array(&mut self, items: Items<'m>, level: usize) -> Option<()> {
        self.text.push('[');
        for (index, item) in items.words().enumerate() {
            self.between(index, level + 1);
            self.value(item, level + 1)?;
        }
        self.close(items.len() > 0, level, ']');
        Some(())
    }

    fn object(&mut self, entries: Entries<'m>, level: usize) -> Option<()> {
        self.work += FUEL_PER_PLACE * entries.capacity() as u64;
        self.within()?;
        if !self.style.sort_keys {
            return self.entries(entries.pairs(), level);
        }
        let count = entries.pairs().count();
        self.work += FUEL_PER_SORTED * count as u64;
        self.sorted += count;
        if self.sorted > MOST_SORTED {
            return None;
        }
        let mut pairs: Vec<(u32, u32)> = entries.pairs().collect();
        let reader = self.reader;
        let key = |word| match reader.object(word) {
            Object::Str(text) => Some(text),
            _ => None,
        };
        // Keys of other types are compared by Python code.
        if pairs.iter().any(|(word, _)| key(*word).is_none()) {
            return None;
        }
        // The order of UTF-8 is the order of code points.
        pairs.sort_by_key(|(word, _)| key(*word));
        self.entries(pairs.into_iter(), level)?;
        self.sorted -= count;
        Some(())
    }

    fn entries(&mut self, pairs: impl Iterator<Item = (u32, u32)>, level: usize) -> Option<()> {
        self.text.push('{');
        let mut filled = false;
        for (index, (key, value)) in pairs.enumerate() {
            filled = true;
            self.between(index, level + 1);
            self.key(key)?;
            self.text.push_str(&self.style.key_separator);
            self.value(value, level + 1)?;
        }
        self.close(filled, level, '}');
        Some(())
    }

    fn key(&mut self, word: u32) -> Option<()> {
        let object = self.reader.object(word);
        if let Object::Str(text) = object {
            return self.string(text);
        }
        self.text.push('"');
        match object {
            Object::None => self.text.push_str("null"),
            Object::Bool(value) => self.text.push_str(if value { "true" } else { "false" }),
            Object::Int(value) => self.number(value)?,
            Object::Big(big) => self.number(wide(big)?)?,
            Object::Float(value) => self.float(value)?,
            // An error, or left out: Python code knows.
            _ => return None,
        }
        self.text.push('"');
        Some(())
    }

    fn between(&mut self, index: usize, level: usize) {
        if index > 0 {
            self.text.push_str(&self.style.item_separator);
        }
        self.line(level);
    }

    fn close(&mut self, filled: bool, level: usize, bracket: char) {
        if filled {
            self.line(level);
        }
        self.text.push(bracket);
    }

    fn line(&mut self, level: usize) {
        if let Some(indent) = &self.style.indent {
            self.text.push('\n');
            for _ in 0..level {
                self.text.push_str(indent);
            }
        }
    }
}

/// An integer of at most 127 bits; larger ones Python code writes.
fn wide(big: Big<'_>) -> Option<i128> {
    if big.digits.len() > 15 {
        return None;
    }
    let value = big.digits.iter().rev().fold(0, |value, byte| value << 8 | i128::from(*byte));
    Some(if big.negative { -value } else { value })
}
