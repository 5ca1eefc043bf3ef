//! Taking texts apart and putting them together.

#![forbid(unsafe_code)]

use super::Answer;
use super::arguments::{Kind, Method, raise, type_error};
use super::classes::is_ascii_space;
use crate::vm::native::Failure;
use crate::vm::native::object::Object;
use crate::vm::native::regex::text;
use crate::vm::native::regex::unicode::is_space;
use crate::vm::native::value::Value;

/// What a piece costs beside its making.
const FUEL_PER_PIECE: usize = 4;

/// What a piece takes of the guest's memory at least.
const PIECE_BYTES: usize = 36;

impl<'m> Method<'m> {
    fn list(&self, pieces: Vec<&[u8]>) -> Answer {
        Ok(Value::List(pieces.into_iter().map(|piece| self.kind.value(piece.to_vec())).collect()))
    }

    /// Pays for one piece more than there are.
    fn piece(&self, pieces: usize) -> Result<(), Failure> {
        if pieces.saturating_mul(PIECE_BYTES) > self.reader.memory.len() {
            return Err(Failure::Memory);
        }
        self.steps(FUEL_PER_PIECE)
    }

    /// `split` and `rsplit`.
    pub fn split(&self) -> Answer {
        let [separator, most] = self.named(["sep", "maxsplit"])?;
        let most = usize::try_from(self.integer_or(most, -1)?).unwrap_or(usize::MAX);
        let backwards = self.name == "rsplit";
        let Some(word) = self.given(separator) else {
            return if backwards { self.words_backwards(most) } else { self.words(most) };
        };
        let Some(separator) = self.like(word) else {
            return type_error(match self.kind {
                Kind::Str => format!("must be str or None, not {}", self.type_of(word)),
                _ => format!("a bytes-like object is required, not '{}'", self.type_of(word)),
            });
        };
        if separator.is_empty() {
            return raise("ValueError", "empty separator".to_owned());
        }
        if backwards { self.cut_backwards(separator, most) } else { self.cut(separator, most) }
    }

    fn cut(&self, separator: &[u8], most: usize) -> Answer {
        let (mut pieces, mut from) = (Vec::new(), 0);
        while pieces.len() < most
            && let Some(at) = self.search(self.own, separator, from)?
        {
            self.piece(pieces.len())?;
            pieces.push(&self.own[from..at]);
            from = at + separator.len();
        }
        pieces.push(&self.own[from..]);
        self.list(pieces)
    }

    fn cut_backwards(&self, separator: &[u8], most: usize) -> Answer {
        let (mut pieces, mut rest) = (Vec::new(), self.own);
        while pieces.len() < most
            && let Some(at) = self.search_last(rest, separator)?
        {
            self.piece(pieces.len())?;
            pieces.push(&rest[at + separator.len()..]);
            rest = &rest[..at];
        }
        pieces.push(rest);
        pieces.reverse();
        self.list(pieces)
    }

    /// The length of the white space at `at`; 0 if there is none.
    fn space(&self, at: usize) -> usize {
        match self.own.get(at) {
            Some(&byte) if self.kind != Kind::Str => is_ascii_space(byte).into(),
            Some(&byte) if byte < 128 => is_space(byte.into()).into(),
            _ => match text::decode(self.own, at) {
                Some((point, next)) if is_space(point) => next - at,
                _ => 0,
            },
        }
    }

    fn after_space(&self, mut at: usize) -> usize {
        while let len @ 1.. = self.space(at) {
            at += len;
        }
        at
    }

    fn before_space(&self, mut end: usize) -> usize {
        while end > 0 {
            let last = if self.plain { end - 1 } else { text::before(self.own, end, 0) };
            if self.space(last) == 0 {
                break;
            }
            end = last;
        }
        end
    }

    fn words(&self, most: usize) -> Answer {
        self.steps(self.own.len() / 4)?;
        let mut pieces = Vec::new();
        let mut at = self.after_space(0);
        while at < self.own.len() {
            self.piece(pieces.len())?;
            if pieces.len() == most {
                // The last piece keeps what stands behind it.
                pieces.push(&self.own[at..]);
                break;
            }
            let start = at;
            while at < self.own.len() && self.space(at) == 0 {
                at += 1;
            }
            pieces.push(&self.own[start..at]);
            at = self.after_space(at);
        }
        self.list(pieces)
    }

