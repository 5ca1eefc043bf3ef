//! Reading and writing the guest's memory, never outside of it.

#![forbid(unsafe_code)]

use super::snapshot::Parked;

// Object words of the interpreter (py/obj.h, representation A).
pub const NONE: u32 = 6;
pub const FALSE: u32 = 14;
pub const TRUE: u32 = 30;

/// Bytes of a heap block; one byte of the allocation table describes four.
pub const BLOCK_BYTES: u64 = 16;

/// The bytes at `address`, if all of them exist.
pub fn slice(memory: &[u8], address: u32, len: u32) -> Option<&[u8]> {
    let start = address as usize;
    memory.get(start..start.checked_add(len as usize)?)
}

/// The bytes at `address`, to be written.
pub fn slice_mut(memory: &mut [u8], address: u32, len: u32) -> Option<&mut [u8]> {
    let start = address as usize;
    memory.get_mut(start..start.checked_add(len as usize)?)
}

pub fn u16_at(memory: &[u8], address: u32) -> Option<u16> {
    slice(memory, address, 2)?.try_into().ok().map(u16::from_le_bytes)
}

pub fn u32_at(memory: &[u8], address: u32) -> Option<u32> {
    slice(memory, address, 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// Writes a word; nothing happens outside of the memory, where no word of ours can be.
pub fn set_u32(memory: &mut [u8], address: u32, value: u32) -> Option<()> {
    slice_mut(memory, address, 4)?.copy_from_slice(&value.to_le_bytes());
    Some(())
}

pub fn set_u16(memory: &mut [u8], address: u32, value: u16) -> Option<()> {
    slice_mut(memory, address, 2)?.copy_from_slice(&value.to_le_bytes());
    Some(())
}

/// The map of a `dict` and its table, which change with its contents; nothing if they lie outside of the memory.
pub fn dictionary(memory: &[u8], address: u32) -> Option<(&[u8], &[u8])> {
    // mp_map_t at 4: flags and count, capacity, address of the table.
    let map = slice(memory, address.checked_add(4)?, 12)?;
    let capacity = u32_at(map, 4)?;
    Some((map, slice(memory, u32_at(map, 8)?, capacity.checked_mul(8)?)?))
}

/// The heap's allocation table.
pub fn table<'m>(memory: &'m [u8], parked: &Parked) -> &'m [u8] {
    let table = u32_at(memory, parked.gc_table).zip(u32_at(memory, parked.gc_table_len));
    table.and_then(|(table, len)| slice(memory, table, len)).unwrap_or_default()
}

/// Bytes in free blocks of the heap, from its allocation table (2 bits a block, 0 is free). Once there are `enough`,
/// it does not count on.
pub fn free_bytes(memory: &[u8], parked: &Parked, enough: u64) -> u64 {
    const WORDS_AT_A_TIME: usize = 16;
    let table = table(memory, parked);
    let (words, rest) = table.as_chunks::<8>();
    // A block is in use if either of its bits is set.
    let free = |word: u64| (!(word | word >> 1) & 0x5555_5555_5555_5555).count_ones() as u64;
    let rest: u64 = rest.iter().map(|byte| free(u64::from(*byte) | !0xFF)).sum();
    let mut blocks = rest;
    // From the end: the heap fills from its beginning.
    for words in words.rchunks(WORDS_AT_A_TIME) {
        if blocks * BLOCK_BYTES >= enough {
            break;
        }
        blocks += words.iter().map(|word| free(u64::from_le_bytes(*word))).sum::<u64>();
    }
    blocks * BLOCK_BYTES
}
