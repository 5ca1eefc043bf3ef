//! Methods of floats, and their text.

#![forbid(unsafe_code)]

use num_bigint::BigInt;

use super::arithmetic::whole;
use super::format::{Number, digits, raise, truncated};
use super::method::Arguments;
use super::number::repr;
use super::object::Object;
use super::value::Value;
use super::{Call, Failure};
use crate::vm::guest;

/// Digits behind the point, and before it, beyond which rounding changes nothing, or leaves nothing.
const MOST_DIGITS: i64 = 323;
const LEAST_DIGITS: i64 = -308;

/// No float has more digits.
const ALL_DIGITS: usize = 800;

/// What it costs to round to a decimal place.
const ROUND_FUEL: u64 = 40;

/// Bits of a float's fraction, and the exponent of its lowest one.
const FRACTION_BITS: i32 = 52;
const LEAST_EXPONENT: i32 = -1074;

impl Call<'_> {
    /// `float_repr(value, text, sign)`: writes into the bytearray, and answers the length. What has no fraction and no exponent
    /// has none in the text either. The sign is a character, or 0, that positive numbers get in front.
    pub(super) fn float_repr(&mut self) -> Value {
        let (Object::Float(value), Object::ByteArray(address, room), Object::Int(sign)) =
            (self.object(1), self.object(2), self.object(3))
        else {
            return Value::None;
        };
        let mut text = repr(value);
        if let Some(whole) = text.strip_suffix(".0") {
            text.truncate(whole.len());
        }
        if sign == i32::from(b'+') && !text.starts_with('-') {
            text.insert(0, '+');
        }
        // A zero follows, as behind every text of the interpreter's.
        text.push('\0');
        let place = guest::slice_mut(self.memory, address, room);
        let Some(place) = place.and_then(|place| place.get_mut(..text.len())) else {
            return Value::None;
        };
        place.copy_from_slice(text.as_bytes());
        Value::Int(text.len() as i64 - 1)
    }

    /// The float whose method is called.
    fn float_self(&self, arguments: &Arguments<'_>) -> Option<f64> {
        let (true, Some(word)) = (arguments.count(1, 1), arguments.get(0, "")) else {
            return None;
        };
        match self.reader().object(word) {
            Object::Float(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn float_is_integer(&self, arguments: &Arguments<'_>) -> Value {
        let Some(value) = self.float_self(arguments) else { return Value::Pass };
        Value::Bool(value.is_finite() && value.fract() == 0.0)
    }

    pub(super) fn float_as_integer_ratio(
        &self,
        arguments: &Arguments<'_>,
    ) -> Result<Value, Failure> {
        let Some(value) = self.float_self(arguments) else { return Ok(Value::Pass) };
        if value.is_nan() {
            return raise("ValueError", "cannot convert NaN to integer ratio");
        }
        if value.is_infinite() {
            return raise("OverflowError", "cannot convert Infinity to integer ratio");
        }
        let (fraction, exponent) = parts(value.abs());
        let zeros = if fraction == 0 { 0 } else { fraction.trailing_zeros() as i32 };
        let exponent = if fraction == 0 { 0 } else { exponent + zeros };
        let mut numerator = BigInt::from(fraction >> zeros);
        let mut denominator = BigInt::from(1);
        if exponent >= 0 {
            numerator <<= exponent;
        } else {
            denominator <<= -exponent;
        }
        let numerator = if value < 0.0 { -numerator } else { numerator };
        Ok(Value::Tuple(vec![whole(numerator), whole(denominator)]))
    }

    pub(super) fn float_hex(&self, arguments: &Arguments<'_>) -> Value {
        let Some(value) = self.float_self(arguments) else { return Value::Pass };
        if !value.is_finite() {
            return Value::Str(repr(value));
        }
        let sign = if value.is_sign_negative() { "-" } else { "" };
        let bits = value.abs().to_bits();
        let (biased, fraction) = (bits >> FRACTION_BITS, bits & ((1 << FRACTION_BITS) - 1));
        if bits == 0 {
            return Value::Str(format!("{sign}0x0.0p+0"));
        }
        let first = u8::from(biased > 0);
        let exponent = biased.max(1) as i64 - 1023;
        Value::Str(format!("{sign}0x{first}.{fraction:013x}p{exponent:+}"))
    }

    /// `float.fromhex(text)`; the class comes first.
    pub(super) fn float_from_hex(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let (true, Some(word)) = (arguments.count(2, 2), arguments.get(1, "")) else {
            return Ok(Value::Pass);
        };
        let Object::Str(text) = self.reader().object(word) else { return Ok(Value::Pass) };
        self.budget.take(text.len() as u64)?;
        let text = String::from_utf8_lossy(text);
        match from_hex(text.trim()) {
            None => raise("ValueError", "invalid hexadecimal floating-point string"),
            Some(value) if value.is_infinite() && !text.to_ascii_lowercase().contains("inf") => {
                let message = "hexadecimal value too large to represent as a float";
                raise("OverflowError", message)
            }
            Some(value) => Ok(Value::Float(value)),
        }
    }

    /// `round(number, ndigits)`
    pub(super) fn round(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let known = arguments.named.iter().all(|(name, _)| matches!(*name, b"number" | b"ndigits"));
        let count = arguments.positional.len() + arguments.named.len();
        let (true, Some(word)) = (known && count <= 2, arguments.get(0, "number")) else {
            return Ok(Value::Pass);
        };
        let places = match arguments.get(1, "ndigits").map(|word| self.reader().object(word)) {
            None | Some(Object::None) => None,
            Some(Object::Int(places)) => Some(i64::from(places)),
            Some(Object::Bool(places)) => Some(places.into()),
            Some(Object::Big(big)) => Some(if big.negative { -1 << 40 } else { 1 << 40 }),
            Some(_) => return Ok(Value::Pass),
        };
        self.budget.take(ROUND_FUEL / 4)?;
        match (self.number(word)?, places) {
            (Some(Number::Float(value)), None) => Ok(match truncated(value.round_ties_even())? {
                Number::Int(value) => whole(value),
                Number::Small(value) => Value::Int(value),
                _ => Value::Pass,
            }),
            (Some(Number::Float(value)), Some(places)) => {
                self.budget.take(ROUND_FUEL)?;
                match rounded(value, places) {
                    Some(value) => Ok(Value::Float(value)),
                    None => raise("OverflowError", "rounded value too large to represent"),
                }
            }
            (Some(number @ (Number::Small(_) | Number::Bool(_) | Number::Int(_))), places) => {
                self.round_int(&number, places.unwrap_or(0))
            }
            _ => Ok(Value::Pass),
        }
    }
}

/// The fraction of a finite float as an integer, and the power of two that its lowest bit counts.
fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    match (bits >> FRACTION_BITS) as i32 {
        0 => (fraction, LEAST_EXPONENT),
        biased => (fraction | 1 << FRACTION_BITS, biased + LEAST_EXPONENT - 1),
    }
}

/// A float rounded to a decimal place, ties to even by its exact value.
fn rounded(value: f64, places: i64) -> Option<f64> {
    if !value.is_finite() || value == 0.0 || places > MOST_DIGITS {
        return Some(value);
    }
    if places < LEAST_DIGITS {
        return Some(0.0 * value);
    }
    let text = if places >= 0 {
        format!("{:.*}", places as usize, value.abs())
    } else {
        // All digits that it has: so none is rounded up.
        let (all, exponent) = digits::significant(value.abs(), ALL_DIGITS);
        // How many digits are left.
        let kept = i64::from(exponent) + 1 + places;
        if kept > 0 {
            let (digits, exponent) = digits::significant(value.abs(), kept as usize);
            format!("{digits}e{}", i64::from(exponent) + 1 - digits.len() as i64)
        } else {
            let half = kept == 0 && all.as_str() > "5" && all.trim_end_matches('0') != "5";
            if half { format!("1e{}", -places) } else { "0".to_owned() }
        }
    };
    let value = text.parse::<f64>().ok()?.copysign(value);
    value.is_finite().then_some(value)
}

/// A float out of hexadecimal digits: `[sign][0x]digits[.digits][p exponent]`.
fn from_hex(text: &str) -> Option<f64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = rest.to_ascii_lowercase();
    let sign = if negative { -1.0 } else { 1.0 };
    match lower.as_str() {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN),
        _ => {}
    }
    let digits = lower.strip_prefix("0x").unwrap_or(&lower);
    let (digits, exponent) = match digits.split_once('p') {
        Some((digits, exponent)) => (digits, exponent.parse::<i64>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let value = BigInt::parse_bytes(all.as_bytes(), 16)?;
    let exponent = exponent.clamp(-1 << 40, 1 << 40) - 4 * fraction.len() as i64;
    Some(sign * scaled(&value, exponent))
}

/// An integer times a power of two, rounded once.
fn scaled(value: &BigInt, exponent: i64) -> f64 {
    let bits = value.bits() as i64;
    if bits == 0 || bits + exponent < i64::from(LEAST_EXPONENT) - 1 {
        return 0.0;
    }
    if bits + exponent > 1024 {
        return f64::INFINITY;
    }
    // The bits that a float of this size can hold; below them, half of the next one and the rest decide.
    let lowest = (bits + exponent - 53).max(LEAST_EXPONENT.into());
    let shift = lowest - exponent;
    let mut kept = if shift > 0 { value >> shift } else { value << -shift };
    if shift > 0 {
        let rest: BigInt = value - (&kept << shift);
        let half = BigInt::from(1) << (shift - 1);
        if rest > half || rest == half && kept.bit(0) {
            kept += 1;
        }
    }
    let mantissa = u64::try_from(kept).unwrap_or(u64::MAX) as f64;
    mantissa * 2f64.powi((lowest / 2) as i32) * 2f64.powi((lowest - lowest / 2) as i32)
}
