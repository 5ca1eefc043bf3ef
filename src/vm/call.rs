//! What a host call asks for, as the guest says it: JSON that is checked here.

#![forbid(unsafe_code)]

use serde_json::{Map, Number, Value};

/// Name, positional and named parameters.
pub type Call = (String, Vec<Value>, Map<String, Value>);

/// Checks the shape of a call and turns the guest's private encoding of floats into numbers.
pub fn decode(payload: &str) -> Result<Call, String> {
    let value: Value = serde_json::from_str(payload)
        .map_err(|error| format!("the call could not be understood: {error}"))?;
    let Value::Object(mut object) = value else {
        return Err("the call is not an object".to_owned());
    };
    let parts = (object.remove("name"), object.remove("args"), object.remove("kwargs"));
    let (Some(Value::String(name)), Some(Value::Array(mut args)), Some(Value::Object(mut kwargs))) =
        parts
    else {
        return Err("the call lacks its name or its parameters".to_owned());
    };
    args.iter_mut().for_each(restore_doubles);
    kwargs.values_mut().for_each(restore_doubles);
    Ok((name, args, kwargs))
}

/// `{"type": "double", "hex": <8 bytes, little-endian>}` becomes a number, or, as JSON has no word
/// for it, `{"type": "float", "value": "inf" | "-inf" | "nan"}`.
fn restore_doubles(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(restore_doubles),
        Value::Object(object) => match double(object) {
            Some(double) => *value = double,
            None => object.values_mut().for_each(restore_doubles),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn double(object: &Map<String, Value>) -> Option<Value> {
    if object.len() != 2 || object.get("type")?.as_str()? != "double" {
        return None;
    }
    let hex = object.get("hex")?.as_str()?;
    if hex.len() != 16 {
        return None;
    }
    let double = f64::from_bits(u64::from_str_radix(hex, 16).ok()?.swap_bytes());
    if let Some(number) = Number::from_f64(double) {
        return Some(Value::Number(number));
    }
    let word = match double {
        value if value.is_nan() => "nan",
        value if value > 0.0 => "inf",
        _ => "-inf",
    };
    Some(serde_json::json!({"type": "float", "value": word}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_exact_and_nonfinite_ones_named() {
        let hex = |value: f64| format!("{:016x}", value.to_bits().swap_bytes());
        let call = format!(
            r#"{{"name":"q","args":["a",[{{"type":"double","hex":"{}"}},{{"type":"double","hex":"{}"}}]],"kwargs":{{}}}}"#,
            hex(0.1),
            hex(f64::NEG_INFINITY)
        );
        let (_, args, _) = decode(&call).expect("a call");
        assert_eq!(args[1], serde_json::json!([0.1, {"type": "float", "value": "-inf"}]));
    }

    #[test]
    fn calls_of_a_wrong_shape_are_refused() {
        for call in
            ["", "[]", "{}", r#"{"name":1,"args":[],"kwargs":{}}"#, r#"{"name":"x","args":{}}"#]
        {
            assert!(decode(call).is_err(), "{call}");
        }
    }
}
