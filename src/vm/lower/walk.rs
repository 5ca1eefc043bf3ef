//! The walk over the syntax tree, which checks it and records what is to be changed.

#![forbid(unsafe_code)]

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Parameters, Stmt};
use ruff_python_parser::semantic_errors::SemanticSyntaxChecker;
use ruff_text_size::Ranged;

use super::depth;
use super::descriptions;
use super::edits::Edits;
use super::scopes::{Kind, Names, Scopes};

/// Where a node is.
pub fn span(node: &impl Ranged) -> Range<usize> {
    let range = node.range();
    range.start().into()..range.end().into()
}

/// A token's place.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub start: usize,
    pub end: usize,
}

/// One walk.
pub struct Pass<'a> {
    pub source: &'a str,
    pub tokens: &'a [Token],
    pub edits: Edits,
    pub scopes: Scopes<'a>,
    checker: SemanticSyntaxChecker,
    /// Whether the parts of the source that need a look ahead are there at all.
    look_ahead: bool,
    /// The classes around, as private names begin with; empty where a class has none.
    classes: Vec<String>,
    /// Whether they are enumerations, by the names of their bases.
    pub enumerations: Vec<bool>,
    /// Names of type parameters around.
    pub type_parameters: Vec<String>,
    /// Whether the values of annotations are texts.
    pub postponed: bool,
    /// Whether functions keep their docstrings and annotations.
    pub describes: bool,
    depth: u32,
    /// The syntax tree is deeper than its tokens said.
    pub too_deep: bool,
    /// What cannot be lowered, and where.
    pub refused: Option<(Range<usize>, String)>,
    private_names: bool,
    groups: usize,
    /// Whether the handlers have names already, in their edits.
    in_group: bool,
    pub rebound: HashMap<String, bool>,
}

