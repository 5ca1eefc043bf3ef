//! Turns the memory of a booted interpreter into the parked state that is shipped.

use crate::boot::Booted;
use crate::error::BuildError;
use crate::facts::Facts;
use crate::memory::Memory;
use crate::names_index;
use crate::parked::Parked;
use crate::roots::Layout;

/// Bytes of a heap block, and blocks described by one byte of the allocation table.
const BLOCK: u32 = 16;
const BLOCKS_PER_BYTE: u32 = 4;

/// Bytes of a page of linear memory.
const PAGE: usize = 65536;

/// Bytes at the low end of the stack that no honest program reaches: the canary, then zeros. A run
/// that changed them ends the session.
const STACK_GUARD_BYTES: u32 = 4096;

/// The parked state: what to bake into the module, and what the worker must know about it.
pub struct State {
    pub memory: Memory,
    pub parked: Parked,
}

/// The bits of a map's first word that are no count.
const MAP_FLAGS: u32 = 7;

/// The bit of a map whose table is nothing but entries (`patches/dicts/map_lookup.wat`).
const MAP_FIXED: u32 = 4;

/// Where a `dict` object has its map (`mp_obj_dict_t`).
const DICT_MAP: u32 = 4;

/// Prepares a booted interpreter for its life in a worker.
pub fn park(facts: &Facts, layout: &Layout, booted: Booted) -> Result<State, BuildError> {
    let Booted { memory, stack_pointer, words } = booted;
    let mut memory = Memory { bytes: memory };
    let [compile_source, execute, describe, user_globals, builtin_names, rest @ ..] =
        words.as_slice()
    else {
        return Err(BuildError::Rewrite(format!("the bootstrap said {words:?}")));
    };
    let [interrupt, spare, forbidden @ ..] = rest else {
        return Err(BuildError::Rewrite(format!("the bootstrap said {words:?}")));
    };
    let mut parts = forbidden.splitn(2, |word| *word == 0);
    for name in parts.next().unwrap_or_default() {
        forget(&mut memory, &facts.objects.module_maps, *name)?;
    }
    if let Some([dictionary, attributes @ ..]) = parts.next() {
        for name in attributes {
            forget(&mut memory, &[dictionary + DICT_MAP], *name)?;
        }
    }
    // The library's modules have constants of their own.
    let constants = facts.objects.constants_map;
    memory.set_u32(constants, memory.u32(constants)? & MAP_FLAGS)?;
    memory.set_u32(constants + 4, 0)?;
    names_index::seal(facts, &mut memory)?;
    let base = facts.objects.state;
    let state = &facts.state;
    release(facts, &mut memory, state.host_buffer)?;
    memory.set_u32(base + state.host_buffer_capacity, 0)?;
    clear_free_blocks(facts, &mut memory)?;
    shrink_heap(facts, &mut memory)?;
    let pool_start = memory.u32(base + state.gc_pool_start)?;
    let parked = Parked {
        memory_bytes: memory.bytes.len() as u32,
        stack_pointer,
        stack_guard: layout.canary_address,
        stack_guard_bytes: STACK_GUARD_BYTES,
        stack_canary: layout.canary,
        compile_source: *compile_source,
        execute: *execute,
        describe: *describe,
        user_globals: *user_globals,
        builtin_names: *builtin_names,
        interrupt: *interrupt,
        spare: *spare,
        boot_table: memory.u32(base + state.gc_table)?,
        boot_table_len: memory.u32(base + state.gc_table_len)?,
        boot_finalisers: memory.u32(base + state.gc_finalisers)?,
        pool_start,
        boot_heap_bytes: memory.u32(base + state.gc_pool_end)? - pool_start,
        str_type: facts.objects.str_type,
        bytes_type: facts.objects.bytes_type,
        bytearray_type: facts.objects.bytearray_type,
        int_type: facts.objects.int_type,
        float_type: facts.objects.float_type,
        complex_type: facts.objects.complex_type,
        tuple_type: facts.objects.tuple_type,
        list_type: facts.objects.list_type,
        dict_type: facts.objects.dict_type,
        type_error: facts.objects.type_error,
        value_error: facts.objects.value_error,
        index_error: facts.objects.index_error,
        overflow_error: facts.objects.overflow_error,
        zero_division_error: facts.objects.zero_division_error,
        key_error: facts.objects.key_error,
        last_pool: base + state.last_name_pool,
        type_call_slot: facts.type_object.call_slot,
        type_slots: facts.type_object.slots,
        gc_lock_depth: base + state.gc_lock_depth,
        dict_locals: base + state.dict_locals,
        dict_globals: base + state.dict_globals,
        nlr_top: base + state.nlr_top,
        pending_exception: base + state.pending_exception,
        opt_level: base + state.opt_level,
        sched_state: base + state.sched_state,
        sched_len: base + state.sched_len,
        sched_idx: base + state.sched_idx,
        builtins_override: base + state.builtins_override,
        host_buffer: base + state.host_buffer,
        host_buffer_capacity: base + state.host_buffer_capacity,
        gc_table: base + state.gc_table,
        gc_table_len: base + state.gc_table_len,
        gc_finalisers: base + state.gc_finalisers,
        gc_pool_end: base + state.gc_pool_end,
        gc_search_start: base + state.gc_search_start,
        gc_last_used: base + state.gc_last_used,
        gc_auto_collect: base + state.gc_auto_collect,
        gc_alloc_threshold: base + state.gc_alloc_threshold,
    };
    check(&memory, layout, &parked)?;
    Ok(State { memory, parked })
}

