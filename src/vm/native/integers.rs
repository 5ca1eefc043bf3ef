//! Methods of integers.

#![forbid(unsafe_code)]

use super::method::Arguments;
use super::object::Object;
use super::value::Value;
use super::{Call, Failure};

impl Call<'_> {
    pub(super) fn int_bit_count(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let (true, Some(word)) = (arguments.count(1, 1), arguments.get(0, "")) else {
            return Ok(Value::Pass);
        };
        let count = match self.reader().object(word) {
            Object::Bool(value) => u32::from(value),
            Object::Int(value) => value.unsigned_abs().count_ones(),
            Object::Big(big) => {
                self.budget.take(big.digits.len() as u64 / 8)?;
                big.digits.iter().map(|byte| byte.count_ones()).sum()
            }
            _ => return Ok(Value::Pass),
        };
        Ok(Value::Int(count.into()))
    }
}
