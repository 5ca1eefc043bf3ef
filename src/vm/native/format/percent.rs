//! `text % arguments`, for `str` and `bytes`.

#![forbid(unsafe_code)]

use super::super::method::Arguments;
use super::super::object::Object;
use super::super::value::{Hook, Question, Value};
use super::super::{Call, Failure};
use super::ask::{Asker, Stop};
use super::convert::{ascii, character, in_base, to_float, truncated};
use super::digits::{self, Text};
use super::field::{Field, number_text, pad};
use super::render::form;
use super::{Number, raise};

/// What it costs to find the digits of a float.
const FLOAT_FUEL: u64 = 30;

/// The longest width and precision.
const MOST: usize = i32::MAX as usize;

/// The arguments: those that are left, or one object that may be a mapping.
struct Values {
    left: std::vec::IntoIter<u32>,
    mapping: Option<u32>,
}

struct Percent<'a> {
    call: &'a Call<'a>,
    bytes: bool,
    values: Values,
    asker: Asker<'a>,
}

impl Call<'_> {
    /// The template and the object behind the `%`, whether a tuple, a mapping or anything else.
    pub(in super::super) fn percent(&self, arguments: &Arguments<'_>) -> Result<Value, Failure> {
        let (Some(template), Some(word)) = (arguments.get(0, ""), arguments.get(1, "")) else {
            return Ok(Value::Pass);
        };
        let (text, bytes) = match self.reader().object(template) {
            Object::Str(text) => (String::from_utf8_lossy(text).into_owned(), false),
            // Each byte as a character.
            Object::Bytes(text) => (text.iter().map(|byte| char::from(*byte)).collect(), true),
            _ => return Ok(Value::Pass),
        };
        self.budget.take(text.len() as u64 / 4)?;
        let (items, mapping) = match self.reader().object(word) {
            Object::Tuple(items) => (items.words().collect(), None),
            // The caller says whether an object of another kind has items.
            object => {
                let flag = arguments.get(2, "").map(|word| self.reader().object(word));
                let mapping = match object {
                    Object::Dict(_) | Object::List(_) | Object::ByteArray(..) => true,
                    Object::Bytes(_) => !bytes,
                    Object::Other => flag == Some(Object::Bool(true)),
                    _ => false,
                };
                (vec![word], mapping.then_some(word))
            }
        };
        self.budget.take(items.len() as u64)?;
        let values = Values { left: items.into_iter(), mapping };
        let asker = Asker::new(&arguments.answers);
        let mut percent = Percent { call: self, bytes, values, asker };
        let made = percent.expand(&text);
        let answer = percent.asker.finish(arguments, made)?;
        Ok(match answer {
            Value::Str(text) if bytes => Value::Bytes(text.chars().map(|c| c as u8).collect()),
            answer => answer,
        })
    }
}

