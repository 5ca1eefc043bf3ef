//! Format specifications: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

#![forbid(unsafe_code)]

use super::super::Failure;
use super::raise;

/// A specification. What it leaves out is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spec {
    pub fill: Option<char>,
    pub align: Option<char>,
    pub sign: Option<char>,
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub width: usize,
    pub separator: Option<char>,
    pub precision: Option<usize>,
    pub kind: Option<char>,
}

/// Most digits of a width or a precision count this much.
const MOST: usize = i32::MAX as usize;

impl Spec {
    /// Reads a specification for an object of the type `name`. Numbers stand on the right by default, all else on the left.
    pub fn parse(text: &str, name: &str, number: bool) -> Result<Spec, Failure> {
        let mut spec = Spec::default();
        let mut rest = text;
        let mut ahead = rest.chars();
        match (ahead.next(), ahead.next()) {
            (Some(fill), Some(align @ ('<' | '>' | '=' | '^'))) => {
                (spec.fill, spec.align) = (Some(fill), Some(align));
                rest = ahead.as_str();
            }
            (Some(align @ ('<' | '>' | '=' | '^')), _) => {
                spec.align = Some(align);
                rest = &rest[1..];
            }
            _ => {}
        }
        let take = |rest: &mut &str, wanted: &[char]| {
            let found = rest.chars().next().filter(|c| wanted.contains(c));
            *rest = &rest[found.map_or(0, char::len_utf8)..];
            found
        };
        spec.sign = take(&mut rest, &['+', '-', ' ']);
        spec.no_negative_zero = take(&mut rest, &['z']).is_some();
        spec.alternate = take(&mut rest, &['#']).is_some();
        if spec.fill.is_none() && take(&mut rest, &['0']).is_some() {
            spec.fill = Some('0');
            if number {
                spec.align = spec.align.or(Some('='));
            }
        }
        spec.width = decimal(&mut rest)?.unwrap_or(0);
        spec.separator = take(&mut rest, &[',']);
        if let Some(underscore) = take(&mut rest, &['_'])
            && spec.separator.replace(underscore).is_some()
        {
            return raise("ValueError", "Cannot specify both ',' and '_'.");
        }
        if spec.separator == Some('_') && rest.starts_with(',') {
            return raise("ValueError", "Cannot specify both ',' and '_'.");
        }
        if take(&mut rest, &['.']).is_some() {
            spec.precision = decimal(&mut rest)?;
            if spec.precision.is_none() {
                return raise("ValueError", "Format specifier missing precision");
            }
        }
        let mut last = rest.chars();
        spec.kind = last.next();
        if !last.as_str().is_empty() {
            let message = format!("Invalid format specifier '{text}' for object of type '{name}'");
            return raise("ValueError", message);
        }
        if let Some(separator) = spec.separator {
            let allowed = match spec.kind {
                None => number,
                Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | 'F' | '%') => true,
                Some('b' | 'o' | 'x' | 'X') => separator == '_',
                Some(_) => false,
            };
            if !allowed {
                let kind = spec.kind.map_or("s".to_owned(), shown);
                return raise("ValueError", format!("Cannot specify '{separator}' with '{kind}'."));
            }
        }
        Ok(spec)
    }

    /// That an object of the type `name` has no such text.
    pub fn unknown<T>(&self, name: &str) -> Result<T, Failure> {
        let kind = self.kind.map_or(String::new(), shown);
        let message = format!("Unknown format code '{kind}' for object of type '{name}'");
        raise("ValueError", message)
    }
}

/// The letter of a type as messages show it.
fn shown(kind: char) -> String {
    match kind {
        '!'..='\x7f' => kind.to_string(),
        _ => format!("\\x{:x}", u32::from(kind)),
    }
}

/// The number at the start of a text, which then begins behind it.
pub fn decimal(rest: &mut &str) -> Result<Option<usize>, Failure> {
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, behind) = rest.split_at(len);
    *rest = behind;
    if digits.is_empty() {
        return Ok(None);
    }
    match digits.parse::<i64>() {
        Ok(number) => Ok(Some(usize::try_from(number).unwrap_or(MOST).min(MOST + 1))),
        Err(_) => raise("ValueError", "Too many decimal digits in format string"),
    }
}
