//! What a value is in another form: digits, a float, an integer, a character.

#![forbid(unsafe_code)]

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use super::super::{Budget, Failure};
use super::{Number, raise};

/// Whether an integer is negative, and its digits.
pub fn in_base(value: &Number, base: u32, budget: &Budget) -> Result<(bool, String), Failure> {
    Ok(match value {
        Number::Small(value) => {
            let digits = value.unsigned_abs();
            let digits = match base {
                2 => format!("{digits:b}"),
                8 => format!("{digits:o}"),
                16 => format!("{digits:x}"),
                _ => digits.to_string(),
            };
            (*value < 0, digits)
        }
        Number::Int(value) => {
            // Division by division, the work grows with the square of the length.
            let bytes = value.bits() / 8;
            budget.take(bytes + if base == 10 { bytes * bytes / 256 } else { 0 })?;
            // log10(2) is a little more than 0.3.
            let most = if base == 10 { budget.most_digits() } else { 0 };
            if most > 0 && value.bits() as usize > most * 10 / 3 + 10 {
                return too_many_digits(most);
            }
            let digits = value.magnitude().to_str_radix(base);
            if most > 0 && digits.len() > most {
                return too_many_digits(most);
            }
            (value.sign() == num_bigint::Sign::Minus, digits)
        }
        _ => (false, String::new()),
    })
}

fn too_many_digits<T>(most: usize) -> Result<T, Failure> {
    let message = format!(
        "Exceeds the limit ({most} digits) for integer string conversion; use \
         sys.set_int_max_str_digits() to increase the limit"
    );
    raise("ValueError", message)
}

/// The character with a code; no surrogates, which no text can have.
pub fn character(value: &Number) -> Option<char> {
    match value {
        Number::Small(code) => u32::try_from(*code).ok().and_then(char::from_u32),
        _ => None,
    }
}

/// The nearest float.
pub fn to_float(value: &Number) -> Result<f64, Failure> {
    match value {
        Number::Small(value) => Ok(*value as f64),
        Number::Int(value) => match value.to_f64() {
            Some(float) if float.is_finite() => Ok(float),
            _ => raise("OverflowError", "int too large to convert to float"),
        },
        Number::Bool(value) => Ok(f64::from(u8::from(*value))),
        Number::Float(value) => Ok(*value),
        Number::Str(_) | Number::Complex(..) => Ok(0.0),
    }
}

/// A float without its fraction.
pub fn truncated(value: f64) -> Result<Number, Failure> {
    if value.is_nan() {
        return raise("ValueError", "cannot convert float NaN to integer");
    }
    match BigInt::from_f64(value) {
        Some(value) => Ok(value.to_i64().map_or(Number::Int(value), Number::Small)),
        None => raise("OverflowError", "cannot convert float infinity to integer"),
    }
}

/// A text with escapes for all characters beyond ASCII.
pub fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match u32::from(character) {
            0..0x80 => out.push(character),
            code @ 0x80..0x100 => out.push_str(&format!("\\x{code:02x}")),
            code @ 0x100..0x1_0000 => out.push_str(&format!("\\u{code:04x}")),
            code => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    out
}
