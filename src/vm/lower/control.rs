//! Statements: `with`, `try`, `raise`, and conditions that are never true.

#![forbid(unsafe_code)]

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, ExceptHandler, Expr, Number, Stmt};

use super::edits::Piece;
use super::names;
use super::scopes::Names;
use super::walk::{Pass, line_ends, span};

impl Pass<'_> {
    /// `with (a as b, c as d):` loses its brackets; its lines are joined.
    pub(super) fn with_statement(&mut self, with: &ast::StmtWith) {
        let Some(word) = self.token_from(span(with).start, TokenKind::With) else { return };
        let (Some(first), Some(last)) = (with.items.first(), with.items.last()) else { return };
        let Some((TokenKind::Lpar, open)) = self.tokens_in(word.end..usize::MAX).next() else {
            return;
        };
        // The bracket belongs to the statement if what it encloses is more than one expression.
        if span(first).start < open.end {
            return;
        }
        let Some(colon) = self.token_from(span(last).end, TokenKind::Colon) else { return };
        let Some(close) = self
            .tokens_in(span(last).end..colon.start)
            .filter(|(kind, _)| *kind == TokenKind::Rpar)
            .last()
        else {
            return;
        };
        let mut depth = 0_u32;
        let mut several = false;
        for (kind, place) in self.tokens_in(open.start..colon.start) {
            match kind {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 && place.start != close.1.start {
                        return;
                    }
                }
                TokenKind::Comma | TokenKind::As if depth == 1 => several = true,
                _ => {}
            }
        }
        if !several {
            return;
        }
        let joined = |lines: usize| " \\\n".repeat(lines);
        let lines = |range: std::ops::Range<usize>| line_ends(&self.source[range]);
        let mut changes = Vec::new();
        let mut at = open.start;
        for (number, item) in with.items.iter().enumerate() {
            // An item may have brackets of its own, which are outside of its range.
            let range = span(item);
            let begin = self
                .tokens_in(at..range.start)
                .filter(|(kind, _)| *kind == TokenKind::Lpar)
                .map(|(_, place)| place.start)
                .nth(usize::from(number == 0))
                .unwrap_or(range.start);
            let text = if number == 0 { " " } else { ", " };
            changes.push((at..begin, format!("{text}{}", joined(lines(at..begin)))));
            let next = with.items.get(number + 1).map_or(colon.start, |next| span(next).start);
            let rest: Vec<_> = self.tokens_in(range.end..next).collect();
            at = rest
                .iter()
                .take_while(|(kind, place)| {
                    *kind == TokenKind::Rpar && place.start != close.1.start
                })
                .last()
                .map_or(range.end, |(_, place)| place.end);
        }
        changes.push((at..close.1.end, joined(lines(at..close.1.end))));
        for (range, text) in changes {
            self.edits.replace(range, text);
        }
    }

    /// `raise a from b`: the guest's compiler forgets the cause.
    pub(super) fn raise_statement(&mut self, raise: &ast::StmtRaise) {
        let (Some(exception), Some(cause)) = (&raise.exc, &raise.cause) else { return };
        let (exception, cause) = (span(&**exception), span(&**cause));
        let Some(from) = self.token_from(exception.end, TokenKind::From) else { return };
        self.edits.replace(
            span(raise).start..span(raise).start + "raise".len(),
            format!("raise {}(", names::CAUSE),
        );
        self.edits.replace(from.start..from.end, ",");
        self.edits.after(span(raise).end.max(cause.end), ")");
    }

    /// A `yield` under a condition that the guest's compiler leaves out makes a generator all the same.
    pub(super) fn never(&mut self, test: &Expr, body: &[Stmt]) {
        let is_false = match test {
            Expr::BooleanLiteral(one) => !one.value,
            Expr::NumberLiteral(one) => {
                matches!(&one.value, Number::Int(number) if number.as_u8() == Some(0))
            }
            _ => false,
        };
        if is_false && Names::of(body).yields {
            self.edits.replace(span(test), names::FALSE);
        }
    }

    /// `try` with `except*`:
    ///
    /// ```text
    /// try:                       with catch() as group:
    ///     body                       body
    /// except* A as e:            for e in group.take(A):
    ///     handler                    handler
    /// else:                      if group.none:
    ///     body                       body
    /// ```
    pub(super) fn try_statement(&mut self, one: &ast::StmtTry) {
        for handler in one.handlers.iter().rev().skip(1) {
            let ExceptHandler::ExceptHandler(inner) = handler;
            if inner.type_.is_none() {
                self.refuse(span(handler), "default 'except:' must be last");
            }
        }
        if !one.is_star {
            return;
        }
        if !one.finalbody.is_empty() {
            self.refuse(
                span(one),
                "'except*' with 'finally' is not supported: put one 'try' into another",
            );
            return;
        }
        let start = span(one).start;
        let group = format!("{}{}", names::GROUP, self.groups());
        self.edits
            .replace(start..start + "try".len(), format!("with {}() as {group}", names::CATCH));
        let count = one.handlers.len();
        for (number, handler) in one.handlers.iter().enumerate() {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let Some(kind) = handler.type_.as_ref().map(|kind| span(&**kind)) else { continue };
            let Some(colon) = self.token_from(
                handler.name.as_ref().map_or(kind.end, |name| span(name).end),
                TokenKind::Colon,
            ) else {
                continue;
            };
            let begin = span(handler).start;
            let name = match &handler.name {
                Some(name) => self.private(name),
                None => format!("{}e", names::HIDDEN),
            };
            let function = if number + 1 == count { "last" } else { "take" };
            let lines = self.lines(begin..colon.start).len();
            let inner = self.lines(kind.clone()).len();
            self.edits.rewrite(
                begin..colon.start,
                vec![
                    Piece::Text(format!("for {name} in {group}.{function}((")),
                    Piece::Source(kind),
                    Piece::Text(format!("){})", "\n".repeat(lines.saturating_sub(inner)))),
                ],
            );
        }
        if let (Some(first), Some(ExceptHandler::ExceptHandler(last))) =
            (one.orelse.first(), one.handlers.last())
        {
            let from = last.body.last().map_or(span(last).end, |stmt| span(stmt).end);
            let word =
                self.tokens_in(from..span(first).start).find(|(kind, _)| *kind == TokenKind::Else);
            if let Some((_, word)) = word {
                self.edits.replace(word.start..word.end, format!("if {group}.none"));
            }
        }
    }
}
