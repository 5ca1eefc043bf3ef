//! What a run must not inherit from the one before.

#![forbid(unsafe_code)]

use super::guest;
use super::run::Run;

/// A result buffer of `host.call` that is larger is given back after the run.
const KEPT_BUFFER_BYTES: u32 = 4096;

impl Run<'_> {
    /// Makes the interpreter what it was when it was parked, apart from the user's own objects.
    pub(super) fn reset(&mut self) {
        self.store.set_epoch_deadline(1);
        self.reset_interpreter();
        let parked = self.store.data().parked.clone();
        let memory = self.guest.memory.data(&*self.store);
        let buffer = guest::u32_at(memory, parked.host_buffer).unwrap_or(0);
        let capacity = guest::u32_at(memory, parked.host_buffer_capacity).unwrap_or(0);
        if buffer != 0 && capacity > KEPT_BUFFER_BYTES && self.free(buffer).is_ok() {
            let memory = self.guest.memory.data_mut(&mut *self.store);
            let _ = guest::set_u32(memory, parked.host_buffer, 0);
            let _ = guest::set_u32(memory, parked.host_buffer_capacity, 0);
        }
    }

    pub(super) fn reset_interpreter(&mut self) {
        let parked = self.store.data().parked.clone();
        let memory = self.guest.memory.data_mut(&mut *self.store);
        let words = [
            (parked.dict_locals, parked.user_globals),
            (parked.dict_globals, parked.user_globals),
            (parked.nlr_top, 0),
            (parked.pending_exception, 0),
            (parked.opt_level, 0),
            (parked.builtins_override, parked.builtin_names),
            (parked.gc_alloc_threshold, u32::MAX),
        ];
        // All of these are inside of the memory: the build found them there.
        for (address, value) in words {
            let _ = guest::set_u32(memory, address, value);
        }
        // State 1 is "idle"; length and index of the queue follow.
        let _ = guest::set_u16(memory, parked.sched_state, 1);
        let _ = guest::set_u16(memory, parked.sched_len, 0);
        let _ = guest::set_u16(memory, parked.gc_lock_depth, 0);
        let _ = guest::set_u16(memory, parked.gc_auto_collect, 1);
    }
}
