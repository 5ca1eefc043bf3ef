//! Texts, integers and floats after a specification.

#![forbid(unsafe_code)]

use num_bigint::BigInt;

use super::super::{Budget, Failure};
use super::convert::{character, in_base, to_float};
use super::digits::{self, Details, Form, Text};
use super::{Spec, raise};

/// What a value is to the formatter.
#[derive(Debug, Clone)]
pub enum Number {
    Int(BigInt),
    Small(i64),
    Bool(bool),
    Float(f64),
    Str(String),
    Complex(f64, f64),
}

/// Longest text that is made.
const MOST_BYTES: usize = 64 << 20;

/// What it costs to find the digits of a float, and eight characters of a text.
const FLOAT_FUEL: u64 = 30;

/// The value's text.
pub fn render(value: &Number, text: &str, budget: &Budget) -> Result<String, Failure> {
    let name = match value {
        Number::Int(_) | Number::Small(_) => "int",
        Number::Bool(_) => "bool",
        Number::Float(_) => "float",
        Number::Str(_) => "str",
        Number::Complex(..) => "complex",
    };
    if text.is_empty() {
        return plain(value, budget);
    }
    let spec = Spec::parse(text, name, !matches!(value, Number::Str(_)))?;
    pay(&spec, budget)?;
    match value {
        Number::Str(text) => string(text, &spec),
        Number::Float(value) => float(*value, &spec, name, budget),
        Number::Complex(real, imaginary) => complex(*real, *imaginary, &spec, budget),
        Number::Bool(value) => integer(&Number::Small((*value).into()), &spec, name, budget),
        Number::Int(_) | Number::Small(_) => integer(value, &spec, name, budget),
    }
}

/// The value's text where the specification is empty.
pub fn plain(value: &Number, budget: &Budget) -> Result<String, Failure> {
    match value {
        Number::Str(text) => Ok(text.clone()),
        Number::Bool(value) => Ok(if *value { "True" } else { "False" }.to_owned()),
        Number::Float(value) => {
            budget.take(FLOAT_FUEL)?;
            Ok(super::super::number::repr(*value))
        }
        Number::Complex(real, imaginary) => complex(*real, *imaginary, &Spec::default(), budget),
        Number::Int(_) | Number::Small(_) => {
            let (negative, digits) = in_base(value, 10, budget)?;
            Ok(if negative { format!("-{digits}") } else { digits })
        }
    }
}

/// Takes the fuel for the text's least length.
fn pay(spec: &Spec, budget: &Budget) -> Result<(), Failure> {
    let length = spec.width.saturating_add(spec.precision.unwrap_or(0));
    let cost = length as u64 / 4;
    if length > MOST_BYTES
        && budget.left() >= cost
        && spec.precision.is_none_or(|p| p <= MOST_BYTES)
    {
        return Err(Failure::Memory);
    }
    if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) {
        return raise("ValueError", "precision too big");
    }
    Ok(budget.take(cost)?)
}

fn string(text: &str, spec: &Spec) -> Result<String, Failure> {
    let refused = if spec.sign == Some(' ') {
        "Space not allowed in string format specifier"
    } else if spec.sign.is_some() {
        "Sign not allowed in string format specifier"
    } else if spec.no_negative_zero {
        "Negative zero coercion (z) not allowed in string format specifier"
    } else if spec.alternate {
        "Alternate form (#) not allowed in string format specifier"
    } else if spec.align == Some('=') {
        "'=' alignment not allowed in string format specifier"
    } else {
        ""
    };
    if !matches!(spec.kind, None | Some('s')) {
        return spec.unknown("str");
    }
    if !refused.is_empty() {
        return raise("ValueError", refused);
    }
    let text = match spec.precision {
        Some(precision) => {
            let end = text.char_indices().nth(precision).map_or(text.len(), |(at, _)| at);
            &text[..end]
        }
        None => text,
    };
    Ok(padded(text, spec, '<'))
}

