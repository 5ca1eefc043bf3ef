//! Finding, counting and replacing.

#![forbid(unsafe_code)]

use super::Answer;
use super::arguments::{Kind, Method, raise, type_error};
use crate::vm::native::Failure;
use crate::vm::native::object::Object;
use crate::vm::native::regex::text;
use crate::vm::native::value::Value;

impl<'m> Method<'m> {
    /// What is searched for: a text of the same kind, or the number of a byte.
    fn wanted(&self, word: Option<u32>) -> Result<Vec<u8>, Failure> {
        let word = word.unwrap_or(0);
        if let Some(wanted) = self.like(word) {
            return Ok(wanted.to_vec());
        }
        if self.kind == Kind::Str {
            return type_error(format!("must be str, not {}", self.type_of(word)));
        }
        if let Object::Int(_) | Object::Bool(_) | Object::Big(_) = self.object(word) {
            return match u8::try_from(self.integer(word)?) {
                Ok(byte) => Ok(vec![byte]),
                Err(_) => raise("ValueError", "byte must be in range(0, 256)".to_owned()),
            };
        }
        type_error(format!(
            "argument should be integer or bytes-like object, not '{}'",
            self.type_of(word)
        ))
    }

    /// Where `wanted`, which is not empty, begins in the bytes from `from` on.
    pub fn search(
        &self,
        bytes: &[u8],
        wanted: &[u8],
        from: usize,
    ) -> Result<Option<usize>, Failure> {
        let (Some(first), Some(last)) = (wanted.first(), bytes.len().checked_sub(wanted.len()))
        else {
            return Ok(None);
        };
        let mut at = from;
        while at <= last {
            let Some(next) = bytes[at..=last].iter().position(|byte| byte == first) else {
                self.work(last + 1 - at)?;
                return Ok(None);
            };
            self.work(next)?;
            at += next;
            if bytes[at..].starts_with(wanted) {
                return Ok(Some(at));
            }
            self.steps(1 + wanted.len() / 16)?;
            at += 1;
        }
        Ok(None)
    }

    /// The last place where `wanted`, which is not empty, begins.
    pub fn search_last(&self, bytes: &[u8], wanted: &[u8]) -> Result<Option<usize>, Failure> {
        let (Some(first), Some(last)) = (wanted.first(), bytes.len().checked_sub(wanted.len()))
        else {
            return Ok(None);
        };
        let mut end = last + 1;
        loop {
            let Some(at) = bytes[..end].iter().rposition(|byte| byte == first) else {
                self.work(end)?;
                return Ok(None);
            };
            self.work(end - at)?;
            if bytes[at..].starts_with(wanted) {
                return Ok(Some(at));
            }
            self.steps(1 + wanted.len() / 16)?;
            end = at;
        }
    }

    fn found(&self, at: Option<usize>) -> Answer {
        match at {
            Some(at) => {
                self.work(at)?;
                Ok(Value::Int(self.position(at) as i64))
            }
            None if self.name.ends_with("find") => Ok(Value::Int(-1)),
            None if self.kind == Kind::Str => raise("ValueError", "substring not found".to_owned()),
            None => raise("ValueError", "subsection not found".to_owned()),
        }
    }

    pub fn find(&self) -> Answer {
        let [wanted, start, end] = self.searched()?;
        let wanted = self.wanted(wanted)?;
        let Some((start, end)) = self.window(start, end)? else { return self.found(None) };
        if wanted.is_empty() {
            return self.found(Some(start));
        }
        self.found(self.search(&self.own[..end], &wanted, start)?)
    }

    pub fn rfind(&self) -> Answer {
        let [wanted, start, end] = self.searched()?;
        let wanted = self.wanted(wanted)?;
        let Some((start, end)) = self.window(start, end)? else { return self.found(None) };
        if wanted.is_empty() {
            return self.found(Some(end));
        }
        let at = self.search_last(&self.own[start..end], &wanted)?;
        self.found(at.map(|at| start + at))
    }

