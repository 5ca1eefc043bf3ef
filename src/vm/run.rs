//! One request, from its source to its outcome.
//!
//! The worker calls three functions of the parked interpreter (`guest/python/bootstrap.py`): compile,
//! execute and, if there was an exception, describe. Control stays on this side: what the guest
//! returns says only which exception there was.

#![forbid(unsafe_code)]

use std::time::Instant;

use wasmtime::{Ref, Store, StoreContextMut, Trap, UpdateDeadline};

use super::checkpoint::Checkpoint;
use super::guest::{FALSE, NONE, TRUE};
use super::lend::Lent;
use super::session::{Guest, Session};
use super::stack::ARGUMENT_BYTES;
use super::state::{Phase, State, Stop};
use super::{End, Host, Mode, Outcome, Request, RunEnd, Text};
use super::{failure, guest, lower, native, source};

/// Fuel for compiling: a share for every source, and a share a byte.
///
/// Ordinary code takes 2,000 to 5,000 a byte; the deadline bounds what the rest could be used for.
const COMPILE_FUEL: u64 = 100_000_000;
const COMPILE_FUEL_PER_BYTE: u64 = 6_000;

/// Fuel for turning an exception into text, which may run a `__str__` of the user's.
const DESCRIBE_FUEL: u64 = 5_000_000;

/// Heap that compiling may take, a byte of source; a source that might need more than there is gets
/// a checkpoint.
const HEAP_PER_SOURCE_BYTE: u64 = 64;

/// A larger source gets a checkpoint in any case: it may take too long to compile.
const LARGE_SOURCE_BYTES: u64 = 16 * 1024;

/// Most bytes of an exception's description.
const MAX_DESCRIPTION_BYTES: u32 = 64 * 1024;

/// Jumps and calls that are one unit of a run's fuel; everything inside of the interpreter counts in these steps.
const STEPS_PER_UNIT: u64 = 10;

/// A result whose error says how the run ended, and that the interpreter stopped half-way.
pub type Stopped<T> = Result<T, RunEnd>;

/// Called at every tick while guest code runs.
pub fn on_tick(mut store: StoreContextMut<'_, State>) -> wasmtime::Result<UpdateDeadline> {
    let memory = store.data().memory.ok_or(Stop::WallClock)?;
    let (memory, state) = memory.data_and_store_mut(&mut store);
    state.check_stack(memory)?;
    state.flush();
    if Instant::now() >= state.time_limit() {
        state.interrupt(memory)?;
    }
    Ok(UpdateDeadline::Continue(1))
}

impl Session {
    /// Runs one request to its end.
    ///
    /// The calling thread needs `RUN_STACK_BYTES` of stack.
    pub fn run(&mut self, request: &Request<'_>, host: &mut dyn Host) -> Outcome {
        self.store.data_mut().begin(request.deadline, request.max_output_chars);
        let Ended { end, fuel_used, result } = if self.usable {
            self.run_lent(request, host)
        } else {
            let end = RunEnd::Trap("the interpreter had stopped before".to_owned());
            Ended { end, fuel_used: 0, result: None }
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
            result,
        }
    }

    fn run_lent(&mut self, request: &Request<'_>, host: &mut dyn Host) -> Ended {
        let _entered = self.runtime.enter();
        let _ticking = self.ticker.tick();
        let mut lent = Lent::new(&mut self.store, host);
        let mut run = Run { guest: &self.guest, store: lent.store(), fuel_used: 0, result: None };
        let steps = request.fuel.saturating_mul(STEPS_PER_UNIT);
        let ended = run.request(&Request { fuel: steps, ..*request });
        run.store.data_mut().phase = Phase::Idle;
        // Once told to stop, an interpreter is not used again, whatever it made of that.
        let ended = if run.store.data().interrupted() { Err(RunEnd::WallClock) } else { ended };
        let (end, usable) = match ended {
            Ok(end) => match run.settle() {
                Ok(true) => (end, true),
                Ok(false) => (RunEnd::Memory(failure::out_of_memory()), false),
                Err(stopped) => (stopped, false),
            },
            Err(end) => (end, false),
        };
        self.usable = usable;
        run.store.data_mut().finish();
        let used = run.fuel_used.div_ceil(STEPS_PER_UNIT);
        let fuel_used = if end == RunEnd::Fuel { request.fuel } else { used };
        let result = run.result.take().filter(|_| end == RunEnd::Ok);
        Ended { end, fuel_used, result }
    }
}

/// How a request ended, what it used, and the value of its last expression.
struct Ended {
    end: RunEnd,
    fuel_used: u64,
    result: Option<Text>,
}

/// A request on its way through the interpreter.
pub struct Run<'a> {
    pub(super) guest: &'a Guest,
    pub(super) store: &'a mut Store<State>,
    /// In steps, as the request's here.
    fuel_used: u64,
    result: Option<Text>,
}

