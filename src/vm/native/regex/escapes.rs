//! Escapes of a pattern.

#![forbid(unsafe_code)]

use super::RegexError;
use super::parse::{Member, Parser};
use super::set::{Category, Items};
use super::source::Token;
use super::tree::{At, Node};

/// The largest octal escape.
const MAX_OCTAL: u32 = 0o377;

/// The category that a letter after a backslash names, and whether the opposite is meant.
fn category(point: u32) -> Option<(Category, bool)> {
    let byte = u8::try_from(point).ok()?;
    let category = match byte.to_ascii_lowercase() {
        b'd' => Category::Decimal,
        b's' => Category::Space,
        b'w' => Category::Word,
        _ => return None,
    };
    Some((category, byte.is_ascii_uppercase()))
}

/// The control character that a letter after a backslash names.
fn control(point: u32) -> Option<u32> {
    Some(match u8::try_from(point).ok()? {
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'v' => 11,
        b'\\' => 92,
        _ => return None,
    })
}

fn is_octal(byte: u8) -> bool {
    matches!(byte, b'0'..=b'7')
}

fn octal(digits: &str) -> u32 {
    u32::from_str_radix(digits, 8).unwrap_or(u32::MAX)
}

impl Parser {
    /// Parses an escape outside of sets; its two characters are taken.
    pub fn escape(&mut self, point: u32) -> Result<Node, RegexError> {
        if let Some((category, opposite)) = category(point) {
            let mut items = Items::new(self.case());
            items.add_category(category, opposite, self.ascii());
            return Ok(Node::Set(items));
        }
        let at = match u8::try_from(point).unwrap_or(0) {
            b'A' => Some(At::TextStart),
            b'Z' => Some(At::TextEnd),
            b'b' => Some(At::Boundary { ascii: self.ascii(), negated: false }),
            b'B' => Some(At::Boundary { ascii: self.ascii(), negated: true }),
            _ => None,
        };
        if let Some(at) = at {
            return Ok(Node::At(at));
        }
        if let Some(point) = control(point) {
            return Ok(Node::Char(point, self.case()));
        }
        match u8::try_from(point).unwrap_or(b' ') {
            b'0' => {
                let digits = self.source.take_while(2, is_octal)?;
                Ok(Node::Char(octal(&format!("0{digits}")), self.case()))
            }
            byte if byte.is_ascii_digit() => self.reference_or_octal(byte),
            _ => Ok(Node::Char(self.letter(point)?, self.case())),
        }
    }

    /// Parses an escape in a set; its two characters are taken.
    pub fn set_escape(&mut self, point: u32) -> Result<Member, RegexError> {
        if let Some(point) = control(point) {
            return Ok(Member::Point(point));
        }
        if let Some((category, opposite)) = category(point) {
            return Ok(Member::Category(category, opposite));
        }
        match u8::try_from(point).unwrap_or(b' ') {
            byte if is_octal(byte) => {
                let digits = char::from(byte).to_string() + &self.source.take_while(2, is_octal)?;
                Ok(Member::Point(self.small_octal(&digits)?))
            }
            byte if byte.is_ascii_digit() => Err(self.bad_escape(point)),
            _ => self.letter(point).map(Member::Point),
        }
    }

    /// `\x41`, `\u0041`, `\U00000041`, or a character that is no letter.
    fn letter(&mut self, point: u32) -> Result<u32, RegexError> {
        let (letter, digits) = match u8::try_from(point).unwrap_or(b' ') {
            b'x' => ('x', 2),
            b'u' if self.source.is_str => ('u', 4),
            b'U' if self.source.is_str => ('U', 8),
            b'N' if self.source.is_str => {
                let message = "names of characters (\\N{...}) are not known here; use \\uXXXX";
                return Err(self.source.error(message, 2));
            }
            byte if byte.is_ascii_alphabetic() => return Err(self.bad_escape(point)),
            _ => return Ok(point),
        };
        let found = self.source.take_while(digits, |byte| byte.is_ascii_hexdigit())?;
        let back = found.len() + 2;
        if found.len() < digits {
            return Err(self.source.error(format!("incomplete escape \\{letter}{found}"), back));
        }
        match u32::from_str_radix(&found, 16) {
            Ok(value) if value <= 0x10_FFFF => Ok(value),
            _ => Err(self.source.error(format!("bad escape \\{letter}{found}"), back)),
        }
    }

    fn bad_escape(&self, point: u32) -> RegexError {
        self.source.error(format!("bad escape {}", Token::Escape(point).text()), 2)
    }

    fn small_octal(&self, digits: &str) -> Result<u32, RegexError> {
        let value = octal(digits);
        if value > MAX_OCTAL {
            let message = format!("octal escape value \\{digits} outside of range 0-0o377");
            return Err(self.source.error(message, digits.len() + 1));
        }
        Ok(value)
    }

    /// `\1` to `\99`, or three octal digits.
    fn reference_or_octal(&mut self, first: u8) -> Result<Node, RegexError> {
        let mut digits = char::from(first).to_string();
        digits += &self.source.take_while(1, |byte| byte.is_ascii_digit())?;
        if digits.len() == 2 && digits.bytes().all(is_octal) && self.source.next_is(is_octal) {
            digits += &self.source.take_while(1, is_octal)?;
            return Ok(Node::Char(self.small_octal(&digits)?, self.case()));
        }
        let group = digits.parse().unwrap_or(usize::MAX);
        if group >= self.widths.len() {
            let message = format!("invalid group reference {group}");
            return Err(self.source.error(message, digits.len()));
        }
        self.reference(group, digits.len() + 1)
    }

    /// A reference to a group that exists; `back` is where complaints point.
    pub fn reference(&mut self, group: usize, back: usize) -> Result<Node, RegexError> {
        if !self.is_closed(group) {
            return Err(self.source.error("cannot refer to an open group", back));
        }
        self.check_behind(group)?;
        Ok(Node::Reference(group, self.case()))
    }

    pub fn is_closed(&self, group: usize) -> bool {
        self.widths.get(group).is_some_and(Option::is_some)
    }

    /// Whether a look behind that we are in may ask for this group.
    pub fn check_behind(&self, group: usize) -> Result<(), RegexError> {
        let Some(from) = self.behind_from else { return Ok(()) };
        if !self.is_closed(group) {
            return Err(self.source.error("cannot refer to an open group", 0));
        }
        if group >= from {
            let message = "cannot refer to group defined in the same lookbehind subpattern";
            return Err(self.source.error(message, 0));
        }
        Ok(())
    }
}
