//! `str.format`, `str.format_map`, and `format()`.

#![forbid(unsafe_code)]

use super::super::method::Arguments;
use super::super::object::Object;
use super::super::value::{Hook, Question, Value};
use super::super::{Call, Exhausted, Failure};
use super::ask::{Asker, Stop};
use super::convert::ascii;
use super::{Number, raise, render};

/// How fields without a number get one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Open,
    Automatic(usize),
    Manual,
}

struct Template<'a> {
    call: &'a Call<'a>,
    arguments: &'a Arguments<'a>,
    /// The mapping of `format_map`.
    mapping: Option<u32>,
    numbering: Numbering,
    asker: Asker<'a>,
}

/// A replacement field: `{name!conversion:specification}`.
struct Field<'t> {
    name: &'t str,
    conversion: Option<char>,
    specification: &'t str,
    nested: bool,
}

impl Call<'_> {
    pub(in super::super) fn str_format(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        self.template(arguments, None)
    }

    pub(in super::super) fn str_format_map(
        &self,
        arguments: &Arguments<'_>,
    ) -> Result<Value, Failure> {
        let (true, Some(mapping)) = (arguments.count(2, 2), arguments.get(1, "")) else {
            return Ok(Value::Pass);
        };
        self.template(arguments, Some(mapping))
    }

    fn template(&self, arguments: &Arguments<'_>, mapping: Option<u32>) -> Result<Value, Failure> {
        let Some(Object::Str(text)) = arguments.get(0, "").map(|word| self.reader().object(word))
        else {
            return Ok(Value::Pass);
        };
        self.budget.take(text.len() as u64 / 4)?;
        let text = String::from_utf8_lossy(text);
        let asker = Asker::new(&arguments.answers);
        let numbering = Numbering::Open;
        let mut template = Template { call: self, arguments, mapping, numbering, asker };
        let made = template.expand(&text, 2);
        template.asker.finish(arguments, made)
    }

    /// `format(value, specification)` and the methods `__format__` of built-in types. The value may be an instance of a class
    /// that derives from one of these: then this is not called.
    pub(in super::super) fn format_value(
        &self,
        arguments: &Arguments<'_>,
    ) -> Result<Value, Failure> {
        let (true, Some(word)) = (arguments.count(1, 2), arguments.get(0, "")) else {
            return Ok(Value::Pass);
        };
        let specification = match arguments.get(1, "").map(|word| self.reader().object(word)) {
            None => "".into(),
            Some(Object::Str(text)) => String::from_utf8_lossy(text),
            Some(_) => return Ok(Value::Pass),
        };
        match self.number(word)? {
            Some(number) => Ok(Value::Str(render(&number, &specification, &self.budget)?)),
            None => Ok(Value::Pass),
        }
    }

    /// What the formatter knows of an object.
    pub(in super::super) fn number(&self, word: u32) -> Result<Option<Number>, Exhausted> {
        Ok(Some(match self.reader().object(word) {
            Object::Bool(value) => Number::Bool(value),
            Object::Int(value) => Number::Small(value.into()),
            Object::Big(big) => {
                self.budget.take(big.digits.len() as u64 / 8)?;
                Number::Int(big.value())
            }
            Object::Float(value) => Number::Float(value),
            Object::Complex(real, imaginary) => Number::Complex(real, imaginary),
            Object::Str(text) => {
                self.budget.take(text.len() as u64 / 8)?;
                Number::Str(String::from_utf8_lossy(text).into_owned())
            }
            _ => return Ok(None),
        }))
    }
}

