//! What CPython says where another token was expected.

#![forbid(unsafe_code)]

use std::ops::Range;

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::brackets;
use super::faults::{Fault, line_of};
use super::messages::{Report, meant};
use super::targets;
use super::walk::span;

const PERHAPS_COMMA: &str = "invalid syntax. Perhaps you forgot a comma?";

impl Report<'_> {
    pub(super) fn expected(
        &self,
        range: Range<usize>,
        expected: TokenKind,
        found: TokenKind,
    ) -> Fault {
        let before = self.before(range.start);
        let end = before.map_or(range.start, |token| token.end().into());
        match (expected, found) {
            (TokenKind::Colon, TokenKind::Equal) => {
                let Some(left) = targets::find(self.tree, |place| place.end == end) else {
                    return self.generic(range);
                };
                let next = self.token(range.end).map_or(range.end, |token| token.start().into());
                let right =
                    targets::find(self.tree, |place| place.start == next && place.end > next);
                let end = right.map_or(range.end, |right| span(right).end);
                match left {
                    ruff_python_ast::Expr::Name(_) => self.at(
                        span(left).start..end,
                        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
                    ),
                    _ if targets::may_be_compared(left) => self.at(span(left), meant(left)),
                    _ => self.generic(range),
                }
            }
            (TokenKind::Colon, _) if self.in_dict(range.start) => {
                self.at(end - 1..end, "':' expected after dictionary key")
            }
            (TokenKind::Colon, _) => {
                let header = self.kind(self.statement(range.start));
                let always = matches!(
                    header,
                    TokenKind::Def
                        | TokenKind::Class
                        | TokenKind::Try
                        | TokenKind::Else
                        | TokenKind::Finally
                );
                if always || matches!(found, TokenKind::Newline | TokenKind::EndOfFile) {
                    return self.at(range, "expected ':'");
                }
                self.generic(range)
            }
            (TokenKind::Else, _) => {
                let left = targets::find(self.tree, |place| place.end == end);
                let from = left.map_or(range.start, |left| span(left).start);
                self.at(from..end, "expected 'else' after 'if' expression")
            }
            (TokenKind::Comma, TokenKind::Equal) => {
                let left = targets::find(self.tree, |place| place.end == end);
                match left {
                    Some(left) if targets::may_be_compared(left) => self.at(
                        span(left).start..range.end,
                        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
                    ),
                    _ => self.generic(range),
                }
            }
            (TokenKind::Comma, _) if found.as_augmented_assign_operator().is_some() => {
                let start =
                    self.statement(range.start).map_or(range.start, |token| token.start().into());
                self.at(start..end, "'tuple' is an illegal expression for augmented assignment")
            }
            (TokenKind::Comma | TokenKind::Rpar, TokenKind::Lpar)
                if self.kind(self.statement(range.start)) == TokenKind::Def =>
            {
                self.at(range, "Function parameters cannot be parenthesized")
            }
            (TokenKind::Comma | TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace, _) => {
                self.comma(range)
            }
            _ => self.generic(range),
        }
    }

    /// Two expressions beside each other inside of brackets.
    fn comma(&self, range: Range<usize>) -> Fault {
        let next = self.kind(self.token(range.start));
        let begins = matches!(
            next,
            TokenKind::Name
                | TokenKind::Int
                | TokenKind::Float
                | TokenKind::Complex
                | TokenKind::String
                | TokenKind::FStringStart
                | TokenKind::Lbrace
                | TokenKind::True
                | TokenKind::False
                | TokenKind::None
                | TokenKind::Lambda
                | TokenKind::Not
                | TokenKind::Await
                | TokenKind::Tilde
        );
        let before = self.before(range.start);
        let end = before.map_or(range.start, |token| usize::from(token.end()));
        // A name before a string looks like a prefix.
        let name_and_string = self.kind(before) == TokenKind::Name
            && matches!(next, TokenKind::String | TokenKind::FStringStart);
        let open = brackets::open_at(self.source, self.tokens, range.start).unwrap_or_default();
        let statement = self.kind(self.statement(range.start));
        let expressions = !matches!(
            statement,
            TokenKind::Def | TokenKind::Class | TokenKind::Import | TokenKind::From
        );
        let left = targets::find(self.tree, |place| place.end == end);
        let (Some(left), true, false, false, true) =
            (left, begins, name_and_string, open.is_empty(), expressions)
        else {
            return self.generic(range);
        };
        let everything =
            brackets::open_at(self.source, self.tokens, usize::MAX).unwrap_or_default();
        if let Some(open) = everything.last()
            && line_of(self.source, open.at) < line_of(self.source, range.start)
        {
            return self.at(open.at..open.at + 1, format!("'{}' was never closed", open.char));
        }
        let right = targets::find(self.tree, |place| place.start == range.start);
        self.at(span(left).start..right.map_or(range.end, |right| span(right).end), PERHAPS_COMMA)
    }

    pub(super) fn in_dict(&self, at: usize) -> bool {
        let open = brackets::open_at(self.source, self.tokens, at).unwrap_or_default();
        open.last().is_some_and(|open| open.char == '{')
    }
}
