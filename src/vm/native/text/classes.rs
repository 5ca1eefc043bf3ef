//! What kind of characters a text has.

#![forbid(unsafe_code)]

use super::Answer;
use super::arguments::{Kind, Method};
use super::tables::{DIGIT, NAME, NO_NAME, NO_START, NUMBER, NUMERIC, PRINTABLE, START, TITLE};
use crate::vm::native::regex::text;
use crate::vm::native::regex::unicode::{is_decimal, is_space, is_word};
use crate::vm::native::value::Value;

/// Whether a point beyond ASCII lies in the ranges that these borders mark.
fn within(borders: &[u32], point: u32) -> bool {
    point >= 128 && borders.partition_point(|&border| border <= point) % 2 == 1
}

pub fn is_lower(point: u32) -> bool {
    char::from_u32(point).is_some_and(char::is_lowercase)
}

pub fn is_upper(point: u32) -> bool {
    char::from_u32(point).is_some_and(char::is_uppercase)
}

pub fn is_title(point: u32) -> bool {
    within(TITLE, point)
}

fn is_alnum(point: u32) -> bool {
    point != 0x5F && is_word(point)
}

fn is_alpha(point: u32) -> bool {
    match u8::try_from(point) {
        Ok(byte) if byte < 128 => byte.is_ascii_alphabetic(),
        _ => is_word(point) && !within(NUMBER, point),
    }
}

fn is_digit(point: u32) -> bool {
    is_decimal(point) || within(DIGIT, point)
}

fn is_numeric(point: u32) -> bool {
    is_decimal(point) || within(NUMERIC, point)
}

pub fn is_printable(point: u32) -> bool {
    (0x20..0x7F).contains(&point) || within(PRINTABLE, point)
}

fn starts_name(point: u32) -> bool {
    point == 0x5F || is_alpha(point) && !within(NO_START, point) || within(START, point)
}

fn continues_name(point: u32) -> bool {
    let plain = point == 0x5F || is_alpha(point) || is_decimal(point);
    plain && !within(NO_NAME, point) || within(NAME, point)
}

/// White space to a `bytes`.
pub fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, 9..=13 | 32)
}

impl Method<'_> {
    fn points(&self) -> impl Iterator<Item = u32> {
        let (own, wide) = (self.own, !self.plain);
        let mut at = 0;
        std::iter::from_fn(move || {
            let (point, next) =
                if wide { text::decode(own, at)? } else { (u32::from(*own.get(at)?), at + 1) };
            at = next;
            Some(point)
        })
    }

    /// `isalpha()` and the like.
    pub fn class(&self) -> Answer {
        let [] = self.positional(0)?;
        self.steps(self.own.len() / 2)?;
        // A byte beyond ASCII is of no class.
        let bytes = self.kind != Kind::Str;
        let all = |is: fn(u32) -> bool| {
            !self.own.is_empty() && self.points().all(|point| (!bytes || point < 128) && is(point))
        };
        Ok(Value::Bool(match self.name {
            "isascii" => self.own.is_ascii(),
            "isalnum" => all(is_alnum),
            "isalpha" => all(is_alpha),
            "isdecimal" => all(is_decimal),
            "isdigit" => all(is_digit),
            "isnumeric" => all(is_numeric),
            "isprintable" => self.points().all(is_printable),
            "isspace" if bytes => {
                !self.own.is_empty() && self.own.iter().all(|&byte| is_ascii_space(byte))
            }
            "isspace" => all(is_space),
            "isidentifier" => {
                let mut points = self.points();
                points.next().is_some_and(starts_name) && points.all(continues_name)
            }
            "islower" => self.one_case(is_lower, is_upper),
            "isupper" => self.one_case(is_upper, is_lower),
            _ => self.is_titled(),
        }))
    }

    /// Whether something has the wanted case, and nothing another one.
    fn one_case(&self, wanted: fn(u32) -> bool, other: fn(u32) -> bool) -> bool {
        let mut found = false;
        for point in self.points() {
            if self.kind != Kind::Str && point >= 128 {
                continue;
            }
            if other(point) || is_title(point) {
                return false;
            }
            found |= wanted(point);
        }
        found
    }

    fn is_titled(&self) -> bool {
        let (mut found, mut in_word) = (false, false);
        for point in self.points() {
            let known = self.kind == Kind::Str || point < 128;
            if known && (is_upper(point) || is_title(point)) {
                if in_word {
                    return false;
                }
                (found, in_word) = (true, true);
            } else if known && is_lower(point) {
                if !in_word {
                    return false;
                }
            } else {
                in_word = false;
            }
        }
        found
    }
}