/// A text in its place in the width.
fn padded(text: &str, spec: &Spec, default: char) -> String {
    let missing = spec.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_owned();
    }
    let left = match spec.align.unwrap_or(default) {
        '<' => 0,
        '^' => missing / 2,
        _ => missing,
    };
    let fill = spec.fill.unwrap_or(' ');
    let mut out = String::with_capacity(text.len() + missing * fill.len_utf8());
    out.extend(std::iter::repeat_n(fill, left));
    out.push_str(text);
    out.extend(std::iter::repeat_n(fill, missing - left));
    out
}

fn integer(value: &Number, spec: &Spec, name: &str, budget: &Budget) -> Result<String, Failure> {
    let (base, prefix) = match spec.kind {
        None | Some('d' | 'n') => (10, ""),
        Some('b') => (2, "0b"),
        Some('o') => (8, "0o"),
        Some('x') => (16, "0x"),
        Some('X') => (16, "0X"),
        Some('c') => (0, ""),
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            return float(to_float(value)?, spec, name, budget);
        }
        _ => return spec.unknown(name),
    };
    if spec.precision.is_some() {
        return raise("ValueError", "Precision not allowed in integer format specifier");
    }
    if spec.no_negative_zero {
        let message = "Negative zero coercion (z) not allowed in integer format specifier";
        return raise("ValueError", message);
    }
    if base == 0 {
        if spec.sign.is_some() {
            return raise("ValueError", "Sign not allowed with integer format specifier 'c'");
        }
        if spec.alternate {
            let message = "Alternate form (#) not allowed with integer format specifier 'c'";
            return raise("ValueError", message);
        }
        let Some(character) = character(value) else {
            return raise("OverflowError", "%c arg not in range(0x110000)");
        };
        return Ok(padded(&character.to_string(), spec, '>'));
    }
    let (negative, mut digits) = in_base(value, base, budget)?;
    if spec.kind == Some('X') {
        digits.make_ascii_uppercase();
    }
    let prefix = if spec.alternate { prefix } else { "" };
    let group = if base == 10 { 3 } else { 4 };
    Ok(assembled(sign(negative, spec.sign), prefix, Some((&digits, group)), "", spec))
}

fn sign(negative: bool, wanted: Option<char>) -> &'static str {
    match wanted {
        _ if negative => "-",
        Some('+') => "+",
        Some(' ') => " ",
        _ => "",
    }
}

/// Form and details of a float's text; `None` for a letter that floats do not know.
pub fn form(
    kind: Option<char>,
    precision: Option<usize>,
    alternate: bool,
) -> Option<(Form, Details)> {
    let mut details =
        Details { alternate, precision: precision.unwrap_or(6), ..Details::default() };
    details.upper = matches!(kind, Some('E' | 'F' | 'G'));
    let form = match kind {
        None => {
            details.point_zero = true;
            if precision.is_some() { Form::General } else { Form::Shortest }
        }
        Some('e' | 'E') => Form::Exponent,
        Some('f' | 'F' | '%') => Form::Fixed,
        Some('g' | 'G' | 'n') => Form::General,
        _ => return None,
    };
    Some((form, details))
}

fn float(value: f64, spec: &Spec, name: &str, budget: &Budget) -> Result<String, Failure> {
    let Some((form, details)) = form(spec.kind, spec.precision, spec.alternate) else {
        return spec.unknown(name);
    };
    budget.take(FLOAT_FUEL)?;
    let percent = spec.kind == Some('%');
    let value = if percent { value * 100.0 } else { value };
    let text = digits::text(value, form, details);
    let percent = if percent { "%" } else { "" };
    Ok(match text {
        Text::Special(text) => {
            let sign = sign(value.is_sign_negative() && !value.is_nan(), spec.sign);
            assembled(sign, "", None, &format!("{text}{percent}"), spec)
        }
        Text::Digits(whole, rest) => {
            let zero =
                || !whole.bytes().chain(mantissa(&rest)).any(|c| c.is_ascii_digit() && c != b'0');
            let negative = value.is_sign_negative() && !(spec.no_negative_zero && zero());
            let rest = format!("{rest}{percent}");
            assembled(sign(negative, spec.sign), "", Some((&whole, 3)), &rest, spec)
        }
    })
}

