//! Numbers out of texts: `int()`, `float()`, `complex()`.

#![forbid(unsafe_code)]

use num_bigint::BigInt;

use super::arithmetic::whole;
use super::format::{Number, raise, to_float, truncated};
use super::method::Arguments;
use super::object::Object;
use super::value::Value;
use super::{Call, Failure};
use crate::vm::guest;

impl Call<'_> {
    /// `int(text, base)`, and `int(number)`.
    pub(super) fn int_new(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let Some(word) = arguments.positional.first() else { return Ok(Value::Pass) };
        let named = arguments.named.iter().all(|(name, _)| *name == b"base");
        let base = match arguments.get(1, "base").map(|word| self.reader().object(word)) {
            None => None,
            Some(Object::Int(base)) => Some(base),
            Some(Object::Bool(base)) => Some(base.into()),
            Some(_) => return Ok(Value::Pass),
        };
        if !named || arguments.positional.len() + arguments.named.len() > 2 {
            return Ok(Value::Pass);
        }
        let Some((text, shown)) = self.literal(*word)? else {
            if base.is_some() {
                return Ok(Value::Pass);
            }
            return Ok(match self.number(*word)? {
                Some(Number::Float(value)) => match truncated(value)? {
                    Number::Int(value) => whole(value),
                    Number::Small(value) => Value::Int(value),
                    _ => Value::Pass,
                },
                _ => Value::Pass,
            });
        };
        let base = base.unwrap_or(10);
        if base != 0 && !(2..=36).contains(&base) {
            return raise("ValueError", "int() base must be >= 2 and <= 36, or 0");
        }
        match self.int_of(text.trim_matches(space), base.cast_unsigned())? {
            Some(value) => Ok(value),
            None => {
                let message = format!("invalid literal for int() with base {base}: {shown}");
                raise("ValueError", message)
            }
        }
    }

    fn int_of(&self, text: &str, base: u32) -> Result<Option<Value>, Failure> {
        let (negative, text) = signed(text);
        let prefix = match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("0x") => 16,
            Some("0o") => 8,
            Some("0b") => 2,
            _ => 0,
        };
        let (mut digits, mut used) = (text, base);
        if prefix != 0 && (base == 0 || base == prefix) {
            digits = &text[2..];
            digits = digits.strip_prefix('_').unwrap_or(digits);
            used = prefix;
        } else if base == 0 {
            // A zero in front has no meaning that would not surprise somebody.
            used = 10;
            if digits.starts_with('0') && digits.bytes().any(|c| !matches!(c, b'0' | b'_')) {
                return Ok(None);
            }
        }
        let Some(digits) = without_underscores(digits) else { return Ok(None) };
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(used)) {
            return Ok(None);
        }
        let count = digits.len();
        let most = self.budget.most_digits();
        if most > 0 && count > most && !used.is_power_of_two() {
            let message = format!(
                "Exceeds the limit ({most} digits) for integer string conversion: value has {count} \
                 digits; use sys.set_int_max_str_digits() to increase the limit"
            );
            return raise("ValueError", message);
        }
        let cost = count as u64;
        self.budget.take(cost / 4 + if used.is_power_of_two() { 0 } else { cost * cost / 1024 })?;
        let value = match i64::from_str_radix(&digits, used) {
            Ok(value) => BigInt::from(value),
            Err(_) => match BigInt::parse_bytes(digits.as_bytes(), used) {
                Some(value) => value,
                None => return Ok(None),
            },
        };
        Ok(Some(whole(if negative { -value } else { value })))
    }

    /// `float(text)`, and `float(number)`.
    pub(super) fn float_new(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let (true, Some(word)) = (arguments.count(1, 1), arguments.get(0, "")) else {
            return Ok(Value::Pass);
        };
        let Some((text, shown)) = self.literal(word)? else {
            return Ok(match self.number(word)? {
                None | Some(Number::Complex(..)) => Value::Pass,
                Some(number) => Value::Float(to_float(&number)?),
            });
        };
        self.budget.take(text.len() as u64)?;
        match float_of(text.trim_matches(space)) {
            Some(value) => Ok(Value::Float(value)),
            None => raise("ValueError", format!("could not convert string to float: {shown}")),
        }
    }

    /// `complex(real, imag)`.
    pub(super) fn complex_new(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let known = |name: &[u8]| matches!(name, b"real" | b"imag");
        if arguments.positional.len() + arguments.named.len() > 2
            || !arguments.named.iter().all(|(name, _)| known(name))
        {
            return Ok(Value::Pass);
        }
        let (first, second) = (arguments.get(0, "real"), arguments.get(1, "imag"));
        let mut parts = [(0.0, 0.0), (0.0, 0.0)];
        for (at, word) in [first, second].into_iter().enumerate() {
            let Some(word) = word else { continue };
            parts[at] = match self.number(word)? {
                None => return Ok(Value::Pass),
                Some(Number::Complex(real, imaginary)) => (real, imaginary),
                Some(Number::Str(_)) if at == 1 => {
                    return raise("TypeError", "complex() second arg can't be a string");
                }
                Some(Number::Str(_)) if second.is_some() => {
                    let message = "complex() can't take second arg if first is a string";
                    return raise("TypeError", message);
                }
                Some(Number::Str(text)) => {
                    self.budget.take(text.len() as u64)?;
                    let text = text.trim_matches(space);
                    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
                    match complex_of(inner.map_or(text, |inner| inner.trim_matches(space))) {
                        Some(parts) => parts,
                        None => {
                            return raise("ValueError", "complex() arg is a malformed string");
                        }
                    }
                }
                Some(number) => (to_float(&number)?, 0.0),
            };
        }
        let [real, imaginary] = parts;
        if second.is_none() {
            return Ok(Value::Complex(real.0, real.1));
        }
        let complex = |word: Option<u32>| {
            word.is_some_and(|word| matches!(self.reader().object(word), Object::Complex(..)))
        };
        // Only complex parts are added, so that the sign of a zero stays.
        let mut made = (real.0, imaginary.0);
        if complex(second) {
            made.0 -= imaginary.1;
        }
        if complex(first) {
            made.1 += real.1;
        }
        Ok(Value::Complex(made.0, made.1))
    }

    /// The text of a `str`, `bytes` or bytearray, and how messages show it.
    fn literal(&self, word: u32) -> Result<Option<(String, String)>, Failure> {
        let (bytes, prefix) = match self.reader().object(word) {
            Object::Str(bytes) => (bytes, ""),
            Object::Bytes(bytes) => (bytes, "b"),
            Object::ByteArray(address, len) => {
                (guest::slice(self.memory, address, len).unwrap_or_default(), "b")
            }
            _ => return Ok(None),
        };
        self.budget.take(bytes.len() as u64 / 8)?;
        let text = String::from_utf8_lossy(bytes).into_owned();
        let shown = format!("{prefix}{}", quoted(&text));
        Ok(Some((text, shown)))
    }
}