    fn words_backwards(&self, most: usize) -> Answer {
        self.steps(self.own.len() / 4)?;
        let mut pieces = Vec::new();
        let mut end = self.before_space(self.own.len());
        while end > 0 {
            self.piece(pieces.len())?;
            if pieces.len() == most {
                pieces.push(&self.own[..end]);
                break;
            }
            let mut start = end;
            while start > 0 {
                let last = if self.plain { start - 1 } else { text::before(self.own, start, 0) };
                if self.space(last) > 0 {
                    break;
                }
                start = last;
            }
            pieces.push(&self.own[start..end]);
            end = self.before_space(start);
        }
        pieces.reverse();
        self.list(pieces)
    }

    pub fn splitlines(&self) -> Answer {
        let [keep] = self.named(["keepends"])?;
        let keep = match keep.map(|word| self.object(word)) {
            None | Some(Object::None | Object::Bool(false) | Object::Int(0)) => false,
            Some(Object::Bool(true) | Object::Int(_)) => true,
            Some(_) => return Err(Failure::Pass),
        };
        self.steps(self.own.len() / 4)?;
        let (mut pieces, mut start, mut at) = (Vec::new(), 0, 0);
        while let Some(&byte) = self.own.get(at) {
            let len = match byte {
                b'\r' if self.own.get(at + 1) == Some(&b'\n') => 2,
                b'\n' | b'\r' => 1,
                0x0B | 0x0C | 0x1C..=0x1E if self.kind == Kind::Str => 1,
                0xC2 if self.kind == Kind::Str && self.own.get(at + 1) == Some(&0x85) => 2,
                0xE2 if self.kind == Kind::Str => match self.own.get(at + 1..at + 3) {
                    Some([0x80, 0xA8 | 0xA9]) => 3,
                    _ => 0,
                },
                _ => 0,
            };
            if len == 0 {
                at += 1;
                continue;
            }
            self.piece(pieces.len())?;
            pieces.push(&self.own[start..if keep { at + len } else { at }]);
            at += len;
            start = at;
        }
        if start < self.own.len() {
            pieces.push(&self.own[start..]);
        }
        self.list(pieces)
    }

    /// `partition` and `rpartition`.
    pub fn partition(&self) -> Answer {
        let [separator] = self.positional(1)?;
        let word = separator.unwrap_or(0);
        let Some(separator) = self.like(word) else {
            return type_error(match self.kind {
                Kind::Str => format!("must be str, not {}", self.type_of(word)),
                _ => format!("a bytes-like object is required, not '{}'", self.type_of(word)),
            });
        };
        if separator.is_empty() {
            return raise("ValueError", "empty separator".to_owned());
        }
        let first = self.name == "partition";
        let at = if first {
            self.search(self.own, separator, 0)?
        } else {
            self.search_last(self.own, separator)?
        };
        let (before, between, behind) = match at {
            Some(at) => (&self.own[..at], separator, &self.own[at + separator.len()..]),
            None if first => (self.own, &[][..], &[][..]),
            None => (&[][..], &[][..], self.own),
        };
        let piece = |piece: &[u8]| self.kind.value(piece.to_vec());
        self.within(self.own.len())?;
        Ok(Value::Tuple(vec![self.part(before)?, piece(between), self.part(behind)?]))
    }

    pub fn join(&self) -> Answer {
        let [items] = self.positional(1)?;
        let word = items.unwrap_or(0);
        let items = match self.object(word) {
            Object::List(items) | Object::Tuple(items) if !self.reader.is_instance(word) => items,
            _ => return Err(Failure::Pass),
        };
        let mut out = Vec::new();
        for (at, word) in items.words().enumerate() {
            self.steps(2)?;
            if at > 0 {
                out.extend_from_slice(self.own);
            }
            match self.like(word) {
                Some(item) => out.extend_from_slice(item),
                None if self.kind == Kind::Str => {
                    return type_error(format!(
                        "sequence item {at}: expected str instance, {} found",
                        self.type_of(word)
                    ));
                }
                None => {
                    return type_error(format!(
                        "sequence item {at}: expected a bytes-like object, {} found",
                        self.type_of(word)
                    ));
                }
            }
            if out.len() > self.reader.memory.len() {
                return Err(Failure::Memory);
            }
        }
        self.made(out)
    }
}
