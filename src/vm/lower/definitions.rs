//! Functions and classes: parameters, annotations, type parameters, decorators.

#![forbid(unsafe_code)]

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Expr, Parameters, Stmt, TypeParam, TypeParams};

use super::edits::Piece;
use super::names;
use super::scopes::Kind;
use super::strings::quoted;
use super::walk::{Pass, span};

impl Pass<'_> {
    /// A decorator that is more than a dotted name and a call.
    pub(super) fn decorator(&mut self, decorator: &ast::Decorator) {
        fn dotted(expr: &Expr) -> bool {
            match expr {
                Expr::Name(_) => true,
                Expr::Attribute(one) => dotted(&one.value),
                _ => false,
            }
        }
        let range = span(decorator);
        let plain = match &decorator.expression {
            Expr::Call(call) => dotted(&call.func),
            other => dotted(other),
        };
        let first = self.tokens_in(range.start + 1..range.end).next();
        if plain && first.is_some_and(|(kind, _)| kind != TokenKind::Lpar) {
            return;
        }
        self.edits.before(range.start + 1, format!("{}(", names::DECORATE));
        self.edits.after(range.end, ")");
    }

    /// Takes out the `/` of a parameter list.
    pub(super) fn drop_slash(&mut self, parameters: &Parameters) {
        let Some(last) = parameters.posonlyargs.last() else { return };
        let Some(slash) = self.token_from(span(last).end, TokenKind::Slash) else { return };
        // With the comma before it: one behind it, or none, is as good.
        let comma =
            self.tokens_in(span(last).end..slash.start).find(|(kind, _)| *kind == TokenKind::Comma);
        if let Some((_, comma)) = comma {
            self.edits.replace(comma.start..comma.end, "");
        }
        self.edits.replace(slash.start..slash.end, "");
    }

    /// What begins a function's body: positional-only parameters get their names, type parameters their values.
    pub(super) fn parameters_of(&mut self, def: &ast::StmtFunctionDef, moved: bool) {
        self.drop_slash(&def.parameters);
        let mut first = String::new();
        // A docstring may have become a decorator.
        if let Some(place) = self.room(&def.body[usize::from(moved)..]) {
            for one in &def.parameters.posonlyargs {
                let name = &one.parameter.name;
                // A method is seldom called with these by name; a private name has its own edit.
                if matches!(name.as_str(), "self" | "cls") || name.starts_with("__") {
                    continue;
                }
                let hidden = format!("{}p_{}", names::HIDDEN, name);
                self.edits.replace(span(name), hidden.clone());
                first.push_str(&format!("{} = {hidden}; ", self.private(name)));
            }
            let used = |name: &str| {
                let Some((first, last)) = def.body.first().zip(def.body.last()) else {
                    return false;
                };
                self.tokens_in(span(first).start..span(last).end).any(|(kind, place)| {
                    kind == TokenKind::Name && self.source.get(place.start..place.end) == Some(name)
                })
            };
            if let Some(parameters) = &def.type_params {
                for name in names_of(parameters) {
                    if used(name) {
                        first.push_str(&format!("{name} = {}('{name}'); ", names::TYPE_VARIABLE));
                    }
                }
            }
            if !first.is_empty() {
                match place {
                    Room::Before(at) => self.edits.before(at, first),
                    Room::After(at) => {
                        self.edits.after(at, format!("; {}", first.trim_end_matches("; ")))
                    }
                }
            }
        }
    }

    /// Where a statement can be added at the beginning of a body.
    fn room(&self, body: &[Stmt]) -> Option<Room> {
        let first = body.first()?;
        match first {
            Stmt::Expr(one) if one.value.is_string_literal_expr() => {
                Some(Room::After(span(first).end))
            }
            Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_) => None,
            _ => Some(Room::Before(span(first).start)),
        }
    }

    pub(super) fn function_type_parameters(&mut self, def: &ast::StmtFunctionDef) {
        if let Some(parameters) = &def.type_params {
            self.edits.replace(span(&**parameters), self.lines(span(&**parameters)));
            self.type_parameters.extend(names_of(parameters).map(str::to_owned));
        }
    }

    pub(super) fn class_type_parameters(&mut self, class: &ast::StmtClassDef) {
        let Some(parameters) = &class.type_params else { return };
        let range = span(&**parameters);
        self.type_parameters.extend(names_of(parameters).map(str::to_owned));
        match &class.arguments {
            Some(arguments) => {
                self.edits.replace(range.clone(), self.lines(range));
                let open = span(&**arguments).start + 1;
                let at = arguments.args.last().map_or(open, |last| {
                    let end = span(last).end;
                    let rest = self.tokens_in(end..span(&**arguments).end - 1);
                    let comma = rest.into_iter().find(|(kind, _)| *kind == TokenKind::Comma);
                    comma.map_or(span(&**arguments).end - 1, |(_, place)| place.start)
                });
                let more = !arguments.keywords.is_empty() && arguments.args.is_empty();
                let before = if arguments.args.is_empty() { "" } else { ", " };
                let behind = if more { ", " } else { "" };
                self.edits.after(at, format!("{before}{}{behind}", names::GENERIC));
            }
            None => {
                let lines = self.lines(range.clone());
                self.edits.replace(range, format!("({}{lines})", names::GENERIC));
            }
        }
    }

    /// `type X[T] = list[T]` becomes `X = alias('X', lambda T: list[T])`.
    pub(super) fn type_alias(&mut self, alias: &ast::StmtTypeAlias) {
        let name = span(&*alias.name);
        let range = span(alias);
        let Some(equal) = self.token_from(
            alias.type_params.as_ref().map_or(name.end, |one| span(&**one).end),
            TokenKind::Equal,
        ) else {
            return;
        };
        let text = self.source[name.clone()].to_owned();
        let parameters: Vec<&str> =
            alias.type_params.as_ref().map(|one| names_of(one).collect()).unwrap_or_default();
        let own = self.private(&text);
        self.edits.replace(
            range.start..equal.end,
            format!(
                "{own} = {}('{text}', lambda {}: ({}",
                names::ALIAS,
                parameters.join(", "),
                self.lines(range.start..equal.end)
            ),
        );
        self.edits.after(range.end, "))");
    }

    /// `x: int = 5` in a class: the annotation is kept in the class's `__annotations__`.
    pub(super) fn annotated(&mut self, one: &ast::StmtAnnAssign) {
        if self.scopes.kind() != Kind::Class || !one.simple {
            return;
        }
        let Expr::Name(name) = &*one.target else { return };
        let hint = span(&*one.annotation);
        let text = &self.source[hint.clone()];
        let generic = !self.type_parameters.is_empty();
        let mut pieces =
            vec![Piece::Text(format!("; __annotate__('{}', ", self.private(&name.id)))];
        if self.postponed || generic {
            pieces.push(Piece::Text(quoted(text)));
        } else if text.contains('#') && text.contains('\n') {
            // It cannot be written on one line.
            pieces.push(Piece::Text("object".to_owned()));
        } else {
            pieces.push(Piece::Flat(hint));
        }
        pieces.push(Piece::Text(")".to_owned()));
        self.edits.append(span(one).end, pieces);
    }

    /// `RED = 1` in an enumeration: the order of its members is kept.
    pub(super) fn assigned(&mut self, one: &ast::StmtAssign) {
        let inside = self.scopes.kind() == Kind::Class && self.enumerations.last() == Some(&true);
        if let (true, Some(Expr::Name(name))) = (inside, one.targets.first()) {
            self.edits.after(span(one).end, format!("; __member__('{}')", self.private(&name.id)));
        }
    }

    pub(super) fn class_body(&mut self, class: &ast::StmtClassDef) {
        let named = |base: &Expr| {
            let text = &self.source[span(base)];
            text.contains("Enum") || text.contains("Flag")
        };
        let enumeration =
            class.arguments.as_ref().is_some_and(|bases| bases.args.iter().any(named));
        self.enumerations.push(enumeration);
        if let Some(Stmt::Expr(one)) = class.body.first()
            && let Expr::StringLiteral(_) = &*one.value
        {
            self.edits.before(span(one).start, "__doc__ = ");
        }
    }
}

enum Room {
    Before(usize),
    After(usize),
}

fn names_of(parameters: &TypeParams) -> impl Iterator<Item = &str> {
    parameters.type_params.iter().map(|one| match one {
        TypeParam::TypeVar(one) => one.name.as_str(),
        TypeParam::TypeVarTuple(one) => one.name.as_str(),
        TypeParam::ParamSpec(one) => one.name.as_str(),
    })
}
