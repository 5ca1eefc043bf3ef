//! WASI preview 1 for the guest: wasmtime-wasi's, except where a policy of ours applies.
//!
//! Ours: output (captured, cut), files (one virtual file, `/dev/random`), sleep (ends with the run)
//! and exit (ends the run). The rest (clocks, arguments, environment, randomness and all calls on
//! paths) is the crate's, over a context without arguments, environment, files or network.

#![forbid(unsafe_code)]

use std::thread;
use std::time::{Duration, Instant, SystemTime};

use wasmtime::{Caller, Linker};
use wasmtime_wasi::WasiCtxBuilder;
use wasmtime_wasi::p1::{self, WasiP1Ctx};

use super::state::{State, Stop};
use super::{Stream, guest};

const MODULE: &str = "wasi_snapshot_preview1";

// Error numbers of WASI preview 1.
const SUCCESS: i32 = 0;
const BADF: i32 = 8;
const FAULT: i32 = 21;
const INTR: i32 = 27;
const INVAL: i32 = 28;
const IO: i32 = 29;
const NOENT: i32 = 44;

// Descriptors that exist, always.
const STDIN: u32 = 0;
const STDOUT: u32 = 1;
const STDERR: u32 = 2;
const DEV: u32 = 3;
const RANDOM: u32 = 4;

const DEV_NAME: &[u8] = b"/dev";
const RANDOM_NAME: &[u8] = b"random";

/// Most vectors of one write or read, and most subscriptions of one poll; the C library uses 2.
const MAX_VECTORS: u32 = 64;

/// Most random bytes of one read; a read may always give less than was asked for.
const MAX_RANDOM: usize = 256;

/// A context in which nothing exists.
pub fn context() -> WasiP1Ctx {
    // At a thread's first call glibc 2.41 maps a buffer, of a kind that nobody may map any more once
    // this process is confined. It says nothing of it if that fails, and neither do we.
    let _ = getrandom::fill(&mut [0]);
    WasiCtxBuilder::new().build_p1()
}

/// Gives all of WASI to the guest.
pub fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    p1::add_to_linker_sync(linker, |state: &mut State| &mut state.wasi)?;
    linker.allow_shadowing(true);
    linker.func_wrap(MODULE, "fd_write", fd_write)?;
    linker.func_wrap(MODULE, "fd_read", fd_read)?;
    linker.func_wrap(MODULE, "fd_sync", fd_sync)?;
    linker.func_wrap(MODULE, "fd_close", fd_close)?;
    linker.func_wrap(MODULE, "fd_fdstat_get", fd_fdstat_get)?;
    linker.func_wrap(MODULE, "fd_prestat_get", fd_prestat_get)?;
    linker.func_wrap(MODULE, "fd_prestat_dir_name", fd_prestat_dir_name)?;
    linker.func_wrap(MODULE, "path_open", path_open)?;
    linker.func_wrap(MODULE, "poll_oneoff", poll_oneoff)?;
    linker.func_wrap(MODULE, "proc_exit", proc_exit)?;
    linker.allow_shadowing(false);
    Ok(())
}

fn proc_exit(_caller: Caller<'_, State>, status: i32) -> wasmtime::Result<()> {
    Err(Stop::Exit(status).into())
}

/// The guest's memory and the store's data, side by side.
fn parts<'c>(caller: &'c mut Caller<'_, State>) -> Option<(&'c mut [u8], &'c mut State)> {
    let memory = caller.data().memory?;
    Some(memory.data_and_store_mut(caller))
}

/// Turns "outside of the memory" into the error number for it.
fn checked(result: Option<i32>) -> i32 {
    result.unwrap_or(FAULT)
}

fn fd_write(mut caller: Caller<'_, State>, fd: u32, vectors: u32, count: u32, written: u32) -> i32 {
    let stream = match fd {
        STDOUT => Stream::Stdout,
        STDERR => Stream::Stderr,
        _ => return BADF,
    };
    if count > MAX_VECTORS {
        return INVAL;
    }
    let Some((memory, state)) = parts(&mut caller) else { return FAULT };
    checked((|| {
        let mut total = 0_u32;
        for index in 0..count {
            let (address, len) = vector(memory, vectors, index)?;
            state.write(stream, guest::slice(memory, address, len)?);
            total = total.checked_add(len)?;
        }
        guest::set_u32(memory, written, total)?;
        Some(SUCCESS)
    })())
}

fn vector(memory: &[u8], vectors: u32, index: u32) -> Option<(u32, u32)> {
    let at = vectors.checked_add(index.checked_mul(8)?)?;
    Some((guest::u32_at(memory, at)?, guest::u32_at(memory, at.checked_add(4)?)?))
}

/// Standard input is at its end; `/dev/random` never is.
fn fd_read(mut caller: Caller<'_, State>, fd: u32, vectors: u32, count: u32, read: u32) -> i32 {
    if fd != STDIN && fd != RANDOM {
        return BADF;
    }
    if count > MAX_VECTORS {
        return INVAL;
    }
    let Some((memory, _)) = parts(&mut caller) else { return FAULT };
    checked((|| {
        let mut total = 0;
        for index in 0..if fd == RANDOM { count } else { 0 } {
            let (address, len) = vector(memory, vectors, index)?;
            let place = guest::slice_mut(memory, address, len)?;
            let len = place.len().min(MAX_RANDOM);
            if getrandom::fill(&mut place[..len]).is_err() {
                return Some(IO);
            }
            total += len as u32;
        }
        guest::set_u32(memory, read, total)?;
        Some(SUCCESS)
    })())
}

/// `sys.stdout.flush()`: what was written is on its way already.
fn fd_sync(fd: u32) -> i32 {
    if matches!(fd, 1 | 2) { SUCCESS } else { BADF }
}

