//! A live interpreter: restored from the image, kept between runs.

#![forbid(unsafe_code)]

use std::sync::Arc;

use tokio::runtime::Runtime;
use wasmtime::{Global, Instance, Linker, Memory, Store, Table, TypedFunc};

use super::engine::{Loaded, VmError};
use super::host_abi;
use super::native;
use super::snapshot::Parked;
use super::state::State;
use super::ticker::Ticker;
use super::{guest, wasi};

#[path = "../../guest/src/names.rs"]
#[expect(dead_code, reason = "the build uses more of the exports than this side")]
pub(super) mod names;

const PAGE: u64 = 65536;

/// Smallest and largest heap of an interpreter, its tables included. A smaller one has no room for
/// the parked objects; more than the largest was never tried.
pub const LEAST_MEMORY_BYTES: u64 = 192 * 1024;
pub const MOST_MEMORY_BYTES: u64 = 1024 * 1024 * 1024;

/// A parked interpreter with the state that its runs leave in it.
pub struct Session {
    pub(super) store: Store<State>,
    pub(super) guest: Guest,
    pub(super) ticker: Arc<Ticker>,
    /// Entered while guest code runs, so that wasmtime-wasi starts no threads of its own.
    pub(super) runtime: Runtime,
    pub(super) usable: bool,
    memory_bytes: u64,
    heap_bytes: u64,
}

/// Handles into the instance.
#[derive(Clone)]
pub(super) struct Guest {
    pub memory: Memory,
    pub stack_pointer: Global,
    pub table: Table,
    pub gc_alloc: TypedFunc<(u32, u32), u32>,
    pub gc_free: TypedFunc<u32, ()>,
}

impl Session {
    /// Makes an interpreter whose heap, its tables included, has `memory_bytes`. The static part, the
    /// library and the C stack come on top.
    pub fn restore(loaded: &Loaded, memory_bytes: u64) -> Result<Session, VmError> {
        if !(LEAST_MEMORY_BYTES..=MOST_MEMORY_BYTES).contains(&memory_bytes) {
            return Err(VmError::MemoryBytes {
                asked: memory_bytes,
                least: LEAST_MEMORY_BYTES,
                most: MOST_MEMORY_BYTES,
            });
        }
        let boot_heap = u64::from(loaded.parked.boot_heap_bytes);
        let heap_end = u64::from(loaded.parked.pool_start) + boot_heap + memory_bytes;
        let limit = heap_end.next_multiple_of(PAGE);
        let engine = |step| move |error: wasmtime::Error| VmError::engine(step, &error);
        let runtime =
            tokio::runtime::Builder::new_current_thread().build().map_err(VmError::Thread)?;
        let mut linker = Linker::new(&loaded.engine);
        wasi::link(&mut linker)
            .and_then(|()| host_abi::link(&mut linker))
            .and_then(|()| native::link(&mut linker))
            .map_err(engine("link"))?;
        let state = State::new(wasi::context(), loaded.parked.clone(), limit as usize);
        let mut store = Store::new(&loaded.engine, state);
        store.limiter(|state| state);
        // Instantiation runs no code of the guest: the module has no start function.
        store.set_fuel(0).map_err(engine("start"))?;
        let instance = linker.instantiate(&mut store, &loaded.module).map_err(engine("start"))?;
        let guest = Guest::find(&mut store, &instance).map_err(engine("find the exports of"))?;
        let memory = guest.memory;
        let grow = (limit / PAGE).saturating_sub(memory.size(&store));
        memory.grow(&mut store, grow).map_err(engine("give memory to"))?;
        store.data_mut().memory = Some(memory);
        store.data_mut().gc_alloc = Some(guest.gc_alloc.clone());
        let gc_collect = instance.get_typed_func(&mut store, names::GC_COLLECT);
        store.data_mut().gc_collect = Some(gc_collect.map_err(engine("find the exports of"))?);
        let m_malloc = instance.get_typed_func(&mut store, names::M_MALLOC);
        store.data_mut().m_malloc = Some(m_malloc.map_err(engine("find the exports of"))?);
        let raise_msg = instance.get_typed_func(&mut store, names::RAISE_MSG);
        store.data_mut().raise_msg = Some(raise_msg.map_err(engine("find the exports of"))?);
        let names = guest::dictionary(memory.data(&store), loaded.parked.builtin_names);
        let names = names.map(|(map, table)| (map.to_vec(), table.to_vec())).unwrap_or_default();
        store.data_mut().builtin_names = names;
        let heap_bytes = extend_heap(memory.data_mut(&mut store), &loaded.parked, heap_end)
            .ok_or_else(|| {
                engine("lay out the heap of")(wasmtime::Error::msg("it does not fit"))
            })?;
        store.epoch_deadline_callback(super::run::on_tick);
        let ticker = Arc::clone(&loaded.ticker);
        Ok(Session { store, guest, ticker, runtime, usable: true, memory_bytes, heap_bytes })
    }

