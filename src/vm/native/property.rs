//! The functions of a property.

#![forbid(unsafe_code)]

use super::Call;
use super::object::Object;
use super::value::Value;
use crate::vm::guest;

impl Call<'_> {
    /// `property_part(property, number)`: the function that gets, sets (1) or deletes (2).
    pub(super) fn property_part(&self) -> Value {
        let (Some(&word), Object::Int(number @ 0..=2)) = (self.arguments.get(1), self.object(2))
        else {
            return Value::None;
        };
        if self.reader().type_name(word) != "property" {
            return Value::None;
        }
        let address = word.checked_add(4 + 4 * number.cast_unsigned());
        let part = address.and_then(|address| guest::u32_at(self.memory, address));
        part.map_or(Value::None, Value::Word)
    }
}
