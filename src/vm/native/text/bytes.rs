//! What only `bytes` and `bytearray` have.

#![forbid(unsafe_code)]

use super::Answer;
use super::arguments::{Method, raise, type_error};
use crate::vm::native::object::Object;
use crate::vm::native::value::Value;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl Method<'_> {
    pub fn hex(&self) -> Answer {
        let [separator, group] = self.named(["sep", "bytes_per_sep"])?;
        let separator = match separator.map(|word| (word, self.object(word))) {
            None => None,
            Some((_, Object::Str(text) | Object::Bytes(text))) => match text {
                [byte] if byte.is_ascii() => Some(*byte),
                [_] => return raise("ValueError", "sep must be ASCII.".to_owned()),
                _ => return raise("ValueError", "sep must be length 1.".to_owned()),
            },
            Some(_) => return type_error("sep must be str or bytes.".to_owned()),
        };
        let group = self.integer_or(group, 1)?;
        let size = usize::try_from(group.unsigned_abs()).unwrap_or(usize::MAX);
        self.within(self.own.len().saturating_mul(3))?;
        self.steps(self.own.len() / 2)?;
        let mut out = Vec::with_capacity(self.own.len() * 3);
        for (at, byte) in self.own.iter().enumerate() {
            // Groups are counted from the right, or from the left if the number is negative.
            let place = if group > 0 { self.own.len() - at } else { at };
            if let Some(separator) = separator
                && at > 0
                && size > 0
                && place.is_multiple_of(size)
            {
                out.push(separator);
            }
            out.push(DIGITS[usize::from(byte >> 4)]);
            out.push(DIGITS[usize::from(byte & 15)]);
        }
        Ok(Value::Text(out))
    }
}
