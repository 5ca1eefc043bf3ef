//! What a native function answers: a tree of plain values, made into objects of the guest afterwards.

#![forbid(unsafe_code)]

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
    Complex(f64, f64),
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
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// The result is there: an object word.
    Answered(u32),
    Call(Hook, u32),
    Call2(Hook, u32, Value),
}

/// The guest's functions that may be called, in the order of `HOOKS` in `guest/python/lib/_types.py`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hook {
    /// `str(x)`, `repr(x)`.
    Str,
    Repr,
    /// `getattr(x, name)`, `x[key]`.
    GetAttribute,
    GetItem,
    /// `format(x, specification)` by the object's own `__format__`.
    Format,
    /// The integer or the float that `%` writes for an object, and the letter behind the `%`.
    PercentInt,
    PercentFloat,
    /// The bytes of `%b`.
    PercentBytes,
}

impl Question {
    /// What `patches/natives/native_ask.wat` reads.
    pub fn values(&self) -> [Value; 3] {
        let number = |hook: &Hook, count: i64| Value::Int((*hook as i64) << 2 | count);
        match self {
            Question::Answered(word) => [Value::Int(0), Value::Word(*word), Value::None],
            Question::Call(hook, first) => [number(hook, 1), Value::Word(*first), Value::None],
            Question::Call2(hook, first, second) => {
                [number(hook, 2), Value::Word(*first), second.clone()]
            }
        }
    }
}

impl Value {
    /// A text of the guest's, whose bytes may be no UTF-8: then every bad sequence is replaced.
    pub fn text(bytes: &[u8]) -> Value {
        Value::Str(String::from_utf8_lossy(bytes).into_owned())
    }
}
