//! What a method is called on and with.

#![forbid(unsafe_code)]

use super::Answer;
use crate::vm::guest;
use crate::vm::native::method::Arguments;
use crate::vm::native::object::{Object, Reader};
use crate::vm::native::regex::text;
use crate::vm::native::value::Value;
use crate::vm::native::{Budget, Call, Failure};

/// The types that have these methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Str,
    Bytes,
    ByteArray,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Str => "str",
            Kind::Bytes => "bytes",
            Kind::ByteArray => "bytearray",
        }
    }

    /// What a new object of this type is made of.
    pub fn value(self, bytes: Vec<u8>) -> Value {
        match self {
            Kind::Str => Value::Text(bytes),
            Kind::Bytes => Value::Bytes(bytes),
            Kind::ByteArray => Value::ByteArray(bytes),
        }
    }
}

/// A call of a method.
pub struct Method<'m> {
    pub reader: Reader<'m>,
    pub budget: &'m Budget,
    pub name: &'static str,
    pub kind: Kind,
    /// The object's bytes.
    pub own: &'m [u8],
    /// Whether they are ASCII; those of a `bytes` count as such, because a position is that of a byte.
    pub plain: bool,
    word: u32,
    positional: &'m [u32],
    keywords: &'m [(&'m [u8], u32)],
}

pub fn raise<T>(kind: &'static str, message: String) -> Result<T, Failure> {
    Err(Failure::Raise { kind, message })
}

