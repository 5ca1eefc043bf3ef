//! What CPython's tokenizer refuses: brackets that do not fit, indentation that cannot be compared.

#![forbid(unsafe_code)]

use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::Ranged;

use super::faults::{Fault, line_of};
use super::walk::span;

/// A bracket that is open.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    pub at: usize,
    pub char: char,
}

/// The brackets that are open before `end`, the innermost last, or the first one that does not fit.
pub fn open_at(source: &str, tokens: &[Token], end: usize) -> Result<Vec<Open>, Fault> {
    let mut open: Vec<Open> = Vec::new();
    for token in tokens {
        let at = usize::from(token.start());
        if at >= end {
            break;
        }
        let Some(char) = source.get(span(token)).and_then(|text| text.chars().next()) else {
            continue;
        };
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => open.push(Open { at, char }),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                let Some(last) = open.pop() else {
                    return Err(Fault::at(source, at..at, format!("unmatched '{char}'")));
                };
                let fits = matches!((last.char, char), ('(', ')') | ('[', ']') | ('{', '}'));
                if !fits {
                    let mut text = format!(
                        "closing parenthesis '{char}' does not match opening parenthesis '{}'",
                        last.char
                    );
                    let line = line_of(source, last.at);
                    if line != line_of(source, at) {
                        text.push_str(&format!(" on line {line}"));
                    }
                    return Err(Fault::at(source, at..at, text));
                }
            }
            _ => {}
        }
    }
    Ok(open)
}

/// Whether the indentation of some line depends on how wide a tab is.
pub fn tabs(source: &str, tokens: &[Token]) -> Option<Fault> {
    if !source.contains('\t') {
        return None;
    }
    let mut levels = vec![(0_usize, 0_usize)];
    let mut begins = true;
    for token in tokens {
        match token.kind() {
            TokenKind::Newline => begins = true,
            TokenKind::NonLogicalNewline
            | TokenKind::Comment
            | TokenKind::Indent
            | TokenKind::Dedent => {}
            // An indentation that is wrong may be a token of its own.
            _ if source[span(token)].trim().is_empty() => {}
            _ if begins => {
                begins = false;
                let at = usize::from(token.start());
                let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
                let (mut wide, mut narrow) = (0, 0);
                for byte in source[start..at].bytes() {
                    match byte {
                        b'\t' => (wide, narrow) = ((wide / 8 + 1) * 8, narrow + 1),
                        b'\x0c' => (wide, narrow) = (0, 0),
                        _ => (wide, narrow) = (wide + 1, narrow + 1),
                    }
                }
                while levels.len() > 1 && levels.last().is_some_and(|(last, _)| *last > wide) {
                    levels.pop();
                }
                let (last, last_narrow) = levels.last().copied().unwrap_or_default();
                let consistent =
                    if wide == last { narrow == last_narrow } else { narrow > last_narrow };
                if !consistent {
                    let text = "inconsistent use of tabs and spaces in indentation";
                    return Some(Fault::of("TabError", source, start..start, text));
                }
                if wide > last {
                    levels.push((wide, narrow));
                }
            }
            _ => {}
        }
    }
    None
}
