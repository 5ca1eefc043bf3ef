//! What the worker computes for the guest's library: functions that would cost too much in Python.
//!
//! They are attributes of `_native` (`guest/src/natives.rs`), which only modules of the library have.
//! That is no protection, and none is needed: a function gets objects of the guest's, of which it
//! believes nothing, and answers with a new object. It keeps no address, calls nothing of the guest's but the
//! allocator, and pays for its work with the run's fuel. An argument that it does not understand is answered
//! with `None`.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::time::Instant;

use wasmtime::{Caller, Linker};

use super::guest;
use super::snapshot::Parked;
use super::state::State;

mod arithmetic;
mod build;
mod closest;
mod deflate;
mod digest;
mod exact;
mod floats;
pub mod format;
mod integers;
mod json;
mod lower;
mod mersenne;
mod method;
mod number;
mod object;
mod parse;
mod pattern;
mod property;
mod radix;
mod real;
pub mod regex;
#[cfg(test)]
mod tests;
mod text;
pub mod value;

use object::{Object, Reader};
use regex::cache::Cache;
use regex::ops::Operation;
use value::Value;

#[path = "../../../guest/src/natives.rs"]
mod natives;
#[path = "../../../guest/src/text_methods.rs"]
mod text_methods;

/// What a call costs beside its work.
const CALL_FUEL: u64 = 50;

/// Fuel that is worth at most a millisecond of work, in a release build by far.
const FUEL_PER_MILLISECOND: u64 = 200_000;

/// The answer that says that the guest's functions are to be called first.
const ASKED: u32 = 4;

/// Decimal digits that an integer may have unless the guest says otherwise; 0 is no limit.
pub const MOST_DIGITS: usize = 4300;

/// Most arguments of a function, its number included.
const MOST_ARGUMENTS: u32 = 16;

/// Gives the import to the guest.
pub fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let (module, name) = super::session::names::NATIVE;
    linker.func_wrap(module, name, native)?;
    Ok(())
}

/// The text of a `str` of the guest's; nothing if it is none.
pub fn text(memory: &[u8], parked: &Parked, word: u32) -> Option<String> {
    match (Reader { memory, parked }).object(word) {
        Object::Str(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

/// Work that may still be done, and how many decimal digits an integer may have that is written or read.
pub struct Budget {
    fuel: Cell<u64>,
    most_digits: usize,
}

/// The budget is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted;

/// Why there is no answer.
pub enum Failure {
    Exhausted,
    /// There is no room for what is being computed, or for what comes out.
    Memory,
    /// As [`Value::Pass`].
    Pass,
    /// An exception is to be raised.
    Raise {
        kind: &'static str,
        message: String,
    },
}

impl From<Exhausted> for Failure {
    fn from(_: Exhausted) -> Failure {
        Failure::Exhausted
    }
}

impl Budget {
    pub fn new(fuel: u64) -> Budget {
        Budget { fuel: Cell::new(fuel), most_digits: MOST_DIGITS }
    }

    pub fn most_digits(&self) -> usize {
        self.most_digits
    }

    pub fn left(&self) -> u64 {
        self.fuel.get()
    }

    /// Takes `fuel` for work that is about to be done.
    pub fn take(&self, fuel: u64) -> Result<(), Exhausted> {
        self.fuel.set(self.fuel.get().checked_sub(fuel).ok_or(Exhausted)?);
        Ok(())
    }
}

/// A call: the guest's memory, the arguments' words, and what may be spent.
pub struct Call<'m> {
    memory: &'m mut [u8],
    parked: &'m Parked,
    programs: &'m mut Cache,
    arguments: Vec<u32>,
    budget: Budget,
    /// The limit of digits, to be changed.
    most_digits: &'m mut usize,
}

impl Call<'_> {
    fn object(&self, at: usize) -> Object<'_> {
        let word = self.arguments.get(at).copied();
        word.map_or(Object::Other, |word| self.reader().object(word))
    }

    /// The bytes of a `bytes` or a bytearray.
    fn bytes(&self, at: usize) -> Option<&[u8]> {
        match self.object(at) {
            Object::Bytes(bytes) => Some(bytes),
            Object::ByteArray(address, len) => guest::slice(self.memory, address, len),
            _ => None,
        }
    }

    fn reader(&self) -> Reader<'_> {
        Reader { memory: self.memory, parked: self.parked }
    }
}

