//! The interpreter's collected heap, as the host uses it between and around calls of the guest.
//!
//! A collection scans the interpreter's stack from its stack pointer upward, and its root area. What
//! only the host knows is freed by it, so every address here is stored where the scan finds it before
//! the next allocation.

#![forbid(unsafe_code)]

use wasmtime::{AsContextMut, StoreContext};

use super::run::{Run, Stopped, stopped};
use super::state::State;
use super::{guest, snapshot};

/// Fuel for the allocator and the collector, called from outside of a run: a collection of the
/// largest heap and searches through its table.
const ALLOCATE_FUEL: u64 = 20_000_000_000;

/// Bytes of the reserve, and the least with which a short request compiles: a heap full of what user
/// code holds stays usable, so that it can be given back.
const SPARE_BYTES: u32 = 32 * 1024;
const LEAST_SPARE_BYTES: u32 = 8 * 1024;

// mp_obj_array_t (py/objarray.h), as a bytearray uses it: type, type code, length, items.
const ARRAY_LEN: u32 = 8;
const ARRAY_ITEMS: u32 = 12;

/// Bytes in free blocks, counted as far as `wanted`, after a collection if there are fewer.
///
/// Also for use within a host call: the roots pass takes one for a call that may collect.
pub fn room(mut store: impl AsContextMut<Data = State>, wanted: u64) -> wasmtime::Result<u64> {
    let state = store.as_context().data();
    let (Some(memory), Some(collect)) = (state.memory, state.gc_collect.clone()) else {
        return Ok(0);
    };
    let free = |store: StoreContext<'_, State>| {
        guest::free_bytes(memory.data(&store), &store.data().parked, wanted)
    };
    let before = free(store.as_context());
    if before >= wanted {
        return Ok(before);
    }
    collect.call(&mut store, ())?;
    Ok(free(store.as_context()))
}

impl Run<'_> {
    /// Bytes in free blocks.
    pub fn free_bytes(&self) -> u64 {
        guest::free_bytes(self.guest.memory.data(&*self.store), self.parked(), u64::MAX)
    }

    /// Bytes in free blocks, counted as far as `wanted`, after a collection if there are fewer.
    pub fn room(&mut self, wanted: u64) -> Stopped<u64> {
        self.set_fuel(ALLOCATE_FUEL);
        room(&mut *self.store, wanted).map_err(|error| stopped(&error))
    }

    pub fn holds_spare(&self) -> bool {
        self.word(self.parked().spare + ARRAY_ITEMS) != 0
    }

    /// Gives the reserve to the heap. Returns whether there was one.
    pub fn lend_spare(&mut self) -> Stopped<bool> {
        let items = self.word(self.parked().spare + ARRAY_ITEMS);
        if items == 0 {
            return Ok(false);
        }
        self.set_spare(0, 0);
        self.free(items)?;
        Ok(true)
    }

    /// Takes the reserve back if it was lent, or as much of it as there is. Returns whether there is
    /// enough.
    pub fn hold_spare(&mut self) -> Stopped<bool> {
        if self.holds_spare() {
            return Ok(true);
        }
        let mut bytes = SPARE_BYTES;
        while bytes >= LEAST_SPARE_BYTES {
            let items = self.allocate(bytes)?;
            if items != 0 {
                self.set_spare(items, bytes);
                return Ok(true);
            }
            bytes /= 2;
        }
        Ok(false)
    }

    fn set_spare(&mut self, items: u32, len: u32) {
        let spare = self.parked().spare;
        let memory = self.guest.memory.data_mut(&mut *self.store);
        // The build found the object inside of the memory.
        let _ = guest::set_u32(memory, spare + ARRAY_LEN, len);
        let _ = guest::set_u32(memory, spare + ARRAY_ITEMS, items);
    }

    /// Makes a `str`, or nothing if there is no room. Returns its object, which lies in the first
    /// argument's place so that a collection finds it, and its bytes.
    pub fn new_str(&mut self, text: &str) -> Stopped<Option<(u32, u32)>> {
        let Ok(len) = u32::try_from(text.len()) else { return Ok(None) };
        let object = self.allocate(16)?;
        if object == 0 {
            return Ok(None);
        }
        let str_type = self.parked().str_type;
        // mp_obj_str_t: type, hash (0: not computed), length, data.
        for (at, word) in [(0, str_type), (4, 0), (8, 0), (12, 0)] {
            self.set_word(object.wrapping_add(at), word);
        }
        let place = self.place_of_arguments();
        self.set_word(place, object);
        let data = self.allocate(len.saturating_add(1))?;
        let memory = self.guest.memory.data_mut(&mut *self.store);
        let room = guest::slice_mut(memory, data, len.saturating_add(1));
        let Some(room) = room.filter(|_| data != 0) else {
            self.free(object)?;
            return Ok(None);
        };
        let (bytes, end) = room.split_at_mut(text.len());
        bytes.copy_from_slice(text.as_bytes());
        end.fill(0);
        self.set_word(object.wrapping_add(8), len);
        self.set_word(object.wrapping_add(12), data);
        Ok(Some((object, data)))
    }

    /// Takes memory of the heap, collecting if there is none; 0 if there is none then either.
    fn allocate(&mut self, bytes: u32) -> Stopped<u32> {
        self.set_fuel(ALLOCATE_FUEL);
        // The arguments' place belongs to the scanned part of the stack.
        let place = self.place_of_arguments();
        self.set_stack_pointer(place);
        let allocate = self.guest.gc_alloc.clone();
        let address = allocate.call(&mut *self.store, (bytes, 0));
        let parked = self.parked().stack_pointer;
        self.set_stack_pointer(parked);
        address.map_err(|error| stopped(&error))
    }

    /// Gives a block back.
    pub fn free(&mut self, address: u32) -> Stopped<()> {
        self.set_fuel(ALLOCATE_FUEL);
        let free = self.guest.gc_free.clone();
        free.call(&mut *self.store, address).map_err(|error| stopped(&error))
    }

    fn parked(&self) -> &snapshot::Parked {
        &self.store.data().parked
    }

    fn word(&self, address: u32) -> u32 {
        guest::u32_at(self.guest.memory.data(&*self.store), address).unwrap_or(0)
    }

    fn set_word(&mut self, address: u32, word: u32) {
        let _ = guest::set_u32(self.guest.memory.data_mut(&mut *self.store), address, word);
    }
}
