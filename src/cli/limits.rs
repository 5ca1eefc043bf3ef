//! Values of the limit options: numbers with units, in the ranges that the supervisor allows.

use std::ops::RangeInclusive;

use crate::protocol::decode_client::{
    FUEL, MAX_OUTPUT_CHARS, MAX_SESSIONS, MEMORY_BYTES, WALL_CLOCK_MS,
};

/// Most characters of one output stream.
pub const MOST_CHARS: u64 = *MAX_OUTPUT_CHARS.end();

const DECIMAL: [(&str, u64); 3] = [("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000)];
const BINARY: [(&str, u64); 6] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("K", 1 << 10),
    ("M", 1 << 20),
    ("G", 1 << 30),
];

/// `--fuel`.
pub fn fuel(text: &str) -> Result<u64, String> {
    number(text, &DECIMAL, FUEL)
}

/// `--memory-bytes`, in bytes.
pub fn memory_bytes(text: &str) -> Result<u64, String> {
    number(text, &BINARY, MEMORY_BYTES)
}

/// `--max-output-chars`.
pub fn chars(text: &str) -> Result<u64, String> {
    number(text, &DECIMAL, MAX_OUTPUT_CHARS)
}

/// `--max-sessions`.
pub fn sessions(text: &str) -> Result<u32, String> {
    number(text, &[], MAX_SESSIONS)
        .and_then(|number| u32::try_from(number).map_err(|error| error.to_string()))
}

/// `--wall-clock-timeout-seconds`, into milliseconds.
pub fn wall_clock(text: &str) -> Result<u64, String> {
    let seconds = |ms: u64| ms as f64 / 1000.0;
    let (least, most) = (seconds(*WALL_CLOCK_MS.start()), seconds(*WALL_CLOCK_MS.end()));
    let wrong = || format!("must be a number of seconds from {least} to {most}");
    let value: f64 = text.trim().parse().map_err(|_| wrong())?;
    if !(least..=most).contains(&value) {
        return Err(wrong());
    }
    // In range, so the cast neither wraps nor loses more than a fraction of a millisecond.
    Ok((value * 1000.0).round() as u64)
}

/// A whole number, perhaps with `_` between digits and a unit behind it.
fn number(text: &str, units: &[(&str, u64)], range: RangeInclusive<u64>) -> Result<u64, String> {
    let wrong = || {
        let (least, most) = (grouped(*range.start()), grouped(*range.end()));
        format!("must be a whole number from {least} to {most}")
    };
    let text = text.trim();
    let unit = units.iter().find(|(unit, _)| text.ends_with(unit));
    let (digits, factor) = match unit {
        Some((unit, factor)) => (text.trim_end_matches(unit), *factor),
        None => (text, 1),
    };
    let digits = digits.trim_end().replace('_', "");
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let value = digits.parse::<u64>().ok().and_then(|value| value.checked_mul(factor));
    value.filter(|value| range.contains(value)).ok_or_else(wrong)
}

/// Digits in groups of three, as people read them.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_units_and_separators() {
        assert_eq!(fuel("10M"), Ok(10_000_000));
        assert_eq!(fuel("1_000"), Ok(1_000));
        assert_eq!(memory_bytes("16MiB"), Ok(16 << 20));
        assert_eq!(memory_bytes("16 M"), Ok(16 << 20));
        assert_eq!(memory_bytes("1048576"), Ok(1 << 20));
        assert_eq!(sessions("1024"), Ok(1024));
        assert_eq!(chars("1M"), Ok(1_000_000));
    }

    #[test]
    fn what_is_out_of_range_or_no_number_is_refused_with_the_range() {
        for text in ["0", "-1", "", "M", "1.5", "1e6", "+5", "99999999G", "1000001G", "x"] {
            assert_eq!(
                fuel(text).unwrap_err(),
                "must be a whole number from 1 to 1,000,000,000,000,000"
            );
        }
        assert!(memory_bytes("1023K").is_err() && memory_bytes("1025MiB").is_err());
        assert!(sessions("0").is_err() && sessions("1025").is_err());
        assert!(chars("1000001").is_err());
    }

    #[test]
    fn seconds_become_milliseconds() {
        assert_eq!(wall_clock("5"), Ok(5_000));
        assert_eq!(wall_clock("0.25"), Ok(250));
        assert_eq!(wall_clock("3600"), Ok(3_600_000));
        for text in ["0", "0.001", "3601", "-1", "nan", "inf", "5s", ""] {
            let error = wall_clock(text).unwrap_err();
            assert_eq!(error, "must be a number of seconds from 0.01 to 3600", "{text}");
        }
    }

    #[test]
    fn digits_are_grouped_from_the_right() {
        let texts: Vec<_> = [1, 999, 1_000, 1_234_567].map(grouped).into();
        assert_eq!(texts, ["1", "999", "1,000", "1,234,567"]);
    }
}
