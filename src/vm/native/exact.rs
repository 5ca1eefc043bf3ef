//! Sums of floats without any rounding.

#![forbid(unsafe_code)]

use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};

const FUEL_PER_VALUE: u64 = 10;
const FUEL_PER_SQUARE: u64 = 20;

/// A float is an integer times a power of two of at least -1074.
const LEAST_EXPONENT: i32 = -1074;

/// 64-bit digits that hold the largest float times 2 to the 1074th, and its square.
const DIGITS: usize = 36;
const SQUARE_DIGITS: usize = 70;

impl Call<'_> {
    /// `float_sums(values, squares)`: for a list or tuple of finite floats, `(n, nn, k)`: their sum is n / 2**k,
    /// and, if asked for, that of their squares is nn / 4**k (else nn is 0). `None` for anything else.
    pub(super) fn float_sums(&self) -> Result<Value, Exhausted> {
        let (items, squares) = match (self.object(1), self.object(2)) {
            (Object::List(items) | Object::Tuple(items), Object::Bool(squares)) => (items, squares),
            _ => return Ok(Value::None),
        };
        let cost = if squares { FUEL_PER_SQUARE } else { FUEL_PER_VALUE };
        self.budget.take(cost * items.len() as u64)?;
        let reader = self.reader();
        let mut least = 0;
        for word in items.words() {
            let Object::Float(value) = reader.object(word) else { return Ok(Value::None) };
            if !value.is_finite() {
                return Ok(Value::None);
            }
            let (mantissa, exponent) = parts(value);
            if mantissa != 0 {
                least = least.min(exponent);
            }
        }
        let mut sum = Sum::<DIGITS>::default();
        let mut sum_of_squares = Sum::<SQUARE_DIGITS>::default();
        for word in items.words() {
            let Object::Float(value) = reader.object(word) else { continue };
            let (mantissa, exponent) = parts(value);
            if mantissa == 0 {
                continue;
            }
            let shift = (exponent - least).unsigned_abs() as usize;
            sum.add(i128::from(mantissa), shift);
            if squares {
                sum_of_squares.add(i128::from(mantissa) * i128::from(mantissa), 2 * shift);
            }
        }
        let shift = Value::Int(i64::from(-least));
        Ok(Value::Tuple(vec![sum.value(), sum_of_squares.value(), shift]))
    }
}

/// The odd integer, and the power of two, that make a finite float; 0 for zero.
fn parts(value: f64) -> (i64, i32) {
    let bits = value.to_bits();
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let (mantissa, exponent) = match (bits >> 52 & 0x7ff) as i32 {
        0 => (fraction, LEAST_EXPONENT),
        biased => (fraction | 1 << 52, biased + LEAST_EXPONENT - 1),
    };
    if mantissa == 0 {
        return (0, 0);
    }
    let zeros = mantissa.trailing_zeros();
    let odd = mantissa >> zeros;
    (if value.is_sign_negative() { -odd } else { odd }, exponent + zeros as i32)
}

/// An integer of digits that may overlap: each is less than 2 to the 64th per summand.
struct Sum<const N: usize>([i128; N]);

impl<const N: usize> Default for Sum<N> {
    fn default() -> Self {
        Sum([0; N])
    }
}

impl<const N: usize> Sum<N> {
    /// Adds `value` times 2 to the power of `shift`; the value has at most 106 bits.
    fn add(&mut self, value: i128, shift: usize) {
        let (digit, bits) = (shift / 64, shift % 64);
        let (low, high) = (value.unsigned_abs() as u64, (value.unsigned_abs() >> 64) as u64);
        let low = u128::from(low) << bits;
        let high = u128::from(high) << bits;
        let parts = [low as u64, (low >> 64) as u64, high as u64, (high >> 64) as u64];
        // The second and the third belong to the same digit.
        let digits = [
            i128::from(parts[0]),
            i128::from(parts[1]) + i128::from(parts[2]),
            i128::from(parts[3]),
        ];
        for (offset, part) in digits.into_iter().enumerate().filter(|(_, part)| *part != 0) {
            if let Some(place) = self.0.get_mut(digit + offset) {
                *place += if value < 0 { -part } else { part };
            }
        }
    }

    fn value(&self) -> Value {
        // Carried upward, the sign is that of the highest digit.
        let mut digits = Vec::with_capacity(N + 1);
        let mut carry: i128 = 0;
        for digit in self.0 {
            let whole = digit + carry;
            digits.push(whole as u64);
            carry = whole >> 64;
        }
        digits.push(carry as u64);
        let negative = carry < 0;
        if negative {
            // The magnitude of a two's complement.
            let mut carry = true;
            for digit in &mut digits {
                let (flipped, over) = (!*digit).overflowing_add(u64::from(carry));
                (*digit, carry) = (flipped, over);
            }
        }
        let bytes = digits.iter().flat_map(|digit| digit.to_le_bytes()).collect();
        Value::Big { negative, bytes }
    }
}