impl<'a> Pass<'a> {
    pub fn new(source: &'a str, tokens: &'a [Token]) -> Pass<'a> {
        let postponed = source.contains("from __future__ import annotations");
        let words = [
            ["global", "nonlocal", "async", "locals", "vars"],
            ["dir", "if False", "if 0", "while False", "while 0"],
        ];
        let scopes = Scopes { source, stack: Vec::new(), postponed, errors: Vec::new().into() };
        Pass {
            source,
            tokens,
            edits: Edits::default(),
            scopes,
            checker: SemanticSyntaxChecker::new(),
            look_ahead: words.as_flattened().iter().any(|word| source.contains(word)),
            classes: Vec::new(),
            enumerations: Vec::new(),
            type_parameters: Vec::new(),
            postponed,
            describes: descriptions::ASKS.iter().any(|word| source.contains(word)),
            depth: 0,
            too_deep: false,
            refused: None,
            private_names: source.contains("__") && source.contains("class"),
            groups: 0,
            in_group: false,
            rebound: HashMap::new(),
        }
    }

    pub fn module(&mut self, body: &'a [Stmt]) {
        let names = self.look(body);
        self.scopes.push(Kind::Module, names, HashSet::new());
        self.visit_body(body);
        self.scopes.stack.pop();
    }

    pub fn expression(&mut self, expr: &'a Expr) {
        self.scopes.push(Kind::Module, Names::default(), HashSet::new());
        self.visit_expr(expr);
        self.scopes.stack.pop();
    }

    fn look(&self, body: &[Stmt]) -> Names {
        if self.look_ahead { Names::of(body) } else { Names::default() }
    }

    /// The first token of a kind at or after a place.
    pub fn token_from(&self, at: usize, kind: TokenKind) -> Option<Place> {
        let first = self.tokens.partition_point(|token| usize::from(token.start()) < at);
        let token = self.tokens[first..].iter().find(|token| token.kind() == kind)?;
        Some(Place { start: token.start().into(), end: token.end().into() })
    }

    /// The tokens from one place to another that are no blank lines and no comments.
    pub fn tokens_in(
        &self,
        range: Range<usize>,
    ) -> impl Iterator<Item = (TokenKind, Place)> + use<'a> {
        let tokens = self.tokens;
        let first = tokens.partition_point(|token| usize::from(token.start()) < range.start);
        tokens[first..]
            .iter()
            .take_while(move |token| usize::from(token.start()) < range.end)
            .filter(|token| {
                !matches!(token.kind(), TokenKind::NonLogicalNewline | TokenKind::Comment)
            })
            .map(|token| {
                (token.kind(), Place { start: token.start().into(), end: token.end().into() })
            })
    }

    /// As many line ends as a part of the source has.
    pub fn lines(&self, range: Range<usize>) -> String {
        "\n".repeat(line_ends(&self.source[range]))
    }

    /// A number for the next group of exceptions.
    pub fn groups(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    /// Says that something cannot be lowered.
    pub fn refuse(&mut self, range: Range<usize>, why: &str) {
        self.refused.get_or_insert((range, why.to_owned()));
    }

    /// A name as it is called inside of the classes around.
    pub fn private(&self, name: &str) -> String {
        match self.mangled(name) {
            Some(long) => long,
            None => name.to_owned(),
        }
    }

    fn mangled(&self, name: &str) -> Option<String> {
        if !self.private_names
            || !name.starts_with("__")
            || name.ends_with("__")
            || name.contains('.')
        {
            return None;
        }
        let class = self.classes.last().filter(|class| !class.is_empty())?;
        Some(format!("_{class}{name}"))
    }

    /// Gives a name at a place the class's name, if it is private.
    pub(super) fn rename(&mut self, name: &str, at: Range<usize>) {
        if let Some(long) = self.mangled(name) {
            self.edits.replace(at, long);
        }
    }

    pub(super) fn rename_identifier(&mut self, name: &ast::Identifier) {
        self.rename(name, span(name));
    }

    pub(super) fn parameters(&mut self, parameters: &'a Parameters, names: Names, kind: Kind) {
        let held = parameters.iter().map(|one| one.name().to_string()).collect();
        self.scopes.push(kind, names, held);
        for parameter in parameters {
            self.rename_identifier(parameter.name());
        }
    }

    /// Default values and annotations, which belong to the scope around.
    pub(super) fn around_parameters(&mut self, parameters: &'a Parameters) {
        for one in parameters {
            if let Some(annotation) = one.annotation() {
                self.annotation(annotation);
            }
            if let Some(default) = one.default() {
                self.visit_expr(default);
            }
        }
    }

    fn annotation(&mut self, annotation: &'a Expr) {
        if annotation.is_starred_expr() {
            self.edits.replace(span(annotation), "object");
            return;
        }
        self.visit_expr(annotation);
    }

    fn function(&mut self, def: &'a ast::StmtFunctionDef) {
        let moved = self.describe(def);
        for decorator in &def.decorator_list {
            self.decorator(decorator);
            self.visit_expr(&decorator.expression);
        }
        self.rename_identifier(&def.name);
        let outer = self.type_parameters.len();
        self.function_type_parameters(def);
        self.around_parameters(&def.parameters);
        if let Some(returns) = &def.returns {
            self.annotation(returns);
        }
        let names = self.look(&def.body);
        self.parameters(&def.parameters, names, Kind::Function { is_async: def.is_async });
        self.parameters_of(def, moved);
        self.visit_body(&def.body);
        self.scopes.stack.pop();
        self.type_parameters.truncate(outer);
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) {
        for decorator in &class.decorator_list {
            self.decorator(decorator);
            self.visit_expr(&decorator.expression);
        }
        self.rename_identifier(&class.name);
        let outer = self.type_parameters.len();
        self.class_type_parameters(class);
        if let Some(arguments) = &class.arguments {
            self.arguments(arguments, true);
            for base in &arguments.args {
                self.visit_expr(base);
            }
            for keyword in &arguments.keywords {
                self.visit_expr(&keyword.value);
            }
        }
        self.classes.push(class.name.trim_start_matches('_').to_owned());
        let names = self.look(&class.body);
        self.scopes.push(Kind::Class, names, HashSet::new());
        self.class_body(class);
        self.visit_body(&class.body);
        self.scopes.stack.pop();
        self.enumerations.pop();
        self.classes.pop();
        self.type_parameters.truncate(outer);
    }

    fn in_loop(&mut self, body: &'a [Stmt]) {
        if let Some(scope) = self.scopes.stack.last_mut() {
            scope.loops += 1;
        }
        self.visit_body(body);
        if let Some(scope) = self.scopes.stack.last_mut() {
            scope.loops -= 1;
        }
    }

    fn deeper(&mut self) -> bool {
        self.depth += 1;
        if self.depth > depth::MOST + 100 {
            self.too_deep = true;
        }
        !self.too_deep
    }

    fn statement(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::For(one) => {
                self.for_statement(one);
                self.visit_expr(&one.iter);
                self.visit_expr(&one.target);
                self.in_loop(&one.body);
                self.visit_body(&one.orelse);
            }
            Stmt::While(one) => {
                self.never(&one.test, &one.body);
                self.visit_expr(&one.test);
                self.in_loop(&one.body);
                self.visit_body(&one.orelse);
            }
            Stmt::If(one) => {
                self.never(&one.test, &one.body);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::With(one) => {
                self.with_statement(one);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::Try(one) => {
                self.try_statement(one);
                let outer = std::mem::replace(&mut self.in_group, one.is_star);
                visitor::walk_stmt(self, stmt);
                self.in_group = outer;
            }
            Stmt::Match(one) => {
                self.match_statement(one);
                self.visit_expr(&one.subject);
                for case in &one.cases {
                    if let Some(guard) = &case.guard {
                        self.visit_expr(guard);
                    }
                    self.visit_body(&case.body);
                }
            }
            Stmt::Raise(one) => {
                self.raise_statement(one);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::TypeAlias(one) => {
                self.type_alias(one);
                self.scopes.push(Kind::Lambda, Names::default(), HashSet::new());
                self.visit_expr(&one.value);
                self.scopes.stack.pop();
            }
            Stmt::AnnAssign(one) => {
                self.annotated(one);
                self.visit_expr(&one.target);
                self.annotation(&one.annotation);
                if let Some(value) = &one.value {
                    self.visit_expr(value);
                }
            }
            Stmt::Assign(one) => {
                self.assigned(one);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::Expr(one) if one.value.is_starred_expr() => {
                self.refuse(span(&*one.value), "can't use starred expression here");
            }
            Stmt::Global(one) => one.names.iter().for_each(|name| self.rename_identifier(name)),
            Stmt::Nonlocal(one) => one.names.iter().for_each(|name| self.rename_identifier(name)),
            Stmt::Import(one) => self.aliases(&one.names),
            Stmt::ImportFrom(one) => self.aliases(&one.names),
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn aliases(&mut self, names: &'a [ast::Alias]) {
        for alias in names {
            match &alias.asname {
                Some(name) => self.rename_identifier(name),
                None if self.mangled(&alias.name).is_some() => {
                    let long = self.private(&alias.name);
                    self.edits.after(span(alias).end, format!(" as {long}"));
                }
                None => {}
            }
        }
    }
}

impl<'a> Visitor<'a> for Pass<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.checker.visit_stmt(stmt, &self.scopes);
        if self.deeper() {
            self.statement(stmt);
        }
        self.depth -= 1;
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(one) = handler;
        if let Some(name) = one.name.as_ref().filter(|_| !self.in_group) {
            self.rename_identifier(name);
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.checker.visit_expr(expr, &self.scopes);
        if self.deeper() {
            self.expression_inside(expr);
        }
        self.depth -= 1;
    }
}

/// Line ends as the guest's compiler counts them.
pub fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .filter(|&at| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
        .count()
}
