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
    Str(String),
    Bytes(Vec<u8>),
    Tuple(Vec<Value>),
    List(Vec<Value>),
}

impl Value {
    /// A text of the guest's, whose bytes may be no UTF-8: then every bad sequence is replaced.
    pub fn text(bytes: &[u8]) -> Value {
        Value::Str(String::from_utf8_lossy(bytes).into_owned())
    }
}
