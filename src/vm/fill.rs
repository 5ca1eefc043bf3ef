//! Puts a table's rows into the guest's heap, as the objects that the interpreter would make.
//!
//! Each object is stored where the guest's own list reaches it before the next one is allocated,
//! so a collection finds all of them. The list, the dictionaries and the tuple come from
//! `bootstrap.py`; no user code can reach them before it returns.

#![forbid(unsafe_code)]

use std::fmt::Write;

use wasmtime::{Caller, Memory, TypedFunc};

use super::guest::{self, FALSE, NONE, TRUE};
use super::reply::{Cell, Table};
use super::state::State;

/// Bytes of a `dict`, a `str` and a `float` object; a `dict` is type, flags and count, capacity, table.
const OBJECT_BYTES: u32 = 16;
const MAP_CAPACITY: u32 = 8;
const MAP_TABLE: u32 = 12;
const ENTRY_BYTES: u32 = 8;

/// Where a `list` has the address of its items, and a `tuple` its items.
const LIST_ITEMS: u32 = 12;
const TUPLE_ITEMS: u32 = 8;
const FLOAT_VALUE: u32 = 8;

/// Why not all rows are there.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error("there is no memory for the result")]
    Memory,
    #[error("an object of the interpreter is not what it should be")]
    Damaged,
    /// The run is over.
    #[error("the interpreter stopped")]
    Stopped(wasmtime::Error),
}

/// Addresses that the guest passes, in this order. Sums with them wrap: what comes of one is checked at its use.
#[derive(Debug)]
pub struct Objects {
    /// List with an item for each row.
    rows: u32,
    /// List of the column names, and a dictionary with just these keys.
    columns: u32,
    record: u32,
    /// Tuple of the long integers.
    longs: u32,
    /// `{"type": "bytes", "hex": None}`.
    blob: u32,
    float_type: u32,
}

impl Objects {
    /// What a tuple holds, of which the payload is the address.
    pub fn parse(memory: &[u8], payload: &[u8]) -> Option<Objects> {
        let tuple: u32 = std::str::from_utf8(payload).ok()?.parse().ok()?;
        let item = |at: u32| guest::u32_at(memory, tuple.wrapping_add(TUPLE_ITEMS + 4 * at));
        Some(Objects {
            rows: item(0)?,
            columns: item(1)?,
            record: item(2)?,
            longs: item(3)?,
            blob: item(4)?,
            float_type: item(5)?,
        })
    }
}

/// A dictionary that others are copied from.
struct Template {
    /// Type, flags and count, capacity.
    head: [u32; 3],
    table: Vec<u8>,
}

pub struct Fill<'a, 'b> {
    pub caller: &'a mut Caller<'b, State>,
    pub memory: Memory,
    pub gc_alloc: TypedFunc<(u32, u32), u32>,
    pub objects: Objects,
}

impl Fill<'_, '_> {
    /// Fills the list; returns the places of cells that are JSON.
    pub fn table(&mut self, table: &Table) -> Result<String, FillError> {
        let record = self.template(self.objects.record)?;
        let blob = self.template(self.objects.blob)?;
        let slots = self.slots(&record, &table.columns)?;
        let blob_slot = 4 + blob_slot(&blob).ok_or(FillError::Damaged)?;
        let items = self.word(self.objects.rows.wrapping_add(LIST_ITEMS))?;
        let mut long = self.objects.longs.wrapping_add(TUPLE_ITEMS);
        let mut json = String::new();
        for row in 0..table.len() {
            let values = self.copy(&record, items.wrapping_add(4 * row as u32))?;
            for (column, cell) in table.row(row).into_iter().enumerate() {
                let place = values.wrapping_add(slots[column] + 4);
                match cell {
                    Cell::Null => self.set(place, NONE)?,
                    Cell::Bool(value) => self.set(place, if value { TRUE } else { FALSE })?,
                    Cell::Int(value) => self.set(place, (value << 1 | 1).cast_unsigned())?,
                    Cell::Long(_) => {
                        let word = self.word(long)?;
                        long = long.wrapping_add(4);
                        self.set(place, word)?;
                    }
                    Cell::Float(value) => self.float(place, value)?,
                    Cell::Text(text) => self.text(place, &text)?,
                    Cell::Bytes(hex) => {
                        let values = self.copy(&blob, place)?;
                        self.text(values.wrapping_add(blob_slot), &hex)?;
                    }
                    Cell::Json(text) => {
                        self.text(place, text)?;
                        let space = if json.is_empty() { "" } else { " " };
                        // A `String` takes everything.
                        let _ = write!(json, "{space}{row} {column}");
                    }
                }
            }
        }
        Ok(json)
    }

    fn template(&self, object: u32) -> Result<Template, FillError> {
        let head = [
            self.word(object)?,
            self.word(object.wrapping_add(4))?,
            self.word(object.wrapping_add(MAP_CAPACITY))?,
        ];
        let bytes = table_bytes(head[2]).ok_or(FillError::Damaged)?;
        let address = self.word(object.wrapping_add(MAP_TABLE))?;
        let table = guest::slice(self.memory.data(&*self.caller), address, bytes);
        Ok(Template { head, table: table.ok_or(FillError::Damaged)?.to_vec() })
    }

