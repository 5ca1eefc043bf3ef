//! Arithmetic that the guest does not do, or not exactly: powers, quotients and comparisons of integers of any size and
//! floats, and complex numbers.

#![forbid(unsafe_code)]

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};

use super::format::{Number, raise, to_float};
use super::method::Arguments;
use super::object::Object;
use super::value::Value;
use super::{Call, Failure};

/// The longest integer that is made, in bits.
const MOST_BITS: u64 = 64 << 20;

/// What `float ** float` costs.
const POWER_FUEL: u64 = 20;

/// Operators that come here, by their numbers in the interpreter, in-place ones like the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Less,
    More,
    Equal,
    LessEqual,
    MoreEqual,
    Multiply,
    FloorDivide,
    TrueDivide,
    Modulo,
    Power,
    DivMod,
}

impl Operator {
    fn of(number: i32) -> Option<Operator> {
        Some(match number {
            0 => Operator::Less,
            1 => Operator::More,
            2 => Operator::Equal,
            3 => Operator::LessEqual,
            4 => Operator::MoreEqual,
            16 | 29 => Operator::Multiply,
            18 | 31 => Operator::FloorDivide,
            19 | 32 => Operator::TrueDivide,
            20 | 33 => Operator::Modulo,
            21 | 34 => Operator::Power,
            35 => Operator::DivMod,
            _ => return None,
        })
    }
}

