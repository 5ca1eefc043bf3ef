//! String literals and f-strings.
//!
//! The guest's compiler makes a call of `format` out of an f-string, and finds the expressions in it by their
//! brackets. Where that goes wrong (quotes, brackets, `=`, strings beside it) the call is written here.

#![forbid(unsafe_code)]

use std::ops::Range;

use ruff_python_ast::{
    self as ast, ConversionFlag, Expr, FStringPart, InterpolatedElement, InterpolatedStringElement,
};
use ruff_text_size::Ranged;

use super::names;
use super::walk::{Pass, span};

/// What comes out of an f-string.
#[derive(Default)]
struct Template {
    text: String,
    /// The expressions, and what is called with them.
    fields: Vec<(Range<usize>, &'static str)>,
}

impl Pass<'_> {
    pub(super) fn string(&mut self, literal: &ast::ExprStringLiteral) {
        for part in &literal.value {
            self.literal(span(part));
        }
    }

    pub(super) fn bytes(&mut self, literal: &ast::ExprBytesLiteral) {
        for part in &literal.value {
            self.literal(span(part));
        }
    }

    /// One literal: its prefix in small letters, characters that are named as such.
    fn literal(&mut self, range: Range<usize>) {
        let text = &self.source[range.clone()];
        let prefix =
            text.len() - text.trim_start_matches(|char: char| char.is_ascii_alphabetic()).len();
        let letters = &text[..prefix];
        if letters.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let small = letters.to_ascii_lowercase();
            self.edits.replace(range.start..range.start + prefix, small);
        }
        if letters.contains(['r', 'R']) {
            return;
        }
        let is_bytes = letters.contains(['b', 'B']);
        let mut at = prefix;
        while let Some(found) = text[at..].find('\\') {
            let begin = at + found;
            let rest = &text[begin..];
            at = begin + 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            if is_bytes {
                // No escape there, but the guest's compiler takes it for one.
                if rest.starts_with("\\N") {
                    self.edits.before(range.start + begin, "\\");
                }
            } else if let Some(name) =
                rest.strip_prefix("\\N{").and_then(|rest| rest.split('}').next())
                && let Some(char) = unicode_names2::character(name)
            {
                let end = begin + "\\N{}".len() + name.len();
                let escape = format!("\\U{:08x}", char as u32);
                self.edits.replace(range.start + begin..range.start + end, escape);
                at = end;
            }
        }
    }

    pub(super) fn f_string(&mut self, string: &ast::ExprFString) {
        let parts = string.value.as_slice();
        if parts.iter().all(|part| self.is_plain(part, parts.len() == 1)) {
            return;
        }
        let range = span(string);
        let mut template = Template::default();
        for part in parts {
            match part {
                FStringPart::Literal(literal) => template.literal(&literal.value),
                FStringPart::FString(one) => {
                    for element in &one.elements {
                        match element {
                            InterpolatedStringElement::Literal(literal) => {
                                template.literal(&literal.value)
                            }
                            InterpolatedStringElement::Interpolation(field) => {
                                self.field(field, &mut template);
                            }
                        }
                    }
                }
            }
        }
        let quoted = quoted(&template.text);
        let Some((first, _)) = template.fields.first() else {
            // A literal: what is doubled stands once.
            let text = quoted.replace("{{", "{").replace("}}", "}");
            let lines = self.lines(range.clone());
            let text = if lines.is_empty() { text } else { format!("({text}{lines})") };
            self.edits.replace(range, text);
            return;
        };
        let lines = self.lines(range.start..first.start);
        let mut before = format!("{quoted}.format({lines}");
        let mut at = range.start;
        for (field, function) in &template.fields {
            if at > range.start {
                before = format!("){} {}", ",", self.lines(at..field.start));
            }
            self.edits.replace(at..field.start, format!("{before}{function}("));
            at = field.end;
        }
        self.edits.replace(at..range.end, format!("){})", self.lines(at..range.end)));
    }

    fn field(&self, field: &InterpolatedElement, template: &mut Template) {
        let mut conversion = field.conversion;
        if let Some(debug) = &field.debug_text {
            template.literal(debug.as_str());
            if conversion == ConversionFlag::None && field.format_spec.is_none() {
                conversion = ConversionFlag::Repr;
            }
        }
        let range = span(&*field.expression);
        let ascii = conversion == ConversionFlag::Ascii;
        template.fields.push((range, if ascii { names::ASCII } else { "" }));
        template.text.push('{');
        match conversion {
            ConversionFlag::Repr => template.text.push_str("!r"),
            ConversionFlag::Str => template.text.push_str("!s"),
            ConversionFlag::None | ConversionFlag::Ascii => {}
        }
        if let Some(spec) = &field.format_spec {
            template.text.push(':');
            for element in &spec.elements {
                match element {
                    InterpolatedStringElement::Literal(literal) => {
                        template.text.push_str(&literal.value)
                    }
                    InterpolatedStringElement::Interpolation(inner) => self.field(inner, template),
                }
            }
        }
        template.text.push('}');
    }

    /// Whether the guest's compiler understands a part of an f-string.
    fn is_plain(&self, part: &FStringPart, alone: bool) -> bool {
        let one = match part {
            FStringPart::Literal(literal) => {
                let text = &self.source[span(literal)];
                return !text.contains(['{', '}']) && text.starts_with(['"', '\'']);
            }
            FStringPart::FString(one) => one,
        };
        let text = &self.source[span(one)];
        let letters = text.split(['"', '\'']).next().unwrap_or_default();
        let known = letters == "f" || alone && letters == "rf";
        known
            && one.elements.iter().all(|element| match element {
                InterpolatedStringElement::Literal(literal) => {
                    let text = &self.source[span(literal)];
                    !text.contains(['{', '}']) && !text.contains("\\N")
                }
                InterpolatedStringElement::Interpolation(field) => self.is_plain_field(field),
            })
    }

    fn is_plain_field(&self, field: &InterpolatedElement) -> bool {
        let text = &self.source[span(field)];
        let odd = ['"', '\'', '\\', '#', '\n', '\r', '!', '='];
        let inner = text.get(1..text.len() - 1).unwrap_or_default();
        let (expression, rest) =
            inner.split_at(usize::from(field.expression.end()) - span(field).start - 1);
        if field.debug_text.is_some()
            || field.conversion == ConversionFlag::Ascii
            || expression.contains(odd)
            || expression.contains(['{', '}'])
            || expression.contains("lambda")
            || expression.contains(":=")
            || rest.contains(['"', '\'', '\\', '\n'])
        {
            return false;
        }
        match &field.format_spec {
            None => true,
            Some(spec) => spec.elements.iter().all(|element| match element {
                InterpolatedStringElement::Literal(literal) => {
                    !literal.value.contains(['{', '}', '!'])
                }
                InterpolatedStringElement::Interpolation(inner) => {
                    inner.format_spec.is_none()
                        && inner.conversion == ConversionFlag::None
                        && inner.debug_text.is_none()
                        && matches!(&*inner.expression, Expr::Name(_) | Expr::NumberLiteral(_))
                }
            }),
        }
    }
}

impl Template {
    fn literal(&mut self, text: &str) {
        for char in text.chars() {
            if matches!(char, '{' | '}') {
                self.text.push(char);
            }
            self.text.push(char);
        }
    }
}

/// A text as a literal on one line.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for char in text.chars() {
        match char {
            '\'' | '\\' => {
                out.push('\\');
                out.push(char);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            char if char < ' ' || char == '\x7f' => {
                out.push_str(&format!("\\x{:02x}", char as u32))
            }
            char => out.push(char),
        }
    }
    out.push('\'');
    out
}