/// Our descriptors hold nothing, so closing them changes nothing.
fn fd_close(_caller: Caller<'_, State>, fd: u32) -> i32 {
    if fd <= RANDOM { SUCCESS } else { BADF }
}

fn fd_fdstat_get(mut caller: Caller<'_, State>, fd: u32, result: u32) -> i32 {
    const CHARACTER_DEVICE: u8 = 2;
    const DIRECTORY: u8 = 3;
    const RIGHT_READ: u64 = 1 << 1;
    const RIGHT_WRITE: u64 = 1 << 6;
    const RIGHT_PATH_OPEN: u64 = 1 << 13;
    let (kind, rights, inherited) = match fd {
        STDIN | RANDOM => (CHARACTER_DEVICE, RIGHT_READ, 0),
        STDOUT | STDERR => (CHARACTER_DEVICE, RIGHT_WRITE, 0),
        DEV => (DIRECTORY, RIGHT_PATH_OPEN, RIGHT_READ),
        _ => return BADF,
    };
    let Some((memory, _)) = parts(&mut caller) else { return FAULT };
    let Some(place) = guest::slice_mut(memory, result, 24) else { return FAULT };
    place.fill(0);
    place[0] = kind;
    place[8..16].copy_from_slice(&rights.to_le_bytes());
    place[16..24].copy_from_slice(&inherited.to_le_bytes());
    SUCCESS
}

fn fd_prestat_get(mut caller: Caller<'_, State>, fd: u32, result: u32) -> i32 {
    if fd != DEV {
        return BADF;
    }
    let Some((memory, _)) = parts(&mut caller) else { return FAULT };
    let Some(place) = guest::slice_mut(memory, result, 8) else { return FAULT };
    place[..4].fill(0);
    place[4..].copy_from_slice(&(DEV_NAME.len() as u32).to_le_bytes());
    SUCCESS
}

fn fd_prestat_dir_name(mut caller: Caller<'_, State>, fd: u32, path: u32, len: u32) -> i32 {
    if fd != DEV {
        return BADF;
    }
    let Some((memory, _)) = parts(&mut caller) else { return FAULT };
    let Some(place) = guest::slice_mut(memory, path, len) else { return FAULT };
    if place.len() < DEV_NAME.len() {
        return INVAL;
    }
    place[..DEV_NAME.len()].copy_from_slice(DEV_NAME);
    SUCCESS
}

#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
fn path_open(
    mut caller: Caller<'_, State>,
    fd: u32,
    _lookup: u32,
    path: u32,
    path_len: u32,
    _open: u32,
    _rights: u64,
    _inherited: u64,
    _flags: u32,
    result: u32,
) -> i32 {
    if fd != DEV {
        return BADF;
    }
    let Some((memory, _)) = parts(&mut caller) else { return FAULT };
    match guest::slice(memory, path, path_len) {
        None => FAULT,
        Some(RANDOM_NAME) => checked(guest::set_u32(memory, result, RANDOM).map(|()| SUCCESS)),
        Some(_) => NOENT,
    }
}

/// Sleeps, at most until the run's deadline; descriptors are always ready.
fn poll_oneoff(
    mut caller: Caller<'_, State>,
    subscriptions: u32,
    events: u32,
    count: u32,
    result: u32,
) -> wasmtime::Result<i32> {
    if count == 0 || count > MAX_VECTORS {
        return Ok(INVAL);
    }
    let Some((memory, state)) = parts(&mut caller) else { return Ok(FAULT) };
    let asked: Option<Vec<Subscription>> =
        (0..count).map(|index| subscription(memory, subscriptions, index)).collect();
    let Some(asked) = asked else { return Ok(FAULT) };
    let Some(pause) = asked.iter().map(|one| one.pause).min() else { return Ok(INVAL) };
    if !pause.is_zero() {
        state.flush();
        let left = state.time_limit().saturating_duration_since(Instant::now());
        thread::sleep(pause.min(left));
        if pause >= left {
            state.interrupt(memory)?;
            return Ok(INTR);
        }
    }
    let ready = asked.iter().filter(|one| one.pause <= pause);
    let mut number = 0_u32;
    for one in ready {
        let Some(place) = events
            .checked_add(32 * number)
            .and_then(|address| guest::slice_mut(memory, address, 32))
        else {
            return Ok(FAULT);
        };
        place.fill(0);
        place[..8].copy_from_slice(&one.user_data);
        place[10] = one.kind;
        number += 1;
    }
    Ok(checked(guest::set_u32(memory, result, number).map(|()| SUCCESS)))
}

/// One thing to wait for, as `poll_oneoff` gets it.
struct Subscription {
    user_data: [u8; 8],
    /// 0 is a clock, 1 and 2 are descriptors.
    kind: u8,
    pause: Duration,
}

fn subscription(memory: &[u8], base: u32, index: u32) -> Option<Subscription> {
    const ABSOLUTE: u8 = 1;
    let bytes = guest::slice(memory, base.checked_add(48 * index)?, 48)?;
    let user_data = bytes[..8].try_into().ok()?;
    let kind = bytes[8];
    let realtime = u32::from_le_bytes(bytes[16..20].try_into().ok()?) == 0;
    let time = Duration::from_nanos(u64::from_le_bytes(bytes[24..32].try_into().ok()?));
    let pause = match (kind, bytes[40] & ABSOLUTE != 0) {
        (0, false) => time,
        // The C library asks for absolute times on the wall clock only.
        (0, true) if realtime => SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(Duration::ZERO, |now| time.saturating_sub(now)),
        _ => Duration::ZERO,
    };
    Some(Subscription { user_data, kind, pause })
}
