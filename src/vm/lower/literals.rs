//! What is wrong with literals, brackets and indentation, in CPython's words.

#![forbid(unsafe_code)]

use std::ops::Range;

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{
    InterpolatedStringErrorType as FString, LexicalErrorType as Lexical, ParseError,
    ParseErrorType as Parse,
};
use ruff_text_size::Ranged;

use super::brackets;
use super::faults::{Fault, line_of};
use super::messages::Report;
use super::walk::span;

impl Report<'_> {
    /// What the tokenizer would refuse, and where.
    pub(super) fn lexical(&self, error: &ParseError) -> Option<(usize, Fault)> {
        let range = span(error);
        let Parse::Lexical(kind) = &error.error else { return None };
        let point = range.start..range.start;
        let fault = match kind {
            Lexical::UnclosedStringError => self.unterminated(&range, ""),
            Lexical::FStringError(FString::UnterminatedString) => self.unterminated(&range, "f-"),
            Lexical::FStringError(FString::UnterminatedTripleQuotedString) => {
                self.unterminated(&range, "f-")
            }
            Lexical::FStringError(FString::SingleRbrace) => {
                self.at(point, "f-string: single '}' is not allowed")
            }
            Lexical::FStringError(other) => self.at(range.clone(), format!("f-string: {other}")),
            Lexical::IndentationError => {
                let text = "unindent does not match any outer indentation level";
                Fault::of("IndentationError", self.source, range.clone(), text)
            }
            Lexical::UnrecognizedToken { tok } => match tok {
                '$' | '?' | '!' | '`' => self.at(range.clone(), "invalid syntax"),
                char => {
                    let text = format!("invalid character '{char}' (U+{:04X})", *char as u32);
                    self.at(point, text)
                }
            },
            Lexical::LineContinuationError => {
                self.at(point, "unexpected character after line continuation character")
            }
            Lexical::InvalidByteLiteral => {
                self.at(range.clone(), "bytes can only contain ASCII literal characters")
            }
            Lexical::UnicodeError
            | Lexical::MissingUnicodeLbrace
            | Lexical::MissingUnicodeRbrace => self.escape(&range),
            Lexical::OtherError(text) => self.number(&range, text),
            Lexical::Eof => {
                let open = brackets::open_at(self.source, self.tokens, usize::MAX);
                match open.map(|open| open.last().copied()) {
                    Ok(Some(open)) => {
                        self.at(open.at..open.at + 1, format!("'{}' was never closed", open.char))
                    }
                    Ok(None) => self.at(range.clone(), "unexpected EOF while parsing"),
                    Err(fault) => fault,
                }
            }
            _ => self.generic(range.clone()),
        };
        Some((range.start, fault))
    }

    fn unterminated(&self, range: &Range<usize>, prefix: &str) -> Fault {
        // Where an f-string does not end, the error may be at its middle: its beginning is looked for.
        let start = if prefix.is_empty() { range.start } else { self.f_string_start(range.start) };
        let opened = &self.source[start..];
        let quotes = opened.trim_start_matches(|char: char| char.is_ascii_alphabetic());
        let triple = quotes.starts_with("\"\"\"") || quotes.starts_with("'''");
        let last = if triple {
            line_of(self.source, self.source.trim_end_matches('\n').len())
        } else {
            line_of(self.source, range.start)
        };
        let kind = if triple { "triple-quoted " } else { "" };
        let text = format!("unterminated {kind}{prefix}string literal (detected at line {last})");
        self.at(start..start, text)
    }

    pub(super) fn f_string_start(&self, at: usize) -> usize {
        let before = self.tokens.partition_point(|token| usize::from(token.start()) <= at);
        let start = self.tokens[..before]
            .iter()
            .rev()
            .find(|token| token.kind() == TokenKind::FStringStart);
        start.map_or(at, |token| token.start().into())
    }

    /// A number that is none.
    fn number(&self, range: &Range<usize>, text: &str) -> Fault {
        let literal = &self.source[range.clone()];
        let lower = literal.to_ascii_lowercase();
        if text.contains("decimal") && lower.starts_with('0') {
            let text = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal \
                        integers";
            return self.at(range.start..range.start + 1, text);
        }
        let kind = match lower.get(..2) {
            Some("0x") => "hexadecimal",
            Some("0o") => "octal",
            Some("0b") => "binary",
            _ => "decimal",
        };
        self.at(range.end..range.end, format!("invalid {kind} literal"))
    }

    /// An escape in a string that means nothing.
    fn escape(&self, range: &Range<usize>) -> Fault {
        let at = range.start;
        let token = self.tokens.iter().find(|token| {
            let place = span(*token);
            place.start <= at && at <= place.end && place.end > place.start
        });
        let place = token.map_or(range.clone(), span);
        let text = &self.source[place.clone()];
        let quote = text.find(['\'', '"']).unwrap_or(0);
        let body = text[quote..].trim_start_matches(['\'', '"']);
        let begin = text.len() - quote - body.len();
        // The last backslash before the error is the one.
        let offset = at.saturating_sub(place.start).min(text.len());
        let Some(slash) = text.get(..offset.max(1)).and_then(|before| before.rfind('\\')) else {
            return self.at(place, "invalid syntax");
        };
        let (kind, hex) = match text.as_bytes().get(slash + 1) {
            Some(b'x') => ("truncated \\xXX escape", 2),
            Some(b'u') => ("truncated \\uXXXX escape", 4),
            Some(b'U') => ("truncated \\UXXXXXXXX escape", 8),
            _ if text[slash..].starts_with("\\N{") => ("unknown Unicode character name", 0),
            _ => ("malformed \\N character escape", 0),
        };
        let digits = text[slash + 2..].bytes().take(hex).take_while(u8::is_ascii_hexdigit).count();
        let first = slash.saturating_sub(quote + begin);
        let last = match text[slash..].find('}') {
            Some(end) if hex == 0 => first + end,
            _ => first + 1 + digits,
        };
        let text = format!(
            "(unicode error) 'unicodeescape' codec can't decode bytes in position {first}-{last}: {kind}"
        );
        self.at(place, text)
    }

    pub(super) fn f_string(&self, range: Range<usize>, kind: &FString) -> Fault {
        let text = match kind {
            FString::UnclosedLbrace => {
                let spec =
                    self.before(range.start).is_some_and(|token| token.kind() == TokenKind::Rbrace);
                let text = if spec { "expecting '}', or format specs" } else { "expecting '}'" };
                format!("f-string: {text}")
            }
            FString::InvalidConversionFlag => format!(
                "f-string: invalid conversion character '{}': expected 's', 'r', or 'a'",
                &self.source[range.clone()]
            ),
            FString::SingleRbrace => "f-string: single '}' is not allowed".to_owned(),
            other => format!("f-string: {other}"),
        };
        self.at(range, text)
    }

    pub(super) fn is_in_f_string(&self, at: usize) -> bool {
        let mut depth = 0_i32;
        for token in self.tokens.iter().take_while(|token| usize::from(token.start()) < at) {
            match token.kind() {
                TokenKind::FStringStart => depth += 1,
                TokenKind::FStringEnd => depth -= 1,
                _ => {}
            }
        }
        depth > 0
    }
}
