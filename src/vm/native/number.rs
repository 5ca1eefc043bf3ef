//! Random numbers and exact sums.

#![forbid(unsafe_code)]

use super::format::digits::shortest;
use super::mersenne::{STATE_BYTES, Twister};
use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};
use crate::vm::guest;

/// What seeding and twisting cost: a few thousand operations on words.
const SEED_FUEL: u64 = 1_000;
/// One number, with its share of a twist.
const NUMBER_FUEL: u64 = 15;
/// One summand of an exact sum, with the partial sums that it meets.
const SUMMAND_FUEL: u64 = 5;

/// Most bits of one random integer.
const MOST_BITS: i32 = 8 << 20;

impl Call<'_> {
    /// `mt_seed(state, key)`: the state is a bytearray, the key an integer that is not negative.
    pub(super) fn mt_seed(&mut self) -> Result<Value, Exhausted> {
        let key = match self.object(2) {
            Object::Int(key) if key >= 0 => vec![key.cast_unsigned()],
            Object::Big(big) if !big.negative => {
                let words = big.digits.chunks(4).map(|digits| {
                    digits.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte))
                });
                words.collect()
            }
            _ => return Ok(Value::None),
        };
        self.budget.take(SEED_FUEL + key.len() as u64)?;
        // Leading zeros are no part of the key.
        let len = key.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        if let Some(state) = self.twister_bytes() {
            Twister::from_key(&key[..len]).write(state);
        }
        Ok(Value::None)
    }

    /// `mt_random(state)`: a float of [0, 1) with 53 random bits.
    pub(super) fn mt_random(&mut self) -> Result<Value, Exhausted> {
        self.budget.take(NUMBER_FUEL)?;
        Ok(self.twister(|twister| Value::Float(twister.float())))
    }

    /// `mt_getrandbits(state, bits)`: an integer.
    pub(super) fn mt_getrandbits(&mut self) -> Result<Value, Exhausted> {
        let Object::Int(bits @ 0..=MOST_BITS) = self.object(2) else { return Ok(Value::None) };
        let bits = bits.cast_unsigned();
        self.budget.take(NUMBER_FUEL * (1 + u64::from(bits / 32)))?;
        Ok(self.twister(|twister| Value::Big { negative: false, bytes: twister.bits(bits) }))
    }

    /// `mt_randbelow(state, n)`: an integer of [0, n) for a positive n, drawn again as long as it is too large.
    pub(super) fn mt_randbelow(&mut self) -> Result<Value, Exhausted> {
        let below = match self.object(2) {
            Object::Int(below) if below > 0 => below.to_le_bytes().to_vec(),
            Object::Big(big) if !big.negative && big.digits.len() <= MOST_BITS as usize / 8 => {
                big.digits.to_vec()
            }
            _ => return Ok(Value::None),
        };
        let len = below.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let below = &below[..len];
        let top = below.last().map_or(0, |top| 8 - top.leading_zeros());
        let bits = 8 * (len.saturating_sub(1)) as u32 + top;
        // Each draw is small enough with a probability of one half or more.
        let mut drawn = None;
        while drawn.is_none() {
            self.budget.take(NUMBER_FUEL * (1 + u64::from(bits / 32)))?;
            let value =
                self.twister(|twister| Value::Big { negative: false, bytes: twister.bits(bits) });
            let Value::Big { mut bytes, .. } = value else { return Ok(Value::None) };
            bytes.truncate(len);
            drawn = bytes.iter().rev().lt(below.iter().rev()).then_some(bytes);
        }
        Ok(drawn.map_or(Value::None, |bytes| Value::Big { negative: false, bytes }))
    }

    fn twister_bytes(&mut self) -> Option<&mut [u8]> {
        let Object::ByteArray(address, STATE_BYTES) = self.object(1) else { return None };
        guest::slice_mut(self.memory, address, STATE_BYTES)
    }

    fn twister(&mut self, draw: impl FnOnce(&mut Twister) -> Value) -> Value {
        let Some(bytes) = self.twister_bytes() else { return Value::None };
        let Some(mut twister) = Twister::read(bytes).or_else(unpredictable) else {
            return Value::None;
        };
        let value = draw(&mut twister);
        twister.write(bytes);
        value
    }

    /// `fsum(numbers)`: the correctly rounded sum of a list or tuple of floats and small integers; `None`
    /// if there is anything else in it, or a sum that is not finite.
    pub(super) fn fsum(&self) -> Result<Value, Exhausted> {
        let items = match self.object(1) {
            Object::List(items) | Object::Tuple(items) => items,
            _ => return Ok(Value::None),
        };
        self.budget.take(SUMMAND_FUEL * items.len() as u64)?;
        let mut sum = ExactSum::default();
        for word in items.words() {
            let value = match self.reader().object(word) {
                Object::Float(value) => value,
                Object::Int(value) => value.into(),
                Object::Bool(value) => f64::from(u8::from(value)),
                _ => return Ok(Value::None),
            };
            if !value.is_finite() || !sum.add(value) {
                return Ok(Value::None);
            }
        }
        Ok(sum.round().map_or(Value::None, Value::Float))
    }
}