/// `repr` of a text, but for rare characters that cannot be printed.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

fn space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\x1c'..='\x1f')
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The text, if each underscore stands between two letters or digits.
fn without_underscores(text: &str) -> Option<String> {
    if !text.contains('_') {
        return Some(text.to_owned());
    }
    let bytes = text.as_bytes();
    let inside = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let misplaced =
        |(at, byte): (usize, &u8)| *byte == b'_' && !(at > 0 && inside(at - 1) && inside(at + 1));
    (!bytes.iter().enumerate().any(misplaced)).then(|| text.replace('_', ""))
}

/// The float that a text without space around it stands for.
pub fn float_of(text: &str) -> Option<f64> {
    if text.contains('_') {
        let bytes = text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let misplaced =
            |(at, byte): (usize, &u8)| *byte == b'_' && !(at > 0 && digit(at - 1) && digit(at + 1));
        if bytes.iter().enumerate().any(misplaced) {
            return None;
        }
        return text.replace('_', "").parse().ok();
    }
    text.parse().ok()
}

/// The parts of a complex number: `a`, `bj` or `a+bj`.
fn complex_of(text: &str) -> Option<(f64, f64)> {
    let Some(imaginary) = text.strip_suffix(['j', 'J']) else {
        return Some((float_of(text)?, 0.0));
    };
    // The sign between the parts: the last one that does not belong to an exponent.
    let bytes = imaginary.as_bytes();
    let between = (1..bytes.len())
        .rev()
        .find(|at| matches!(bytes[*at], b'+' | b'-') && !matches!(bytes[at - 1], b'e' | b'E'));
    let (real, imaginary) = imaginary.split_at(between.unwrap_or(0));
    let imaginary = match imaginary {
        "" | "+" => 1.0,
        "-" => -1.0,
        text => float_of(text)?,
    };
    Some((if real.is_empty() { 0.0 } else { float_of(real)? }, imaginary))
}
