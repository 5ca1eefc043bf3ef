//! Making texts longer and shorter at their edges.

#![forbid(unsafe_code)]

use super::Answer;
use super::arguments::{Kind, Method, type_error};
use super::classes::is_ascii_space;
use crate::vm::native::Failure;
use crate::vm::native::regex::text;
use crate::vm::native::regex::unicode::is_space;

impl Method<'_> {
    /// What fills: one character or byte.
    fn filling(&self, word: Option<u32>) -> Result<Vec<u8>, Failure> {
        let Some(word) = word else { return Ok(vec![b' ']) };
        let bytes = self.like(word);
        if self.kind != Kind::Str {
            return match bytes {
                Some([byte]) => Ok(vec![*byte]),
                _ => type_error(format!(
                    "{}() argument 2 must be a byte string of length 1, not {}",
                    self.name,
                    self.type_of(word)
                )),
            };
        }
        let Some(filling) = bytes else {
            return type_error(format!(
                "The fill character must be a unicode character, not {}",
                self.type_of(word)
            ));
        };
        if text::count(filling) != 1 {
            return type_error("The fill character must be exactly one character long".to_owned());
        }
        Ok(filling.to_vec())
    }

    /// `ljust`, `rjust` and `center`.
    pub fn justify(&self) -> Answer {
        let [width, filling] = self.positional(1)?;
        let width = self.width(width.unwrap_or(0))?;
        let filling = self.filling(filling)?;
        let missing = width.saturating_sub(self.len());
        if missing == 0 {
            return self.part(self.own);
        }
        let left = match self.name {
            "ljust" => 0,
            "rjust" => missing,
            // The odd one stands on the left where the width is odd.
            _ => missing / 2 + (missing & width & 1),
        };
        self.within(missing.saturating_mul(filling.len()).saturating_add(self.own.len()))?;
        let mut out = filling.repeat(left);
        out.extend_from_slice(self.own);
        out.extend(filling.repeat(missing - left));
        self.made(out)
    }

    pub fn zfill(&self) -> Answer {
        let [width] = self.positional(1)?;
        let width = self.width(width.unwrap_or(0))?;
        let missing = width.saturating_sub(self.len());
        if missing == 0 {
            return self.part(self.own);
        }
        self.within(missing.saturating_add(self.own.len()))?;
        let signs = usize::from(matches!(self.own.first(), Some(b'+' | b'-')));
        let (sign, digits) = self.own.split_at(signs);
        self.made([sign, &vec![b'0'; missing], digits].concat())
    }

    pub fn expandtabs(&self) -> Answer {
        let [size] = self.named(["tabsize"])?;
        let size = usize::try_from(self.integer_or(size, 8)?).unwrap_or(0);
        self.steps(self.own.len())?;
        let (mut out, mut column) = (Vec::new(), 0);
        for &byte in self.own {
            match byte {
                b'\t' if size > 0 => {
                    let spaces = size - column % size;
                    self.within(out.len().saturating_add(spaces))?;
                    out.resize(out.len() + spaces, b' ');
                    column += spaces;
                }
                b'\t' => {}
                _ => {
                    out.push(byte);
                    if byte == b'\n' || byte == b'\r' {
                        column = 0;
                    } else if self.plain || !text::continues(byte) {
                        column += 1;
                    }
                }
            }
        }
        self.made(out)
    }

    /// `strip`, `lstrip` and `rstrip`.
    pub fn strip(&self) -> Answer {
        let [given] = self.positional(0)?;
        let characters = match self.given(given) {
            None => None,
            Some(word) => match self.like(word) {
                Some(characters) => Some(characters),
                None if self.kind == Kind::Str => {
                    return type_error(format!("{} arg must be None or str", self.name));
                }
                None => {
                    return type_error(format!(
                        "a bytes-like object is required, not '{}'",
                        self.type_of(word)
                    ));
                }
            },
        };
        let stripped = |part: &[u8]| match (characters, self.kind) {
            (None, Kind::Str) => text::decode(part, 0).is_some_and(|(point, _)| is_space(point)),
            (None, _) => is_ascii_space(part[0]),
            (Some(characters), Kind::Str) => {
                let mut at = 0;
                while let Some((_, next)) = text::decode(characters, at) {
                    if &characters[at..next] == part {
                        return true;
                    }
                    at = next;
                }
                false
            }
            (Some(characters), _) => characters.contains(&part[0]),
        };
        let cost = 1 + characters.map_or(0, <[u8]>::len) / 4;
        let mut rest = self.own;
        if self.name != "rstrip" {
            while !rest.is_empty() {
                let next =
                    if self.plain { 1 } else { text::decode(rest, 0).map_or(1, |(_, next)| next) };
                if !stripped(&rest[..next]) {
                    break;
                }
                self.steps(cost)?;
                rest = &rest[next..];
            }
        }
        if self.name != "lstrip" {
            while !rest.is_empty() {
                let last =
                    if self.plain { rest.len() - 1 } else { text::before(rest, rest.len(), 0) };
                if !stripped(&rest[last..]) {
                    break;
                }
                self.steps(cost)?;
                rest = &rest[..last];
            }
        }
        self.part(rest)
    }
}
