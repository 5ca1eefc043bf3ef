//! Asynchronous generators and comprehensions.
//!
//! The guest has one kind of generator, which also serves for coroutines: `await` in it is `yield from`. So what
//! an asynchronous generator yields is marked, `async for` looks at the marks, and a comprehension that awaits
//! becomes a call of a coroutine with its parts as functions.

#![forbid(unsafe_code)]

use std::ops::Range;

use ruff_python_ast::helpers::any_over_expr;
use ruff_python_ast::{self as ast, Comprehension, Expr};

use super::edits::Piece;
use super::names;
use super::scopes::Kind;
use super::walk::{Pass, span};

impl Pass<'_> {
    pub(super) fn yield_expression(&mut self, one: &ast::ExprYield) {
        if self.scopes.kind() != (Kind::Function { is_async: true }) {
            return;
        }
        let range = span(one);
        if one.value.is_some() {
            self.edits.before(range.start + "yield".len(), format!(" {}((", names::YIELD));
            self.edits.after(range.end, "))");
        } else {
            self.edits.after(range.end, format!(" {}(None)", names::YIELD));
        }
    }

    pub(super) fn for_statement(&mut self, one: &ast::StmtFor) {
        if one.is_async {
            let range = span(&*one.iter);
            self.edits.before(range.start, format!("{}(", names::ITERATE));
            self.edits.after(range.end, ")");
        }
    }

    /// `[f(x) async for x in y if g(x)]` becomes
    /// `(await collect('list', 'F', (y), 'i', lambda x: (g(x)), 'd', lambda x: (f(x))))`; a function that awaits
    /// yields its marked value.
    pub(super) fn async_comprehension(&mut self, expr: &Expr, generators: &[Comprehension]) {
        let (kind, parts): (&str, Vec<&Expr>) = match expr {
            Expr::ListComp(one) => ("list", vec![&one.elt]),
            Expr::SetComp(one) => ("set", vec![&one.elt]),
            Expr::DictComp(one) => match &one.key {
                Some(key) => ("dict", vec![key, &one.value]),
                None => return,
            },
            Expr::Generator(one) => ("generator", vec![&one.elt]),
            _ => return,
        };
        let later = |at: usize, one: &Comprehension| at > 0 && has_await(&one.iter);
        let awaits = parts.iter().any(|part| has_await(part))
            || generators
                .iter()
                .enumerate()
                .any(|(at, one)| one.is_async || one.ifs.iter().any(has_await) || later(at, one));
        if !awaits {
            return;
        }
        let range = span(expr);
        let simple = |target: &Expr| match target {
            Expr::Name(_) => true,
            Expr::Tuple(tuple) => tuple.elts.iter().all(Expr::is_name_expr),
            _ => false,
        };
        if generators.iter().enumerate().any(|(at, one)| !simple(&one.target) || later(at, one)) {
            self.refuse(
                range,
                "this form of asynchronous comprehension is not supported: use a loop",
            );
            return;
        }
        let await_ = if kind == "generator" { "" } else { "await " };
        let mut pieces = vec![Piece::Text(format!("({await_}{}('{kind}'", names::COLLECT))];
        let mut targets: Vec<&Expr> = Vec::new();
        let mut kept = 0;
        for one in generators {
            let mode = if one.is_async { 'F' } else { 'f' };
            pieces.push(Piece::Text(format!(", '{mode}', ")));
            kept += self.part(&mut pieces, &targets, &one.iter);
            targets.push(&one.target);
            for test in &one.ifs {
                pieces.push(Piece::Text(format!(
                    ", '{}', ",
                    if has_await(test) { 'I' } else { 'i' }
                )));
                kept += self.part(&mut pieces, &targets, test);
            }
        }
        for part in parts {
            pieces.push(Piece::Text(format!(", '{}', ", if has_await(part) { 'D' } else { 'd' })));
            kept += self.part(&mut pieces, &targets, part);
        }
        let lines = self.lines(range.clone()).len();
        pieces.push(Piece::Text("\n".repeat(lines.saturating_sub(kept))));
        pieces.push(Piece::Text("))".to_owned()));
        self.edits.rewrite(range, pieces);
    }

    /// Adds an expression as a function of the targets so far; returns its line ends.
    fn part(&self, pieces: &mut Vec<Piece>, targets: &[&Expr], part: &Expr) -> usize {
        let range: Range<usize> = span(part);
        let plain = targets.iter().all(|target| target.is_name_expr());
        let mut behind = String::new();
        if plain && !targets.is_empty() {
            let names: Vec<&str> =
                targets.iter().map(|target| &self.source[span(*target)]).collect();
            pieces.push(Piece::Text(format!("lambda {}: ", names.join(", "))));
        } else if !targets.is_empty() {
            let names: Vec<String> =
                (0..targets.len()).map(|at| format!("{}{at}", names::HIDDEN)).collect();
            pieces.push(Piece::Text(format!("lambda {}: ", names.join(", "))));
            for (at, target) in targets.iter().enumerate() {
                let (parameters, star) = match target {
                    Expr::Tuple(tuple) => {
                        let names: Vec<&str> =
                            tuple.elts.iter().map(|one| &self.source[span(one)]).collect();
                        (names.join(", "), "*")
                    }
                    _ => (self.source[span(*target)].to_owned(), ""),
                };
                pieces.push(Piece::Text(format!("(lambda {parameters}: ")));
                behind.insert_str(0, &format!(")({star}{}{at})", names::HIDDEN));
            }
        }
        let lines = self.lines(range.clone()).len();
        // The guest's lambdas return nothing if they await.
        let awaited = has_await(part) && !targets.is_empty();
        let open = if awaited { format!("(yield {}((", names::YIELD) } else { "(".to_owned() };
        let close = if awaited { ")))" } else { ")" };
        pieces.push(Piece::Text(open));
        pieces.push(Piece::Source(range));
        pieces.push(Piece::Text(format!("{close}{behind}")));
        lines
    }
}

fn has_await(expr: &Expr) -> bool {
    any_over_expr(expr, |one: &Expr| one.is_await_expr())
}
