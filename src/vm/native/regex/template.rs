//! Replacement templates of `sub` and `expand`.

#![forbid(unsafe_code)]

use super::first::append;
use super::program::Program;
use super::source::{Source, Token, show, show_repr};
use super::unicode::is_identifier;
use super::{ErrorKind, RegexError, Text};

/// Part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text, in the encoding of the template.
    Literal(Vec<u8>),
    /// What a group matched.
    Group(usize),
}

/// A template, understood.
#[derive(Debug)]
pub struct Template(pub Vec<Piece>);

impl Template {
    /// Reads a template for the matches of `program`.
    pub fn parse(template: Text<'_>, program: &Program) -> Result<Self, RegexError> {
        if !template.raw().contains(&b'\\') {
            return Ok(Self(vec![Piece::Literal(template.raw().to_vec())]));
        }
        let source = Source::new(template)?;
        let mut reader = Reader { source, program, pieces: Vec::new(), literal: Vec::new() };
        while let Some(token) = reader.source.get()? {
            match token {
                Token::Char(point) => reader.char(point),
                Token::Escape(point) => reader.escape(point)?,
            }
        }
        reader.flush();
        Ok(Self(reader.pieces))
    }
}

struct Reader<'a> {
    source: Source,
    program: &'a Program,
    pieces: Vec<Piece>,
    literal: Vec<u8>,
}

fn is_octal(byte: u8) -> bool {
    matches!(byte, b'0'..=b'7')
}

impl Reader<'_> {
    fn char(&mut self, point: u32) {
        append(point, self.source.is_str, &mut self.literal);
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.pieces.push(Piece::Literal(std::mem::take(&mut self.literal)));
        }
    }

    fn group(&mut self, group: usize, back: usize) -> Result<(), RegexError> {
        if group > self.program.groups {
            return Err(self.source.error(format!("invalid group reference {group}"), back));
        }
        self.flush();
        self.pieces.push(Piece::Group(group));
        Ok(())
    }

    fn escape(&mut self, point: u32) -> Result<(), RegexError> {
        let byte = u8::try_from(point).unwrap_or(b' ');
        let control = match byte {
            b'g' => return self.named(),
            b'0' => {
                let digits = self.source.take_while(2, is_octal)?;
                self.char(u32::from_str_radix(&format!("0{digits}"), 8).unwrap_or(0) & 0xFF);
                return Ok(());
            }
            b'1'..=b'9' => return self.numbered(byte),
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'v' => 11,
            b'\\' => 92,
            _ if byte.is_ascii_alphabetic() => {
                let message = format!("bad escape {}", Token::Escape(point).text());
                return Err(self.source.error(message, 2));
            }
            _ => {
                self.char(u32::from(b'\\'));
                point
            }
        };
        self.char(control);
        Ok(())
    }

    /// `\1` to `\99`, or three octal digits.
    fn numbered(&mut self, first: u8) -> Result<(), RegexError> {
        let mut digits = char::from(first).to_string();
        digits += &self.source.take_while(1, |byte| byte.is_ascii_digit())?;
        if digits.len() == 2 && digits.bytes().all(is_octal) && self.source.next_is(is_octal) {
            digits += &self.source.take_while(1, is_octal)?;
            let value = u32::from_str_radix(&digits, 8).unwrap_or(u32::MAX);
            if value > 0o377 {
                let message = format!("octal escape value \\{digits} outside of range 0-0o377");
                return Err(self.source.error(message, digits.len() + 1));
            }
            self.char(value);
            return Ok(());
        }
        self.group(digits.parse().unwrap_or(usize::MAX), digits.len())
    }

    /// `\g<name>` or `\g<1>`.
    fn named(&mut self) -> Result<(), RegexError> {
        if !self.source.take(b'<')? {
            return Err(self.source.error("missing <", 0));
        }
        let name = self.source.until(b'>', "group name")?;
        let text = show(&name);
        let back = name.len() + 1;
        let bad = || format!("bad character in group name {}", show_repr(&name));
        if is_identifier(&name) {
            if !self.source.is_str && !text.is_ascii() {
                return Err(self.source.error(bad(), back));
            }
            let found = self.program.names.iter().find(|(known, _)| *known == text);
            let Some(&(_, group)) = found else {
                let message = format!("unknown group name {}", show_repr(&name));
                return Err(RegexError::of(ErrorKind::Index, message));
            };
            return self.group(group, back);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.source.error(bad(), back));
        }
        match text.parse() {
            Ok(group) => self.group(group, back),
            Err(_) => Err(self.source.error(format!("invalid group reference {text}"), back)),
        }
    }
}
