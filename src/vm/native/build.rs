//! Makes objects of the guest's out of values.
//!
//! While a tree is being made nothing refers to its parts, so no collection may run. If there is no room,
//! everything is made once more after a collection; what was made the first time is then garbage.

#![forbid(unsafe_code)]

use wasmtime::{Caller, Memory, TypedFunc};

use super::value::Value;
use crate::vm::guest::{self, FALSE, NONE, TRUE};
use crate::vm::snapshot::Parked;
use crate::vm::state::State;

/// The bytes of a small object: two blocks of the heap have more than one needs.
const OBJECT_BYTES: u32 = 16;

/// Two words and two floats.
const COMPLEX_BYTES: u32 = 24;

/// Smallest and largest integer that is no object of the heap.
const SMALL: std::ops::RangeInclusive<i64> = -0x4000_0000..=0x3fff_ffff;

/// Why an object could not be made.
enum Failure {
    Memory,
    Stopped(wasmtime::Error),
}

impl From<wasmtime::Error> for Failure {
    fn from(error: wasmtime::Error) -> Failure {
        Failure::Stopped(error)
    }
}

/// Makes the object and returns its word. Raises `MemoryError` in the guest if there is no room.
pub fn build(caller: &mut Caller<'_, State>, value: &Value) -> wasmtime::Result<u32> {
    let state = caller.data();
    let (Some(memory), Some(gc_alloc)) = (state.memory, state.gc_alloc.clone()) else {
        return Ok(NONE);
    };
    let parked = state.parked.clone();
    let automatic = guest::u16_at(memory.data(&*caller), parked.gc_auto_collect).unwrap_or(1);
    for attempt in 0..2 {
        if attempt > 0
            && let Some(collect) = caller.data().gc_collect.clone()
        {
            collect.call(&mut *caller, ())?;
        }
        let _ = guest::set_u16(memory.data_mut(&mut *caller), parked.gc_auto_collect, 0);
        let made = Builder { caller, memory, gc_alloc: &gc_alloc, parked: &parked }.value(value);
        let _ = guest::set_u16(memory.data_mut(&mut *caller), parked.gc_auto_collect, automatic);
        match made {
            Ok(word) => return Ok(word),
            Err(Failure::Stopped(error)) => return Err(error),
            Err(Failure::Memory) => {}
        }
    }
    out_of_memory(caller)
}

/// Raises `MemoryError`, as the guest's own allocator does for what nobody has.
pub fn out_of_memory(caller: &mut Caller<'_, State>) -> wasmtime::Result<u32> {
    let Some(malloc) = caller.data().m_malloc.clone() else { return Ok(NONE) };
    malloc.call(&mut *caller, i32::MAX.cast_unsigned())
}

/// Raises an exception of a built-in type with a message.
pub fn raise(
    caller: &mut Caller<'_, State>,
    kind: &'static str,
    message: String,
) -> wasmtime::Result<u32> {
    let parked = &caller.data().parked;
    let kind = match kind {
        "ValueError" => parked.value_error,
        "OverflowError" => parked.overflow_error,
        "ZeroDivisionError" => parked.zero_division_error,
        "IndexError" => parked.index_error,
        "KeyError" => parked.key_error,
        _ => parked.type_error,
    };
    let text = message.replace('\0', " ") + "\0";
    // The interpreter takes the text as it is; its bytes are an object's of the heap.
    let text = build(caller, &Value::Bytes(text.into_bytes()))?;
    let memory = caller.data().memory;
    let data =
        memory.and_then(|memory| guest::u32_at(memory.data(&*caller), text.wrapping_add(12)));
    let (Some(raise), Some(data)) = (caller.data().raise_msg.clone(), data) else {
        return Ok(NONE);
    };
    raise.call(&mut *caller, (kind, data))?;
    Ok(NONE)
}

struct Builder<'a, 'c> {
    caller: &'a mut Caller<'c, State>,
    memory: Memory,
    gc_alloc: &'a TypedFunc<(u32, u32), u32>,
    parked: &'a Parked,
}

