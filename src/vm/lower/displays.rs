//! Displays, calls, comprehensions and other expressions.

#![forbid(unsafe_code)]

use ruff_python_ast::helpers::any_over_expr;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Arguments, Expr, ExprContext};

use super::edits::Piece;
use super::names;
use super::scopes::Kind;
use super::strings::quoted;
use super::walk::{Pass, span};

impl Pass<'_> {
    /// `[*a, b]` becomes a call with the same arguments.
    pub(super) fn display(&mut self, expr: &Expr) {
        let starred = |elements: &[Expr]| elements.iter().any(Expr::is_starred_expr);
        let range = span(expr);
        match expr {
            Expr::List(one) if one.ctx == ExprContext::Load && starred(&one.elts) => {
                self.enclose(range, names::MAKE_LIST);
            }
            Expr::Set(one) if starred(&one.elts) => self.enclose(range, names::MAKE_SET),
            Expr::Tuple(one) if one.ctx == ExprContext::Load && starred(&one.elts) => {
                if one.parenthesized {
                    self.enclose(range, names::MAKE_TUPLE);
                } else {
                    self.edits.before(range.start, format!("{}(", names::MAKE_TUPLE));
                    self.edits.after(range.end, ")");
                }
            }
            Expr::Dict(one) if one.items.iter().any(|item| item.key.is_none()) => self.dict(one),
            _ => {}
        }
    }

    /// Puts a call's brackets in the place of those of a display.
    fn enclose(&mut self, range: std::ops::Range<usize>, function: &str) {
        self.edits.replace(range.start..range.start + 1, format!("{function}("));
        self.edits.replace(range.end - 1..range.end, ")");
    }

    fn dict(&mut self, dict: &ast::ExprDict) {
        let range = span(dict);
        self.edits.replace(range.start..range.start + 1, format!("{}(", names::MAKE_DICT));
        let mut at = range.start + 1;
        let mut open = false;
        for item in &dict.items {
            let value = span(&item.value);
            match &item.key {
                Some(_) => {
                    if !open {
                        self.edits.before(at, "{");
                        open = true;
                    }
                }
                None => {
                    let Some(stars) = self.token_from(at, TokenKind::DoubleStar) else { return };
                    self.edits.replace(stars.start..stars.end, " ");
                }
            }
            let rest = self.tokens_in(value.end..range.end - 1);
            let comma = rest.into_iter().find(|(kind, _)| *kind == TokenKind::Comma);
            at = comma.map_or(range.end - 1, |(_, place)| place.start);
            let last = comma
                .is_none_or(|(_, place)| self.tokens_in(place.end..range.end - 1).next().is_none());
            let next_is_pair = !last
                && dict
                    .items
                    .iter()
                    .find(|next| span(&next.value).start > at)
                    .is_some_and(|next| next.key.is_some());
            if open && !next_is_pair {
                self.edits.after(at, "}");
                open = false;
            }
            at = comma.map_or(at, |(_, place)| place.end);
        }
        self.edits.replace(range.end - 1..range.end, ")");
    }

    /// `f(x=1, *a)`: what is positional comes first.
    pub(super) fn arguments(&mut self, arguments: &Arguments, _class: bool) {
        let first_keyword = arguments.keywords.iter().map(|one| span(one).start).min();
        let last_positional = arguments.args.iter().map(|one| span(one).start).max();
        let (Some(keyword), Some(positional)) = (first_keyword, last_positional) else { return };
        if positional < keyword {
            return;
        }
        let inner = span(arguments).start + 1..span(arguments).end - 1;
        let mut parts: Vec<(bool, std::ops::Range<usize>)> = Vec::new();
        let mut at = inner.start;
        let mut nodes: Vec<(usize, usize, bool)> = Vec::new();
        nodes.extend(arguments.args.iter().map(|one| (span(one).start, span(one).end, true)));
        nodes.extend(arguments.keywords.iter().map(|one| (span(one).start, span(one).end, false)));
        nodes.sort_unstable();
        for (_, end, is_positional) in nodes {
            let mut rest = self.tokens_in(end..inner.end);
            let comma = rest.find(|(kind, _)| *kind == TokenKind::Comma);
            let end = comma.map_or(inner.end, |(_, place)| place.start);
            parts.push((is_positional, at..end));
            at = comma.map_or(inner.end, |(_, place)| place.end);
        }
        let mut pieces = Vec::new();
        for wanted in [true, false] {
            for (is_positional, range) in &parts {
                if *is_positional == wanted {
                    pieces.push(Piece::Source(range.clone()));
                    pieces.push(Piece::Text(", ".to_owned()));
                }
            }
        }
        self.edits.rewrite(inner.start..at.max(inner.start), pieces);
    }

    /// Source text given to `exec`, `eval` and `compile` goes through the same pass.
    pub(super) fn code_call(&mut self, call: &ast::ExprCall) {
        let Expr::Name(name) = &*call.func else { return };
        let function = name.id.as_str();
        if !matches!(function, "exec" | "eval" | "compile") {
            return;
        }
        let arguments = &call.arguments;
        let Some(first) = arguments.args.first() else { return };
        if first.is_starred_expr() || first.is_generator_expr() {
            return;
        }
        let mode = match (function, arguments.find_argument_value("mode", 2)) {
            ("compile", Some(Expr::StringLiteral(mode))) => mode.value.to_str().to_owned(),
            ("compile", _) => "exec".to_owned(),
            _ => function.to_owned(),
        };
        let mode = if mode == "eval" { "eval" } else { "exec" };
        let file = match (function, arguments.find_argument_value("filename", 1)) {
            ("compile", Some(Expr::StringLiteral(file))) => {
                format!(", {}", quoted(file.value.to_str()))
            }
            _ => String::new(),
        };
        self.edits.before(span(first).start, format!("{}({function}, '{mode}', ", names::CODE));
        self.edits.after(span(first).end, format!("{file})"));
    }

    /// `locals()`, and `vars()` and `dir()` without an argument, in a function: there the guest knows the module's names
    /// only. Parameters come first, those with stars last among them, then the other names as they are met behind the
    /// last `def`.
    pub(super) fn own_names(&mut self, call: &ast::ExprCall) {
        let Expr::Name(name) = &*call.func else { return };
        if !matches!(name.id.as_str(), "locals" | "vars" | "dir") || !call.arguments.is_empty() {
            return;
        }
        let functions = self.scopes.stack.iter().rev();
        let Some(scope) = functions
            .take_while(|scope| !matches!(scope.kind, Kind::Class | Kind::Module))
            .find(|scope| matches!(scope.kind, Kind::Function { .. } | Kind::Lambda))
        else {
            return;
        };
        let at = span(call).start;
        let begin = self.source[..at].rfind("def ").unwrap_or(0);
        let met = |name: &String| {
            let found = self.source[begin..].match_indices(name.as_str()).map(|(at, _)| at);
            let mut whole = found.filter(|at| {
                let (left, right) = self.source[begin..].split_at(*at);
                let part = |c: char| c.is_alphanumeric() || c == '_';
                !left.ends_with(part) && !right[name.len()..].starts_with(part)
            });
            whole.next().unwrap_or(usize::MAX)
        };
        let mut known: Vec<&String> = scope.names.bound.iter().collect();
        known.retain(|name| {
            !scope.names.globals.contains_key(*name) && !scope.parameters.contains(*name)
        });
        let mut parameters: Vec<&String> = scope.parameters.iter().collect();
        let stars = |name: &String| {
            let before = &self.source[..begin.saturating_add(met(name)).min(self.source.len())];
            before.len() - before.trim_end_matches('*').len()
        };
        parameters.sort_by_cached_key(|name| (stars(name), met(name), (*name).clone()));
        known.sort_by_cached_key(|name| (met(name), (*name).clone()));
        let pairs: String = parameters
            .into_iter()
            .chain(known)
            .map(|name| format!("({}, lambda: {name}), ", quoted(name)))
            .collect();
        let range = span(call);
        let replaced = format!("{}({}, ({pairs}))", names::LOCALS, name.id);
        self.edits.rewrite(range, vec![Piece::Text(replaced)]);
    }

    /// `[x := x + y for y in z]`: the guest's compiler must see the name bound before it sees it used.
    pub(super) fn named(&mut self, named: &ast::ExprNamed) {
        let inside = matches!(self.scopes.kind(), Kind::Comprehension { .. } | Kind::Generator);
        let Expr::Name(target) = &*named.target else { return };
        let used = any_over_expr(
            &named.value,
            |one: &Expr| matches!(one, Expr::Name(name) if name.id == target.id),
        );
        if !inside || !used {
            return;
        }
        let name = self.private(&target.id);
        let range = span(named);
        let Some(equal) = self.token_from(span(target).end, TokenKind::ColonEqual) else { return };
        self.edits.before(equal.end, format!(" {} and ({name} := 0) or (", names::FALSE));
        self.edits.after(range.end, ")");
    }

    /// `1.0.real`: the guest's compiler takes a number with a point behind it for a wrong number.
    pub(super) fn attribute(&mut self, attribute: &ast::ExprAttribute) {
        if attribute.value.is_number_literal_expr() {
            let range = span(&*attribute.value);
            self.edits.before(range.start, "(");
            self.edits.after(range.end, ")");
        }
    }

    pub(super) fn lambda(&mut self, lambda: &ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.drop_slash(parameters);
        }
    }
}
