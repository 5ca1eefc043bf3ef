//! Upper and lower case.

#![forbid(unsafe_code)]

use super::Answer;
use super::arguments::{Kind, Method};
use super::case_tables::TITLE_CASE;
use super::classes::{is_lower, is_title, is_upper};
use crate::vm::native::regex::text;

/// Case matters for it.
fn is_cased(point: u32) -> bool {
    is_lower(point) || is_upper(point) || is_title(point)
}

fn push(into: &mut Vec<u8>, chars: impl Iterator<Item = char>) {
    for char in chars {
        text::encode(char.into(), into);
    }
}

pub fn upper(point: u32, into: &mut Vec<u8>) {
    match char::from_u32(point) {
        Some(char) => push(into, char.to_uppercase()),
        None => text::encode(point, into),
    }
}

fn lower(point: u32, into: &mut Vec<u8>) {
    match char::from_u32(point) {
        Some(char) => push(into, char.to_lowercase()),
        None => text::encode(point, into),
    }
}

fn title(point: u32, into: &mut Vec<u8>) {
    if let 0x10D0..=0x10FF = point {
        return text::encode(point, into);
    }
    let known = TITLE_CASE.binary_search_by_key(&point, |(char, _)| u32::from(*char));
    match known {
        Ok(at) => into.extend_from_slice(TITLE_CASE[at].1.as_bytes()),
        Err(_) => upper(point, into),
    }
}

fn fold(point: u32, into: &mut Vec<u8>) {
    match point {
        // Cherokee letters are folded to upper case.
        0x13A0..=0x13F5 => text::encode(point, into),
        0x13F8..=0x13FD => text::encode(point - 8, into),
        0xAB70..=0xABBF => text::encode(point - 0xAB70 + 0x13A0, into),
        0x131 => text::encode(point, into),
        0x1E9E => into.extend_from_slice(b"ss"),
        _ => match char::from_u32(point) {
            Some(char) => push(into, char.to_uppercase().flat_map(char::to_lowercase)),
            None => text::encode(point, into),
        },
    }
}

const SIGMA: u32 = 0x3A3;
const FINAL_SIGMA: u32 = 0x3C2;

/// Marks and signs within words, which do not end one.
fn is_ignorable(point: u32) -> bool {
    matches!(point, 0x27 | 0x2E | 0x3A | 0x5E | 0x60 | 0xA8 | 0xAD | 0xAF | 0xB4 | 0xB7 | 0xB8)
        || matches!(point, 0x2B0..=0x36F | 0x2018 | 0x2019 | 0x200B..=0x200F)
}

/// The characters of a text, of which the lower case of a capital sigma depends on the others.
struct Points<'t> {
    text: &'t [u8],
    at: usize,
    /// Whether a letter that has case stands before, with nothing but signs in between.
    in_word: bool,
}

impl Points<'_> {
    fn lower(&self, point: u32, into: &mut Vec<u8>) {
        if point == SIGMA && self.in_word && !self.cased_letter_follows() {
            text::encode(FINAL_SIGMA, into);
        } else {
            lower(point, into);
        }
    }

    fn cased_letter_follows(&self) -> bool {
        let mut at = self.at;
        while let Some((point, next)) = text::decode(self.text, at) {
            if !is_ignorable(point) {
                return is_cased(point);
            }
            at = next;
        }
        false
    }

    fn next(&mut self, before: Option<u32>) -> Option<u32> {
        if let Some(before) = before
            && !is_ignorable(before)
        {
            self.in_word = is_cased(before);
        }
        let (point, next) = text::decode(self.text, self.at)?;
        self.at = next;
        Some(point)
    }
}

impl Method<'_> {
    /// `lower()` and the like.
    pub fn case(&self) -> Answer {
        let [] = self.positional(0)?;
        self.steps(self.own.len() / 4)?;
        if self.plain {
            return self.ascii_case();
        }
        self.steps(self.own.len())?;
        let mut changed = Vec::with_capacity(self.own.len());
        let mut points = Points { text: self.own, at: 0, in_word: false };
        let mut before = None;
        let mut cased = false;
        while let Some(point) = points.next(before) {
            match self.name {
                "lower" => points.lower(point, &mut changed),
                "upper" => upper(point, &mut changed),
                "casefold" => fold(point, &mut changed),
                "swapcase" if is_upper(point) => points.lower(point, &mut changed),
                "swapcase" if is_lower(point) => upper(point, &mut changed),
                "swapcase" => text::encode(point, &mut changed),
                "capitalize" if before.is_none() => title(point, &mut changed),
                "capitalize" => points.lower(point, &mut changed),
                _ if cased => points.lower(point, &mut changed),
                _ => title(point, &mut changed),
            }
            cased = is_cased(point);
            before = Some(point);
        }
        self.made(changed)
    }

    fn ascii_case(&self) -> Answer {
        let mut bytes = self.own.to_vec();
        match self.name {
            "lower" | "casefold" => bytes.make_ascii_lowercase(),
            "upper" => bytes.make_ascii_uppercase(),
            "capitalize" => {
                bytes.make_ascii_lowercase();
                if let Some(first) = bytes.first_mut() {
                    first.make_ascii_uppercase();
                }
            }
            "swapcase" => {
                for byte in &mut bytes {
                    if byte.is_ascii_alphabetic() {
                        *byte ^= 0x20;
                    }
                }
            }
            _ => {
                let mut in_word = false;
                for byte in &mut bytes {
                    if in_word {
                        byte.make_ascii_lowercase();
                    } else {
                        byte.make_ascii_uppercase();
                    }
                    in_word = byte.is_ascii_alphabetic();
                }
            }
        }
        if self.kind == Kind::Str && bytes == self.own {
            return self.part(self.own);
        }
        self.made(bytes)
    }
}
