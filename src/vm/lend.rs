//! Lends the host of one run to the store for the length of that run.

#![expect(unsafe_code, reason = "a lifetime is lengthened for the time of a call")]

use wasmtime::Store;

use super::Host;
use super::state::State;

/// A store that holds the run's host; taken back when this is dropped.
pub struct Lent<'s> {
    store: &'s mut Store<State>,
}

impl<'s> Lent<'s> {
    /// The store's data must be `'static`, the host of a run is not.
    pub fn new<'h: 's>(store: &'s mut Store<State>, host: &'h mut dyn Host) -> Lent<'s> {
        // SAFETY: only the lifetime changes. The reference is reachable through the store alone,
        // which is borrowed for 's by the value returned here; `drop` removes it again before 's,
        // and so before 'h, can end. Forgetting the value (`mem::forget`) would break this: it never
        // leaves `Session::run`.
        let host = unsafe { std::mem::transmute::<&'h mut dyn Host, &'static mut dyn Host>(host) };
        store.data_mut().host = Some(host);
        Lent { store }
    }

    pub fn store(&mut self) -> &mut Store<State> {
        self.store
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.store.data_mut().host = None;
    }
}
