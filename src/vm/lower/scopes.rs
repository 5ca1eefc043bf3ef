//! Where in a source the walk is: what the checker of the parser crate asks for.

#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ExprContext, PythonVersion, Stmt};
use ruff_python_parser::semantic_errors::{
    LazyImportContext, SemanticSyntaxContext, SemanticSyntaxError,
};
use ruff_text_size::{Ranged, TextRange};

/// The version whose grammar is asked for.
pub const VERSION: PythonVersion = PythonVersion::PY312;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Module,
    Class,
    Function {
        is_async: bool,
    },
    Lambda,
    /// A list, set or dict comprehension.
    Comprehension {
        is_async: bool,
    },
    Generator,
}

/// A namespace of the source.
#[derive(Debug)]
pub struct Scope {
    pub kind: Kind,
    pub names: Names,
    pub parameters: HashSet<String>,
    /// `for` and `while` around the statement, in this scope.
    pub loops: u32,
}

/// What the statements of one scope say about its names.
#[derive(Debug, Default)]
pub struct Names {
    pub globals: HashMap<String, TextRange>,
    pub bound: HashSet<String>,
    pub yields: bool,
}

impl Names {
    pub fn of(body: &[Stmt]) -> Names {
        let mut names = Names::default();
        for stmt in body {
            names.visit_stmt(stmt);
        }
        names
    }

    fn bind(&mut self, name: &str) {
        if !self.bound.contains(name) {
            self.bound.insert(name.to_owned());
        }
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                self.bind(&def.name);
                for decorator in &def.decorator_list {
                    self.visit_decorator(decorator);
                }
                for default in
                    def.parameters.iter_non_variadic_params().filter_map(|one| one.default())
                {
                    self.visit_expr(default);
                }
            }
            Stmt::ClassDef(class) => {
                self.bind(&class.name);
                for decorator in &class.decorator_list {
                    self.visit_decorator(decorator);
                }
                if let Some(arguments) = &class.arguments {
                    self.visit_arguments(arguments);
                }
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    self.globals.entry(name.to_string()).or_insert(stmt.range());
                }
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let first = alias.name.split('.').next().unwrap_or_default();
                    self.bind(alias.asname.as_deref().unwrap_or(first));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    self.bind(alias.asname.as_deref().unwrap_or(&alias.name));
                }
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => {
                if name.ctx != ExprContext::Load {
                    self.bind(&name.id);
                }
            }
            Expr::Lambda(_) => {}
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.yields = true;
                visitor::walk_expr(self, expr);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }

    fn visit_comprehension(&mut self, comprehension: &'a ast::Comprehension) {
        self.visit_expr(&comprehension.iter);
        for test in &comprehension.ifs {
            self.visit_expr(test);
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(one) = handler;
        if let Some(name) = &one.name {
            self.bind(name);
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a ast::Pattern) {
        let name = match pattern {
            ast::Pattern::MatchAs(one) => one.name.as_ref(),
            ast::Pattern::MatchStar(one) => one.name.as_ref(),
            ast::Pattern::MatchMapping(one) => one.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name);
        }
        visitor::walk_pattern(self, pattern);
    }
}

/// The scopes around the walk, and what the checker found.
#[derive(Debug)]
pub struct Scopes<'s> {
    pub source: &'s str,
    pub stack: Vec<Scope>,
    pub postponed: bool,
    pub errors: RefCell<Vec<SemanticSyntaxError>>,
}

impl Scopes<'_> {
    pub fn push(&mut self, kind: Kind, names: Names, parameters: HashSet<String>) {
        self.stack.push(Scope { kind, names, parameters, loops: 0 });
    }

    pub fn kind(&self) -> Kind {
        self.stack.last().map_or(Kind::Module, |scope| scope.kind)
    }

    /// The scope that statements here belong to: no comprehension.
    pub fn body(&self) -> Kind {
        self.kinds()
            .find(|kind| !matches!(kind, Kind::Comprehension { .. } | Kind::Generator))
            .unwrap_or(Kind::Module)
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.stack.iter().rev().map(|scope| scope.kind)
    }
}

impl SemanticSyntaxContext for Scopes<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        self.postponed
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        None
    }

    fn python_version(&self) -> PythonVersion {
        VERSION
    }

    fn source(&self) -> &str {
        self.source
    }

    fn global(&self, name: &str) -> Option<TextRange> {
        let scope = self.stack.last()?;
        if matches!(scope.kind, Kind::Function { .. } | Kind::Class) {
            return scope.names.globals.get(name).copied();
        }
        None
    }

    fn has_nonlocal_binding(&self, name: &str) -> bool {
        if name == "__class__" && self.kinds().any(|kind| kind == Kind::Class) {
            return true;
        }
        let outer = self.stack.iter().rev().skip(1);
        outer
            .filter(|scope| matches!(scope.kind, Kind::Function { .. } | Kind::Lambda))
            .any(|scope| scope.names.bound.contains(name) || scope.parameters.contains(name))
    }

    fn in_async_context(&self) -> bool {
        for kind in self.kinds() {
            match kind {
                Kind::Class | Kind::Lambda | Kind::Module => return false,
                Kind::Function { is_async } => return is_async,
                Kind::Comprehension { .. } | Kind::Generator => {}
            }
        }
        false
    }

    fn in_await_allowed_context(&self) -> bool {
        for kind in self.kinds() {
            match kind {
                Kind::Class | Kind::Module => return false,
                Kind::Function { .. } | Kind::Lambda => return true,
                Kind::Comprehension { .. } | Kind::Generator => {}
            }
        }
        false
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(self.kind(), Kind::Function { .. } | Kind::Lambda)
    }

    fn in_sync_comprehension(&self) -> bool {
        self.kinds()
            .take_while(|kind| matches!(kind, Kind::Comprehension { .. } | Kind::Generator))
            .any(|kind| kind == Kind::Comprehension { is_async: false })
    }

    fn in_class_body_comprehension(&self) -> bool {
        self.body() == Kind::Class
    }

    fn in_module_scope(&self) -> bool {
        self.stack.len() == 1
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.kind(), Kind::Function { .. })
    }

    fn in_generator_context(&self) -> bool {
        self.kinds().any(|kind| kind == Kind::Generator)
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.errors.borrow_mut().push(error);
    }

    fn in_loop_context(&self) -> bool {
        self.stack.last().is_some_and(|scope| scope.loops > 0)
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        self.stack.last().is_some_and(|scope| scope.parameters.contains(name))
    }
}
