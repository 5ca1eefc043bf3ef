//! Expressions as CPython's messages call them.

#![forbid(unsafe_code)]

use std::ops::Range;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Mod, UnaryOp};

use super::walk::span;

/// What an expression is called.
pub fn kind(expr: &Expr) -> &'static str {
    match expr {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) | Expr::TString(_) => "f-string expression",
        Expr::BooleanLiteral(one) if one.value => "True",
        Expr::BooleanLiteral(_) => "False",
        Expr::NoneLiteral(_) => "None",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) => "literal",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        _ => "expression",
    }
}

/// Whether CPython asks if `==` was meant, where an `=` follows such an expression.
pub fn may_be_compared(expr: &Expr) -> bool {
    match expr {
        Expr::List(_)
        | Expr::Tuple(_)
        | Expr::Generator(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::BoolOp(_)
        | Expr::Compare(_)
        | Expr::If(_)
        | Expr::Lambda(_)
        | Expr::Starred(_)
        | Expr::Yield(_)
        | Expr::YieldFrom(_) => false,
        Expr::UnaryOp(one) => one.op != UnaryOp::Not,
        _ => true,
    }
}

/// The part of an expression that cannot be assigned to.
pub fn invalid_part(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => None,
        Expr::List(one) => one.elts.iter().find_map(invalid_part),
        Expr::Tuple(one) => one.elts.iter().find_map(invalid_part),
        Expr::Starred(one) => invalid_part(&one.value),
        other => Some(other),
    }
}

/// The largest expression that a condition on its place holds for.
pub fn find(tree: &Mod, wanted: impl Fn(&Range<usize>) -> bool) -> Option<&Expr> {
    struct Search<'t, F> {
        wanted: F,
        found: Option<&'t Expr>,
    }
    impl<'t, F: Fn(&Range<usize>) -> bool> Visitor<'t> for Search<'t, F> {
        fn visit_expr(&mut self, expr: &'t Expr) {
            if self.found.is_some() {
                return;
            }
            if (self.wanted)(&span(expr)) {
                self.found = Some(expr);
                return;
            }
            visitor::walk_expr(self, expr);
        }
    }
    let mut search = Search { wanted, found: None };
    match tree {
        Mod::Module(module) => search.visit_body(&module.body),
        Mod::Expression(one) => search.visit_expr(&one.body),
    }
    search.found
}
