//! What a native function answers: a tree of plain values, made into objects of the guest afterwards.

#![forbid(unsafe_code)]

use crate::vm::guest;

/// A value of the guest's, owned by the host.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    /// An integer of any size, least significant byte first.
    Big {
        negative: bool,
        bytes: Vec<u8>,
    },
    Float(f64),
    Str(String),
    /// A text as it is in the guest: UTF-8, but for surrogates.
    Text(Vec<u8>),
    Bytes(Vec<u8>),
    ByteArray(Vec<u8>),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    /// An object that the guest has.
    Word(u32),
    /// No answer: the Python function that stands behind a method is to be called.
    Pass,
    /// No answer yet: functions of the guest's are to be called first.
    Ask(Vec<Question>),
}

/// A call of one of the guest's functions that a native function needs the result of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Question {
    /// The result is there: an object word.
    Answered(u32),
    Call(Hook, u32),
    Call2(Hook, u32, u32),
}

/// The guest's functions that may be called, in the order of `HOOKS` in `guest/python/lib/_types.py`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hook {
    /// `str(x)`, `repr(x)`, `ascii(x)`.
    Str,
    Repr,
    Ascii,
    /// `getattr(x, name)`, `x[key]`.
    GetAttribute,
    GetItem,
    /// `format(x, specification)` by the object's own `__format__`.
    Format,
}

impl Question {
    /// What `patches/natives/native_ask.wat` reads.
    pub fn words(self) -> [u32; 3] {
        let number = |hook: Hook, count: u32| (hook as u32) << 3 | count << 1 | 1;
        match self {
            Question::Answered(word) => [1, word, guest::NONE],
            Question::Call(hook, first) => [number(hook, 1), first, guest::NONE],
            Question::Call2(hook, first, second) => [number(hook, 2), first, second],
        }
    }
}

impl Value {
    /// A text of the guest's, whose bytes may be no UTF-8: then every bad sequence is replaced.
    pub fn text(bytes: &[u8]) -> Value {
        Value::Str(String::from_utf8_lossy(bytes).into_owned())
    }
}