impl Builder<'_, '_> {
    /// Values nest a few levels deep: what a native function makes is flat.
    fn value(&mut self, value: &Value) -> Result<u32, Failure> {
        match value {
            Value::None => Ok(NONE),
            Value::Bool(false) => Ok(FALSE),
            Value::Bool(true) => Ok(TRUE),
            Value::Int(value) if SMALL.contains(value) => Ok((*value << 1 | 1) as u32),
            Value::Int(value) => self.integer(*value < 0, &value.unsigned_abs().to_le_bytes()),
            Value::Big { negative, bytes } => {
                let len = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
                if len >= 8 {
                    return self.integer(*negative, &bytes[..len]);
                }
                let mut wide = [0; 8];
                wide[..len].copy_from_slice(&bytes[..len]);
                let value = i64::from_le_bytes(wide);
                self.value(&Value::Int(if *negative { -value } else { value }))
            }
            Value::Float(value) => {
                let [low, high] = halves(value.to_bits());
                self.object([self.parked.float_type, 0, low, high])
            }
            Value::Complex(real, imaginary) => {
                let object = self.allocate(COMPLEX_BYTES)?;
                self.words(object, &[self.parked.complex_type, 0])?;
                self.words(object + 8, &halves(real.to_bits()))?;
                self.words(object + 16, &halves(imaginary.to_bits()))?;
                Ok(object)
            }
            Value::Str(text) => self.bytes(self.parked.str_type, text.as_bytes()),
            Value::Text(text) => self.bytes(self.parked.str_type, text),
            Value::Bytes(bytes) => self.bytes(self.parked.bytes_type, bytes),
            Value::ByteArray(bytes) => {
                let len = u32::try_from(bytes.len()).map_err(|_| Failure::Memory)?;
                let data = self.allocate(len.max(1))?;
                self.write(data, bytes)?;
                // The kind of the items, which is 1 for a bytearray; no room beyond the items.
                self.object([self.parked.bytearray_type, 1, len, data])
            }
            Value::Tuple(items) => {
                let len = u32::try_from(items.len()).map_err(|_| Failure::Memory)?;
                let object = self.allocate(len.saturating_mul(4).saturating_add(8))?;
                self.words(object, &[self.parked.tuple_type, len])?;
                self.items(object + 8, items)?;
                Ok(object)
            }
            Value::Word(word) => Ok(*word),
            Value::Pass => Ok(NONE),
            Value::Ask(questions) => {
                let values = questions.iter().flat_map(|question| question.values());
                self.value(&Value::List(values.collect()))
            }
            Value::List(items) => {
                let len = u32::try_from(items.len()).map_err(|_| Failure::Memory)?;
                // An empty list has room for four, as the interpreter's have.
                let room = len.max(4);
                let table = self.allocate(room.saturating_mul(4))?;
                self.items(table, items)?;
                self.words(table + 4 * len, &vec![0; (room - len) as usize])?;
                self.object([self.parked.list_type, room, len, table])
            }
        }
    }

    fn items(&mut self, at: u32, items: &[Value]) -> Result<(), Failure> {
        for (index, item) in items.iter().enumerate() {
            let word = self.value(item)?;
            self.words(at + 4 * index as u32, &[word])?;
        }
        Ok(())
    }

    /// A `str` or `bytes`: type, hash (0: not computed), length, data with a zero behind it.
    fn bytes(&mut self, kind: u32, bytes: &[u8]) -> Result<u32, Failure> {
        let len = u32::try_from(bytes.len()).map_err(|_| Failure::Memory)?;
        let data = self.allocate(len.saturating_add(1))?;
        self.write(data, bytes)?;
        self.write(data + len, &[0])?;
        self.object([kind, 0, len, data])
    }

    /// An integer of the heap: type, capacity and sign, count of 16-bit digits, digits.
    fn integer(&mut self, negative: bool, bytes: &[u8]) -> Result<u32, Failure> {
        // No zeros in front: the interpreter's arithmetic relies on that.
        let len = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let bytes = &bytes[..len];
        let digits = (len as u32).div_ceil(2);
        let data = self.allocate(digits * 2)?;
        self.write(data, bytes)?;
        if !len.is_multiple_of(2) {
            self.write(data + len as u32, &[0])?;
        }
        self.object([self.parked.int_type, digits << 2 | u32::from(negative), digits, data])
    }

    fn object(&mut self, words: [u32; 4]) -> Result<u32, Failure> {
        let object = self.allocate(OBJECT_BYTES)?;
        self.words(object, &words)?;
        Ok(object)
    }

    fn allocate(&mut self, bytes: u32) -> Result<u32, Failure> {
        match self.gc_alloc.call(&mut *self.caller, (bytes, 0))? {
            0 => Err(Failure::Memory),
            address => Ok(address),
        }
    }

    fn words(&mut self, at: u32, words: &[u32]) -> Result<(), Failure> {
        for (index, word) in words.iter().enumerate() {
            self.write(at + 4 * index as u32, &word.to_le_bytes())?;
        }
        Ok(())
    }

    fn write(&mut self, at: u32, bytes: &[u8]) -> Result<(), Failure> {
        let memory = self.memory.data_mut(&mut *self.caller);
        let place = guest::slice_mut(memory, at, bytes.len() as u32).ok_or(Failure::Memory)?;
        place.copy_from_slice(bytes);
        Ok(())
    }
}

fn halves(bits: u64) -> [u32; 2] {
    [bits as u32, (bits >> 32) as u32]
}