/// The import: `arguments` is the address of `count` object words, the first of them the function's number.
fn native(mut caller: Caller<'_, State>, count: u32, arguments: u32) -> wasmtime::Result<u32> {
    let Some(memory) = caller.data().memory else { return Ok(guest::NONE) };
    caller.data().check_stack(memory.data(&caller))?;
    let fuel = caller.get_fuel()?;
    let (bytes, state) = memory.data_and_store_mut(&mut caller);
    // The clock is looked at before and after: what lies between is bounded by it, too.
    let left = state.time_limit().saturating_duration_since(Instant::now());
    let in_time = (left.as_millis() as u64 + 1).saturating_mul(FUEL_PER_MILLISECOND);
    let budget = fuel.min(in_time);
    let words = (0..count.min(MOST_ARGUMENTS))
        .filter_map(|at| guest::u32_at(bytes, arguments.wrapping_add(4 * at)))
        .collect();
    let mut call = Call {
        memory: bytes,
        parked: &state.parked,
        programs: &mut state.programs,
        arguments: words,
        budget: Budget { fuel: Cell::new(budget), most_digits: state.most_digits },
        most_digits: &mut state.most_digits,
    };
    let answer = call.answer();
    let spent = budget - call.budget.left();
    caller.set_fuel(fuel - spent)?;
    match answer {
        // Only functions called by `patches/natives/native_ask.wat` answer so: `arguments` is its frame.
        Ok(Value::Pass) | Err(Failure::Pass) => Ok(0),
        Ok(value @ Value::Ask(_)) => {
            let questions = build::build(&mut caller, &value)?;
            guest::set_u32(memory.data_mut(&mut caller), arguments.wrapping_add(12), questions);
            Ok(ASKED)
        }
        Ok(value) => build::build(&mut caller, &value),
        Err(Failure::Memory) => build::out_of_memory(&mut caller),
        Err(Failure::Raise { kind, message }) => build::raise(&mut caller, kind, message),
        // Not the fuel is used up, but the time.
        Err(Failure::Exhausted) if budget < fuel => {
            let (bytes, state) = memory.data_and_store_mut(&mut caller);
            state.interrupt(bytes)?;
            Ok(guest::NONE)
        }
        // The guest's next instructions find nothing left, and the engine ends the run.
        Err(Failure::Exhausted) => {
            caller.set_fuel(0)?;
            Ok(guest::NONE)
        }
    }
}

impl Call<'_> {
    fn answer(&mut self) -> Result<Value, Failure> {
        self.budget.take(CALL_FUEL)?;
        let Object::Int(number) = self.object(0) else { return Ok(Value::None) };
        if let Some(method) = text::named(number) {
            return self.text_method(method);
        }
        let name = usize::try_from(number).ok().and_then(|number| natives::NAMES.get(number));
        let name = *name.unwrap_or(&"");
        if let Some(operation) = Operation::named(name) {
            return self.pattern(operation);
        }
        Ok(match name {
            "mt_seed" => self.mt_seed()?,
            "mt_random" => self.mt_random()?,
            "mt_getrandbits" => self.mt_getrandbits()?,
            "mt_randbelow" => self.mt_randbelow()?,
            "closest" => self.closest()?,
            "float_sums" => self.float_sums()?,
            "fsum" => self.fsum()?,
            "float_repr" => self.float_repr(),
            "digits_limit" => self.digits_limit(),
            "digest" => self.digest()?,
            "deflate" => self.deflate()?,
            "adler32" => self.adler32()?,
            "inflate" => self.inflate()?,
            "json_dumps" => self.json_dumps()?,
            "json_check" => self.json_check()?,
            "lower" => self.lower()?,
            "codec_problem" => self.codec_problem()?,
            "property_part" => self.property_part(),
            "cbrt" | "exp2" | "log1p" => self.real(name)?,
            _ if name.starts_with("real.") => self.real(name)?,
            _ => self.method(name)?,
        })
    }
}
