//! The text of a pattern, read token by token with a look at the next one.

#![forbid(unsafe_code)]

use super::text::points;
use super::{RegexError, Text};

/// One character, or a backslash and the character after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    Char(u32),
    Escape(u32),
}

impl Token {
    /// The token of one ASCII character.
    pub const fn ascii(byte: u8) -> Self {
        Self::Char(byte as u32)
    }

    /// Its characters in the pattern.
    pub fn len(self) -> usize {
        match self {
            Self::Char(_) => 1,
            Self::Escape(_) => 2,
        }
    }

    /// As it stands in the pattern.
    pub fn text(self) -> String {
        match self {
            Self::Char(point) => show(&[point]),
            Self::Escape(point) => format!("\\{}", show(&[point])),
        }
    }

    fn last(self) -> u32 {
        match self {
            Self::Char(point) | Self::Escape(point) => point,
        }
    }
}

/// A reader of a pattern or of a template.
#[derive(Debug)]
pub struct Source {
    points: Vec<u32>,
    /// Behind the next token.
    index: usize,
    pub next: Option<Token>,
    pub is_str: bool,
}

impl Source {
    pub fn new(text: Text<'_>) -> Result<Self, RegexError> {
        let is_str = text.is_str();
        let mut source = Self { points: points(text), index: 0, next: None, is_str };
        source.advance()?;
        Ok(source)
    }

    fn advance(&mut self) -> Result<(), RegexError> {
        let Some(&point) = self.points.get(self.index) else {
            self.next = None;
            return Ok(());
        };
        self.next = if point == u32::from(b'\\') {
            let Some(&escaped) = self.points.get(self.index + 1) else {
                return Err(RegexError::at("bad escape (end of pattern)", self.index));
            };
            Some(Token::Escape(escaped))
        } else {
            Some(Token::Char(point))
        };
        self.index += self.next.map_or(0, Token::len);
        Ok(())
    }

    /// Takes the next token.
    pub fn get(&mut self) -> Result<Option<Token>, RegexError> {
        let token = self.next;
        self.advance()?;
        Ok(token)
    }

    /// Takes the next token if it is this character.
    pub fn take(&mut self, byte: u8) -> Result<bool, RegexError> {
        let found = self.next == Some(Token::ascii(byte));
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    /// Whether the next token is a plain character that passes.
    pub fn next_is(&self, passes: impl Fn(u8) -> bool) -> bool {
        match self.next {
            Some(Token::Char(point)) => u8::try_from(point).is_ok_and(passes),
            _ => false,
        }
    }

    /// Takes up to `most` plain characters that pass.
    pub fn take_while(
        &mut self,
        most: usize,
        passes: impl Fn(u8) -> bool,
    ) -> Result<String, RegexError> {
        let mut found = String::new();
        while found.len() < most && self.next_is(&passes) {
            let Some(Token::Char(point)) = self.get()? else { break };
            found.extend(char::from_u32(point));
        }
        Ok(found)
    }

    /// Takes what stands before `end`, and the end; `what` is the name for complaints.
    pub fn until(&mut self, end: u8, what: &str) -> Result<Vec<u32>, RegexError> {
        let mut found = Vec::new();
        loop {
            let Some(token) = self.get()? else {
                let message = if found.is_empty() {
                    format!("missing {what}")
                } else {
                    format!("missing {}, unterminated name", char::from(end))
                };
                return Err(self.error(message, found.len()));
            };
            if token == Token::ascii(end) {
                if found.is_empty() {
                    return Err(self.error(format!("missing {what}"), 1));
                }
                return Ok(found);
            }
            if matches!(token, Token::Escape(_)) {
                found.push(u32::from(b'\\'));
            }
            found.push(token.last());
        }
    }

    /// Where the next token begins.
    pub fn tell(&self) -> usize {
        self.index - self.next.map_or(0, Token::len)
    }

    /// Goes back to a place that [`Self::tell`] named.
    pub fn seek(&mut self, place: usize) -> Result<(), RegexError> {
        self.index = place;
        self.advance()
    }

    /// An error `back` characters before the next token.
    pub fn error(&self, message: impl Into<String>, back: usize) -> RegexError {
        RegexError::at(message, self.tell().saturating_sub(back))
    }
}

/// Code points as text.
pub fn show(points: &[u32]) -> String {
    let shown = |&point: &u32| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
    points.iter().map(shown).collect()
}

/// Code points as `repr` shows a str.
pub fn show_repr(points: &[u32]) -> String {
    let text = show(points);
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for char in text.chars() {
        match char {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\\' => shown.push_str("\\\\"),
            _ if char == quote => shown.extend(['\\', char]),
            _ if char != ' ' && (char.is_control() || char.is_whitespace()) => {
                let point = u32::from(char);
                shown.push_str(&match point {
                    0..=0xFF => format!("\\x{point:02x}"),
                    _ => format!("\\u{point:04x}"),
                });
            }
            _ => shown.push(char),
        }
    }
    shown.push(quote);
    shown
}
