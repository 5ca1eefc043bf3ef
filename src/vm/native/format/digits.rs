//! Digits of floats, exact.

#![forbid(unsafe_code)]

/// No float has more digits behind the point, and none more that count.
const MOST_FRACTION: usize = 1100;

/// The absolute value of a float in digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// `inf` or `nan`.
    Special(&'static str),
    /// The digits before the point, and everything from the point on.
    Digits(String, String),
}

/// How a float is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Fixed,
    Exponent,
    General,
    /// As few digits as read back as the same float.
    Shortest,
}

/// Details of a form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Details {
    pub precision: usize,
    /// A point also where no digit follows, and zeros at the end of the general form.
    pub alternate: bool,
    /// At least one digit behind the point, where there is no exponent.
    pub point_zero: bool,
    pub upper: bool,
}

/// The text of a float, without its sign.
pub fn text(value: f64, form: Form, details: Details) -> Text {
    let value = value.abs();
    if !value.is_finite() {
        return Text::Special(match (value.is_nan(), details.upper) {
            (true, false) => "nan",
            (true, true) => "NAN",
            (false, false) => "inf",
            (false, true) => "INF",
        });
    }
    let (whole, mut rest) = match form {
        Form::Fixed => fixed(value, details.precision),
        Form::Exponent => {
            let (digits, exponent) = significant(value, details.precision + 1);
            with_exponent(&digits, exponent, details.alternate)
        }
        Form::General => general(value, details),
        Form::Shortest => {
            let (digits, exponent) = shortest(value);
            laid_out(&digits, exponent, 16, details)
        }
    };
    if details.alternate && rest.is_empty() {
        rest.push('.');
    }
    if details.upper {
        rest.make_ascii_uppercase();
    }
    Text::Digits(whole, rest)
}

fn general(value: f64, details: Details) -> (String, String) {
    let precision = details.precision.max(1);
    let (digits, exponent) = significant(value, precision);
    let kept = if details.alternate { digits.len() } else { digits.trim_end_matches('0').len() };
    let limit = precision as i32 - i32::from(details.point_zero);
    laid_out(&digits[..kept.max(1)], exponent, limit, details)
}

/// Digits, of which the first counts 10 to the power of `exponent`; with an exponent where that is small, or not
/// below `limit`.
fn laid_out(digits: &str, exponent: i32, limit: i32, details: Details) -> (String, String) {
    if exponent < -4 || exponent >= limit {
        return with_exponent(digits, exponent, details.alternate);
    }
    let mut rest = String::new();
    let whole = if exponent < 0 {
        rest.push('.');
        rest.extend(std::iter::repeat_n('0', (-exponent - 1) as usize));
        rest.push_str(digits);
        "0".to_owned()
    } else {
        let point = exponent as usize + 1;
        let (whole, fraction) = digits.split_at(point.min(digits.len()));
        if !fraction.is_empty() {
            rest.push('.');
            rest.push_str(fraction);
        }
        let zeros = std::iter::repeat_n('0', point - whole.len());
        whole.chars().chain(zeros).collect()
    };
    if details.point_zero && rest.is_empty() {
        rest.push_str(".0");
    }
    (whole, rest)
}

fn with_exponent(digits: &str, exponent: i32, alternate: bool) -> (String, String) {
    let (first, fraction) = digits.split_at(1);
    let point = if fraction.is_empty() && !alternate { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    (first.to_owned(), format!("{point}{fraction}e{sign}{:02}", exponent.abs()))
}

/// `precision` digits behind the point.
fn fixed(value: f64, precision: usize) -> (String, String) {
    let text = format!("{value:.*}", precision.min(MOST_FRACTION));
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut rest = String::new();
    if precision > 0 {
        rest.push('.');
        rest.push_str(fraction);
        rest.extend(std::iter::repeat_n('0', precision.saturating_sub(MOST_FRACTION)));
    }
    (whole.to_owned(), rest)
}

/// `count` digits, and the power of ten that the first of them counts.
pub fn significant(value: f64, count: usize) -> (String, i32) {
    let text = format!("{value:.*e}", (count - 1).min(MOST_FRACTION));
    let (mut digits, exponent) = split(&text);
    let zeros = count.saturating_sub(digits.len());
    digits.extend(std::iter::repeat_n('0', zeros));
    (digits, exponent)
}

/// The digits of the shortest text that reads back as the same float, and the power of ten that the first of them counts;
/// a minus in front. Of two that are as near, CPython takes the even one.
pub fn shortest(value: f64) -> (String, i32) {
    let (digits, exponent) = split(&format!("{value:e}"));
    // With fewer digits there is only one.
    if digits.len() >= 16 {
        let count = digits.trim_start_matches('-').len();
        let text = format!("{value:.*e}", count - 1);
        if text.parse() == Ok(value) {
            return split(&text);
        }
    }
    (digits, exponent)
}

fn split(text: &str) -> (String, i32) {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    (digits.replace('.', ""), exponent.parse().unwrap_or(0))
}