impl Call<'_> {
    /// `(operator, left, right)`.
    pub(super) fn operator(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let word = |at| arguments.get(at, "").unwrap_or_default();
        let Object::Int(number) = self.reader().object(word(0)) else { return Ok(Value::Pass) };
        let operands = (self.number(word(1))?, self.number(word(2))?);
        let (Some(operator), (Some(left), Some(right))) = (Operator::of(number), operands) else {
            return Ok(Value::Pass);
        };
        self.operate(operator, left, right)
    }

    /// `pow(base, exponent, modulus)`.
    pub(super) fn power(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let word = |at, name| arguments.get(at, name);
        let modulus = word(2, "mod").map(|word| self.reader().object(word));
        let (Some(base), Some(exponent)) = (word(0, "base"), word(1, "exp")) else {
            return Ok(Value::Pass);
        };
        let (Some(base), Some(exponent)) = (self.number(base)?, self.number(exponent)?) else {
            return Ok(Value::Pass);
        };
        if matches!(modulus, None | Some(Object::None)) {
            return self.operate(Operator::Power, base, exponent);
        }
        let modulus = self.number(word(2, "mod").unwrap_or_default())?;
        let all = (integer(&base), integer(&exponent), modulus.as_ref().and_then(integer));
        let (Some(base), Some(exponent), Some(modulus)) = all else {
            return Ok(Value::Pass);
        };
        if modulus.is_zero() {
            return raise("ValueError", "pow() 3rd argument cannot be 0");
        }
        let limbs = modulus.bits() / 64 + 1;
        self.budget.take(limbs * limbs / 2 * (exponent.bits() + 1) + base.bits() / 64 * limbs)?;
        let (base, exponent) = if exponent.is_negative() {
            let Some(inverse) = base.modinv(&modulus) else {
                let message = "base is not invertible for the given modulus";
                return raise("ValueError", message);
            };
            (inverse, -exponent)
        } else {
            (base, exponent)
        };
        Ok(whole(base.modpow(&exponent, &modulus)))
    }

    fn operate(&self, operator: Operator, left: Number, right: Number) -> Result<Value, Failure> {
        if let (Some(left), Some(right)) = (integer(&left), integer(&right)) {
            return self.integers(operator, &left, &right);
        }
        if let (Number::Complex(..), _) | (_, Number::Complex(..)) = (&left, &right) {
            let (Some(left), Some(right)) = (complex(&left)?, complex(&right)?) else {
                return Ok(Value::Pass);
            };
            self.budget.take(POWER_FUEL)?;
            return match operator {
                Operator::TrueDivide if right == (0.0, 0.0) => {
                    raise("ZeroDivisionError", "complex division by zero")
                }
                Operator::TrueDivide => Ok(made(quotient(left, right))),
                Operator::Power => complex_power(left, right),
                _ => Ok(Value::Pass),
            };
        }
        let compared = match (&left, &right) {
            (Number::Float(left), right) => {
                integer(right).map(|right| compare(&right, *left).map(Ordering::reverse))
            }
            (left, Number::Float(right)) => integer(left).map(|left| compare(&left, *right)),
            _ => return Ok(Value::Pass),
        };
        if let Some(ordering) = compared {
            let holds = match operator {
                Operator::Less => ordering.is_some_and(Ordering::is_lt),
                Operator::More => ordering.is_some_and(Ordering::is_gt),
                Operator::Equal => ordering.is_some_and(Ordering::is_eq),
                Operator::LessEqual => ordering.is_some_and(Ordering::is_le),
                Operator::MoreEqual => ordering.is_some_and(Ordering::is_ge),
                _ => return self.floats(operator, to_float(&left)?, to_float(&right)?),
            };
            return Ok(Value::Bool(holds));
        }
        match (left, right) {
            (Number::Float(left), Number::Float(right)) => self.floats(operator, left, right),
            _ => Ok(Value::Pass),
        }
    }

    fn floats(&self, operator: Operator, left: f64, right: f64) -> Result<Value, Failure> {
        if operator != Operator::Power {
            return Ok(Value::Pass);
        }
        self.budget.take(POWER_FUEL)?;
        if left == 0.0 && right < 0.0 {
            let message = "0.0 cannot be raised to a negative power";
            return raise("ZeroDivisionError", message);
        }
        if left < 0.0 && left.is_finite() && right.is_finite() && right.fract() != 0.0 {
            return complex_power((left, 0.0), (right, 0.0));
        }
        let power = left.powf(right);
        if power.is_infinite() && left.is_finite() && right.is_finite() {
            return raise("OverflowError", "(34, 'Numerical result out of range')");
        }
        Ok(Value::Float(power))
    }

    fn integers(
        &self,
        operator: Operator,
        left: &BigInt,
        right: &BigInt,
    ) -> Result<Value, Failure> {
        let (long, short) = (left.bits() / 64 + 1, right.bits() / 64 + 1);
        match operator {
            Operator::Multiply => {
                self.budget.take(long * short / 4)?;
                Ok(whole(left * right))
            }
            Operator::Power => {
                let Some(exponent) = right.to_u32() else {
                    if right.is_negative() {
                        return self.floats(operator, to_float_of(left)?, to_float_of(right)?);
                    }
                    return match left.to_i64() {
                        Some(0 | 1) => Ok(whole(left.clone())),
                        Some(-1) => Ok(Value::Int(if right.bit(0) { -1 } else { 1 })),
                        _ => Err(Failure::Memory),
                    };
                };
                let bits = left.bits() * u64::from(exponent);
                if left.bits() > 1 && bits > MOST_BITS {
                    return Err(Failure::Memory);
                }
                let limbs = if left.bits() > 1 { bits / 64 + 1 } else { 1 };
                self.budget.take(limbs * limbs.isqrt() / 4)?;
                Ok(whole(left.pow(exponent)))
            }
            Operator::TrueDivide if right.is_zero() => {
                raise("ZeroDivisionError", "division by zero")
            }
            Operator::TrueDivide => {
                self.budget.take((long + short) * short / 4)?;
                match ratio(left, right) {
                    Some(value) => Ok(Value::Float(value)),
                    None => raise("OverflowError", "integer division result too large for a float"),
                }
            }
            Operator::Modulo if right.is_zero() => {
                raise("ZeroDivisionError", "integer modulo by zero")
            }
            Operator::FloorDivide | Operator::DivMod if right.is_zero() => {
                raise("ZeroDivisionError", "integer division or modulo by zero")
            }
            Operator::FloorDivide | Operator::Modulo | Operator::DivMod => {
                self.budget.take(long.saturating_sub(short) * short / 4 + long)?;
                let (mut quotient, mut rest) = (left / right, left % right);
                if !rest.is_zero() && rest.is_negative() != right.is_negative() {
                    quotient -= 1;
                    rest += right;
                }
                Ok(match operator {
                    Operator::FloorDivide => whole(quotient),
                    Operator::Modulo => whole(rest),
                    _ => Value::Tuple(vec![whole(quotient), whole(rest)]),
                })
            }
            _ => Ok(Value::Pass),
        }
    }
}

/// An integer, also a bool.
pub fn integer(number: &Number) -> Option<BigInt> {
    match number {
        Number::Small(value) => Some(BigInt::from(*value)),
        Number::Bool(value) => Some(BigInt::from(u8::from(*value))),
        Number::Int(value) => Some(value.clone()),
        Number::Float(_) | Number::Str(_) | Number::Complex(..) => None,
    }
}

