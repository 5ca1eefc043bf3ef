//! `bin`, `oct` and `hex`.

#![forbid(unsafe_code)]

use super::method::Arguments;
use super::object::{Big, Object};
use super::value::Value;
use super::{Call, Failure};

impl Call<'_> {
    /// The text of an integer, with so many bits a digit.
    pub(super) fn radix(
        &self,
        arguments: &Arguments<'_>,
        bits: u32,
        prefix: char,
    ) -> Result<Value, Failure> {
        let (true, Some(word)) = (arguments.count(1, 1), arguments.get(0, "")) else {
            return Ok(Value::Pass);
        };
        let reader = self.reader();
        let (negative, digits) = match reader.object(word) {
            Object::Bool(value) => (false, vec![u8::from(value)]),
            Object::Int(value) => (value < 0, value.unsigned_abs().to_le_bytes().to_vec()),
            Object::Big(Big { negative, digits }) => {
                self.budget.take(digits.len() as u64 * 4)?;
                (negative, digits.to_vec())
            }
            _ if reader.is_instance(word) => return Ok(Value::Pass),
            _ => {
                let message = format!(
                    "'{}' object cannot be interpreted as an integer",
                    reader.type_name(word)
                );
                return Err(Failure::Raise { kind: "TypeError", message });
            }
        };
        let bit =
            |at: u32| digits.get(at as usize / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
        let digit = |at: u32| {
            let value = (0..bits)
                .fold(0, |value, place| value | u32::from(bit(at * bits + place)) << place);
            char::from_digit(value, 1 << bits).unwrap_or('0')
        };
        let count = (digits.len() as u32 * 8).div_ceil(bits);
        let text: String = (0..count).rev().map(digit).skip_while(|digit| *digit == '0').collect();
        let sign = if negative { "-" } else { "" };
        let text = if text.is_empty() { "0" } else { &text };
        Ok(Value::Str(format!("{sign}0{prefix}{text}")))
    }
}