/// The digits behind the point, without an exponent.
fn mantissa(rest: &str) -> impl Iterator<Item = u8> + '_ {
    rest.bytes().take_while(|c| !matches!(c, b'e' | b'E'))
}

/// Sign, prefix, digits in groups, and the rest, in their places in the width. Without digits the rest is `inf` or `nan`.
fn assembled(
    sign: &str,
    prefix: &str,
    digits: Option<(&str, usize)>,
    rest: &str,
    spec: &Spec,
) -> String {
    let around = sign.len() + prefix.len() + rest.len();
    let align = spec.align.unwrap_or('>');
    let mut grouped = String::new();
    if let Some((digits, group)) = digits {
        let least = if spec.fill == Some('0') && align == '=' {
            spec.width.saturating_sub(around)
        } else {
            0
        };
        grouped = in_groups(digits, group, spec.separator, least);
    }
    let missing = spec.width.saturating_sub(around + grouped.len());
    let fill = |count| std::iter::repeat_n(spec.fill.unwrap_or(' '), count);
    let (left, inside) = match align {
        '<' => (0, 0),
        '^' => (missing / 2, 0),
        '=' => (0, missing),
        _ => (missing, 0),
    };
    let mut out = String::with_capacity(around + grouped.len() + missing);
    out.extend(fill(left));
    out.push_str(sign);
    out.push_str(prefix);
    out.extend(fill(inside));
    out.push_str(&grouped);
    out.push_str(rest);
    out.extend(fill(missing - left - inside));
    out
}

/// Digits in groups, with as many zeros in front as make up the least width.
fn in_groups(digits: &str, group: usize, separator: Option<char>, least: usize) -> String {
    let Some(separator) = separator else {
        let zeros = least.saturating_sub(digits.len());
        return std::iter::repeat_n('0', zeros).chain(digits.chars()).collect();
    };
    // From the right; a separator in front would be one too many, so that a zero more may be needed.
    let mut reversed = String::new();
    let mut left = digits.chars().rev();
    let mut count = 0;
    let mut next = left.next();
    while next.is_some() || reversed.len() < least || count == 0 {
        if count > 0 && count % group == 0 {
            reversed.push(separator);
        }
        reversed.push(next.unwrap_or('0'));
        count += 1;
        next = left.next();
    }
    reversed.chars().rev().collect()
}

/// A complex number: both parts in the same way, with a sign between them.
fn complex(real: f64, imaginary: f64, spec: &Spec, budget: &Budget) -> Result<String, Failure> {
    if spec.fill == Some('0') && spec.align == Some('=') {
        let message = "Zero padding is not allowed in complex format specifier";
        return raise("ValueError", message);
    }
    if spec.align == Some('=') {
        let message = "'=' alignment flag is not allowed in complex format specifier";
        return raise("ValueError", message);
    }
    if spec.kind == Some('%') {
        return spec.unknown("complex");
    }
    let mut inner = Spec { width: 0, align: None, fill: None, ..spec.clone() };
    let default = inner.kind.is_none();
    if default && inner.precision.is_some() {
        inner.kind = Some('g');
    }
    let mut part = |value: f64, sign: Option<char>| {
        inner.sign = sign;
        let text = float(value, &inner, "complex", budget)?;
        let shortened = (default && !inner.alternate).then(|| text.strip_suffix(".0")).flatten();
        Ok::<_, Failure>(shortened.map_or(text.clone(), str::to_owned))
    };
    let text = if default && real == 0.0 && real.is_sign_positive() {
        format!("{}j", part(imaginary, spec.sign)?)
    } else {
        let real = part(real, spec.sign)?;
        let both = format!("{real}{}j", part(imaginary, Some('+'))?);
        if default { format!("({both})") } else { both }
    };
    Ok(padded(&text, spec, '>'))
}
