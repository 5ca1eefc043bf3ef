//! How much a source holds and how deeply it nests, before a tree is made of it.

#![forbid(unsafe_code)]

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};

/// Deepest nesting that is parsed here; what may nest more deeply is the guest's alone.
pub const MOST: u32 = 300;

/// Most tokens of a source that is parsed here: a tree takes some 100 bytes a token, and a confined worker has
/// little memory of its own.
const MOST_TOKENS: u32 = 100_000;

/// Whether a syntax tree of `source` may be deeper than [`MOST`], or too large.
///
/// The depth is an upper bound out of the tokens: what may nest once more counts, until the next comma or the end of the
/// statement.
pub fn too_much(source: &str) -> bool {
    // Of the bytes that may open a level or stand for an operator, few sources have that many.
    let candidates = source.bytes().filter(|byte| !matches!(byte, b'\n' | b',')).count();
    if candidates <= MOST as usize {
        return false;
    }
    let mut lexer = lexer::lex(source, Mode::Module);
    let mut levels: Vec<(u32, u32)> = vec![(0, 0)];
    let (mut total, mut indents) = (0_u32, 0_u32);
    let mut count = 0;
    loop {
        let kind = lexer.next_token();
        count += 1;
        if count > MOST_TOKENS {
            return true;
        }
        match kind {
            TokenKind::EndOfFile => return false,
            TokenKind::Indent => indents += 1,
            TokenKind::Dedent => indents = indents.saturating_sub(1),
            TokenKind::Newline | TokenKind::Semi => {
                levels.clear();
                levels.push((0, 0));
                total = 0;
            }
            TokenKind::Comma => {
                if let Some((operators, _)) = levels.last_mut() {
                    total -= *operators;
                    *operators = 0;
                }
            }
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                levels.push((1, 0));
                total += 1;
            }
            TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd => {
                if levels.len() > 1 {
                    let (operators, kept) = levels.pop().unwrap_or_default();
                    total -= operators + kept;
                }
                // A call or a subscript may follow another one.
                if let Some((operators, _)) = levels.last_mut() {
                    *operators += 1;
                    total += 1;
                }
            }
            // The commas of its parameters do not end it.
            TokenKind::Lambda => {
                if let Some((_, kept)) = levels.last_mut() {
                    *kept += 1;
                    total += 1;
                }
            }
            kind if kind.is_operator()
                || matches!(
                    kind,
                    TokenKind::Not
                        | TokenKind::If
                        | TokenKind::Else
                        | TokenKind::Await
                        | TokenKind::Yield
                        | TokenKind::And
                        | TokenKind::Or
                        | TokenKind::Dot
                        | TokenKind::Star
                        | TokenKind::DoubleStar
                ) =>
            {
                if let Some((operators, _)) = levels.last_mut() {
                    *operators += 1;
                    total += 1;
                }
            }
            _ => {}
        }
        if total + 2 * indents > MOST {
            return true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_is_counted() {
        for deep in [
            "(",
            "[",
            "{",
            "-",
            "not ",
            "lambda a, b: ",
            "f'{",
            "a.",
            "a+",
            "f(a)(",
            "1 if 1 else ",
        ] {
            assert!(too_much(&deep.repeat(400)), "{deep}");
        }
        assert!(too_much(&format!("x{}", "()".repeat(400))));
        let nested: String =
            (0..200).map(|level| format!("{}if 1:\n", " ".repeat(level))).collect();
        assert!(too_much(&nested));
    }

    #[test]
    fn what_is_long_is_not_deep() {
        for long in
            ["a = -b * c\n", "[-1, 2+3], ", "f(lambda x: -x); ", "if a:\n  b = [1]\nelif c:\n  d\n"]
        {
            assert!(!too_much(&long.repeat(400)), "{long}");
        }
        assert!(!too_much(&format!("x = [{}]", "(a.b, f(-1)), ".repeat(1000))));
        assert!(!too_much(&format!("x = '{}'", "a".repeat(4_000_000))));
        assert!(too_much(&"\u{1}".repeat(4_000_000)));
    }
}
