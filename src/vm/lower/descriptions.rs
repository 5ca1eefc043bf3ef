//! Docstrings and annotations of functions, which the guest's compiler forgets.
//!
//! They become a decorator. It needs a line: that of a docstring, which is no longer needed in the body, or an
//! empty one above. Annotations can also become a part of a decorator that is there. Only sources that ask for them are changed so.

#![forbid(unsafe_code)]

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use super::edits::Piece;
use super::names;
use super::strings::quoted;
use super::walk::{Pass, line_ends, span};

/// Words of sources that look at what functions say of themselves.
pub const ASKS: [&str; 9] = [
    "__doc__",
    "__annotations__",
    "help(",
    "getdoc",
    "get_type_hints",
    "get_annotations",
    "signature",
    "doctest",
    "singledispatch",
];

impl Pass<'_> {
    /// Keeps a function's docstring and annotations, if there is a line for that.
    ///
    /// Says whether the docstring is gone from the body.
    pub(super) fn describe(&mut self, def: &ast::StmtFunctionDef) -> bool {
        if !self.describes {
            return false;
        }
        let after = def.decorator_list.last().map_or(span(def).start, |last| span(last).end);
        let kind = if def.is_async { TokenKind::Async } else { TokenKind::Def };
        let Some(word) = self.token_from(after, kind) else { return false };
        let line = self.source[..word.start].rfind('\n').map_or(0, |end| end + 1);
        let indent = &self.source[line..word.start];
        if !indent.trim().is_empty() {
            return false;
        }
        let annotations = self.annotations(def);
        if let Some(text) = self.docstring(def) {
            let header = self.tokens_in(word.start..text.start);
            let colon = header.filter(|(kind, _)| *kind == TokenKind::Colon).last();
            let Some((_, colon)) = colon else {
                return false;
            };
            if line_ends(&self.source[colon.end..text.start]) != 1 {
                return false;
            }
            let only = def.body.len() == 1;
            let mut pieces =
                vec![Piece::Text(format!("@{}((", names::DESCRIBED)), Piece::Source(text.clone())];
            pieces.push(Piece::Text("), ".to_owned()));
            pieces.extend(annotations.unwrap_or_else(|| vec![Piece::Text("None".to_owned())]));
            pieces.push(Piece::Text(format!(")\n{indent}")));
            self.edits.rewrite(
                colon.end..text.end,
                vec![Piece::Text(if only { " pass" } else { "" }.to_owned())],
            );
            self.edits.rewrite(word.start..word.start, pieces);
            return true;
        }
        let Some(annotations) = annotations else { return false };
        // The innermost decorator gets what they have been added to.
        if let Some(decorator) = def.decorator_list.last() {
            let expression = span(&decorator.expression);
            let mut pieces = vec![Piece::Text(format!("{}(None, ", names::DESCRIBED))];
            pieces.extend(annotations);
            pieces.push(Piece::Text(", ".to_owned()));
            self.edits.rewrite(expression.start..expression.start, pieces);
            self.edits.after(expression.end, ")");
            return false;
        }
        let above = self.source[..line.saturating_sub(1)].rfind('\n').map_or(0, |end| end + 1);
        let empty = line > 0 && self.source[above..line].trim().is_empty();
        if !empty {
            return false;
        }
        let mut pieces = vec![Piece::Text(format!("{indent}@{}(None, ", names::DESCRIBED))];
        pieces.extend(annotations);
        pieces.push(Piece::Text(")\n".to_owned()));
        self.edits.rewrite(above..line, pieces);
        false
    }

    /// Where a docstring is that has its lines for itself.
    fn docstring(&self, def: &ast::StmtFunctionDef) -> Option<std::ops::Range<usize>> {
        let Some(Stmt::Expr(first)) = def.body.first() else { return None };
        let Expr::StringLiteral(_) = &*first.value else { return None };
        let range = span(first);
        let next = self.tokens.partition_point(|token| usize::from(token.start()) < range.end);
        let next = self.tokens.get(next)?;
        matches!(next.kind(), TokenKind::Newline | TokenKind::Comment).then_some(range)
    }

    /// A dict of the annotations.
    fn annotations(&self, def: &ast::StmtFunctionDef) -> Option<Vec<Piece>> {
        let mut pieces = vec![Piece::Text("{".to_owned())];
        let generic = !self.type_parameters.is_empty();
        let mut add = |name: &str, hint: &Expr| {
            let range = span(hint);
            let text = &self.source[range.clone()];
            pieces.push(Piece::Text(format!("'{name}': ")));
            pieces.push(match hint {
                _ if self.postponed || generic || text.contains('#') => Piece::Text(quoted(text)),
                Expr::Starred(_) => Piece::Text("object".to_owned()),
                _ => Piece::Flat(range),
            });
            pieces.push(Piece::Text(", ".to_owned()));
        };
        for one in &*def.parameters {
            if let Some(hint) = one.annotation() {
                add(one.name(), hint);
            }
        }
        if let Some(hint) = &def.returns {
            add("return", hint);
        }
        if pieces.len() == 1 {
            return None;
        }
        pieces.push(Piece::Text("}".to_owned()));
        Some(pieces)
    }
}
