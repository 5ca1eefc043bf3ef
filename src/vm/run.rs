//! One request, from its source to its outcome.
//!
//! The worker calls three functions of the parked interpreter (`guest/python/bootstrap.py`): compile,
//! execute and, if there was an exception, describe. Control stays on this side: what the guest
//! returns says only which exception there was.

#![forbid(unsafe_code)]

use std::time::Instant;

use wasmtime::{Ref, Store, StoreContextMut, Trap, UpdateDeadline, Val};

use super::checkpoint::Checkpoint;
use super::host_abi::{Phase, State, Stop};
use super::lend::Lent;
use super::session::{Guest, Session};
use super::{End, Host, Mode, Outcome, Request, RunEnd};
use super::{failure, guest, source};

/// Fuel for compiling: a share for every source, and a share a byte.
///
/// Ordinary code takes 2,000 to 5,000 a byte; the deadline bounds what the rest could be used for.
const COMPILE_FUEL: u64 = 100_000_000;
const COMPILE_FUEL_PER_BYTE: u64 = 6_000;

/// Fuel for turning an exception into text, which may run a `__str__` of the user's.
const DESCRIBE_FUEL: u64 = 5_000_000;

/// Fuel for the allocator, called from outside of a run: a search through the largest heap's table.
const ALLOCATE_FUEL: u64 = 500_000_000;

/// A heap with less free memory cannot compile and run even a short request.
pub const LEAST_FREE_BYTES: u64 = 32 * 1024;

/// Heap that compiling may take, a byte of source; a source that might need more than there is gets
/// a checkpoint.
const HEAP_PER_SOURCE_BYTE: u64 = 64;

/// A result buffer of `host.call` that is larger is given back after the run.
const KEPT_BUFFER_BYTES: u32 = 4096;

/// Most bytes of an exception's description.
const MAX_DESCRIPTION_BYTES: u32 = 64 * 1024;

// Object words of the interpreter.
const NONE: u32 = 6;
const FALSE: u32 = 14;
const TRUE: u32 = 30;

/// Bytes below the parked stack pointer that hold a call's arguments.
const ARGUMENT_BYTES: u32 = 16;

/// A result whose error says how the run ended, and that the interpreter stopped half-way.
type Stopped<T> = Result<T, RunEnd>;

/// Called at every tick while guest code runs.
pub fn on_tick(mut store: StoreContextMut<'_, State>) -> wasmtime::Result<UpdateDeadline> {
    let state = store.data_mut();
    state.flush();
    if Instant::now() >= state.deadline {
        return Err(Stop::WallClock.into());
    }
    Ok(UpdateDeadline::Continue(1))
}

impl Session {
    /// Runs one request to its end.
    ///
    /// The calling thread needs `RUN_STACK_BYTES` of stack.
    pub fn run(&mut self, request: &Request<'_>, host: &mut dyn Host) -> Outcome {
        self.store.data_mut().begin(request.deadline, request.max_output_chars);
        let (end, fuel_used) = if self.usable {
            self.run_lent(request, host)
        } else {
            (RunEnd::Trap("the interpreter had stopped before".to_owned()), 0)
        };
        let state = self.store.data();
        Outcome {
            end,
            fuel_used,
            stdout_chars: state.stdout.chars(),
            stderr_chars: state.stderr.chars(),
            stdout_truncated: state.stdout.truncated(),
            stderr_truncated: state.stderr.truncated(),
            usable: self.usable,
        }
    }

    fn run_lent(&mut self, request: &Request<'_>, host: &mut dyn Host) -> (RunEnd, u64) {
        let _entered = self.runtime.enter();
        let _ticking = self.ticker.tick();
        let mut lent = Lent::new(&mut self.store, host);
        let mut run = Run { guest: &self.guest, store: lent.store(), fuel_used: 0 };
        let ended = run.request(request);
        run.store.data_mut().phase = Phase::Idle;
        run.store.data_mut().finish();
        // A full heap stays full as long as nothing is collected: no further request would compile.
        self.usable = ended.is_ok() && run.free_bytes() >= LEAST_FREE_BYTES;
        let end = ended.unwrap_or_else(|end| end);
        let fuel_used = if end == RunEnd::Fuel { request.fuel } else { run.fuel_used };
        (end, fuel_used)
    }
}

/// A request on its way through the interpreter.
struct Run<'a> {
    guest: &'a Guest,
    store: &'a mut Store<State>,
    fuel_used: u64,
}

