//! A copy of everything in the guest's memory that is in use, to undo a compilation that failed
//! half-way.

#![forbid(unsafe_code)]

use std::collections::TryReserveError;

use super::guest;
use super::snapshot::Parked;

const PAGE: usize = 4096;

/// The pages in use at one moment between two calls of the guest.
#[derive(Debug)]
pub struct Checkpoint {
    /// Page numbers, ascending, and their contents one after another.
    pages: Vec<u32>,
    bytes: Vec<u8>,
    pool: Pool,
}

impl Checkpoint {
    /// Copies the static part, the heap's used blocks and the heap's tables.
    ///
    /// Fails, rather than ending the process, if there is no memory for the copy.
    pub fn take(memory: &[u8], parked: &Parked) -> Result<Checkpoint, TryReserveError> {
        let pool = Pool::of(memory, parked);
        let table = guest::table(memory, parked);
        let used = |page: usize| match pool.table_bytes(page) {
            Some((first, last)) => table.get(first..last).is_none_or(|table| !is_zero(table)),
            None => !is_zero(&memory[page * PAGE..(page + 1) * PAGE]),
        };
        let pages: Vec<u32> =
            (0..memory.len() / PAGE).filter(|page| used(*page)).map(|page| page as u32).collect();
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(pages.len() * PAGE)?;
        for page in &pages {
            let at = *page as usize * PAGE;
            bytes.extend_from_slice(&memory[at..at + PAGE]);
        }
        Ok(Checkpoint { pages, bytes, pool })
    }

    /// Puts everything back; free blocks of the heap keep what they hold.
    pub fn restore(&self, memory: &mut [u8]) {
        let mut saved = self.pages.iter().zip(self.bytes.chunks_exact(PAGE)).peekable();
        for (number, page) in memory.chunks_exact_mut(PAGE).enumerate() {
            if let Some((_, bytes)) = saved.next_if(|(next, _)| **next as usize == number) {
                page.copy_from_slice(bytes);
            } else if self.pool.table_bytes(number).is_none() && !is_zero(page) {
                // It was not saved because it was zero.
                page.fill(0);
            }
        }
    }
}

/// Where the heap's blocks are.
#[derive(Debug, Clone, Copy)]
struct Pool {
    start: usize,
    end: usize,
}

impl Pool {
    fn of(memory: &[u8], parked: &Parked) -> Pool {
        let end = guest::u32_at(memory, parked.gc_pool_end).unwrap_or(0);
        Pool { start: parked.pool_start as usize, end: end as usize }
    }

    /// The part of the allocation table that describes a page, if all of it lies in the pool.
    fn table_bytes(self, page: usize) -> Option<(usize, usize)> {
        const DESCRIBED: usize = guest::BLOCK_BYTES as usize * 4;
        let (first, last) = (page * PAGE, (page + 1) * PAGE);
        if first < self.start || last > self.end {
            return None;
        }
        Some(((first - self.start) / DESCRIBED, (last - self.start).div_ceil(DESCRIBED)))
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}
