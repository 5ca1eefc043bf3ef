//! The text of floats.

#![forbid(unsafe_code)]

use super::Call;
use super::number::repr;
use super::object::Object;
use super::value::Value;
use crate::vm::guest;

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
}