impl Run<'_> {
    fn request(&mut self, request: &Request<'_>) -> Stopped<RunEnd> {
        self.reset();
        let survey = match source::survey(request.source) {
            Ok(survey) => survey,
            Err(failure) => return Ok(RunEnd::Syntax(failure)),
        };
        let (bytes, free) = (request.source.len() as u64, self.free_bytes());
        if bytes > free / 2 {
            return Ok(too_large(bytes, free));
        }
        let checkpoint = if survey.may_overflow || bytes * HEAP_PER_SOURCE_BYTE > free {
            let parked = &self.store.data().parked;
            match Checkpoint::take(self.guest.memory.data(&*self.store), parked) {
                Ok(checkpoint) => Some(checkpoint),
                Err(_) => return Ok(too_large(bytes, free)),
            }
        } else {
            None
        };
        let compiled = self.compile(request);
        match (compiled, checkpoint) {
            (Ok(None), _) => self.execute(request.fuel),
            (Ok(Some(end)), None) => Ok(end),
            (Ok(Some(end)), Some(checkpoint)) => Ok(self.undo(&checkpoint, end)),
            (Err(end), Some(checkpoint)) => Ok(self.undo(&checkpoint, end)),
            (Err(end), None) => Err(end),
        }
    }

    /// Takes back a compilation; afterwards it never happened.
    fn undo(&mut self, checkpoint: &Checkpoint, end: RunEnd) -> RunEnd {
        checkpoint.restore(self.guest.memory.data_mut(&mut *self.store));
        self.set_stack_pointer(self.store.data().parked.stack_pointer);
        end
    }

    /// Compiles the source; a result is how the run ended if it did not compile.
    fn compile(&mut self, request: &Request<'_>) -> Stopped<Option<RunEnd>> {
        self.store.data_mut().phase = Phase::Compiling;
        let bytes = request.source.len() as u64;
        let Some((text, data)) = self.new_str(request.source)? else {
            return Ok(Some(too_large(bytes, self.free_bytes())));
        };
        self.set_fuel(COMPILE_FUEL + COMPILE_FUEL_PER_BYTE * bytes);
        let single = if request.mode == Mode::Interactive { TRUE } else { FALSE };
        let compile_source = self.store.data().parked.compile_source;
        let exception = self.call(compile_source, &[text, single]).map_err(|end| match end {
            RunEnd::Fuel => RunEnd::Syntax(failure::syntax("the source takes too long to compile")),
            RunEnd::Trap(text) if text.contains("stack") => {
                RunEnd::Syntax(failure::syntax("the source nests too deeply"))
            }
            end => end,
        })?;
        self.free(data)?;
        self.free(text)?;
        if exception == NONE {
            return Ok(None);
        }
        Ok(Some(match self.describe(exception)? {
            RunEnd::Exception(failure) => RunEnd::Syntax(failure),
            end => end,
        }))
    }

    fn execute(&mut self, fuel: u64) -> Stopped<RunEnd> {
        self.store.data_mut().phase = Phase::Running;
        self.set_fuel(fuel);
        let execute = self.store.data().parked.execute;
        let ended = self.call(execute, &[]);
        let left = self.store.get_fuel().unwrap_or(0);
        let left = self.store.data().own_fuel(left);
        self.fuel_used = fuel.saturating_sub(left);
        match ended? {
            NONE => Ok(RunEnd::Ok),
            exception => {
                // No dearer than what was left of the run, but enough for an ordinary exception.
                self.set_fuel(left.max(DESCRIBE_FUEL));
                self.describe(exception)
            }
        }
    }

    /// Asks the guest for an exception's text.
    fn describe(&mut self, exception: u32) -> Stopped<RunEnd> {
        // User code may have locked the heap or left a scheduled call behind.
        self.reset_interpreter();
        let describe = self.store.data().parked.describe;
        let text = match self.call(describe, &[exception])? {
            TRUE => return Ok(RunEnd::Memory(failure::out_of_memory())),
            FALSE => return Ok(RunEnd::Exception(failure::unprintable())),
            text => text,
        };
        let memory = self.guest.memory.data(&*self.store);
        let parked = &self.store.data().parked;
        let description = (|| {
            if guest::u32_at(memory, text)? != parked.bytes_type {
                return None;
            }
            let len = guest::u32_at(memory, text.checked_add(8)?)?;
            let data = guest::u32_at(memory, text.checked_add(12)?)?;
            guest::slice(memory, data, len.min(MAX_DESCRIPTION_BYTES))
        })();
        description.and_then(failure::parse).ok_or_else(|| {
            RunEnd::Trap("the interpreter described an exception wrongly".to_owned())
        })
    }

    /// Makes the interpreter what it was when it was parked, apart from the user's own objects.
    fn reset(&mut self) {
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

    fn reset_interpreter(&mut self) {
        let parked = self.store.data().parked.clone();
        let memory = self.guest.memory.data_mut(&mut *self.store);
        let words = [
            (parked.dict_locals, parked.user_globals),
            (parked.dict_globals, parked.user_globals),
            (parked.nlr_top, 0),
            (parked.pending_exception, 0),
            (parked.opt_level, 0),
            (parked.builtins_override, 0),
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
        let _ = guest::set_u16(memory, parked.gc_auto_collect, 0);
    }

    /// Makes a `str` in the guest's heap: its object and its bytes, or nothing if there is no room.
    fn new_str(&mut self, text: &str) -> Stopped<Option<(u32, u32)>> {
        let Ok(len) = u32::try_from(text.len()) else { return Ok(None) };
        let data = self.allocate(len.saturating_add(1))?;
        let object = if data == 0 { 0 } else { self.allocate(16)? };
        let str_type = self.store.data().parked.str_type;
        let memory = self.guest.memory.data_mut(&mut *self.store);
        let written = (|| {
            if object == 0 {
                return None;
            }
            let place = guest::slice_mut(memory, data, len.checked_add(1)?)?;
            let (bytes, end) = place.split_at_mut(text.len());
            bytes.copy_from_slice(text.as_bytes());
            end.fill(0);
            // mp_obj_str_t: type, hash (0: not computed), length, data.
            for (at, word) in [(0, str_type), (4, 0), (8, len), (12, data)] {
                guest::set_u32(memory, object.checked_add(at)?, word)?;
            }
            Some((object, data))
        })();
        if written.is_none() && data != 0 {
            self.free(data)?;
        }
        Ok(written)
    }

    fn allocate(&mut self, bytes: u32) -> Stopped<u32> {
        self.set_fuel(ALLOCATE_FUEL);
        let allocate = self.guest.gc_alloc.clone();
        allocate.call(&mut *self.store, (bytes, 0)).map_err(|error| stopped(&error))
    }

    fn free(&mut self, address: u32) -> Stopped<()> {
        self.set_fuel(ALLOCATE_FUEL);
        let free = self.guest.gc_free.clone();
        free.call(&mut *self.store, address).map_err(|error| stopped(&error))
    }

    /// Calls a Python function object with positional arguments; the result is an object word.
    fn call(&mut self, function: u32, arguments: &[u32]) -> Stopped<u32> {
        debug_assert!(arguments.len() * 4 <= ARGUMENT_BYTES as usize);
        let parked = self.store.data().parked.clone();
        let stack_pointer = parked.stack_pointer - ARGUMENT_BYTES;
        let memory = self.guest.memory.data_mut(&mut *self.store);
        for (at, argument) in (stack_pointer..).step_by(4).zip(arguments) {
            let _ = guest::set_u32(memory, at, *argument);
        }
        let entry = (|| {
            let kind = guest::u32_at(memory, function)?;
            let slot = u32::from(*memory.get(kind.checked_add(parked.type_call_slot)? as usize)?);
            let slot = parked.type_slots.checked_add(4 * slot.checked_sub(1)?)?;
            guest::u32_at(memory, kind.checked_add(slot)?)
        })();
        let entry =
            entry.and_then(|index| self.guest.table.get(&mut *self.store, u64::from(index)));
        let Some(Ref::Func(Some(entry))) = entry else {
            return Err(RunEnd::Trap("the interpreter's own functions are damaged".to_owned()));
        };
        let entry = entry
            .typed::<(u32, u32, u32, u32), u32>(&*self.store)
            .map_err(|_| RunEnd::Trap("the interpreter's own functions are damaged".to_owned()))?;
        self.set_stack_pointer(stack_pointer);
        let count = arguments.len() as u32;
        let result = entry.call(&mut *self.store, (function, count, 0, stack_pointer));
        let result = result.map_err(|error| stopped(&error))?;
        let back = self.guest.stack_pointer.get(&mut *self.store);
        if back.i32() != Some(stack_pointer.cast_signed()) || !self.guard_holds(&parked) {
            return Err(RunEnd::Trap("the interpreter's stack overflowed".to_owned()));
        }
        self.set_stack_pointer(parked.stack_pointer);
        Ok(result)
    }

    /// Whether nothing was ever written to the low end of the interpreter's stack.
    fn guard_holds(&self, parked: &super::snapshot::Parked) -> bool {
        let memory = self.guest.memory.data(&*self.store);
        guest::slice(memory, parked.stack_guard, parked.stack_guard_bytes)
            .is_some_and(|guard| guard.iter().all(|byte| *byte == 0))
    }

    fn set_stack_pointer(&mut self, address: u32) {
        // The global is a mutable i32: the build made it so.
        let _ = self.guest.stack_pointer.set(&mut *self.store, Val::I32(address.cast_signed()));
    }

    fn set_fuel(&mut self, fuel: u64) {
        // Only fails where fuel is not configured, and it is.
        let _ = self.store.set_fuel(fuel);
    }

    fn free_bytes(&self) -> u64 {
        guest::free_bytes(self.guest.memory.data(&*self.store), &self.store.data().parked)
    }
}

fn too_large(bytes: u64, free: u64) -> RunEnd {
    RunEnd::Memory(failure::plain(
        "MemoryError",
        &format!(
            "the source has {bytes} bytes, too many for the {free} bytes of memory that are free"
        ),
    ))
}

/// How a run ended that the engine or one of our imports stopped.
fn stopped(error: &wasmtime::Error) -> RunEnd {
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return match stop {
            Stop::WallClock | Stop::Host(End::WallClock) => RunEnd::WallClock,
            Stop::Host(End::Cancelled) => RunEnd::Cancelled,
            Stop::Exit(_) => RunEnd::Trap(stop.to_string()),
        };
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => RunEnd::Fuel,
        Some(trap) => RunEnd::Trap(trap.to_string()),
        None => RunEnd::Trap(format!("{error:#}")),
    }
}
