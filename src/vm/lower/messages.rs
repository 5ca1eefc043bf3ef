//! The parser's errors in CPython's words.
//!
//! Both parsers stop at the same token; where CPython has a message of its own for a mistake, it is found out
//! from the tokens and the tree around. Everything else is "invalid syntax".

#![forbid(unsafe_code)]

use std::ops::Range;

use ruff_python_ast::Mod;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{ParseError, ParseErrorType as Parse, Parsed, UnsupportedSyntaxErrorKind};
use ruff_text_size::Ranged;

use super::brackets;
use super::faults::{Fault, line_of};
use super::targets;
use super::walk::span;

/// The error that CPython would tell, if there is one.
pub fn first(source: &str, parsed: &Parsed<Mod>) -> Option<Fault> {
    let tokens: &[Token] = parsed.tokens();
    let report = Report { source, tokens, tree: parsed.syntax() };
    let errors = parsed.errors();
    let lexical = errors.iter().filter_map(|error| report.lexical(error)).next();
    let brackets = if errors.is_empty() {
        None
    } else {
        brackets::open_at(source, tokens, lexical.as_ref().map_or(usize::MAX, |(at, _)| *at)).err()
    };
    let tokenizer = brackets::tabs(source, tokens).or(brackets);
    if let Some(fault) = tokenizer.or(lexical.map(|(_, fault)| fault)) {
        return Some(fault);
    }
    if let Some(error) = errors.first() {
        return Some(report.parse(error));
    }
    let unsupported = parsed.unsupported_syntax_errors().first()?;
    let text = match unsupported.kind {
        UnsupportedSyntaxErrorKind::UnparenthesizedExceptionTypes => {
            "multiple exception types must be parenthesized".to_owned()
        }
        UnsupportedSyntaxErrorKind::UnpackingInComprehension(kind) => {
            let is_dict = format!("{kind:?}").contains("Dict");
            let text = if is_dict {
                "dict unpacking cannot be used in dict comprehension"
            } else {
                "iterable unpacking cannot be used in comprehension"
            };
            text.to_owned()
        }
        _ => return Some(report.generic(span(unsupported))),
    };
    Some(Fault::at(source, span(unsupported), text))
}

/// A source that does not parse.
pub struct Report<'a> {
    pub source: &'a str,
    pub tokens: &'a [Token],
    pub tree: &'a Mod,
}

