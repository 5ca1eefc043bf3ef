//! Puts all names (qstrs) of a booted interpreter into one pool and an index.
//!
//! During boot the interpreter adds pools, each twice as large as the one before; who wants the hash or
//! the text of a name walks along them. One pool outside of the collected heap replaces them. Names that
//! a session makes go to pools of their own, as the one for all others claims to be full.

use crate::error::BuildError;
use crate::facts::Facts;
use crate::memory::Memory;

/// `qstr_pool_t`: the pool before it, number of its first name, capacity, count, hashes (two bytes each),
/// lengths (one byte each), then the addresses of the texts.
const HEADER: u32 = 24;

/// The highest bit of the number says whether the pool's texts are sorted.
const FIRST: u32 = 0x7FFF_FFFF;

/// What the new pool says of its capacity. The next pool gets twice as many places.
const CAPACITY: u32 = 16;

struct Name {
    hash: u16,
    text: u32,
    bytes: Vec<u8>,
}

/// Replaces the pools, and fills the index.
pub fn seal(facts: &Facts, memory: &mut Memory) -> Result<(), BuildError> {
    let pool_word = facts.objects.state + facts.state.last_name_pool;
    let names = collect(memory, memory.u32(pool_word)?)?;
    if names.len() > facts.names.large_capacity as usize {
        return Err(BuildError::Rewrite(format!("{} names are too many to index", names.len())));
    }
    write_pool(facts, memory, &names)?;
    memory.set_u32(pool_word, facts.names.pool)?;
    for word in 0..3 {
        memory.set_u32(facts.objects.state + facts.state.last_name_chunk + 4 * word, 0)?;
    }
    fill_table(facts, memory, &names)
}

/// All names, by their numbers.
fn collect(memory: &Memory, newest: u32) -> Result<Vec<Name>, BuildError> {
    let mut names = Vec::new();
    let mut pool = newest;
    while pool != 0 {
        let count = memory.u32(pool + 12)?;
        let (hashes, lengths) = (memory.u32(pool + 16)?, memory.u32(pool + 20)?);
        for index in (0..count).rev() {
            let text = memory.u32(pool + HEADER + 4 * index)?;
            let length = memory.u32(lengths + index)? & 0xFF;
            let bytes = memory.bytes.get(text as usize..(text + length) as usize);
            let bytes = bytes.ok_or_else(|| BuildError::Rewrite(format!("no text at {text}")))?;
            let hash = memory.u32(hashes + 2 * index)? as u16;
            names.push(Name { hash, text, bytes: bytes.to_vec() });
        }
        if memory.u32(pool + 4)? & FIRST == 0 {
            names.reverse();
            return Ok(names);
        }
        pool = memory.u32(pool)?;
    }
    Err(BuildError::Rewrite("the pools of names have no beginning".to_owned()))
}

/// Texts in static memory stay where they are, all others move behind the pool.
fn write_pool(facts: &Facts, memory: &mut Memory, names: &[Name]) -> Result<(), BuildError> {
    let count = names.len() as u32;
    let pool = facts.names.pool;
    let hashes = pool + HEADER + 4 * count;
    let lengths = hashes + 2 * count;
    let mut free = lengths + count;
    for (at, word) in [0, 0, CAPACITY, count, hashes, lengths].into_iter().enumerate() {
        memory.set_u32(pool + 4 * at as u32, word)?;
    }
    for (index, name) in (0..).zip(names) {
        let mut text = name.text;
        if text >= facts.memory.data_end {
            text = free;
            free += name.bytes.len() as u32 + 1;
            if free > facts.names.end {
                return Err(BuildError::Rewrite("there is no room for all names".to_owned()));
            }
            memory.fill_from(text, &name.bytes)?;
        }
        memory.set_u32(pool + HEADER + 4 * index, text)?;
        memory.fill_from(hashes + 2 * index, &name.hash.to_le_bytes())?;
        memory.fill_from(lengths + index, &[name.bytes.len() as u8])?;
    }
    Ok(())
}

/// Fills the large table, and opens the small one for the names of a session.
fn fill_table(facts: &Facts, memory: &mut Memory, names: &[Name]) -> Result<(), BuildError> {
    let index = &facts.names;
    for cell in 0..index.large_cells {
        memory.set_u32(index.large_table + 4 * cell, 0)?;
    }
    for (number, name) in (0..).zip(names) {
        let mut cell = u32::from(name.hash) % index.large_cells;
        while memory.u32(index.large_table + 4 * cell)? != 0 {
            cell = (cell + 1) % index.large_cells;
        }
        let entry = u32::from(name.hash) << 16 | number;
        memory.set_u32(index.large_table + 4 * cell, entry)?;
        if let [character @ 0..=127] = name.bytes[..] {
            memory.set_u32(index.characters + 4 * u32::from(character), number << 3 | 2)?;
        }
    }
    memory.set_u32(index.indexed, names.len() as u32)?;
    memory.set_u32(index.small_free, index.small_capacity)
}