    /// Where the entry of each column stands in a record's table.
    fn slots(&self, record: &Template, names: &[String]) -> Result<Vec<u32>, FillError> {
        let items = self.word(self.objects.columns.wrapping_add(LIST_ITEMS))?;
        let mut slots = Vec::with_capacity(names.len());
        let places: std::collections::HashMap<u32, u32> =
            entries(record).map(|(at, key)| (key, at)).collect();
        for (column, name) in names.iter().enumerate() {
            let key = self.word(items.wrapping_add(4 * column as u32))?;
            let slot = places.get(&key).copied().or_else(|| {
                // A name that repeats has the entry of the first of them.
                names[..column].iter().position(|other| other == name).map(|first| slots[first])
            });
            slots.push(slot.ok_or(FillError::Damaged)?);
        }
        Ok(slots)
    }

    /// Makes a copy of a dictionary, stores it at `place` and returns the address of its table.
    fn copy(&mut self, template: &Template, place: u32) -> Result<u32, FillError> {
        let object = self.allocate(OBJECT_BYTES)?;
        for (at, word) in [(0, template.head[0]), (4, 0), (MAP_CAPACITY, 0), (MAP_TABLE, 0)] {
            self.set(object.wrapping_add(at), word)?;
        }
        self.set(place, object)?;
        let mut table = 0;
        if !template.table.is_empty() {
            table = self.allocate(template.table.len() as u32)?;
            self.write(table, &template.table)?;
        }
        self.set(object.wrapping_add(MAP_TABLE), table)?;
        self.set(object.wrapping_add(MAP_CAPACITY), template.head[2])?;
        self.set(object.wrapping_add(4), template.head[1])?;
        Ok(table)
    }

    fn float(&mut self, place: u32, value: f64) -> Result<(), FillError> {
        let object = self.allocate(OBJECT_BYTES)?;
        self.set(object, self.objects.float_type)?;
        self.set(object.wrapping_add(4), 0)?;
        self.write(object.wrapping_add(FLOAT_VALUE), &value.to_le_bytes())?;
        self.set(place, object)
    }

    fn text(&mut self, place: u32, text: &str) -> Result<(), FillError> {
        let len = u32::try_from(text.len()).map_err(|_| FillError::Memory)?;
        let object = self.allocate(OBJECT_BYTES)?;
        let str_type = self.caller.data().parked.str_type;
        // mp_obj_str_t: type, hash (0: not computed), length, data.
        for (at, word) in [(0, str_type), (4, 0), (8, 0), (12, 0)] {
            self.set(object.wrapping_add(at), word)?;
        }
        self.set(place, object)?;
        let data = self.allocate(len.saturating_add(1))?;
        self.write(data, text.as_bytes())?;
        self.write(data.wrapping_add(len), &[0])?;
        self.set(object.wrapping_add(12), data)?;
        self.set(object.wrapping_add(8), len)
    }

    fn allocate(&mut self, bytes: u32) -> Result<u32, FillError> {
        match self.gc_alloc.call(&mut *self.caller, (bytes, 0)) {
            Ok(0) => Err(FillError::Memory),
            Ok(address) => Ok(address),
            Err(error) => Err(FillError::Stopped(error)),
        }
    }

    fn word(&self, address: u32) -> Result<u32, FillError> {
        guest::u32_at(self.memory.data(&*self.caller), address).ok_or(FillError::Damaged)
    }

    fn set(&mut self, address: u32, word: u32) -> Result<(), FillError> {
        self.write(address, &word.to_le_bytes())
    }

    fn write(&mut self, address: u32, bytes: &[u8]) -> Result<(), FillError> {
        let memory = self.memory.data_mut(&mut *self.caller);
        let place = guest::slice_mut(memory, address, bytes.len() as u32);
        place.ok_or(FillError::Damaged)?.copy_from_slice(bytes);
        Ok(())
    }
}

/// Bytes of a dictionary's table. Behind more than eight entries stand three counts, a hash for each entry, cells of
/// one, two or four bytes that lead from hashes to entries, and four bytes (`guest/patches/dicts/map_lookup.wat`).
fn table_bytes(capacity: u32) -> Option<u32> {
    let wide = u32::from(capacity > 255) + u32::from(capacity > 65535);
    let bytes = match capacity {
        0..=8 => capacity * ENTRY_BYTES,
        _ => {
            let cells = capacity.checked_add(capacity >> (wide >> 1))?;
            capacity.checked_mul(12)?.checked_add(cells.checked_mul(1 << wide)?)?.checked_add(16)?
        }
    };
    Some(bytes)
}

/// Offset and key of each entry of a dictionary's table.
fn entries(template: &Template) -> impl Iterator<Item = (u32, u32)> {
    let (entries, _) = template.table.as_chunks::<{ ENTRY_BYTES as usize }>();
    let keys = entries
        .iter()
        .take(template.head[2] as usize)
        .map(|entry| u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]));
    (0..).step_by(ENTRY_BYTES as usize).zip(keys)
}

/// The entry of the one value that is None.
fn blob_slot(blob: &Template) -> Option<u32> {
    entries(blob).map(|(at, _)| at).find(|at| {
        let value = guest::u32_at(&blob.table, at + 4);
        let key = guest::u32_at(&blob.table, *at);
        value == Some(NONE) && key != Some(0)
    })
}