impl Report<'_> {
    pub(super) fn at(&self, range: Range<usize>, text: impl Into<String>) -> Fault {
        Fault::at(self.source, range, text)
    }

    /// An error without a message of its own.
    pub(super) fn generic(&self, range: Range<usize>) -> Fault {
        if let Ok(open) = brackets::open_at(self.source, self.tokens, range.start)
            && let Some(open) = open.last()
            && line_of(self.source, open.at) < line_of(self.source, range.start)
        {
            return self.at(open.at..open.at + 1, format!("'{}' was never closed", open.char));
        }
        let range = if range.is_empty() { range.start..range.start + 1 } else { range };
        self.at(range, "invalid syntax")
    }

    /// The token before a place, that is no comment and no blank line.
    pub(super) fn before(&self, at: usize) -> Option<&Token> {
        let count = self.tokens.partition_point(|token| usize::from(token.start()) < at);
        self.tokens[..count].iter().rev().find(|token| {
            !matches!(
                token.kind(),
                TokenKind::NonLogicalNewline
                    | TokenKind::Comment
                    | TokenKind::Indent
                    | TokenKind::Dedent
            )
        })
    }

    /// The token at a place, or the next one.
    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        let first = self.tokens.partition_point(|token| usize::from(token.start()) < at);
        self.tokens.get(first)
    }

    /// The first token of the statement around a place.
    pub(super) fn statement(&self, at: usize) -> Option<&Token> {
        let count = self.tokens.partition_point(|token| usize::from(token.start()) < at);
        let mut first = None;
        for token in self.tokens[..count].iter().rev() {
            match token.kind() {
                TokenKind::Newline => break,
                TokenKind::NonLogicalNewline
                | TokenKind::Comment
                | TokenKind::Indent
                | TokenKind::Dedent => {}
                _ => first = Some(token),
            }
        }
        first
    }

    pub(super) fn kind(&self, token: Option<&Token>) -> TokenKind {
        token.map_or(TokenKind::EndOfFile, |token| token.kind())
    }

    fn parse(&self, error: &ParseError) -> Fault {
        let range = span(error);
        match &error.error {
            Parse::UnexpectedIndentation => {
                Fault::of("IndentationError", self.source, range, "unexpected indent")
            }
            Parse::ExpectedToken { expected, found } => self.expected(range, *expected, *found),
            Parse::SimpleStatementsOnSameLine => self.two_statements(range),
            Parse::OtherError(text) => self.other(range, text),
            Parse::InvalidAssignmentTarget => self.assignment(range),
            Parse::InvalidNamedAssignmentTarget => {
                let expr = targets::find(self.tree, |place| *place == range);
                let kind = expr.map_or("expression", targets::kind);
                self.at(range, format!("cannot use assignment expressions with {kind}"))
            }
            Parse::InvalidAnnotatedAssignmentTarget => {
                let expr = targets::find(self.tree, |place| *place == range);
                match expr.map(targets::kind) {
                    Some(kind @ ("list" | "tuple")) => {
                        self.at(range, format!("only single target (not {kind}) can be annotated"))
                    }
                    _ => self.at(range, "illegal target for annotation"),
                }
            }
            Parse::InvalidAugmentedAssignmentTarget => {
                let expr = targets::find(self.tree, |place| *place == range);
                let kind = expr.map_or("expression", targets::kind);
                self.at(
                    range,
                    format!("'{kind}' is an illegal expression for augmented assignment"),
                )
            }
            Parse::InvalidDeleteTarget => {
                let expr = targets::find(self.tree, |place| *place == range);
                let part = expr.map(|expr| targets::invalid_part(expr).unwrap_or(expr));
                let kind = part.map_or("expression", targets::kind);
                self.at(part.map_or(range, span), format!("cannot delete {kind}"))
            }
            Parse::PositionalAfterKeywordArgument => {
                self.at(range, "positional argument follows keyword argument")
            }
            Parse::PositionalAfterKeywordUnpacking => {
                self.at(range, "positional argument follows keyword argument unpacking")
            }
            Parse::InvalidArgumentUnpackingOrder => {
                self.at(range, "iterable argument unpacking follows keyword argument unpacking")
            }
            Parse::UnparenthesizedGeneratorExpression => {
                self.at(range, "Generator expression must be parenthesized")
            }
            Parse::IterableUnpackingInComprehension => {
                self.at(range, "iterable unpacking cannot be used in comprehension")
            }
            Parse::NonDefaultParamAfterDefaultParam => {
                self.at(range, "parameter without a default follows parameter with a default")
            }
            Parse::ExpectedKeywordParam => self.at(range, "named arguments must follow bare *"),
            Parse::ParamAfterVarKeywordParam => {
                self.at(range, "arguments cannot follow var-keyword argument")
            }
            Parse::VarParameterWithDefault => {
                self.at(range, "var-positional argument cannot have default value")
            }
            Parse::InvalidMatchPatternTarget => self.at(range, "cannot use '_' as a target"),
            Parse::EmptyTypeParams => self.at(range, "Type parameter list cannot be empty"),
            Parse::FStringError(kind) => self.f_string(range, kind),
            Parse::ExpectedExpression => self.expression(range),
            _ => self.generic(range),
        }
    }

    /// Something follows a complete statement.
    fn two_statements(&self, range: Range<usize>) -> Fault {
        let Some(first) = self.statement(range.start) else { return self.generic(range) };
        let word = &self.source[span(first)];
        let before = self.before(range.start);
        if matches!(word, "print" | "exec")
            && before.is_some_and(|before| before.start() == first.start())
        {
            let end = self.source[range.start..]
                .find(['\n', ';'])
                .map_or(self.source.len(), |end| range.start + end);
            let text =
                format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
            return self.at(span(first).start..end, text);
        }
        if word == "import" && self.kind(self.token(range.start)) == TokenKind::From {
            let end = self.source[range.start..]
                .find('\n')
                .map_or(self.source.len(), |end| range.start + end);
            return self
                .at(span(first).start..end, "Did you mean to use 'from ... import ...' instead?");
        }
        let number = before.filter(|before| {
            matches!(before.kind(), TokenKind::Int | TokenKind::Float | TokenKind::Complex)
                && usize::from(before.end()) == range.start
        });
        if let Some(number) = number
            && self.source[range.start..]
                .starts_with(|char: char| char == '_' || char.is_alphanumeric())
        {
            let text = self.source[span(number)].to_ascii_lowercase();
            let kind = match text.get(..2) {
                Some("0x") => "hexadecimal",
                Some("0o") => "octal",
                Some("0b") => "binary",
                _ => "decimal",
            };
            let underscore = usize::from(self.source[range.start..].starts_with('_'));
            let at = range.start - 1 + underscore;
            return self.at(at..at, format!("invalid {kind} literal"));
        }
        if self.kind(self.token(range.start)) == TokenKind::Not {
            // `a not` may go on with `in`.
            if let Some(next) = self.token(range.end) {
                return self.generic(span(next));
            }
        }
        self.generic(range)
    }

    fn other(&self, range: Range<usize>, text: &str) -> Fault {
        if let Some(block) = text.strip_prefix("Expected an indented block after ") {
            let header =
                self.before(range.start).and_then(|token| self.before(token.start().into()));
            let first = header.and_then(|token| self.statement(usize::from(token.start()) + 1));
            let line = first.map_or(1, |token| line_of(self.source, token.start().into()));
            let block = block.replace("`class` definition", "class definition");
            let block = block
                .replace(" clause", " statement")
                .replace(" block", " statement")
                .replace('`', "'");
            let text = format!("expected an indented block after {block} on line {line}");
            return Fault::of("IndentationError", self.source, range, text);
        }
        if text.starts_with("Expected `except` or `finally`") {
            let end = self.before(range.start).map_or(range.start, |token| token.start().into());
            let next =
                self.tokens.partition_point(|token| usize::from(token.start()) < range.start);
            let goes_on = self.tokens[next..].iter().any(|token| {
                !matches!(
                    token.kind(),
                    TokenKind::EndOfFile | TokenKind::Dedent | TokenKind::Newline
                )
            });
            let end = if goes_on { range.clone() } else { end..end };
            return self.at(end, "expected 'except' or 'finally' block");
        }
        if text.starts_with("Expected a parameter name") {
            let equal = self.token(range.end).map_or(range.end, |token| token.end().into());
            let name = &self.source[range.clone()];
            let text = match name {
                "True" | "False" | "None" => format!("cannot assign to {name}"),
                _ => "expression cannot contain assignment, perhaps you meant \"==\"?".to_owned(),
            };
            return self.at(range.start..equal, text);
        }
        self.generic(range)
    }

    fn assignment(&self, range: Range<usize>) -> Fault {
        let Some(whole) = targets::find(self.tree, |place| *place == range) else {
            return self.generic(range);
        };
        let part = targets::invalid_part(whole).unwrap_or(whole);
        let place = span(part);
        let next = self.kind(self.token(range.end));
        let first = self.statement(range.start + 1).is_some_and(|token| {
            let start = usize::from(token.start());
            start == range.start || self.source[start..range.start].bytes().all(|byte| byte == b'(')
        });
        let kind = targets::kind(part);
        if kind == "yield expression" {
            return self.at(place, "assignment to yield expression not possible");
        }
        let closes = matches!(next, TokenKind::Equal | TokenKind::Rpar);
        if closes && first && place == range && targets::may_be_compared(part) {
            return self.at(place, meant(part));
        }
        self.at(place, format!("cannot assign to {kind}"))
    }

    fn expression(&self, range: Range<usize>) -> Fault {
        let before = self.before(range.start);
        let next = self.kind(self.token(range.start));
        let in_f_string = before.is_some_and(|token| token.kind() == TokenKind::Lbrace)
            && self.f_string_start(range.start) < range.start;
        if in_f_string {
            let char = match next {
                TokenKind::Rbrace => Some("}"),
                TokenKind::Equal => Some("="),
                TokenKind::Exclamation => Some("!"),
                TokenKind::Colon => Some(":"),
                _ => None,
            };
            if let (Some(char), true) = (char, self.is_in_f_string(range.start)) {
                return self
                    .at(range, format!("f-string: valid expression required before '{char}'"));
            }
        }
        if self.kind(before) == TokenKind::Colon
            && matches!(next, TokenKind::Rbrace | TokenKind::Comma)
            && self.in_dict(range.start)
        {
            let colon = before.map_or(range.clone(), span);
            return self.at(colon, "expression expected after dictionary key and ':'");
        }
        self.generic(range)
    }
}

pub fn meant(expr: &ruff_python_ast::Expr) -> String {
    format!("cannot assign to {} here. Maybe you meant '==' instead of '='?", targets::kind(expr))
}