    pub fn count(&self) -> Answer {
        let [wanted, start, end] = self.searched()?;
        let wanted = self.wanted(wanted)?;
        let Some((start, end)) = self.window(start, end)? else { return Ok(Value::Int(0)) };
        let part = &self.own[start..end];
        if wanted.is_empty() {
            let count = if self.plain { part.len() } else { text::count(part) };
            return Ok(Value::Int(count as i64 + 1));
        }
        let (mut count, mut from) = (0, 0);
        while let Some(at) = self.search(part, &wanted, from)? {
            count += 1;
            from = at + wanted.len();
            self.steps(2)?;
        }
        Ok(Value::Int(count))
    }

    /// `startswith` and `endswith`.
    pub fn at_edge(&self) -> Answer {
        let [wanted, start, end] = self.searched()?;
        let (wanted, window) = (wanted.unwrap_or(0), self.window(start, end)?);
        let part = window.map(|(start, end)| &self.own[start..end]);
        let starts = self.name == "startswith";
        let fits = |edge: &[u8]| {
            part.is_some_and(
                |part| if starts { part.starts_with(edge) } else { part.ends_with(edge) },
            )
        };
        let kind = if self.kind == Kind::Str { "str" } else { "bytes" };
        if let Object::Tuple(items) = self.object(wanted) {
            for word in items.words() {
                self.steps(3)?;
                match self.like(word) {
                    Some(edge) if fits(edge) => return Ok(Value::Bool(true)),
                    Some(_) => {}
                    None if self.kind == Kind::Str => {
                        return type_error(format!(
                            "tuple for {} must only contain str, not {}",
                            self.name,
                            self.type_of(word)
                        ));
                    }
                    None => {
                        return type_error(format!(
                            "a bytes-like object is required, not '{}'",
                            self.type_of(word)
                        ));
                    }
                }
            }
            return Ok(Value::Bool(false));
        }
        match self.like(wanted) {
            Some(edge) => Ok(Value::Bool(fits(edge))),
            None => type_error(format!(
                "{} first arg must be {kind} or a tuple of {kind}, not {}",
                self.name,
                self.type_of(wanted)
            )),
        }
    }

    /// An argument of the same kind, by its place among the arguments.
    fn same(&self, word: Option<u32>, place: &str) -> Result<&'m [u8], Failure> {
        let word = word.unwrap_or(0);
        match self.like(word) {
            Some(bytes) => Ok(bytes),
            None if self.kind == Kind::Str => type_error(format!(
                "{}() argument{place} must be str, not {}",
                self.name,
                self.kind_of(word)
            )),
            None => {
                type_error(format!("a bytes-like object is required, not '{}'", self.type_of(word)))
            }
        }
    }

    pub fn remove(&self) -> Answer {
        let [edge] = self.positional(1)?;
        let edge = self.same(edge, "")?;
        let rest = if self.name == "removeprefix" {
            self.own.strip_prefix(edge)
        } else {
            self.own.strip_suffix(edge)
        };
        self.part(rest.unwrap_or(self.own))
    }

    pub fn replace(&self) -> Answer {
        let [old, new, count] = self.positional(2)?;
        let (old, new) = (self.same(old, " 1")?, self.same(new, " 2")?);
        let most = self.integer_or(count, -1)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        if most == 0 {
            return self.part(self.own);
        }
        if old.is_empty() {
            return self.interleaved(new, most);
        }
        let (mut out, mut from, mut count) = (Vec::new(), 0, 0);
        while count < most
            && let Some(at) = self.search(self.own, old, from)?
        {
            out.extend_from_slice(&self.own[from..at]);
            out.extend_from_slice(new);
            self.steps(2)?;
            if out.len() > self.reader.memory.len() {
                return Err(Failure::Memory);
            }
            from = at + old.len();
            count += 1;
        }
        if count == 0 {
            return self.part(self.own);
        }
        out.extend_from_slice(&self.own[from..]);
        self.made(out)
    }

    /// Replaces the nothing before each character and at the end.
    fn interleaved(&self, new: &[u8], most: usize) -> Answer {
        let times = self.len().saturating_add(1).min(most);
        self.within(times.saturating_mul(new.len()).saturating_add(self.own.len()))?;
        self.steps(times)?;
        let (mut out, mut count) = (Vec::new(), 0);
        for &byte in self.own {
            if count < most && (self.plain || !text::continues(byte)) {
                out.extend_from_slice(new);
                count += 1;
            }
            out.push(byte);
        }
        if count < most {
            out.extend_from_slice(new);
        }
        self.made(out)
    }
}