/// A generator of the system's choice, in place of a state that was never seeded: its index is none.
fn unpredictable() -> Option<Twister> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    let key: Vec<u32> =
        bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
    Some(Twister::from_key(&key))
}

/// A sum without any rounding: floats that do not overlap, in ascending order of magnitude
/// (J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997).
#[derive(Default)]
struct ExactSum {
    partials: Vec<f64>,
}

impl ExactSum {
    /// Returns whether the sum is still finite: only then there are few partial sums.
    fn add(&mut self, value: f64) -> bool {
        let mut value = value;
        let mut kept = 0;
        for at in 0..self.partials.len() {
            let mut partial = self.partials[at];
            if value.abs() < partial.abs() {
                (value, partial) = (partial, value);
            }
            let high = value + partial;
            let low = partial - (high - value);
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            value = high;
        }
        self.partials.truncate(kept);
        self.partials.push(value);
        value.is_finite()
    }

    /// The nearest float, ties to even; none if the sum or something in it is not finite.
    fn round(mut self) -> Option<f64> {
        let mut high = self.partials.pop().unwrap_or(0.0);
        let mut low = 0.0;
        while let Some(partial) = self.partials.pop() {
            let before = high;
            high = before + partial;
            low = partial - (high - before);
            if low != 0.0 {
                break;
            }
        }
        // Half way between two floats, what is left decides.
        if let Some(rest) = self.partials.last()
            && (low < 0.0 && *rest < 0.0 || low > 0.0 && *rest > 0.0)
        {
            let doubled = low * 2.0;
            let rounded = high + doubled;
            if doubled == rounded - high {
                high = rounded;
            }
        }
        high.is_finite().then_some(high)
    }
}

/// The shortest text that reads back as the same float, as Python writes it.
pub fn repr(value: f64) -> String {
    if !value.is_finite() {
        let sign = if value.is_sign_negative() && !value.is_nan() { "-" } else { "" };
        return format!("{sign}{}", if value.is_nan() { "nan" } else { "inf" });
    }
    let (digits, exponent) = shortest(value.abs());
    let minus = if value.is_sign_negative() { "-" } else { "" };
    match exponent {
        -4..0 => format!("{minus}0.{}{digits}", "0".repeat(-exponent as usize - 1)),
        0..16 => {
            let whole = exponent as usize + 1;
            let (whole, fraction) = if digits.len() > whole {
                let (whole, fraction) = digits.split_at(whole);
                (whole.to_owned(), fraction)
            } else {
                (format!("{digits:0<whole$}"), "0")
            };
            format!("{minus}{whole}.{fraction}")
        }
        _ => {
            let (first, fraction) = digits.split_at(1);
            let point = if fraction.is_empty() { "" } else { "." };
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{minus}{first}{point}{fraction}e{sign}{:02}", exponent.abs())
        }
    }
}