impl Percent<'_> {
    fn expand(&mut self, text: &str) -> Result<String, Stop> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            self.field(text, &mut rest, &mut out)?;
            self.call.budget.take(2 + out.len() as u64 / 64)?;
        }
        out.push_str(rest);
        if self.values.mapping.is_none() && !self.values.left.as_slice().is_empty() {
            let kind = if self.bytes { "bytes" } else { "string" };
            let message = format!("not all arguments converted during {kind} formatting");
            return Ok(raise("TypeError", message)?);
        }
        Ok(out)
    }

    fn field(&mut self, text: &str, rest: &mut &str, out: &mut String) -> Result<(), Stop> {
        if rest.starts_with('(') {
            self.key(rest)?;
        }
        let mut field = Field::default();
        loop {
            match rest.bytes().next() {
                Some(b'-') => field.left = true,
                Some(b'+') => field.plus = true,
                Some(b' ') => field.space = true,
                Some(b'#') => field.alternate = true,
                Some(b'0') => field.zero = true,
                _ => break,
            }
            *rest = &rest[1..];
        }
        let width = self.length(rest)?;
        field.left |= width < 0;
        field.width = width.unsigned_abs() as usize;
        if let Some(behind) = rest.strip_prefix('.') {
            *rest = behind;
            field.precision = Some(self.length(rest)?.max(0) as usize);
        }
        if rest.starts_with(['h', 'l', 'L']) {
            *rest = &rest[1..];
        }
        let Some(letter) = rest.chars().next() else {
            return Ok(raise("ValueError", "incomplete format")?);
        };
        let at = text.len() - rest.len();
        *rest = &rest[letter.len_utf8()..];
        if letter == '%' {
            out.push('%');
            return Ok(());
        }
        let word = self.next()?;
        let length = field.width.saturating_add(field.precision.unwrap_or(0));
        self.call.budget.take(length as u64 / 4)?;
        if length > self.call.memory.len() && !matches!(letter, 's' | 'r' | 'a') {
            return Err(Failure::Memory.into());
        }
        match letter {
            's' | 'r' | 'a' | 'b' => {
                if letter == 'b' && !self.bytes {
                    return self.unsupported(letter, text, at);
                }
                let made = self.text(letter, word)?;
                let end = field.precision.and_then(|count| made.char_indices().nth(count));
                pad(&made[..end.map_or(made.len(), |(at, _)| at)], &field, out);
            }
            'c' => pad(&self.character(word)?, &field, out),
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => self.integer(letter, word, &field, out)?,
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => self.float(letter, word, &field, out)?,
            _ => return self.unsupported(letter, text, at),
        }
        Ok(())
    }

    fn unsupported<T>(&self, letter: char, text: &str, at: usize) -> Result<T, Stop> {
        let shown = if matches!(letter, ' '..='~') { letter } else { '?' };
        let index = text[..at].chars().count();
        let code = u32::from(letter);
        let message =
            format!("unsupported format character '{shown}' (0x{code:x}) at index {index}");
        Ok(raise("ValueError", message)?)
    }

    /// `(key)`: the value becomes the only argument.
    fn key(&mut self, rest: &mut &str) -> Result<(), Stop> {
        let Some(mapping) = self.values.mapping else {
            return Ok(raise("TypeError", "format requires a mapping")?);
        };
        let mut open = 0;
        let end = rest.bytes().position(|byte| {
            open += i32::from(byte == b'(') - i32::from(byte == b')');
            open == 0
        });
        let Some(end) = end else {
            return Ok(raise("ValueError", "incomplete format key")?);
        };
        let key = &rest[1..end];
        *rest = &rest[end + 1..];
        let found = match self.call.reader().object(mapping) {
            Object::Dict(entries) if !self.bytes => {
                self.call.budget.take(entries.capacity() as u64)?;
                let reader = self.call.reader();
                let same = |word| reader.object(word) == Object::Str(key.as_bytes());
                entries.pairs().find(|(word, _)| same(*word)).map(|(_, value)| value)
            }
            _ => None,
        };
        let value = match found {
            Some(value) => value,
            None => {
                let key = if self.bytes {
                    Value::Bytes(key.chars().map(|c| c as u8).collect())
                } else {
                    Value::Str(key.to_owned())
                };
                let question = Question::Call2(Hook::GetItem, mapping, key);
                self.asker.ask(question, false)?.unwrap_or_default()
            }
        };
        self.values.left = vec![value].into_iter();
        Ok(())
    }

    /// A width or a precision.
    fn length(&mut self, rest: &mut &str) -> Result<i64, Stop> {
        if let Some(behind) = rest.strip_prefix('*') {
            *rest = behind;
            let word = self.next()?;
            return match self.call.reader().object(word) {
                Object::Int(length) => Ok(length.into()),
                Object::Bool(length) => Ok(length.into()),
                _ => Ok(raise("TypeError", "* wants int")?),
            };
        }
        let length = super::spec::decimal(rest).ok().flatten();
        match length {
            None if rest.starts_with(|c: char| c.is_ascii_digit()) => {
                Ok(raise("ValueError", "width too big")?)
            }
            None => Ok(0),
            Some(length) if length > MOST => Ok(raise("ValueError", "precision too big")?),
            Some(length) => Ok(length as i64),
        }
    }

    fn next(&mut self) -> Result<u32, Stop> {
        match self.values.left.next() {
            Some(word) => Ok(word),
            None => Ok(raise("TypeError", "not enough arguments for format string")?),
        }
    }

    fn text(&mut self, letter: char, word: u32) -> Result<String, Stop> {
        let object = self.call.reader().object(word);
        if self.bytes && matches!(letter, 's' | 'b') {
            let word = match object {
                Object::Bytes(_) => Some(word),
                _ => self.asker.ask(Question::Call(Hook::PercentBytes, word), true)?,
            };
            let Some(word) = word else { return Ok(String::new()) };
            let Object::Bytes(bytes) = self.call.reader().object(word) else {
                return Ok(raise("TypeError", "__bytes__ must return bytes")?);
            };
            self.call.budget.take(bytes.len() as u64 / 4)?;
            return Ok(bytes.iter().map(|byte| char::from(*byte)).collect());
        }
        match object {
            Object::Str(_) if letter != 's' => {}
            Object::None => return Ok("None".to_owned()),
            _ => {
                if let Some(number) = self.call.number(word)? {
                    return Ok(super::render::plain(&number, &self.call.budget)?);
                }
            }
        }
        let hook = if letter == 's' { Hook::Str } else { Hook::Repr };
        let Some(word) = self.asker.ask(Question::Call(hook, word), true)? else {
            return Ok(String::new());
        };
        match self.call.number(word)? {
            Some(Number::Str(text)) if letter == 'a' || self.bytes => Ok(ascii(&text)),
            Some(Number::Str(text)) => Ok(text),
            _ => Ok(raise("TypeError", "__str__ returned non-string")?),
        }
    }

    fn character(&mut self, word: u32) -> Result<String, Stop> {
        let number = match self.call.reader().object(word) {
            Object::Bytes(bytes) if self.bytes && bytes.len() == 1 => {
                Number::Small(bytes[0].into())
            }
            Object::Str(text) if !self.bytes => {
                let text = String::from_utf8_lossy(text);
                return match text.chars().count() {
                    1 => Ok(text.into_owned()),
                    _ => Ok(raise("TypeError", "%c requires int or char")?),
                };
            }
            Object::Bool(value) => Number::Small(value.into()),
            Object::Int(value) => Number::Small(value.into()),
            Object::Big(_) => Number::Small(-1),
            Object::Other => {
                let question = Question::Call2(Hook::PercentInt, word, Value::Str("c".to_owned()));
                match self.asker.ask(question, true)? {
                    Some(word) => match self.call.reader().object(word) {
                        Object::Int(value) => Number::Small(value.into()),
                        _ => Number::Small(-1),
                    },
                    None => return Ok(String::new()),
                }
            }
            _ if self.bytes => {
                let message = "%c requires an integer in range(256) or a single byte";
                return Ok(raise("TypeError", message)?);
            }
            _ => return Ok(raise("TypeError", "%c requires int or char")?),
        };
        match character(&number) {
            Some(character) if !self.bytes || u32::from(character) < 256 => {
                Ok(character.to_string())
            }
            _ if self.bytes => Ok(raise("OverflowError", "%c arg not in range(256)")?),
            _ => Ok(raise("OverflowError", "%c arg not in range(0x110000)")?),
        }
    }

    fn integer(
        &mut self,
        letter: char,
        word: u32,
        field: &Field,
        out: &mut String,
    ) -> Result<(), Stop> {
        let mut number = self.call.number(word)?;
        let decimal = matches!(letter, 'd' | 'i' | 'u');
        match number {
            Some(Number::Float(value)) if decimal => number = Some(truncated(value)?),
            Some(Number::Int(_) | Number::Small(_)) => {}
            Some(Number::Bool(value)) => number = Some(Number::Small(value.into())),
            _ => {
                let letter = Value::Str(letter.to_string());
                let question = Question::Call2(Hook::PercentInt, word, letter);
                let Some(word) = self.asker.ask(question, true)? else { return Ok(()) };
                number = self.call.number(word)?;
            }
        }
        let number = number.unwrap_or(Number::Small(0));
        let (base, prefix) = match letter {
            'o' => (8, "0o"),
            'x' => (16, "0x"),
            'X' => (16, "0X"),
            _ => (10, ""),
        };
        let (negative, mut digits) = in_base(&number, base, &self.call.budget)?;
        if letter == 'X' {
            digits.make_ascii_uppercase();
        }
        let zeros = field.precision.unwrap_or(0).saturating_sub(digits.len());
        let digits = "0".repeat(zeros) + &digits;
        let prefix = if field.alternate { prefix } else { "" };
        number_text(negative, prefix, &digits, field, out);
        Ok(())
    }

    fn float(
        &mut self,
        letter: char,
        word: u32,
        field: &Field,
        out: &mut String,
    ) -> Result<(), Stop> {
        let value = match self.call.number(word)? {
            Some(Number::Str(_) | Number::Complex(..)) | None => {
                let question = Question::Call(Hook::PercentFloat, word);
                let Some(word) = self.asker.ask(question, true)? else { return Ok(()) };
                match self.call.reader().object(word) {
                    Object::Float(value) => value,
                    _ => return Ok(raise("TypeError", "must be real number")?),
                }
            }
            Some(number) => to_float(&number)?,
        };
        self.call.budget.take(FLOAT_FUEL)?;
        let Some((form, details)) = form(Some(letter), field.precision, field.alternate) else {
            return Ok(());
        };
        match digits::text(value, form, details) {
            Text::Special(text) => {
                let negative = value.is_sign_negative() && !value.is_nan();
                number_text(negative, "", text, field, out);
            }
            Text::Digits(whole, rest) => {
                number_text(value.is_sign_negative(), "", &(whole + &rest), field, out);
            }
        }
        Ok(())
    }
}
