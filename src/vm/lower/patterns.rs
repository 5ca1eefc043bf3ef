//! `match` statements.
//!
//! `match` becomes an `if` that is always taken and keeps the subject, each `case` an `if` or `elif` inside:
//!
//! ```text
//! match f(x):                  if (subject := f(x), 1):
//!     case [1, y] if y > 2:        if isinstance(...) and len(...) == 2 and ... and (y := subject[1]) is y and (y > 2):
//!     case _:                      else:
//! ```
//!
//! Names are bound when the whole pattern has matched, as CPython does; what must be kept until then has hidden
//! names.

#![forbid(unsafe_code)]

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Expr, MatchCase, Pattern, Singleton, StmtMatch};
use ruff_text_size::Ranged;

use super::names;
use super::walk::{Pass, span};

/// Types whose only positional sub-pattern is matched by the object itself.
const ATOMS: [&str; 11] = [
    "bool",
    "bytearray",
    "bytes",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "set",
    "str",
    "tuple",
];

/// What a pattern asks and what it binds.
#[derive(Debug, Default)]
struct Test {
    conditions: Vec<String>,
    /// Names and what they are bound to, once everything holds.
    captures: Vec<(String, String)>,
    /// Hidden names in use, and those of alternatives.
    hidden: usize,
    kept: usize,
}

impl Test {
    fn hidden(&mut self) -> String {
        self.hidden += 1;
        format!("{}{}", names::HIDDEN, self.hidden)
    }

    fn text(&self) -> String {
        let binds =
            self.captures.iter().map(|(name, value)| format!("({name} := {value}) is {name}"));
        self.conditions.iter().cloned().chain(binds).collect::<Vec<_>>().join(" and ")
    }
}

