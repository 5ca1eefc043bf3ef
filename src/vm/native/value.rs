//! Results of native functions, before they become objects of the guest.

#![forbid(unsafe_code)]

/// A Python value that a native function returns.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Bytes(Vec<u8>),
    Tuple(Vec<Value>),
    List(Vec<Value>),
}