    /// Size of the heap with its tables, in bytes: what the session was given.
    pub fn memory_bytes(&self) -> u64 {
        self.memory_bytes
    }

    /// Current size of the linear memory, in bytes; it never changes.
    pub fn linear_memory_bytes(&self) -> u64 {
        self.guest.memory.data_size(&self.store) as u64
    }

    /// Bytes that the interpreter's heap offers, used and free.
    pub fn heap_bytes(&self) -> u64 {
        self.heap_bytes
    }

    /// Bytes of the heap that are free.
    pub fn free_heap_bytes(&self) -> u64 {
        let memory = self.guest.memory.data(&self.store);
        guest::free_bytes(memory, &self.store.data().parked, u64::MAX)
    }
}

impl Guest {
    fn find(store: &mut Store<State>, instance: &Instance) -> wasmtime::Result<Guest> {
        let missing = |name: &str| wasmtime::Error::msg(format!("there is no {name}"));
        Ok(Guest {
            memory: instance
                .get_memory(&mut *store, names::MEMORY)
                .ok_or_else(|| missing(names::MEMORY))?,
            stack_pointer: instance
                .get_global(&mut *store, names::STACK_POINTER)
                .ok_or_else(|| missing(names::STACK_POINTER))?,
            table: instance
                .get_table(&mut *store, names::TABLE)
                .ok_or_else(|| missing(names::TABLE))?,
            gc_alloc: instance.get_typed_func(&mut *store, names::GC_ALLOC)?,
            gc_free: instance.get_typed_func(&mut *store, names::GC_FREE)?,
        })
    }
}

/// Gives everything from the parked heap's start to `end` to the heap; returns the bytes of its pool.
///
/// The pool stays where it is and grows upward; its two tables move behind it, to the very end.
/// (2 bits and 1 bit for each block of 16 bytes; the first table is followed by a byte that stays zero.)
fn extend_heap(memory: &mut [u8], parked: &Parked, end: u64) -> Option<u64> {
    let pool = parked.pool_start;
    let end = u32::try_from(end).ok().filter(|end| *end as usize <= memory.len())?;
    let described = guest::BLOCK_BYTES as u32 * 4;
    // A byte of the first table comes with half a byte of the second and `described` bytes of pool.
    let len = (u64::from(end.checked_sub(pool)?).checked_sub(4)? * 2 / u64::from(2 * described + 3))
        as u32;
    if len < parked.boot_table_len {
        return None;
    }
    let table = pool + len * described;
    let finalisers = table + len + 1;
    let old = parked.boot_table..parked.boot_table + parked.boot_table_len;
    memory.copy_within(old.start as usize..old.end as usize, table as usize);
    let old = parked.boot_finalisers..parked.boot_finalisers + parked.boot_table_len.div_ceil(2);
    memory.copy_within(old.start as usize..old.end as usize, finalisers as usize);
    guest::set_u32(memory, parked.gc_table, table)?;
    guest::set_u32(memory, parked.gc_table_len, len)?;
    guest::set_u32(memory, parked.gc_finalisers, finalisers)?;
    guest::set_u32(memory, parked.gc_pool_end, table)?;
    Some(u64::from(table - pool))
}