impl Pass<'_> {
    pub(super) fn match_statement(&mut self, stmt: &StmtMatch) {
        let start = usize::from(stmt.start());
        let Some(colon) = self.token_from(usize::from(stmt.subject.end()), TokenKind::Colon) else {
            return;
        };
        let subject = match &*stmt.subject {
            Expr::Name(name) if !binds(&stmt.cases, &name.id) => {
                self.edits.replace(start..colon.start, "if 1");
                self.private(&name.id)
            }
            _ => {
                self.edits
                    .replace(start..start + "match".len(), format!("if ({} := (", names::SUBJECT));
                self.edits.before(colon.start, "), 1)");
                names::SUBJECT.to_owned()
            }
        };
        for (number, case) in stmt.cases.iter().enumerate() {
            self.case(case, &subject, number == 0);
        }
    }

    fn case(&mut self, case: &MatchCase, subject: &str, first: bool) {
        let mut test = Test::default();
        self.pattern(&case.pattern, subject, &mut test);
        let text = test.text();
        let keyword = if first { "if" } else { "elif" };
        let start = usize::from(case.start());
        let end = usize::from(case.pattern.end());
        let Some(colon) = self.token_from(
            case.guard.as_ref().map_or(end, |guard| guard.end().into()),
            TokenKind::Colon,
        ) else {
            return;
        };
        if case.guard.is_some() {
            let Some(word) = self.token_from(end, TokenKind::If) else { return };
            let lines = self.lines(start..word.end);
            let and = if text.is_empty() { "" } else { " and " };
            self.edits.replace(start..word.end, format!("{keyword} ({text}{lines}{and}("));
            self.edits.before(colon.start, "))");
            return;
        }
        let lines = self.lines(start..colon.start);
        let header = match (text.is_empty(), first) {
            (true, false) if lines.is_empty() => "else".to_owned(),
            (true, _) => format!("{keyword} (1{lines})"),
            _ if lines.is_empty() => format!("{keyword} {text}"),
            _ => format!("{keyword} ({text}{lines})"),
        };
        self.edits.replace(start..colon.start, header);
    }

    /// Adds what `pattern` asks of the value of `path`, which is a name or an item of one.
    fn pattern(&mut self, pattern: &Pattern, path: &str, test: &mut Test) {
        match pattern {
            Pattern::MatchValue(value) => {
                let text = self.one_line(&value.value);
                test.conditions.push(format!("{path} == {text}"));
            }
            Pattern::MatchSingleton(one) => {
                let text = match one.value {
                    Singleton::None => "None",
                    Singleton::True => "True",
                    Singleton::False => "False",
                };
                test.conditions.push(format!("{path} is {text}"));
            }
            Pattern::MatchSequence(sequence) => self.sequence(&sequence.patterns, path, test),
            Pattern::MatchMapping(mapping) => self.mapping(mapping, path, test),
            Pattern::MatchClass(class) => self.class_pattern(class, path, test),
            Pattern::MatchStar(_) => {}
            Pattern::MatchAs(one) => {
                if let Some(inner) = &one.pattern {
                    self.pattern(inner, path, test);
                }
                if let Some(name) = &one.name {
                    test.captures.push((self.private(name), path.to_owned()));
                }
            }
            Pattern::MatchOr(or) => self.alternatives(&or.patterns, path, test),
        }
    }

    /// A hidden name for `path`, and the expression that sets it.
    fn keep(path: &str, test: &mut Test) -> (String, String) {
        if !path.contains('[') {
            return (path.to_owned(), path.to_owned());
        }
        let name = test.hidden();
        let set = format!("({name} := {path})");
        (name, set)
    }

    fn sequence(&mut self, patterns: &[Pattern], path: &str, test: &mut Test) {
        let (name, set) = Self::keep(path, test);
        test.conditions.push(format!("{}({set}, {})", names::ISINSTANCE, names::SEQUENCES));
        let count = patterns.len();
        let star = patterns.iter().position(Pattern::is_match_star);
        match star {
            None => test.conditions.push(format!("{}({name}) == {count}", names::LEN)),
            Some(_) if count > 1 => {
                test.conditions.push(format!("{}({name}) >= {}", names::LEN, count - 1));
            }
            Some(_) => {}
        }
        for (at, pattern) in patterns.iter().enumerate() {
            match (pattern, star) {
                (Pattern::MatchStar(one), _) => {
                    if let Some(bound) = &one.name {
                        let behind = count - 1 - at;
                        let end = if behind > 0 { format!("-{behind}") } else { String::new() };
                        let begin = if at > 0 { at.to_string() } else { String::new() };
                        let value = format!("{}({name})[{begin}:{end}]", names::LIST);
                        test.captures.push((self.private(bound), value));
                    }
                }
                (_, Some(star)) if at > star => {
                    self.pattern(pattern, &format!("{name}[-{}]", count - at), test);
                }
                _ => self.pattern(pattern, &format!("{name}[{at}]"), test),
            }
        }
    }

    fn mapping(&mut self, mapping: &ast::PatternMatchMapping, path: &str, test: &mut Test) {
        let (name, set) = Self::keep(path, test);
        test.conditions.push(format!("{}({set}, {})", names::ISINSTANCE, names::MAPPINGS));
        let mut keys = String::new();
        for (key, pattern) in mapping.keys.iter().zip(&mapping.patterns) {
            let key = self.one_line(key);
            if is_wildcard(pattern) {
                test.conditions.push(format!("{key} in {name}"));
            } else {
                let value = test.hidden();
                let missing = names::MISSING;
                test.conditions
                    .push(format!("({value} := {name}.get({key}, {missing})) is not {missing}"));
                self.pattern(pattern, &value, test);
            }
            keys.push_str(&key);
            keys.push_str(", ");
        }
        if let Some(rest) = &mapping.rest {
            test.captures.push((self.private(rest), format!("{}({name}, ({keys}))", names::REST)));
        }
    }

    fn class_pattern(&mut self, class: &ast::PatternMatchClass, path: &str, test: &mut Test) {
        let kind = self.one_line(&class.cls);
        let arguments = &class.arguments;
        if arguments.patterns.is_empty() && arguments.keywords.is_empty() {
            test.conditions.push(format!("{}({path}, {kind})", names::ISINSTANCE));
            return;
        }
        let (name, set) = Self::keep(path, test);
        let atom = matches!(&*class.cls, Expr::Name(one) if ATOMS.contains(&one.id.as_str()));
        if atom && arguments.patterns.len() == 1 && !self.rebinds(&kind) {
            test.conditions.push(format!("{}({set}, {kind})", names::ISINSTANCE));
            self.pattern(&arguments.patterns[0], &name, test);
        } else if arguments.patterns.is_empty() {
            test.conditions.push(format!("{}({set}, {kind})", names::ISINSTANCE));
        } else {
            let values = test.hidden();
            let count = arguments.patterns.len();
            test.conditions
                .push(format!("({values} := {}({set}, {kind}, {count}))", names::ATTRIBUTES));
            for (at, pattern) in arguments.patterns.iter().enumerate() {
                self.pattern(pattern, &format!("{values}[{at}]"), test);
            }
        }
        for keyword in &arguments.keywords {
            let attribute = self.private(&keyword.attr);
            let missing = names::MISSING;
            let value = test.hidden();
            test.conditions.push(format!(
                "({value} := {}({name}, '{attribute}', {missing})) is not {missing}",
                names::GETATTR
            ));
            self.pattern(&keyword.pattern, &value, test);
        }
    }

    fn alternatives(&mut self, patterns: &[Pattern], path: &str, test: &mut Test) {
        let plain = |pattern: &Pattern| match pattern {
            Pattern::MatchValue(value) => value.value.is_literal_expr(),
            _ => false,
        };
        if patterns.iter().all(plain) {
            let values: Vec<String> = patterns
                .iter()
                .filter_map(|pattern| pattern.as_match_value())
                .map(|value| self.one_line(&value.value))
                .collect();
            test.conditions.push(format!("{path} in ({})", values.join(", ")));
            return;
        }
        let (name, set) = Self::keep(path, test);
        if name != set {
            test.conditions.push(format!("{set} is {name}"));
        }
        // Each alternative leaves what it binds under the same hidden names.
        let mut kept: Vec<(String, String)> = Vec::new();
        let mut texts = Vec::new();
        let mut most = test.kept;
        for (number, pattern) in patterns.iter().enumerate() {
            let mut one =
                Test { hidden: test.hidden, kept: test.kept + kept.len(), ..Test::default() };
            self.pattern(pattern, &name, &mut one);
            for (bound, value) in std::mem::take(&mut one.captures) {
                let hidden = match kept.iter().find(|(known, _)| *known == bound) {
                    Some((_, hidden)) => hidden.clone(),
                    None => {
                        let hidden = format!("{}k{}", names::HIDDEN, one.kept);
                        one.kept += 1;
                        kept.push((bound, hidden.clone()));
                        hidden
                    }
                };
                one.conditions.push(format!("({hidden} := {value}) is {hidden}"));
            }
            test.hidden = test.hidden.max(one.hidden);
            most = most.max(one.kept);
            let text = one.text();
            if text.is_empty() {
                // The last one may be irrefutable.
                debug_assert_eq!(number + 1, patterns.len());
                texts.push("1".to_owned());
            } else if one.conditions.len() > 1 {
                texts.push(format!("({text})"));
            } else {
                texts.push(text);
            }
        }
        test.conditions.push(format!("({})", texts.join(" or ")));
        test.captures.extend(kept);
        test.kept = most;
    }

    /// Whether the source gives a built-in name to something else, anywhere.
    pub fn rebinds(&mut self, name: &str) -> bool {
        if let Some(known) = self.rebound.get(name) {
            return *known;
        }
        let mut before = TokenKind::Newline;
        let mut found = false;
        for (at, token) in self.tokens.iter().enumerate() {
            let kind = token.kind();
            if kind == TokenKind::Name && self.source.get(span(token)) == Some(name) {
                let next = self.tokens.get(at + 1).map(|token| token.kind());
                found |= match before {
                    TokenKind::Def | TokenKind::Class | TokenKind::As | TokenKind::Import => true,
                    TokenKind::Newline
                    | TokenKind::NonLogicalNewline
                    | TokenKind::Indent
                    | TokenKind::Dedent
                    | TokenKind::Semi => next == Some(TokenKind::Equal),
                    _ => false,
                };
            }
            before = kind;
        }
        self.rebound.insert(name.to_owned(), found);
        found
    }

    /// The text of an expression that a pattern may hold: a literal or a dotted name.
    fn one_line(&self, expr: &Expr) -> String {
        let text = &self.source[span(expr)];
        let text = match expr {
            Expr::Name(name) => return self.private(&name.id),
            _ if text.contains("\"\"\"") || text.contains("'''") => text.to_owned(),
            _ => text
                .replace(['\n', '\r'], " ")
                .replace('\\', if text.contains('\n') { " " } else { "\\" }),
        };
        match expr {
            Expr::BinOp(_) | Expr::UnaryOp(_) => format!("({text})"),
            _ => text,
        }
    }
}

fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchAs(one) if one.pattern.is_none() && one.name.is_none())
}

/// Whether one of the cases binds `name`.
fn binds(cases: &[MatchCase], name: &str) -> bool {
    fn inside(pattern: &Pattern, name: &str) -> bool {
        let is = |bound: &Option<ast::Identifier>| bound.as_deref() == Some(name);
        match pattern {
            Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => false,
            Pattern::MatchSequence(one) => one.patterns.iter().any(|inner| inside(inner, name)),
            Pattern::MatchMapping(one) => {
                is(&one.rest) || one.patterns.iter().any(|inner| inside(inner, name))
            }
            Pattern::MatchClass(one) => {
                one.arguments.patterns.iter().any(|inner| inside(inner, name))
                    || one.arguments.keywords.iter().any(|inner| inside(&inner.pattern, name))
            }
            Pattern::MatchStar(one) => is(&one.name),
            Pattern::MatchAs(one) => {
                is(&one.name) || one.pattern.as_ref().is_some_and(|inner| inside(inner, name))
            }
            Pattern::MatchOr(one) => one.patterns.iter().any(|inner| inside(inner, name)),
        }
    }
    cases.iter().any(|case| inside(&case.pattern, name) || case.guard.is_some())
}