pub fn type_error<T>(message: String) -> Result<T, Failure> {
    raise("TypeError", message)
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl<'m> Method<'m> {
    pub fn new<'c: 'm>(
        call: &'c Call<'_>,
        arguments: &'m Arguments<'m>,
        owner: &'static str,
        name: &'static str,
    ) -> Result<Method<'m>, Failure> {
        let reader = call.reader();
        let kind = match owner {
            "str" => Kind::Str,
            "bytes" => Kind::Bytes,
            _ => Kind::ByteArray,
        };
        let Some((&word, positional)) = arguments.positional.split_first() else {
            return type_error(format!("unbound method {owner}.{name}() needs an argument"));
        };
        let word = reader.native_part(word);
        let own = match (kind, reader.object(word)) {
            (Kind::Str, Object::Str(own)) | (Kind::Bytes, Object::Bytes(own)) => own,
            (Kind::ByteArray, Object::ByteArray(at, len)) => {
                guest::slice(reader.memory, at, len).unwrap_or_default()
            }
            _ => {
                return type_error(format!(
                    "descriptor '{name}' for '{owner}' objects doesn't apply to a '{}' object",
                    reader.type_name(word)
                ));
            }
        };
        let keywords = &arguments.named;
        let (budget, plain) = (&call.budget, true);
        let mut method =
            Method { reader, budget, name, kind, own, plain, word, positional, keywords };
        method.work(own.len())?;
        method.plain = kind != Kind::Str || own.is_ascii();
        Ok(method)
    }

    /// Pays for looking at so many bytes once, quickly.
    pub fn work(&self, bytes: usize) -> Result<(), Failure> {
        self.budget.take(bytes as u64 / 16)?;
        Ok(())
    }

    /// Pays for one step for each of so many characters or objects.
    pub fn steps(&self, count: usize) -> Result<(), Failure> {
        self.budget.take(count as u64)?;
        Ok(())
    }

    /// A new object of this kind.
    pub fn made(&self, bytes: Vec<u8>) -> Answer {
        self.within(bytes.len())?;
        Ok(self.kind.value(bytes))
    }

    /// Refuses what the guest has no room for, and pays for writing it.
    pub fn within(&self, bytes: usize) -> Result<(), Failure> {
        if bytes > self.reader.memory.len() {
            return Err(Failure::Memory);
        }
        self.work(bytes)
    }

    /// A part of the object: all of it is the object itself, if that cannot change.
    pub fn part(&self, part: &[u8]) -> Answer {
        if part.len() == self.own.len() && self.kind != Kind::ByteArray {
            return Ok(Value::Word(self.word));
        }
        self.made(part.to_vec())
    }

    fn no_keywords(&self) -> Result<(), Failure> {
        if self.keywords.is_empty() {
            return Ok(());
        }
        type_error(format!("{}.{}() takes no keyword arguments", self.kind.name(), self.name))
    }

    fn filled<const N: usize>(&self) -> [Option<u32>; N] {
        std::array::from_fn(|at| self.positional.get(at).copied())
    }

    /// Positional arguments, of which `least` must be there.
    pub fn positional<const N: usize>(&self, least: usize) -> Result<[Option<u32>; N], Failure> {
        self.no_keywords()?;
        let (name, given) = (self.name, self.positional.len());
        if (least..=N).contains(&given) {
            return Ok(self.filled());
        }
        let kind = self.kind.name();
        type_error(match N {
            0 => format!("{kind}.{name}() takes no arguments ({given} given)"),
            1 if least == 1 => {
                format!("{kind}.{name}() takes exactly one argument ({given} given)")
            }
            _ if given < least => {
                format!("{name} expected at least {least} argument{}, got {given}", plural(least))
            }
            _ => format!("{name} expected at most {N} argument{}, got {given}", plural(N)),
        })
    }

    /// What to look for, and from where to where.
    pub fn searched(&self) -> Result<[Option<u32>; 3], Failure> {
        self.no_keywords()?;
        let (name, given) = (self.name, self.positional.len());
        match given {
            0 => type_error(format!("{name}() takes at least 1 argument (0 given)")),
            1..=3 => Ok(self.filled()),
            _ => type_error(format!("{name}() takes at most 3 arguments ({given} given)")),
        }
    }

    /// Arguments that have names, all of them optional.
    pub fn named<const N: usize>(&self, names: [&str; N]) -> Result<[Option<u32>; N], Failure> {
        let name = self.name;
        let given = self.positional.len() + self.keywords.len();
        if given > N {
            let plural = plural(N);
            return type_error(format!(
                "{name}() takes at most {N} argument{plural} ({given} given)"
            ));
        }
        let mut found = self.filled();
        for (keyword, value) in self.keywords {
            let Some(at) = names.iter().position(|known| known.as_bytes() == *keyword) else {
                let keyword = String::from_utf8_lossy(keyword);
                return type_error(format!(
                    "'{keyword}' is an invalid keyword argument for {name}()"
                ));
            };
            if found[at].replace(*value).is_some() {
                return type_error(format!(
                    "argument for {name}() given by name ('{}') and position ({})",
                    names[at],
                    at + 1
                ));
            }
        }
        Ok(found)
    }

    /// An argument that is left out, or `None`.
    pub fn given(&self, word: Option<u32>) -> Option<u32> {
        word.filter(|word| *word != guest::NONE)
    }

    pub fn object(&self, word: u32) -> Object<'m> {
        self.reader.object(self.reader.native_part(word))
    }

    pub fn type_of(&self, word: u32) -> &'m str {
        self.reader.type_name(word)
    }

    /// The same, as some messages say it.
    pub fn kind_of(&self, word: u32) -> &'m str {
        if word == guest::NONE { "None" } else { self.type_of(word) }
    }

    /// The bytes of an argument of this kind; any two kinds of bytes go together.
    pub fn like(&self, word: u32) -> Option<&'m [u8]> {
        match (self.kind, self.object(word)) {
            (Kind::Str, Object::Str(text)) => Some(text),
            (Kind::Str, _) => None,
            (_, Object::Bytes(bytes)) => Some(bytes),
            (_, Object::ByteArray(at, len)) => guest::slice(self.reader.memory, at, len),
            _ => None,
        }
    }

    /// An argument that must be an integer; what does not fit is the nearest that does.
    pub fn integer(&self, word: u32) -> Result<i64, Failure> {
        match self.object(word) {
            Object::Int(value) => Ok(value.into()),
            Object::Bool(value) => Ok(value.into()),
            Object::Big(big) if big.negative => Ok(i64::MIN / 4),
            Object::Big(_) => Ok(i64::MAX / 4),
            _ if self.reader.is_instance(word) => Err(Failure::Pass),
            _ => type_error(format!(
                "'{}' object cannot be interpreted as an integer",
                self.type_of(word)
            )),
        }
    }

    pub fn integer_or(&self, word: Option<u32>, otherwise: i64) -> Result<i64, Failure> {
        word.map_or(Ok(otherwise), |word| self.integer(word))
    }

    /// A whole number of places: too large a one is an error.
    pub fn width(&self, word: u32) -> Result<usize, Failure> {
        if let Object::Big(big) = self.object(word)
            && big.digits.len() > 7
        {
            return raise(
                "OverflowError",
                "Python int too large to convert to C ssize_t".to_owned(),
            );
        }
        Ok(usize::try_from(self.integer(word)?).unwrap_or(0))
    }

    /// How many characters or bytes the object has.
    pub fn len(&self) -> usize {
        if self.plain { self.own.len() } else { text::count(self.own) }
    }

    /// Where a character begins.
    pub fn offset(&self, position: usize) -> usize {
        if self.plain {
            return position;
        }
        let begins = |(_, byte): &(usize, &u8)| !text::continues(**byte);
        let mut starts = self.own.iter().enumerate().filter(begins);
        starts.nth(position).map_or(self.own.len(), |(at, _)| at)
    }

    /// Which character begins there.
    pub fn position(&self, offset: usize) -> usize {
        if self.plain { offset } else { text::count(&self.own[..offset]) }
    }

    /// What lies between two positions as a slice has them, if it begins no later than it ends.
    pub fn window(
        &self,
        start: Option<u32>,
        end: Option<u32>,
    ) -> Result<Option<(usize, usize)>, Failure> {
        let (start, end) = (self.given(start), self.given(end));
        if start.is_none() && end.is_none() {
            return Ok(Some((0, self.own.len())));
        }
        let len = self.len() as i64;
        let edge = |word: Option<u32>, otherwise: i64| -> Result<i64, Failure> {
            let Some(word) = word else { return Ok(otherwise) };
            let value = match self.integer(word) {
                Err(Failure::Raise { .. }) => {
                    return type_error(
                        "slice indices must be integers or None or have an __index__ method"
                            .to_owned(),
                    );
                }
                value => value?,
            };
            Ok(if value < 0 { (value + len).max(0) } else { value })
        };
        let (start, end) = (edge(start, 0)?, edge(end, len)?.min(len));
        if start > end {
            return Ok(None);
        }
        Ok(Some((self.offset(start as usize), self.offset(end as usize))))
    }
}
