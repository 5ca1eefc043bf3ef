//! The walk through expressions.

#![forbid(unsafe_code)]

use std::collections::HashSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr};

use super::scopes::{Kind, Names};
use super::walk::{Pass, span};

impl<'a> Pass<'a> {
    /// Records what becomes of an expression, then of its parts.
    pub(super) fn expression_inside(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Named(one) => {
                self.named(one);
                visitor::walk_expr(self, expr);
            }
            Expr::Name(name) => self.rename(&name.id, span(name)),
            Expr::Attribute(one) => {
                self.attribute(one);
                self.visit_expr(&one.value);
                self.rename_identifier(&one.attr);
            }
            Expr::Lambda(lambda) => {
                self.lambda(lambda);
                match &lambda.parameters {
                    Some(parameters) => {
                        self.around_parameters(parameters);
                        self.parameters(parameters, Names::default(), Kind::Lambda);
                    }
                    None => self.scopes.push(Kind::Lambda, Names::default(), HashSet::new()),
                }
                self.visit_expr(&lambda.body);
                self.scopes.stack.pop();
            }
            Expr::ListComp(one) => {
                let kind = Kind::Comprehension { is_async: is_async(&one.generators) };
                self.async_comprehension(expr, &one.generators);
                self.comprehension(&one.generators, kind, [Some(&one.elt), None]);
            }
            Expr::SetComp(one) => {
                let kind = Kind::Comprehension { is_async: is_async(&one.generators) };
                self.async_comprehension(expr, &one.generators);
                self.comprehension(&one.generators, kind, [Some(&one.elt), None]);
            }
            Expr::DictComp(one) => {
                let kind = Kind::Comprehension { is_async: is_async(&one.generators) };
                self.async_comprehension(expr, &one.generators);
                self.comprehension(&one.generators, kind, [one.key.as_deref(), Some(&one.value)]);
            }
            Expr::Generator(one) => {
                self.async_comprehension(expr, &one.generators);
                self.comprehension(&one.generators, Kind::Generator, [Some(&one.elt), None]);
            }
            Expr::Call(call) => {
                self.arguments(&call.arguments, false);
                self.code_call(call);
                self.own_names(call);
                self.visit_expr(&call.func);
                for argument in &call.arguments.args {
                    self.visit_expr(argument);
                }
                for keyword in &call.arguments.keywords {
                    if let Some(name) = &keyword.arg {
                        self.rename_identifier(name);
                    }
                    self.visit_expr(&keyword.value);
                }
            }
            Expr::FString(one) => {
                self.f_string(one);
                visitor::walk_expr(self, expr);
            }
            Expr::StringLiteral(one) => self.string(one),
            Expr::BytesLiteral(one) => self.bytes(one),
            Expr::Yield(one) => {
                self.yield_expression(one);
                visitor::walk_expr(self, expr);
            }
            _ => {
                self.display(expr);
                visitor::walk_expr(self, expr);
            }
        }
    }

    fn comprehension(
        &mut self,
        generators: &'a [ast::Comprehension],
        kind: Kind,
        parts: [Option<&'a Expr>; 2],
    ) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.scopes.push(kind, Names::default(), HashSet::new());
        for (at, one) in generators.iter().enumerate() {
            if at > 0 {
                self.visit_expr(&one.iter);
            }
            self.visit_expr(&one.target);
            for test in &one.ifs {
                self.visit_expr(test);
            }
        }
        for part in parts.into_iter().flatten() {
            self.visit_expr(part);
        }
        self.scopes.stack.pop();
    }
}

fn is_async(generators: &[ast::Comprehension]) -> bool {
    generators.iter().any(|one| one.is_async)
}
