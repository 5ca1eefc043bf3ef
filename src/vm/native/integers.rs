//! Methods of integers.

#![forbid(unsafe_code)]

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, ToPrimitive, Zero};

use super::arithmetic::{integer, whole};
use super::format::{Number, in_base, raise};
use super::method::Arguments;
use super::object::Object;
use super::value::Value;
use super::{Call, Failure};
use crate::vm::guest;

/// Most bytes of an integer.
const MOST_BYTES: i64 = 8 << 20;

impl Call<'_> {
    /// The integer whose method is called.
    fn int_self(&self, arguments: &Arguments<'_>) -> Result<Option<BigInt>, Failure> {
        let Some(word) = arguments.get(0, "") else { return Ok(None) };
        Ok(self.number(word)?.as_ref().and_then(integer))
    }

    pub(super) fn int_bit_count(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        match self.int_self(arguments)? {
            Some(value) if arguments.count(1, 1) => {
                let count = value.magnitude().count_ones();
                Ok(Value::Int(count as i64))
            }
            _ => Ok(Value::Pass),
        }
    }

    pub(super) fn int_bit_length(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        match self.int_self(arguments)? {
            Some(value) if arguments.count(1, 1) => Ok(Value::Int(value.bits() as i64)),
            _ => Ok(Value::Pass),
        }
    }

    /// `digits_limit(limit)`: the limit of decimal digits, which is changed if an integer is given.
    pub(super) fn digits_limit(&mut self) -> Value {
        if let Object::Int(limit) = self.object(1)
            && let Ok(limit) = usize::try_from(limit)
        {
            *self.most_digits = limit;
        }
        Value::Int(*self.most_digits as i64)
    }

    /// The text of an integer that is not small.
    pub(super) fn int_text(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let word = arguments.get(0, "").unwrap_or_default();
        match self.number(word)? {
            Some(number @ (Number::Small(_) | Number::Int(_))) => {
                let (negative, digits) = in_base(&number, 10, &self.budget)?;
                Ok(Value::Str(if negative { format!("-{digits}") } else { digits }))
            }
            _ => Ok(Value::Pass),
        }
    }

    /// `to_bytes(length=1, byteorder="big", *, signed=False)`
    pub(super) fn int_to_bytes(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let Some(value) = self.int_self(arguments)? else { return Ok(Value::Pass) };
        let Some((big, signed)) = self.byte_order(arguments, "length")? else {
            return Ok(Value::Pass);
        };
        let length = match arguments.get(1, "length").map(|word| self.reader().object(word)) {
            None => 1,
            Some(Object::Int(length)) => i64::from(length),
            Some(Object::Bool(length)) => length.into(),
            Some(_) => return Ok(Value::Pass),
        };
        if length < 0 {
            return raise("ValueError", "length argument must be non-negative");
        }
        if length > MOST_BYTES {
            return Err(Failure::Memory);
        }
        self.budget.take(length as u64 / 4)?;
        if value.is_negative() && !signed {
            return raise("OverflowError", "can't convert negative int to unsigned");
        }
        let length = length as usize;
        let mut bytes =
            if signed { value.to_signed_bytes_le() } else { value.magnitude().to_bytes_le() };
        if value.is_zero() {
            bytes.clear();
        }
        if bytes.len() > length {
            return raise("OverflowError", "int too big to convert");
        }
        bytes.resize(length, if value.is_negative() { 0xff } else { 0 });
        if big {
            bytes.reverse();
        }
        Ok(Value::Bytes(bytes))
    }

    /// `int.from_bytes(bytes, byteorder="big", *, signed=False)`; the class comes first.
    pub(super) fn int_from_bytes(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let Some((big, signed)) = self.byte_order(arguments, "bytes")? else {
            return Ok(Value::Pass);
        };
        let Some(word) = arguments.get(1, "bytes") else { return Ok(Value::Pass) };
        let mut bytes = match self.reader().object(word) {
            Object::Bytes(bytes) => bytes.to_vec(),
            Object::ByteArray(address, len) => {
                guest::slice(self.memory, address, len).unwrap_or_default().to_vec()
            }
            Object::List(items) | Object::Tuple(items) => {
                self.budget.take(items.len() as u64)?;
                let mut bytes = Vec::with_capacity(items.len());
                for word in items.words() {
                    let Object::Int(byte @ 0..256) = self.reader().object(word) else {
                        return Ok(Value::Pass);
                    };
                    bytes.push(byte as u8);
                }
                bytes
            }
            _ => return Ok(Value::Pass),
        };
        self.budget.take(bytes.len() as u64 / 4)?;
        if big {
            bytes.reverse();
        }
        Ok(whole(if signed {
            BigInt::from_signed_bytes_le(&bytes)
        } else {
            BigInt::from_bytes_le(Sign::Plus, &bytes)
        }))
    }

    /// Whether the byte order is "big", and whether there is a sign. `None` for arguments that are not known.
    fn byte_order(
        &self,
        arguments: &Arguments<'_>,
        first: &str,
    ) -> Result<Option<(bool, bool)>, Failure> {
        let known =
            |name: &[u8]| name == first.as_bytes() || matches!(name, b"byteorder" | b"signed");
        if arguments.positional.len() > 3 || !arguments.named.iter().all(|(name, _)| known(name)) {
            return Ok(None);
        }
        let big = match arguments.get(2, "byteorder").map(|word| self.reader().object(word)) {
            None => true,
            Some(Object::Str(b"big")) => true,
            Some(Object::Str(b"little")) => false,
            Some(Object::Str(_)) => {
                return raise("ValueError", "byteorder must be either 'little' or 'big'");
            }
            Some(_) => return Ok(None),
        };
        let signed =
            match arguments.get(usize::MAX, "signed").map(|word| self.reader().object(word)) {
                None => false,
                Some(Object::Bool(signed)) => signed,
                Some(Object::Int(signed)) => signed != 0,
                Some(_) => return Ok(None),
            };
        Ok(Some((big, signed)))
    }

    /// `round(integer, places)`
    pub(super) fn round_int(&self, number: &Number, places: i64) -> Result<Value, Failure> {
        let Some(value) = integer(number) else { return Ok(Value::Pass) };
        if places >= 0 {
            return Ok(whole(value));
        }
        // More zeros than the integer has digits.
        let digits = value.bits() * 3 / 10 + 1;
        let places = places.unsigned_abs();
        if places > digits + 1 {
            return Ok(Value::Int(0));
        }
        self.budget.take(value.bits() / 64 * (places / 16 + 1))?;
        let unit = BigInt::from(10).pow(places.to_u32().unwrap_or(u32::MAX));
        let (mut quotient, rest) = (&value / &unit, (&value % &unit).abs() * 2);
        if rest > unit || rest == unit && quotient.bit(0) {
            quotient += if value.is_negative() { -1 } else { 1 };
        }
        Ok(whole(quotient * unit))
    }
}
