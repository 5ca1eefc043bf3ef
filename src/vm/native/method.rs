//! Methods of built-in types, and other functions with keyword arguments (`patches/natives`).

#![forbid(unsafe_code)]

use super::object::{Items, Object};
use super::value::{Question, Value};
use super::{Call, Failure};

/// Arguments of a method: object words. The first is the object whose method it is.
pub struct Arguments<'m> {
    pub positional: Vec<u32>,
    pub named: Vec<(&'m [u8], u32)>,
    /// What the guest's functions have returned so far, in the order in which they were asked for.
    pub answers: Vec<u32>,
}

impl Arguments<'_> {
    /// The argument at a place, which may also be given by its name.
    pub fn get(&self, at: usize, name: &str) -> Option<u32> {
        let named = || self.named.iter().find(|(known, _)| *known == name.as_bytes());
        self.positional.get(at).copied().or_else(|| named().map(|(_, word)| *word))
    }

    /// Whether there are between `least` and `most` arguments, all of them without names.
    pub fn count(&self, least: usize, most: usize) -> bool {
        self.named.is_empty() && (least..=most).contains(&self.positional.len())
    }

    /// Asks for more, after what was answered already.
    pub fn ask(&self, questions: impl IntoIterator<Item = Question>) -> Value {
        let answered = self.answers.iter().map(|word| Question::Answered(*word));
        Value::Ask(answered.chain(questions).collect())
    }
}

impl Call<'_> {
    /// The function that a method's name stands for. Every one of them answers [`Value::Pass`] to what it does not
    /// understand.
    pub(super) fn method(&mut self, name: &str) -> Result<Value, Failure> {
        let Some(arguments) = self.method_arguments()? else { return Ok(Value::Pass) };
        match name {
            "number.operator" => self.operator(&arguments),
            "number.text" => self.int_text(&arguments),
            "number.int" => self.int_new(&arguments),
            "number.float" => self.float_new(&arguments),
            "number.complex" => self.complex_new(&arguments),
            "builtins.pow" => self.power(&arguments),
            "builtins.round" => self.round(&arguments),
            "builtins.bin" => self.radix(&arguments, 1, 'b'),
            "builtins.oct" => self.radix(&arguments, 3, 'o'),
            "builtins.hex" => self.radix(&arguments, 4, 'x'),
            "int.bit_count" => self.int_bit_count(&arguments),
            "int.bit_length" => self.int_bit_length(&arguments),
            "int.to_bytes" => self.int_to_bytes(&arguments),
            "int.from_bytes" => self.int_from_bytes(&arguments),
            "float.is_integer" => Ok(self.float_is_integer(&arguments)),
            "float.as_integer_ratio" => self.float_as_integer_ratio(&arguments),
            "float.hex" => Ok(self.float_hex(&arguments)),
            "float.fromhex" => self.float_from_hex(&arguments),
            "str.format" => self.str_format(&arguments),
            "str.format_map" => self.str_format_map(&arguments),
            "str.percent" => self.percent(&arguments),
            "int.__format__" | "float.__format__" | "str.__format__" | "complex.__format__"
            | "builtins.format" => self.format_value(&arguments),
            _ => Ok(Value::Pass),
        }
    }

    /// What `patches/natives/native_ask.wat` has laid out: the list of all arguments, how many of them are pairs of
    /// name and value, and the answers. `None` if it is something else.
    pub(super) fn method_arguments(&self) -> Result<Option<Arguments<'_>>, Failure> {
        let (Object::List(items), Object::Int(keywords)) = (self.object(1), self.object(2)) else {
            return Ok(None);
        };
        let asked = match self.object(3) {
            Object::List(items) => items,
            _ => Items::default(),
        };
        self.budget.take((items.len() + asked.len()) as u64)?;
        let Some(count) = usize::try_from(keywords)
            .ok()
            .and_then(|keywords| items.len().checked_sub(2 * keywords))
        else {
            return Ok(None);
        };
        let words: Vec<u32> = items.words().collect();
        let (positional, named) = words.split_at(count);
        let name = |word| match self.reader().object(word) {
            Object::Str(name) => name,
            _ => b"",
        };
        Ok(Some(Arguments {
            positional: positional.to_vec(),
            named: named
                .as_chunks::<2>()
                .0
                .iter()
                .map(|[key, value]| (name(*key), *value))
                .collect(),
            answers: asked.words().skip(1).step_by(3).collect(),
        }))
    }
}
