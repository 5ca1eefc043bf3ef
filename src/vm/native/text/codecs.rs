//! `encode` and `decode`, with what is done where they fail.

#![forbid(unsafe_code)]

use super::Answer;
use super::arguments::{Method, type_error};
use super::encodings::{Encoding, named};
use crate::vm::native::object::Object;
use crate::vm::native::regex::text;
use crate::vm::native::value::Value;
use crate::vm::native::{Budget, Call, Failure};

/// What could not be written or read, and why.
struct Problem {
    encoding: &'static str,
    start: usize,
    end: usize,
    reason: &'static str,
}

/// Why there is no result.
enum Stopped {
    Problem(Problem),
    Failure(Failure),
}

impl<E: Into<Failure>> From<E> for Stopped {
    fn from(failure: E) -> Stopped {
        Stopped::Failure(failure.into())
    }
}

/// The replacement of a character that an encoding lacks; nothing if the handler does not know one.
fn substitute(handler: &[u8], point: u32, encoding: Encoding) -> Option<Vec<u8>> {
    let utf8 = encoding.is_utf8();
    let text = match handler {
        b"ignore" => String::new(),
        b"replace" => "?".to_owned(),
        b"backslashreplace" if point < 0x100 => format!("\\x{point:02x}"),
        b"backslashreplace" if point < 0x1_0000 => format!("\\u{point:04x}"),
        b"backslashreplace" => format!("\\U{point:08x}"),
        b"xmlcharrefreplace" => format!("&#{point};"),
        b"surrogateescape" if matches!(point, 0xDC80..=0xDCFF) => {
            return Some(vec![(point - 0xDC00) as u8]);
        }
        b"surrogatepass" if utf8 && matches!(point, 0xD800..=0xDFFF) => {
            let mut bytes = Vec::new();
            text::encode(point, &mut bytes);
            return Some(bytes);
        }
        _ => return None,
    };
    let mut bytes = Vec::new();
    for byte in text.bytes() {
        encoding.write(byte.into(), &mut bytes).ok()?;
    }
    Some(bytes)
}

fn encode(
    text: &[u8],
    encoding: Encoding,
    handler: &[u8],
    budget: &Budget,
) -> Result<Vec<u8>, Stopped> {
    if encoding.keeps_ascii() && text.is_ascii()
        || encoding.is_utf8() && encoding.keeps_ascii() && std::str::from_utf8(text).is_ok()
    {
        return Ok(text.to_vec());
    }
    budget.take(text.len() as u64)?;
    let mut out = encoding.mark().to_vec();
    let (mut at, mut index) = (0, 0);
    while let Some((point, next)) = text::decode(text, at) {
        if let Err(reason) = encoding.write(point, &mut out) {
            budget.take(10)?;
            let Some(bytes) = substitute(handler, point, encoding) else {
                // All that cannot be written in one row is one problem.
                let (mut end, mut from) = (index + 1, next);
                while let Some((point, next)) = text::decode(text, from)
                    && encoding.write(point, &mut out).is_err()
                {
                    (end, from) = (end + 1, next);
                }
                let encoding = encoding.name;
                return Err(Stopped::Problem(Problem { encoding, start: index, end, reason }));
            };
            out.extend(bytes);
        }
        at = next;
        index += 1;
    }
    Ok(out)
}