/// Takes an entry out of the one of some fixed maps that has it, by its name's object word: a module
/// out of the interpreter's tables of built-in modules, an attribute out of a module.
fn forget(memory: &mut Memory, maps: &[u32], name: u32) -> Result<(), BuildError> {
    for map in maps {
        let (header, capacity, table) =
            (memory.u32(*map)?, memory.u32(map + 4)?, memory.u32(map + 8)?);
        let Some(found) = position(memory, table, capacity, name)? else {
            continue;
        };
        if header & MAP_FIXED == 0 {
            return Err(BuildError::Rewrite(format!("the name {name} is in a map with an index")));
        }
        // The entries behind it move up, so that nothing that walks the table meets a hole.
        let from = (table + 8 * (found + 1)) as usize;
        let to = (table + 8 * capacity) as usize;
        memory.bytes.copy_within(from..to, from - 8);
        memory.bytes[to - 8..to].fill(0);
        // The count lies above three flag bits.
        memory.set_u32(*map, header - 8)?;
        memory.set_u32(map + 4, capacity - 1)?;
        return Ok(());
    }
    Err(BuildError::Rewrite(format!("no built-in module or attribute has the name {name}")))
}

fn position(
    memory: &Memory,
    table: u32,
    capacity: u32,
    name: u32,
) -> Result<Option<u32>, BuildError> {
    for index in 0..capacity {
        if memory.u32(table + 8 * index)? == name {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// Fills the free blocks of the heap with zeros: the image gets smaller and keeps no leftovers.
fn clear_free_blocks(facts: &Facts, memory: &mut Memory) -> Result<(), BuildError> {
    let base = facts.objects.state;
    let table = memory.u32(base + facts.state.gc_table)?;
    let len = memory.u32(base + facts.state.gc_table_len)?;
    let pool = memory.u32(base + facts.state.gc_pool_start)?;
    for block in 0..len * BLOCKS_PER_BYTE {
        let byte = memory.bytes[(table + block / BLOCKS_PER_BYTE) as usize];
        if byte >> (2 * (block % BLOCKS_PER_BYTE)) & 3 == 0 {
            let at = (pool + block * BLOCK) as usize;
            memory.bytes[at..at + BLOCK as usize].fill(0);
        }
    }
    Ok(())
}

/// Gives back the block that a word of the state refers to, and clears the word.
fn release(facts: &Facts, memory: &mut Memory, word: u32) -> Result<(), BuildError> {
    let base = facts.objects.state;
    let address = memory.u32(base + word)?;
    memory.set_u32(base + word, 0)?;
    let pool = memory.u32(base + facts.state.gc_pool_start)?;
    let table = memory.u32(base + facts.state.gc_table)?;
    let Some(offset) = address.checked_sub(pool) else { return Ok(()) };
    // A head (1), then tails (2).
    let mut block = offset / BLOCK;
    let mut wanted = 1;
    loop {
        let byte = &mut memory.bytes[(table + block / BLOCKS_PER_BYTE) as usize];
        let shift = 2 * (block % BLOCKS_PER_BYTE);
        if *byte >> shift & 3 != wanted {
            return Ok(());
        }
        *byte &= !(3 << shift);
        wanted = 2;
        block += 1;
    }
}

/// Ends the heap behind its last block in use, with its tables behind it, and the memory behind them.
fn shrink_heap(facts: &Facts, memory: &mut Memory) -> Result<(), BuildError> {
    let (base, state) = (facts.objects.state, &facts.state);
    let pool = memory.u32(base + state.gc_pool_start)?;
    let table = memory.u32(base + state.gc_table)? as usize;
    let len = memory.u32(base + state.gc_table_len)? as usize;
    let finalisers = memory.u32(base + state.gc_finalisers)? as usize;
    let used = memory.bytes[table..table + len].iter().rposition(|byte| *byte != 0);
    // A byte of the finalisers' table describes as many blocks as two of the first table.
    let used = used.map_or(0, |last| last + 1).next_multiple_of(2);
    let moved = |memory: &mut Memory, at: usize, used: usize, len: usize| {
        let copy = memory.bytes[at..at + used].to_vec();
        memory.bytes[at..at + len].fill(0);
        copy
    };
    let table = moved(memory, table, used, len);
    let finalisers = moved(memory, finalisers, used / 2, len.div_ceil(2));
    let end = pool + used as u32 * BLOCKS_PER_BYTE * BLOCK;
    memory.bytes.truncate(end as usize);
    memory.bytes.extend(&table);
    // The first table is followed by a byte that stays zero.
    memory.bytes.push(0);
    memory.bytes.extend(&finalisers);
    memory.bytes.resize(memory.bytes.len().next_multiple_of(PAGE), 0);
    for (word, value) in [
        (state.gc_table, end),
        (state.gc_table_len, used as u32),
        (state.gc_finalisers, end + used as u32 + 1),
        (state.gc_pool_end, end),
        (state.gc_search_start, used as u32),
    ] {
        memory.set_u32(base + word, value)?;
    }
    // What is allocated from now on lies behind what is there: its pages stay as they are in the image.
    let [now, always] = facts.memory.search_floor;
    memory.set_u32(now, used as u32)?;
    memory.set_u32(always, used as u32)
}

/// What the worker relies on.
fn check(memory: &Memory, layout: &Layout, parked: &Parked) -> Result<(), BuildError> {
    let refuse = |what: &str| Err(BuildError::Rewrite(format!("{what} in {parked:?}")));
    let stack = layout.canary_address..layout.stack_top;
    if !stack.contains(&parked.stack_pointer) || !parked.stack_pointer.is_multiple_of(16) {
        return refuse("the stack pointer is outside of the stack");
    }
    let guard = parked.stack_guard as usize;
    let rest = guard + 4..guard + parked.stack_guard_bytes as usize;
    if memory.u32(parked.stack_guard)? != layout.canary
        || memory.bytes[rest].iter().any(|byte| *byte != 0)
    {
        return refuse("boot reached the stack guard");
    }
    if !parked.pool_start.is_multiple_of(BLOCK) || parked.pool_start < stack.end {
        return refuse("the heap does not lie above the stack");
    }
    let pool_end = memory.u32(parked.gc_pool_end)?;
    for object in
        [parked.compile_source, parked.execute, parked.describe, parked.interrupt, parked.spare]
    {
        if !(parked.pool_start..pool_end).contains(&object) || object % BLOCK != 0 {
            return refuse("an object of the bootstrap is not in the heap");
        }
    }
    Ok(())
}