pub fn whole(value: BigInt) -> Value {
    match value.to_i64() {
        Some(value) => Value::Int(value),
        None => Value::Big {
            negative: value.sign() == Sign::Minus,
            bytes: value.magnitude().to_bytes_le(),
        },
    }
}

fn to_float_of(value: &BigInt) -> Result<f64, Failure> {
    to_float(&Number::Int(value.clone()))
}

/// How an integer compares with a float; not at all with nan.
fn compare(left: &BigInt, right: f64) -> Option<Ordering> {
    if right.is_infinite() {
        return Some(if right > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = BigInt::from_f64(right.trunc())?;
    let fraction = 0.0.partial_cmp(&right.fract()).unwrap_or(Ordering::Equal);
    Some(left.cmp(&whole).then(fraction))
}

/// The float next to a quotient; none if it is too large.
fn ratio(left: &BigInt, right: &BigInt) -> Option<f64> {
    let negative = left.is_negative() != right.is_negative();
    let (left, right) = (left.magnitude(), right.magnitude());
    // A quotient of 65 or 66 bits, of which the last says whether there is a rest; fewer for a result that is subnormal.
    let shift = (right.bits() as i64 - left.bits() as i64 + 65).min(1074 + 2);
    let (numerator, denominator) =
        if shift >= 0 { (left << shift, right.clone()) } else { (left.clone(), right << -shift) };
    let mut quotient = &numerator / &denominator;
    if &quotient * &denominator != numerator {
        quotient.set_bit(0, true);
    }
    let value = quotient.to_f64()?;
    // In two steps, each of which is exact or the last.
    let scaled = value * 2f64.powi((-shift / 2) as i32) * 2f64.powi((-shift - -shift / 2) as i32);
    scaled.is_finite().then_some(if negative { -scaled } else { scaled })
}

fn complex(number: &Number) -> Result<Option<(f64, f64)>, Failure> {
    Ok(match number {
        Number::Complex(real, imaginary) => Some((*real, *imaginary)),
        Number::Str(_) => None,
        number => Some((to_float(number)?, 0.0)),
    })
}

fn made((real, imaginary): (f64, f64)) -> Value {
    Value::Complex(real, imaginary)
}

type Pair = (f64, f64);

fn product(left: Pair, right: Pair) -> Pair {
    (left.0 * right.0 - left.1 * right.1, left.0 * right.1 + left.1 * right.0)
}

/// Scaled by the larger part of the divisor, so that nothing overflows that need not.
fn quotient(left: Pair, right: Pair) -> Pair {
    if right.0.abs() >= right.1.abs() {
        let ratio = right.1 / right.0;
        let scale = right.0 + right.1 * ratio;
        ((left.0 + left.1 * ratio) / scale, (left.1 - left.0 * ratio) / scale)
    } else {
        let ratio = right.0 / right.1;
        let scale = right.0 * ratio + right.1;
        ((left.0 * ratio + left.1) / scale, (left.1 * ratio - left.0) / scale)
    }
}

fn complex_power(base: Pair, exponent: Pair) -> Result<Value, Failure> {
    const SMALL: f64 = 100.0;
    let by_products =
        exponent.1 == 0.0 && exponent.0 == exponent.0.floor() && exponent.0.abs() <= SMALL;
    let zero = base == (0.0, 0.0);
    let undefined = zero && (exponent.0 < 0.0 || exponent.1 != 0.0);
    if undefined {
        return raise("ZeroDivisionError", "0.0 to a negative or complex power");
    }
    let power = if by_products {
        let count = exponent.0.abs() as u32;
        let (mut power, mut factor, mut bit) = ((1.0, 0.0), base, 1);
        while bit <= count {
            if count & bit != 0 {
                power = product(power, factor);
            }
            bit <<= 1;
            factor = product(factor, factor);
        }
        if exponent.0 > 0.0 { power } else { quotient((1.0, 0.0), power) }
    } else if zero {
        (0.0, 0.0)
    } else {
        let length = base.0.hypot(base.1);
        let angle = base.1.atan2(base.0);
        let (mut scale, mut phase) = (length.powf(exponent.0), angle * exponent.0);
        if exponent.1 != 0.0 {
            scale *= (-angle * exponent.1).exp();
            phase += exponent.1 * length.ln();
        }
        (scale * phase.cos(), scale * phase.sin())
    };
    if power.0.is_infinite() || power.1.is_infinite() {
        return raise("OverflowError", "complex exponentiation");
    }
    Ok(made(power))
}
