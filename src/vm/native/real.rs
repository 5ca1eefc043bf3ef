//! Real functions of floats: those of the C library of this machine, which CPython calls, too. (But for `cbrt`, which Rust
//! brings along, and rounds correctly.)

#![forbid(unsafe_code)]

use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};
use crate::vm::guest;

/// What one of these functions costs beside the call.
const FUEL: u64 = 30;

impl Call<'_> {
    /// `name(x, y, place)`, where y is used by some functions only. Writes the eight bytes of the value into a bytearray,
    /// and answers 1; without one, the answer is the value. Limits of the domain are the guest's to find.
    pub(super) fn real(&mut self, name: &str) -> Result<Value, Exhausted> {
        let Object::Float(x) = self.object(1) else { return Ok(Value::None) };
        let y = match self.object(2) {
            Object::Float(y) => y,
            _ => 0.0,
        };
        self.budget.take(FUEL)?;
        let Some(value) = value(name, x, y) else { return Ok(Value::None) };
        Ok(match self.object(3) {
            Object::ByteArray(address, 8) => {
                let Some(place) = guest::slice_mut(self.memory, address, 8) else {
                    return Ok(Value::None);
                };
                place.copy_from_slice(&value.to_le_bytes());
                Value::Int(1)
            }
            _ => Value::Float(value),
        })
    }
}

/// The value of a function of `natives::NAMES`.
fn value(name: &str, x: f64, y: f64) -> Option<f64> {
    Some(match name.strip_prefix("real.").unwrap_or(name) {
        "cbrt" => x.cbrt(),
        "exp2" => x.exp2(),
        "log1p" => x.ln_1p(),
        "exp" => x.exp(),
        "expm1" => x.exp_m1(),
        "log" => x.ln(),
        "log2" => x.log2(),
        "log10" => x.log10(),
        "cosh" => x.cosh(),
        "sinh" => x.sinh(),
        "tanh" => x.tanh(),
        "acos" => x.acos(),
        "asin" => x.asin(),
        "atan" => x.atan(),
        "atan2" => x.atan2(y),
        "cos" => x.cos(),
        "sin" => x.sin(),
        "tan" => x.tan(),
        "pow" => x.powf(y),
        _ => return None,
    })
}
