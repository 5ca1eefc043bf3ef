//! Hands the operations of `re` their arguments.

#![forbid(unsafe_code)]

use super::object::{Object, Reader};
use super::regex::Stop;
use super::regex::ops::{self, Arg, Operation};
use super::value::Value;
use super::{Call, Failure};
use crate::vm::guest;

impl Call<'_> {
    pub(super) fn pattern(&mut self, operation: Operation) -> Result<Value, Failure> {
        let reader = Reader { memory: self.memory, parked: self.parked };
        let words = self.arguments.get(1..).unwrap_or_default();
        let arguments: Vec<Arg<'_>> = words.iter().map(|word| argument(&reader, *word)).collect();
        let before = self.budget.left();
        let mut left = before;
        let answer = ops::call(operation, self.programs, &arguments, &mut left);
        self.budget.take(before - left)?;
        answer.map_err(|failure| match failure {
            ops::Failure::Raise { kind, message } => Failure::Raise { kind, message },
            ops::Failure::Stop(Stop::Budget) => Failure::Exhausted,
            ops::Failure::Stop(Stop::Backtrack | Stop::Output) => Failure::Memory,
        })
    }
}

fn argument<'m>(reader: &Reader<'m>, word: u32) -> Arg<'m> {
    match reader.object(word) {
        Object::None => Arg::None,
        Object::Bool(value) => Arg::Int(value.into()),
        Object::Int(value) => Arg::Int(value.into()),
        Object::Big(big) => Arg::Int(if big.negative { i64::MIN } else { i64::MAX }),
        Object::Str(text) => Arg::Str(text),
        Object::Bytes(bytes) => Arg::Bytes(bytes),
        Object::ByteArray(address, len) => {
            Arg::Bytes(guest::slice(reader.memory, address, len).unwrap_or_default())
        }
        Object::Float(_) => Arg::Other("float"),
        Object::Complex(..) => Arg::Other("complex"),
        Object::Tuple(_) => Arg::Other("tuple"),
        Object::List(_) => Arg::Other("list"),
        Object::Dict(_) => Arg::Other("dict"),
        Object::Other => Arg::Other("object"),
    }
}