impl Run<'_> {
    fn request(&mut self, request: &Request<'_>) -> Stopped<RunEnd> {
        let input = match request.mode {
            Mode::Exec => lower::Input::Run,
            Mode::Interactive => lower::Input::Statements,
        };
        let reading = lower::FUEL_PER_BYTE * request.source.len() as u64;
        self.fuel_used = reading.min(request.fuel);
        let fuel = request.fuel - self.fuel_used;
        if fuel == 0 {
            return Ok(RunEnd::Fuel);
        }
        let source = match lower::lower(request.source, input) {
            Ok(source) => source,
            Err(fault) => return Ok(RunEnd::Syntax(failure::fault(&fault))),
        };
        let request = &Request { source: &source, fuel, ..*request };
        self.reset();
        let survey = match source::survey(request.source) {
            Ok(survey) => survey,
            Err(failure) => return Ok(RunEnd::Syntax(failure)),
        };
        let bytes = request.source.len() as u64;
        let free = self.room(bytes * HEAP_PER_SOURCE_BYTE)?;
        if bytes > free / 2 {
            return Ok(too_large(bytes, free));
        }
        let checkpoint = if survey.may_overflow
            || bytes > LARGE_SOURCE_BYTES
            || bytes * HEAP_PER_SOURCE_BYTE > free
        {
            let parked = &self.store.data().parked;
            match Checkpoint::take(self.guest.memory.data(&*self.store), parked) {
                Ok(checkpoint) => Some(checkpoint),
                Err(_) => return Ok(too_large(bytes, free)),
            }
        } else {
            None
        };
        let held = self.holds_spare();
        let mut compiled = self.compile(request);
        if held && matches!(compiled, Ok(Some(RunEnd::Memory(_)))) {
            self.lend_spare()?;
            compiled = self.compile(request);
        }
        match (compiled, checkpoint) {
            (Ok(None), _) => {
                self.hold_spare()?;
                self.execute(request)
            }
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
        let boolean = |value| if value { TRUE } else { FALSE };
        let single = boolean(request.mode == Mode::Interactive);
        let repair = boolean(self.builtin_names_changed());
        let compile_source = self.store.data().parked.compile_source;
        let exception =
            self.call(compile_source, &[text, single, repair]).map_err(|end| match end {
                RunEnd::Fuel => {
                    RunEnd::Syntax(failure::syntax("the source takes too long to compile"))
                }
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

    /// Whether user code has changed a built-in name, which holds for its own run only.
    fn builtin_names_changed(&self) -> bool {
        let state = self.store.data();
        let memory = self.guest.memory.data(&*self.store);
        let Some((map, table)) = guest::dictionary(memory, state.parked.builtin_names) else {
            return true;
        };
        let (parked_map, parked_table) = &state.builtin_names;
        (map, table) != (parked_map.as_slice(), parked_table.as_slice())
    }

    fn execute(&mut self, request: &Request<'_>) -> Stopped<RunEnd> {
        self.store.data_mut().phase = Phase::Running;
        self.set_fuel(request.fuel);
        let execute = self.store.data().parked.execute;
        let ended = self.call(execute, &[]);
        let left = self.store.get_fuel().unwrap_or(0);
        let left = self.store.data().own_fuel(left);
        self.fuel_used += request.fuel.saturating_sub(left);
        let answer = ended?;
        if answer == NONE {
            return Ok(RunEnd::Ok);
        }
        let state = self.store.data();
        let memory = self.guest.memory.data(&*self.store);
        if let Some(text) = native::text(memory, &state.parked, answer) {
            self.result = Some(Text::cut(&text, request.max_output_chars));
            return Ok(RunEnd::Ok);
        }
        // No dearer than what was left of the run, but enough for an ordinary exception.
        self.set_fuel(left.max(DESCRIBE_FUEL));
        self.describe(answer)
    }

    /// Asks the guest for an exception's text.
    fn describe(&mut self, exception: u32) -> Stopped<RunEnd> {
        // User code may have locked the heap or left a scheduled call behind.
        self.reset_interpreter();
        let describe = self.store.data().parked.describe;
        let mut text = self.call(describe, &[exception])?;
        let left = self.store.get_fuel().unwrap_or(0);
        // The exception still lies where the call's argument was, and so is kept.
        if matches!(text, TRUE | FALSE) && self.lend_spare()? {
            self.set_fuel(left);
            text = self.call(describe, &[exception])?;
        }
        let text = match text {
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

    /// Leaves the interpreter ready for the next request, and says whether it is.
    fn settle(&mut self) -> Stopped<bool> {
        self.reset_interpreter();
        self.clear_arguments();
        self.hold_spare()
    }

    /// Calls a Python function object with positional arguments; the result is an object word.
    fn call(&mut self, function: u32, arguments: &[u32]) -> Stopped<u32> {
        debug_assert!(arguments.len() * 4 <= ARGUMENT_BYTES as usize);
        let parked = self.store.data().parked.clone();
        let stack_pointer = self.place_of_arguments();
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

    pub(super) fn set_fuel(&mut self, fuel: u64) {
        // Only fails where fuel is not configured, and it is.
        let _ = self.store.set_fuel(fuel);
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
pub fn stopped(error: &wasmtime::Error) -> RunEnd {
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return match stop {
            Stop::WallClock | Stop::Host(End::WallClock) => RunEnd::WallClock,
            Stop::Host(End::Cancelled) => RunEnd::Cancelled,
            Stop::Exit(_) | Stop::StackOverflow => RunEnd::Trap(stop.to_string()),
        };
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => RunEnd::Fuel,
        Some(trap) => RunEnd::Trap(trap.to_string()),
        None => RunEnd::Trap(format!("{error:#}")),
    }
}
