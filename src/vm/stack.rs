//! The interpreter's stack in linear memory, as the host uses it around calls of the guest.

#![forbid(unsafe_code)]

use wasmtime::Val;

use super::guest;
use super::run::Run;
use super::snapshot::Parked;

/// Bytes below the parked stack pointer that hold a call's arguments.
pub(super) const ARGUMENT_BYTES: u32 = 16;

impl Run<'_> {
    /// Lowest address of a call's arguments; what is stored there is found by a collection.
    pub(super) fn place_of_arguments(&self) -> u32 {
        self.store.data().parked.stack_pointer - ARGUMENT_BYTES
    }

    pub(super) fn set_stack_pointer(&mut self, address: u32) {
        // The global is a mutable i32: the build made it so.
        let _ = self.guest.stack_pointer.set(&mut *self.store, Val::I32(address.cast_signed()));
    }

    /// Removes the arguments of a call.
    pub(super) fn clear_arguments(&mut self) {
        let place = self.place_of_arguments();
        let memory = self.guest.memory.data_mut(&mut *self.store);
        let _ = guest::slice_mut(memory, place, ARGUMENT_BYTES).map(|arguments| arguments.fill(0));
    }

    /// Whether the low end of the interpreter's stack is as it was made.
    pub(super) fn guard_holds(&self, parked: &Parked) -> bool {
        let memory = self.guest.memory.data(&*self.store);
        guest::slice(memory, parked.stack_guard, parked.stack_guard_bytes)
            .and_then(<[u8]>::split_first_chunk)
            .is_some_and(|(canary, rest)| {
                *canary == parked.stack_canary.to_le_bytes() && is_zero(rest)
            })
    }
}

/// Whether every byte is zero; looked at in groups, with one decision for each.
fn is_zero(bytes: &[u8]) -> bool {
    let (groups, rest) = bytes.as_chunks::<64>();
    let zero = |bytes: &[u8]| bytes.iter().fold(0, |all, byte| all | byte) == 0;
    groups.iter().all(|group| zero(group)) && zero(rest)
}