fn decode(
    bytes: &[u8],
    encoding: Encoding,
    handler: &[u8],
    budget: &Budget,
) -> Result<Vec<u8>, Stopped> {
    if encoding.keeps_ascii() && bytes.is_ascii()
        || encoding.is_utf8() && encoding.keeps_ascii() && std::str::from_utf8(bytes).is_ok()
    {
        return Ok(bytes.to_vec());
    }
    budget.take(bytes.len() as u64)?;
    let name = encoding.name;
    let (encoding, mut at) = encoding.read_mark(bytes);
    let mut out = Vec::with_capacity(bytes.len());
    while at < bytes.len() {
        match encoding.read(bytes, at) {
            Ok((point, next)) => {
                text::encode(point, &mut out);
                at = next;
            }
            Err((end, reason)) => {
                budget.take(10)?;
                let bad = &bytes[at..end];
                match handler {
                    b"ignore" => {}
                    b"replace" => text::encode(0xFFFD, &mut out),
                    b"backslashreplace" => {
                        out.extend(
                            bad.iter().flat_map(|byte| format!("\\x{byte:02x}").into_bytes()),
                        );
                    }
                    b"surrogateescape" if bad.iter().all(|byte| *byte >= 0x80) => {
                        for byte in bad {
                            text::encode(0xDC00 + u32::from(*byte), &mut out);
                        }
                    }
                    b"surrogatepass"
                        if encoding.is_utf8()
                            && matches!(bytes[at..], [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..]) =>
                    {
                        out.extend_from_slice(&bytes[at..at + 3]);
                        at += 3;
                        continue;
                    }
                    _ => {
                        let problem = Problem { encoding: name, start: at, end, reason };
                        return Err(Stopped::Problem(problem));
                    }
                }
                at = end;
            }
        }
    }
    Ok(out)
}

impl Method<'_> {
    /// The arguments' encoding and handler of errors.
    fn codec(&self) -> Result<(Encoding, &[u8]), Failure> {
        let [encoding, errors] = self.named(["encoding", "errors"])?;
        let text = |word: Option<u32>, name: &str, otherwise| match word {
            None => Ok(otherwise),
            Some(word) => match self.object(word) {
                Object::Str(text) => Ok(text),
                _ => type_error(format!(
                    "{}() argument '{name}' must be str, not {}",
                    self.name,
                    self.kind_of(word)
                )),
            },
        };
        let encoding = text(encoding, "encoding", b"utf-8".as_slice())?;
        let errors = text(errors, "errors", b"strict".as_slice())?;
        Ok((named(encoding).ok_or(Failure::Pass)?, errors))
    }

    /// What cannot be written is left to Python code, which raises the exception.
    pub fn encode(&self) -> Answer {
        let (encoding, errors) = self.codec()?;
        match encode(self.own, encoding, errors, self.budget) {
            Ok(bytes) => {
                self.within(bytes.len())?;
                Ok(Value::Bytes(bytes))
            }
            Err(Stopped::Problem(_)) => Err(Failure::Pass),
            Err(Stopped::Failure(failure)) => Err(failure),
        }
    }

    pub fn decode(&self) -> Answer {
        let (encoding, errors) = self.codec()?;
        match decode(self.own, encoding, errors, self.budget) {
            Ok(text) => {
                self.within(text.len())?;
                Ok(Value::Text(text))
            }
            Err(Stopped::Problem(_)) => Err(Failure::Pass),
            Err(Stopped::Failure(failure)) => Err(failure),
        }
    }
}

impl Call<'_> {
    /// `codec_problem(object, encoding, errors)`: what of a `str` the encoding cannot write, or of a `bytes` it cannot
    /// read, as (name of the encoding, start, end, reason); `False` if the encoding is not known, `None` if
    /// there is no problem.
    pub(in crate::vm::native) fn codec_problem(&self) -> Answer {
        let (Object::Str(encoding), Object::Str(errors)) = (self.object(2), self.object(3)) else {
            return Ok(Value::None);
        };
        let Some(encoding) = named(encoding) else { return Ok(Value::Bool(false)) };
        let result = match self.object(1) {
            Object::Str(text) => encode(text, encoding, errors, &self.budget),
            _ => match self.bytes(1) {
                Some(bytes) => decode(bytes, encoding, errors, &self.budget),
                None => return Ok(Value::None),
            },
        };
        match result {
            Err(Stopped::Problem(Problem { encoding, start, end, reason })) => {
                Ok(Value::Tuple(vec![
                    Value::Str(encoding.to_owned()),
                    Value::Int(start as i64),
                    Value::Int(end as i64),
                    Value::Str(reason.to_owned()),
                ]))
            }
            Err(Stopped::Failure(failure)) => Err(failure),
            Ok(_) => Ok(Value::None),
        }
    }
}
