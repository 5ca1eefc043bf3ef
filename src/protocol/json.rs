//! JSON text to values, more strictly than `serde_json` does it by itself.
//!
//! Two programs that read an object with the same name twice may see two different messages: one
//! takes the first value, the other the last. So such an object is no message.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

/// Names with this beginning mean something to `serde_json` itself: the value of such a field is
/// JSON text inside a string, which would be decoded past every limit on depth and size.
const RESERVED_PREFIX: &str = "$serde_json::";
/// Longest piece of a name that is quoted, in characters.
const QUOTED_MAX_CHARS: usize = 60;

/// What makes a text ambiguous although it is JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    pub text: String,
    /// Whether a name that occurs twice is `id`: then no id can be trusted.
    pub in_id: bool,
}

/// Decodes one value. Of fields with the same name the first is kept, so that an error reply can
/// name the request; the flaw says that the rest must not be used.
pub fn decode(text: &str) -> serde_json::Result<(Value, Option<Flaw>)> {
    let flaw = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict { flaw: &flaw }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((value, flaw.into_inner()))
}

/// What the receiver of a value looks at before it takes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Values and names, at every depth.
    pub values: usize,
    /// Levels of arrays and objects.
    pub depth: usize,
    /// Whether a name is one that [`decode`] refuses.
    pub reserved_name: bool,
}

/// Whether [`decode`] refuses a field of this name.
pub fn is_reserved(name: &str) -> bool {
    name.starts_with(RESERVED_PREFIX)
}

/// Measures a value that came out of a decoder, so its depth is bounded.
pub fn extent(value: &Value) -> Extent {
    let join = |mut sum: Extent, part: Extent| {
        sum.values += part.values;
        sum.depth = sum.depth.max(part.depth + 1);
        sum.reserved_name |= part.reserved_name;
        sum
    };
    let one = Extent { values: 1, ..Extent::default() };
    let container = Extent { depth: 1, ..one };
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => one,
        Value::Array(items) => items.iter().map(extent).fold(container, join),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                let mut extent = extent(value);
                extent.values += 1;
                extent.reserved_name |= is_reserved(name);
                extent
            };
            fields.iter().map(field).fold(container, join)
        }
    }
}

/// Builds a [`Value`] as `Value`'s own implementation does, in one pass.
#[derive(Clone, Copy)]
struct Strict<'a> {
    flaw: &'a RefCell<Option<Flaw>>,
}

impl Strict<'_> {
    fn note(self, what: &str, name: &str) {
        let quoted: String = name.chars().take(QUOTED_MAX_CHARS).collect();
        let mut flaw = self.flaw.borrow_mut();
        let text = || format!("the field \"{quoted}\" {what}");
        let flaw = flaw.get_or_insert_with(|| Flaw { text: text(), in_id: false });
        flaw.in_id |= name == "id";
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            found.push(item);
        }
        Ok(Value::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut found = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(self)?;
            if is_reserved(&name) {
                self.note("has a reserved name", &name);
                continue;
            }
            match found.entry(name) {
                Entry::Vacant(place) => {
                    place.insert(value);
                }
                Entry::Occupied(earlier) => self.note("occurs twice", earlier.key()),
            }
        }
        Ok(Value::Object(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(text: &str) -> Option<(String, bool)> {
        let (_, flaw) = decode(text).expect(text);
        flaw.map(|flaw| (flaw.text, flaw.in_id))
    }

    #[test]
    fn values_are_those_of_serde_json() {
        for text in [
            r#"{"a":[1,-2,2.5,1e3,18446744073709551615,18446744073709551616,true,null,"é\n"],"b":{}}"#,
            "3",
            "\"x\"",
            " [ ] ",
        ] {
            let theirs: Value = serde_json::from_str(text).expect(text);
            assert_eq!(decode(text).expect(text), (theirs, None));
        }
        for text in ["", "{", "[1,]", "{\"a\":1,}", "1 2", "nul", "1e999"] {
            assert!(decode(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_twice_in_one_object_is_a_flaw_and_in_two_objects_is_none() {
        let twice = Some(("the field \"a\" occurs twice".to_owned(), false));
        assert_eq!(flaw(r#"{"a":1,"a":1}"#), twice);
        assert_eq!(flaw(r#"{"x":[{"a":1,"b":2,"\u0061":1}]}"#), twice);
        assert_eq!(flaw(r#"{"a":1,"b":{"a":{"a":1}},"c":[{"a":1},{"a":2}]}"#), None);
        assert_eq!(decode(r#"{"a":1,"a":2}"#).expect("JSON").0, serde_json::json!({"a": 1}));
        assert_eq!(
            flaw(r#"{"a":1,"a":1,"id":1,"id":2}"#),
            Some(("the field \"a\" occurs twice".to_owned(), true))
        );
    }

    #[test]
    fn text_inside_a_string_is_never_decoded() {
        let text = r#"{"$serde_json::private::RawValue":"[[1]]"}"#;
        let theirs: Value = serde_json::from_str(text).expect(text);
        assert_eq!(theirs, serde_json::json!([[1]]), "or this file needs no rule about it");
        assert!(flaw(text).expect("is a flaw").0.contains("reserved name"));
    }

    #[test]
    fn the_extent_of_a_value_is_that_of_all_its_parts() {
        let extent = |text| extent(&serde_json::from_str(text).expect(text));
        let plain = |values, depth| Extent { values, depth, reserved_name: false };
        assert_eq!(extent("1"), plain(1, 0));
        assert_eq!(extent("[]"), plain(1, 1));
        assert_eq!(extent(r#"[1,{"a":[2],"b":3},[[]]]"#), plain(10, 3));
        assert!(extent(r#"[{"a":1,"$serde_json::x":1}]"#).reserved_name);
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(decode(&nested(127)).is_ok());
        assert!(decode(&nested(128)).is_err());
        assert!(decode(&"[".repeat(1_000_000)).is_err());
    }
}
