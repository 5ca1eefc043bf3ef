//! The parser's errors in CPython's words.
//!
//! Both parsers stop at the same token; where CPython has a message of its own for a mistake, it is found out
//! from the tokens and the tree around. Everything else is "invalid syntax".

#![forbid(unsafe_code)]

use std::ops::Range;

use ruff_python_ast::Mod;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{
    InterpolatedStringErrorType as FString, LexicalErrorType as Lexical, ParseError, ParseErrorType as Parse, Parsed,
    UnsupportedSyntaxErrorKind,
};
use ruff_text_size::Ranged;

use super::brackets;
use super::faults::{Fault, line_of};
use super::targets;
use super::walk::span;

const PERHAPS_COMMA: &str = "invalid syntax. Perhaps you forgot a comma?";

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

struct Report<'a> {
    source: &'a str,
    tokens: &'a [Token],
    tree: &'a Mod,
}

impl Report<'_> {
    fn at(&self, range: Range<usize>, text: impl Into<String>) -> Fault {
        Fault::at(self.source, range, text)
    }

    /// An error without a message of its own.
    fn generic(&self, range: Range<usize>) -> Fault {
        if let Ok(open) = brackets::open_at(self.source, self.tokens, range.start)
            && let Some(open) = open.last()
            && line_of(self.source, open.at) < line_of(self.source, range.start)
        {
            return self.at(open.at..open.at + 1, format!("'{}' was never closed", open.char));
        }
        let range = if range.is_empty() { range.start..range.start + 1 } else { range };
        self.at(range, "invalid syntax")
    }

    /// What the tokenizer would refuse, and where.
    fn lexical(&self, error: &ParseError) -> Option<(usize, Fault)> {
        let range = span(error);
        let Parse::Lexical(kind) = &error.error else { return None };
        let point = range.start..range.start;
        let fault = match kind {
            Lexical::UnclosedStringError => self.unterminated(&range, ""),
            Lexical::FStringError(FString::UnterminatedString) => self.unterminated(&range, "f-"),
            Lexical::FStringError(FString::UnterminatedTripleQuotedString) => {
                self.unterminated(&range, "f-")
            }
            Lexical::FStringError(FString::SingleRbrace) => {
                self.at(point, "f-string: single '}' is not allowed")
            }
            Lexical::FStringError(other) => self.at(range.clone(), format!("f-string: {other}")),
            Lexical::IndentationError => {
                let text = "unindent does not match any outer indentation level";
                Fault::of("IndentationError", self.source, range.clone(), text)
            }
            Lexical::UnrecognizedToken { tok } => match tok {
                '$' | '?' | '!' | '`' => self.at(range.clone(), "invalid syntax"),
                char => {
                    let text = format!("invalid character '{char}' (U+{:04X})", *char as u32);
                    self.at(point, text)
                }
            },
            Lexical::LineContinuationError => {
                self.at(point, "unexpected character after line continuation character")
            }
            Lexical::InvalidByteLiteral => {
                self.at(range.clone(), "bytes can only contain ASCII literal characters")
            }
            Lexical::UnicodeError | Lexical::MissingUnicodeLbrace | Lexical::MissingUnicodeRbrace => {
                self.escape(&range)
            }
            Lexical::OtherError(text) => self.number(&range, text),
            Lexical::Eof => {
                let open = brackets::open_at(self.source, self.tokens, usize::MAX);
                match open.map(|open| open.last().copied()) {
                    Ok(Some(open)) => {
                        self.at(open.at..open.at + 1, format!("'{}' was never closed", open.char))
                    }
                    Ok(None) => self.at(range.clone(), "unexpected EOF while parsing"),
                    Err(fault) => fault,
                }
            }
            _ => self.generic(range.clone()),
        };
        Some((range.start, fault))
    }

    fn unterminated(&self, range: &Range<usize>, prefix: &str) -> Fault {
        // Where an f-string does not end, the error may be at its middle: its beginning is looked for.
        let start = if prefix.is_empty() { range.start } else { self.f_string_start(range.start) };
        let opened = &self.source[start..];
        let quotes = opened.trim_start_matches(|char: char| char.is_ascii_alphabetic());
        let triple = quotes.starts_with("\"\"\"") || quotes.starts_with("'''");
        let last = if triple {
            line_of(self.source, self.source.trim_end_matches('\n').len())
        } else {
            line_of(self.source, range.start)
        };
        let kind = if triple { "triple-quoted " } else { "" };
        let text = format!("unterminated {kind}{prefix}string literal (detected at line {last})");
        self.at(start..start, text)
    }

    fn f_string_start(&self, at: usize) -> usize {
        let before = self.tokens.partition_point(|token| usize::from(token.start()) <= at);
        let start = self.tokens[..before].iter().rev().find(|token| token.kind() == TokenKind::FStringStart);
        start.map_or(at, |token| token.start().into())
    }

    /// A number that is none.
    fn number(&self, range: &Range<usize>, text: &str) -> Fault {
        let literal = &self.source[range.clone()];
        let lower = literal.to_ascii_lowercase();
        if text.contains("decimal") && lower.starts_with('0') {
            let text = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal \
                        integers";
            return self.at(range.start..range.start + 1, text);
        }
        let kind = match lower.get(..2) {
            Some("0x") => "hexadecimal",
            Some("0o") => "octal",
            Some("0b") => "binary",
            _ => "decimal",
        };
        self.at(range.end..range.end, format!("invalid {kind} literal"))
    }

    /// An escape in a string that means nothing.
    fn escape(&self, range: &Range<usize>) -> Fault {
        let at = range.start;
        let token = self.tokens.iter().find(|token| {
            let place = span(*token);
            place.start <= at && at <= place.end && place.end > place.start
        });
        let place = token.map_or(range.clone(), span);
        let text = &self.source[place.clone()];
        let quote = text.find(['\'', '"']).unwrap_or(0);
        let body = text[quote..].trim_start_matches(['\'', '"']);
        let begin = text.len() - quote - body.len();
        // The last backslash before the error is the one.
        let offset = at.saturating_sub(place.start).min(text.len());
        let Some(slash) = text.get(..offset.max(1)).and_then(|before| before.rfind('\\')) else {
            return self.at(place, "invalid syntax");
        };
        let (kind, hex) = match text.as_bytes().get(slash + 1) {
            Some(b'x') => ("truncated \\xXX escape", 2),
            Some(b'u') => ("truncated \\uXXXX escape", 4),
            Some(b'U') => ("truncated \\UXXXXXXXX escape", 8),
            _ if text[slash..].starts_with("\\N{") => ("unknown Unicode character name", 0),
            _ => ("malformed \\N character escape", 0),
        };
        let digits = text[slash + 2..].bytes().take(hex).take_while(u8::is_ascii_hexdigit).count();
        let first = slash.saturating_sub(quote + begin);
        let last = match text[slash..].find('}') {
            Some(end) if hex == 0 => first + end,
            _ => first + 1 + digits,
        };
        let text = format!(
            "(unicode error) 'unicodeescape' codec can't decode bytes in position {first}-{last}: {kind}"
        );
        self.at(place, text)
    }

    /// The token before a place, that is no comment and no blank line.
    fn before(&self, at: usize) -> Option<&Token> {
        let count = self.tokens.partition_point(|token| usize::from(token.start()) < at);
        self.tokens[..count].iter().rev().find(|token| {
            !matches!(
                token.kind(),
                TokenKind::NonLogicalNewline | TokenKind::Comment | TokenKind::Indent | TokenKind::Dedent
            )
        })
    }

    /// The token at a place, or the next one.
    fn token(&self, at: usize) -> Option<&Token> {
        let first = self.tokens.partition_point(|token| usize::from(token.start()) < at);
        self.tokens.get(first)
    }

    /// The first token of the statement around a place.
    fn statement(&self, at: usize) -> Option<&Token> {
        let count = self.tokens.partition_point(|token| usize::from(token.start()) < at);
        let mut first = None;
        for token in self.tokens[..count].iter().rev() {
            match token.kind() {
                TokenKind::Newline => break,
                TokenKind::NonLogicalNewline | TokenKind::Comment | TokenKind::Indent | TokenKind::Dedent => {}
                _ => first = Some(token),
            }
        }
        first
    }

    fn kind(&self, token: Option<&Token>) -> TokenKind {
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
                self.at(range, format!("'{kind}' is an illegal expression for augmented assignment"))
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

    fn expected(&self, range: Range<usize>, expected: TokenKind, found: TokenKind) -> Fault {
        let before = self.before(range.start);
        let end = before.map_or(range.start, |token| token.end().into());
        match (expected, found) {
            (TokenKind::Colon, TokenKind::Equal) => {
                let Some(left) = targets::find(self.tree, |place| place.end == end) else {
                    return self.generic(range);
                };
                let right = targets::find(self.tree, |place| place.start > range.start);
                let end = right.map_or(range.end, |right| span(right).end);
                match left {
                    ruff_python_ast::Expr::Name(_) => self.at(
                        span(left).start..end,
                        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
                    ),
                    _ if targets::may_be_compared(left) => self.at(span(left), meant(left)),
                    _ => self.generic(range),
                }
            }
            (TokenKind::Colon, TokenKind::Rbrace | TokenKind::Comma) if self.in_dict(range.start) => {
                self.at(end - 1..end, "':' expected after dictionary key")
            }
            (TokenKind::Colon, _) => {
                let header = self.kind(self.statement(range.start));
                let always = matches!(
                    header,
                    TokenKind::Def
                        | TokenKind::Class
                        | TokenKind::Try
                        | TokenKind::Else
                        | TokenKind::Finally
                );
                if always || matches!(found, TokenKind::Newline | TokenKind::EndOfFile) {
                    return self.at(range, "expected ':'");
                }
                self.generic(range)
            }
            (TokenKind::Else, _) => {
                let left = targets::find(self.tree, |place| place.end == end);
                let from = left.map_or(range.start, |left| span(left).start);
                self.at(from..end, "expected 'else' after 'if' expression")
            }
            (TokenKind::Comma, TokenKind::Equal) => {
                let left = targets::find(self.tree, |place| place.end == end);
                match left {
                    Some(left) if targets::may_be_compared(left) => self.at(
                        span(left).start..range.end,
                        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
                    ),
                    _ => self.generic(range),
                }
            }
            (TokenKind::Comma, _) if found.as_augmented_assign_operator().is_some() => {
                let start = self.statement(range.start).map_or(range.start, |token| token.start().into());
                self.at(start..end, "'tuple' is an illegal expression for augmented assignment")
            }
            (TokenKind::Comma | TokenKind::Rpar, TokenKind::Lpar)
                if self.kind(self.statement(range.start)) == TokenKind::Def =>
            {
                self.at(range, "Function parameters cannot be parenthesized")
            }
            (TokenKind::Comma | TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace, _) => {
                self.comma(range)
            }
            _ => self.generic(range),
        }
    }

    /// Two expressions beside each other inside of brackets.
    fn comma(&self, range: Range<usize>) -> Fault {
        let next = self.kind(self.token(range.start));
        let begins = matches!(
            next,
            TokenKind::Name
                | TokenKind::Int
                | TokenKind::Float
                | TokenKind::Complex
                | TokenKind::String
                | TokenKind::FStringStart
                | TokenKind::Lbrace
                | TokenKind::True
                | TokenKind::False
                | TokenKind::None
                | TokenKind::Lambda
                | TokenKind::Not
                | TokenKind::Await
                | TokenKind::Tilde
        );
        let before = self.before(range.start);
        let end = before.map_or(range.start, |token| usize::from(token.end()));
        // A name before a string looks like a prefix.
        let name_and_string =
            self.kind(before) == TokenKind::Name && matches!(next, TokenKind::String | TokenKind::FStringStart);
        let open = brackets::open_at(self.source, self.tokens, range.start).unwrap_or_default();
        let statement = self.kind(self.statement(range.start));
        let expressions = !matches!(
            statement,
            TokenKind::Def | TokenKind::Class | TokenKind::Import | TokenKind::From
        );
        let left = targets::find(self.tree, |place| place.end == end);
        let (Some(left), true, false, false, true) =
            (left, begins, name_and_string, open.is_empty(), expressions)
        else {
            return self.generic(range);
        };
        let everything = brackets::open_at(self.source, self.tokens, usize::MAX).unwrap_or_default();
        if let Some(open) = everything.last()
            && line_of(self.source, open.at) < line_of(self.source, range.start)
        {
            return self.at(open.at..open.at + 1, format!("'{}' was never closed", open.char));
        }
        let right = targets::find(self.tree, |place| place.start == range.start);
        self.at(span(left).start..right.map_or(range.end, |right| span(right).end), PERHAPS_COMMA)
    }

    fn in_dict(&self, at: usize) -> bool {
        let open = brackets::open_at(self.source, self.tokens, at).unwrap_or_default();
        open.last().is_some_and(|open| open.char == '{')
    }

    /// Something follows a complete statement.
    fn two_statements(&self, range: Range<usize>) -> Fault {
        let Some(first) = self.statement(range.start) else { return self.generic(range) };
        let word = &self.source[span(first)];
        let before = self.before(range.start);
        if matches!(word, "print" | "exec") && before.is_some_and(|before| before.start() == first.start()) {
            let end = self.source[range.start..].find(['\n', ';']).map_or(self.source.len(), |end| range.start + end);
            let text = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
            return self.at(span(first).start..end, text);
        }
        if word == "import" && self.kind(self.token(range.start)) == TokenKind::From {
            let end = self.source[range.start..].find('\n').map_or(self.source.len(), |end| range.start + end);
            return self.at(span(first).start..end, "Did you mean to use 'from ... import ...' instead?");
        }
        let number = before.filter(|before| {
            matches!(before.kind(), TokenKind::Int | TokenKind::Float | TokenKind::Complex)
                && usize::from(before.end()) == range.start
        });
        if let Some(number) = number
            && self.source[range.start..].starts_with(|char: char| char == '_' || char.is_alphanumeric())
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
            let header = self.before(range.start).and_then(|token| self.before(token.start().into()));
            let first = header.and_then(|token| self.statement(usize::from(token.start()) + 1));
            let line = first.map_or(1, |token| line_of(self.source, token.start().into()));
            let block = block.replace("`class` definition", "class definition");
            let block = block.replace(" clause", " statement").replace(" block", " statement").replace('`', "'");
            let text = format!("expected an indented block after {block} on line {line}");
            return Fault::of("IndentationError", self.source, range, text);
        }
        if text.starts_with("Expected `except` or `finally`") {
            let end = self.before(range.start).map_or(range.start, |token| token.start().into());
            let next = self.tokens.partition_point(|token| usize::from(token.start()) < range.start);
            let goes_on = self.tokens[next..].iter().any(|token| {
                !matches!(token.kind(), TokenKind::EndOfFile | TokenKind::Dedent | TokenKind::Newline)
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

    fn f_string(&self, range: Range<usize>, kind: &FString) -> Fault {
        let text = match kind {
            FString::UnclosedLbrace => {
                let spec = self.before(range.start).is_some_and(|token| token.kind() == TokenKind::Rbrace);
                let text = if spec { "expecting '}', or format specs" } else { "expecting '}'" };
                format!("f-string: {text}")
            }
            FString::InvalidConversionFlag => format!(
                "f-string: invalid conversion character '{}': expected 's', 'r', or 'a'",
                &self.source[range.clone()]
            ),
            FString::SingleRbrace => "f-string: single '}' is not allowed".to_owned(),
            other => format!("f-string: {other}"),
        };
        self.at(range, text)
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
                return self.at(range, format!("f-string: valid expression required before '{char}'"));
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

    fn is_in_f_string(&self, at: usize) -> bool {
        let mut depth = 0_i32;
        for token in self.tokens.iter().take_while(|token| usize::from(token.start()) < at) {
            match token.kind() {
                TokenKind::FStringStart => depth += 1,
                TokenKind::FStringEnd => depth -= 1,
                _ => {}
            }
        }
        depth > 0
    }
}

fn meant(expr: &ruff_python_ast::Expr) -> String {
    format!("cannot assign to {} here. Maybe you meant '==' instead of '='?", targets::kind(expr))
}
