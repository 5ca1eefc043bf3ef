//! `translate`.

#![forbid(unsafe_code)]

use std::collections::HashMap;

use super::Answer;
use super::arguments::{Kind, Method, raise, type_error};
use crate::vm::guest;
use crate::vm::native::Failure;
use crate::vm::native::object::Object;
use crate::vm::native::regex::text;

impl Method<'_> {
    pub fn translate(&self) -> Answer {
        if self.kind == Kind::Str { self.translate_text() } else { self.translate_bytes() }
    }

    fn translate_text(&self) -> Answer {
        let [table] = self.positional(1)?;
        let word = table.unwrap_or(0);
        // Other tables are asked by Python code.
        let Object::Dict(entries) = self.reader.object(word) else { return Err(Failure::Pass) };
        self.steps(entries.capacity())?;
        let mut table = HashMap::new();
        for (key, value) in entries.pairs() {
            match self.reader.object(key) {
                Object::Int(point) => {
                    self.steps(2)?;
                    table.insert(point.cast_unsigned(), value);
                }
                Object::Bool(_) | Object::Float(_) | Object::Other => return Err(Failure::Pass),
                _ => {}
            }
        }
        self.steps(self.own.len())?;
        let (mut out, mut at) = (Vec::with_capacity(self.own.len()), 0);
        while let Some((point, next)) = text::decode(self.own, at) {
            match table.get(&point) {
                None => out.extend_from_slice(&self.own[at..next]),
                Some(&guest::NONE) => {}
                Some(&word) => match self.object(word) {
                    Object::Int(point @ 0..=0x10_FFFF) => {
                        text::encode(point.cast_unsigned(), &mut out);
                    }
                    Object::Int(_) | Object::Big(_) => {
                        return raise(
                            "ValueError",
                            "character mapping must be in range(0x110000)".to_owned(),
                        );
                    }
                    Object::Str(text) => {
                        self.within(out.len().saturating_add(text.len()))?;
                        out.extend_from_slice(text);
                    }
                    _ => {
                        return type_error(
                            "character mapping must return integer, None or str".to_owned(),
                        );
                    }
                },
            }
            at = next;
        }
        self.made(out)
    }

    fn translate_bytes(&self) -> Answer {
        let [table, delete] = self.named(["", "delete"])?;
        let Some(table) = table else {
            return type_error(
                "translate() takes at least 1 positional argument (0 given)".to_owned(),
            );
        };
        let bytes = |word: u32| match self.like(word) {
            Some(bytes) => Ok(bytes),
            None => {
                type_error(format!("a bytes-like object is required, not '{}'", self.type_of(word)))
            }
        };
        let table = self.given(Some(table)).map(bytes).transpose()?;
        let delete = delete.map(bytes).transpose()?.unwrap_or_default();
        if table.is_some_and(|table| table.len() != 256) {
            return raise("ValueError", "translation table must be 256 characters long".to_owned());
        }
        self.steps(self.own.len().saturating_add(delete.len()))?;
        let mut deleted = [false; 256];
        for &byte in delete {
            deleted[usize::from(byte)] = true;
        }
        let kept = self.own.iter().filter(|&&byte| !deleted[usize::from(byte)]);
        let changed = kept.map(|&byte| table.map_or(byte, |table| table[usize::from(byte)]));
        self.made(changed.collect())
    }
}