impl Template<'_> {
    fn expand(&mut self, text: &str, depth: u32) -> Result<String, Stop> {
        if depth == 0 {
            return Ok(raise("ValueError", "Max string recursion exceeded")?);
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            out.push_str(&rest[..at]);
            let brace = rest.as_bytes()[at];
            rest = &rest[at + 1..];
            let doubled = rest.as_bytes().first() == Some(&brace);
            if doubled {
                out.push(brace.into());
                rest = &rest[1..];
                continue;
            }
            if brace == b'}' {
                return Ok(raise("ValueError", "Single '}' encountered in format string")?);
            }
            if rest.is_empty() {
                return Ok(raise("ValueError", "Single '{' encountered in format string")?);
            }
            let field = field(&mut rest)?;
            out.push_str(&self.replacement(&field, depth)?);
            self.call.budget.take(2 + out.len() as u64 / 64)?;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// What takes the place of a field.
    fn replacement(&mut self, field: &Field<'_>, depth: u32) -> Result<String, Stop> {
        let last = depth == 2;
        let word = self.value(field.name)?;
        let nested;
        let mut converted = None;
        let plain = field.specification.is_empty();
        let hook = match field.conversion {
            None | Some('s') => Hook::Str,
            Some('r' | 'a') => Hook::Repr,
            Some(other) => {
                let message = format!("Unknown conversion specifier {other}");
                return Ok(raise("ValueError", message)?);
            }
        };
        let object = self.call.reader().object(word);
        if field.conversion.is_some() {
            let known = match object {
                Object::Str(_) => hook == Hook::Str,
                _ => is_number(object),
            };
            converted = Some(match self.call.number(word)? {
                Some(number) if known => render(&number, "", &self.call.budget)?,
                _ => match self.asker.ask(Question::Call(hook, word), last && plain)? {
                    Some(word) => self.text(word)?,
                    None => return Ok(String::new()),
                },
            });
            if field.conversion == Some('a') {
                converted = converted.map(|text| ascii(&text));
            }
        }
        let mut specification = field.specification;
        if field.nested {
            nested = self.expand(specification, depth - 1)?;
            specification = &nested;
        }
        if let Some(text) = converted {
            return Ok(render(&Number::Str(text), specification, &self.call.budget)?);
        }
        if let Some(number) = self.call.number(word)? {
            return Ok(render(&number, specification, &self.call.budget)?);
        }
        let question = match object {
            Object::None if specification.is_empty() => return Ok("None".to_owned()),
            Object::Other | Object::None => {
                Question::Call2(Hook::Format, word, Value::Str(specification.to_owned()))
            }
            _ if specification.is_empty() => Question::Call(Hook::Str, word),
            _ => Question::Call2(Hook::Format, word, Value::Str(specification.to_owned())),
        };
        match self.asker.ask(question, last)? {
            Some(word) => self.text(word),
            None => Ok(String::new()),
        }
    }

    /// The text of an answer, which is a `str`.
    fn text(&self, word: u32) -> Result<String, Stop> {
        match self.call.reader().object(word) {
            Object::Str(text) => {
                self.call.budget.take(text.len() as u64 / 8)?;
                Ok(String::from_utf8_lossy(text).into_owned())
            }
            _ => Ok(raise("TypeError", "__format__ must return a str")?),
        }
    }

    /// The object that a field's name stands for, with its attributes and items.
    fn value(&mut self, name: &str) -> Result<u32, Stop> {
        let (first, mut path) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
        let number = (!first.is_empty() && first.bytes().all(|c| c.is_ascii_digit()))
            .then(|| first.parse::<usize>());
        let mut word = if first.is_empty() || number.is_some() {
            if self.mapping.is_some() {
                return Ok(raise("ValueError", "Format string contains positional fields")?);
            }
            let index = self.index(number)?;
            let Some(word) = self.arguments.positional.get(index + 1) else {
                let message =
                    format!("Replacement index {index} out of range for positional args tuple");
                return Ok(raise("IndexError", message)?);
            };
            *word
        } else if let Some(mapping) = self.mapping {
            self.item(mapping, Value::Str(first.to_owned()))?
        } else {
            let mut named = self.arguments.named.iter();
            let Some((_, word)) = named.find(|(key, _)| *key == first.as_bytes()) else {
                return Ok(raise("KeyError", first)?);
            };
            *word
        };
        while !path.is_empty() {
            let attribute = path.starts_with('.');
            path = &path[1..];
            if attribute {
                let (name, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
                path = rest;
                if name.is_empty() {
                    return Ok(raise("ValueError", "Empty attribute in format string")?);
                }
                word = self.look_up(Hook::GetAttribute, word, Value::Str(name.to_owned()))?;
                continue;
            }
            let Some((key, rest)) = path.split_once(']') else {
                return Ok(raise("ValueError", "Missing ']' in format string")?);
            };
            path = rest;
            if key.is_empty() {
                return Ok(raise("ValueError", "Empty attribute in format string")?);
            }
            if !path.is_empty() && !path.starts_with(['.', '[']) {
                let message = "Only '.' or '[' may follow ']' in format field specifier";
                return Ok(raise("ValueError", message)?);
            }
            let number = key.bytes().all(|c| c.is_ascii_digit()).then(|| key.parse::<i64>());
            let key = match number {
                Some(Ok(number)) => Value::Int(number),
                Some(Err(_)) => {
                    let message = "Too many decimal digits in format string";
                    return Ok(raise("ValueError", message)?);
                }
                None => Value::Str(key.to_owned()),
            };
            word = self.item(word, key)?;
        }
        Ok(word)
    }

    fn item(&mut self, word: u32, key: Value) -> Result<u32, Stop> {
        self.look_up(Hook::GetItem, word, key)
    }

    fn look_up(&mut self, hook: Hook, word: u32, key: Value) -> Result<u32, Stop> {
        Ok(self.asker.ask(Question::Call2(hook, word, key), false)?.unwrap_or_default())
    }

    /// The number of a field, given or the next one.
    fn index(
        &mut self,
        number: Option<Result<usize, std::num::ParseIntError>>,
    ) -> Result<usize, Stop> {
        Ok(match (number, self.numbering) {
            (None, Numbering::Manual) => raise(
                "ValueError",
                "cannot switch from manual field specification to automatic field numbering",
            )?,
            (None, Numbering::Open) => {
                self.numbering = Numbering::Automatic(1);
                0
            }
            (None, Numbering::Automatic(next)) => {
                self.numbering = Numbering::Automatic(next + 1);
                next
            }
            (Some(_), Numbering::Automatic(_)) => raise(
                "ValueError",
                "cannot switch from automatic field numbering to manual field specification",
            )?,
            (Some(Err(_)), _) => raise("ValueError", "Too many decimal digits in format string")?,
            (Some(Ok(number)), _) => {
                self.numbering = Numbering::Manual;
                number.min(i32::MAX as usize)
            }
        })
    }
}

fn is_number(object: Object<'_>) -> bool {
    matches!(object, Object::Int(_) | Object::Big(_) | Object::Bool(_) | Object::Float(_))
}

/// The field behind a brace, which the text then begins behind.
fn field<'t>(rest: &mut &'t str) -> Result<Field<'t>, Failure> {
    let text = *rest;
    let mut at = 0;
    let bytes = text.as_bytes();
    let end = loop {
        match bytes.get(at) {
            None => return raise("ValueError", "expected '}' before end of string"),
            Some(b'{') => return raise("ValueError", "unexpected '{' in field name"),
            Some(b'[') => at += text[at..].find(']').unwrap_or(text.len() - at),
            Some(b'}' | b':' | b'!') => break at,
            Some(_) => at += 1,
        }
    };
    let mut field =
        Field { name: &text[..end], conversion: None, specification: "", nested: false };
    let mut behind = &text[end + 1..];
    let mut terminator = bytes[end];
    if terminator == b'!' {
        let mut ahead = behind.chars();
        field.conversion = ahead.next();
        if field.conversion.is_none() {
            return raise("ValueError", "end of string while looking for conversion specifier");
        }
        behind = ahead.as_str();
        terminator = behind.bytes().next().unwrap_or(b':');
        if !matches!(terminator, b':' | b'}') {
            return raise("ValueError", "expected ':' after conversion specifier");
        }
        behind = behind.get(1..).unwrap_or_default();
    }
    if terminator == b'}' {
        *rest = behind;
        return Ok(field);
    }
    let mut open = 1;
    for (at, byte) in behind.bytes().enumerate() {
        match byte {
            b'{' => {
                field.nested = true;
                open += 1;
            }
            b'}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            field.specification = &behind[..at];
            *rest = &behind[at + 1..];
            return Ok(field);
        }
    }
    raise("ValueError", "unmatched '{' in format spec")
}
