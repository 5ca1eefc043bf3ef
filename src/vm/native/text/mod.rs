//! The methods of `str`, `bytes` and `bytearray`.
//!
//! Texts are UTF-8, but for surrogates, which the guest writes like other characters. What is searched for begins
//! where a character begins, so it is found byte by byte; only positions are counted in characters.

#![forbid(unsafe_code)]

mod arguments;
mod bytes;
mod case;
mod case_tables;
mod classes;
mod codecs;
mod encodings;
mod padding;
mod pieces;
mod search;
mod tables;
#[cfg(test)]
mod tests;
mod translate;

use super::value::Value;
use super::{Call, Failure, text_methods};
use arguments::Method;

/// What a method answers.
type Answer = Result<Value, Failure>;

/// Type and name of the method with this number.
pub(super) fn named(number: i32) -> Option<(&'static str, &'static str)> {
    let mut at = usize::try_from(number.checked_sub(text_methods::FIRST)?).ok()?;
    for (kind, names) in text_methods::METHODS {
        match names.get(at) {
            Some(name) => return Some((kind, name)),
            None => at -= names.len(),
        }
    }
    None
}

impl Call<'_> {
    /// Calls a method, by its type and its name.
    pub(super) fn text_method(&self, (owner, name): (&'static str, &'static str)) -> Answer {
        let Some(arguments) = self.method_arguments()? else { return Ok(Value::Pass) };
        let method = Method::new(self, &arguments, owner, name)?;
        match name {
            "capitalize" | "casefold" | "lower" | "swapcase" | "title" | "upper" => method.case(),
            "isalnum" | "isalpha" | "isascii" | "isdecimal" | "isdigit" | "isidentifier"
            | "islower" | "isnumeric" | "isprintable" | "isspace" | "istitle" | "isupper" => {
                method.class()
            }
            "center" | "ljust" | "rjust" => method.justify(),
            "zfill" => method.zfill(),
            "expandtabs" => method.expandtabs(),
            "strip" | "lstrip" | "rstrip" => method.strip(),
            "removeprefix" | "removesuffix" => method.remove(),
            "find" | "index" => method.find(),
            "rfind" | "rindex" => method.rfind(),
            "count" => method.count(),
            "startswith" | "endswith" => method.at_edge(),
            "replace" => method.replace(),
            "split" | "rsplit" => method.split(),
            "splitlines" => method.splitlines(),
            "partition" | "rpartition" => method.partition(),
            "join" => method.join(),
            "translate" => method.translate(),
            "encode" => method.encode(),
            "decode" => method.decode(),
            "hex" => method.hex(),
            _ => Err(Failure::Pass),
        }
    }
}
