//! The regular expressions of the worker against CPython's, over patterns made at random.

use std::process::Command;

use mpy::vm::native::regex::cache::Cache;
use mpy::vm::native::regex::ops::{Arg, Operation, call};
use mpy::vm::native::value::Value;
use serde_json::{Value as Json, json};

/// Units that no case comes near.
const BUDGET: u64 = 100_000_000;

/// One more than every position in a text.
const END: i64 = i64::MAX;

/// A value as the script writes it.
fn encoded(value: &Value) -> Json {
    match value {
        Value::None
        | Value::Big { .. }
        | Value::Complex(..)
        | Value::Word(_)
        | Value::Pass
        | Value::Ask(_) => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Float(value) => json!(value),
        Value::Str(text) => json!({ "s": text }),
        Value::Bytes(bytes) => {
            json!({ "b": bytes.iter().map(|&byte| char::from(byte)).collect::<String>() })
        }
        Value::Tuple(values) | Value::List(values) => values.iter().map(encoded).collect(),
        _ => Json::Null,
    }
}

/// A text that owns its bytes, out of the script's JSON.
struct Text {
    is_str: bool,
    raw: Vec<u8>,
}

impl Text {
    fn of(json: &Json) -> Self {
        match json["s"].as_str() {
            Some(text) => Self { is_str: true, raw: text.into() },
            None => {
                let text = json["b"].as_str().expect("str or bytes");
                let bytes = text.chars().map(|char| u8::try_from(char).expect("a byte"));
                Self { is_str: false, raw: bytes.collect() }
            }
        }
    }

    fn arg(&self) -> Arg<'_> {
        if self.is_str { Arg::Str(&self.raw) } else { Arg::Bytes(&self.raw) }
    }
}

/// Performs one operation; an exception is an answer too.
fn perform(cache: &mut Cache, name: &str, args: &[Arg<'_>]) -> Json {
    let operation = Operation::named(name).expect("an operation");
    let mut budget = BUDGET;
    match call(operation, cache, args, &mut budget) {
        Ok(value) => encoded(&value),
        Err(failure) => json!(format!("{failure:?}")),
    }
}

/// An error's message is a plain string there, and may be left out.
fn plain_error(mut answer: Json, wanted: &Json) -> Json {
    if let Some(message) = answer[0]["s"].as_str().map(str::to_owned) {
        answer[0] = if wanted[0].is_null() { Json::Null } else { json!(message) };
    }
    answer
}

/// All matches, a few at a time.
fn all_spans(cache: &mut Cache, start: &[Arg<'_>]) -> Json {
    let mut found = Vec::new();
    let (mut next, mut advance) = (0, 0);
    while next >= 0 {
        let args = [start, &[Arg::Int(next), Arg::Int(END), Arg::Int(advance), Arg::Int(2)]];
        let answer = perform(cache, "re_spans", &args.concat());
        let Some(list) = answer[0].as_array() else { return answer };
        found.extend(list.iter().cloned());
        next = answer[1].as_i64().expect("a position");
        advance = answer[2].as_i64().expect("a flag");
    }
    Json::Array(found)
}

/// What differs in one case.
fn differences(cache: &mut Cache, case: &Json) -> Vec<String> {
    let [pattern, text, template] = ["pattern", "text", "template"].map(|key| Text::of(&case[key]));
    let [flags, pos, endpos, limit] =
        ["flags", "pos", "endpos", "limit"].map(|key| Arg::Int(case[key].as_i64().expect("int")));
    let compile = [pattern.arg(), flags];
    let start = [pattern.arg(), flags, text.arg()];
    let with = |more: &[Arg<'static>]| [&start, more].concat();
    let compiled = perform(cache, "re_compile", &compile);
    let mut wrong = Vec::new();
    let mut compare = |what: &str, got: Json| {
        if got != case[what] {
            wrong.push(format!("{what}:\n  CPython {}\n  here    {got}", case[what]));
        }
    };
    if !case["error"].is_null() {
        compare("error", plain_error(compiled, &case["error"]));
        return wrong;
    }
    let mut compiled = compiled;
    if let Some(names) = compiled[2].as_array_mut() {
        let plain = |pair: &Json| json!([pair[0]["s"], pair[1]]);
        *names = names.iter().map(plain).collect();
        names.sort_by_key(Json::to_string);
    }
    compare("compiled", compiled);
    let [zero, end] = [Arg::Int(0), Arg::Int(END)];
    compare("search", perform(cache, "re_match", &with(&[zero, zero, end])));
    let args = [&start[..], &[Arg::Int(1), pos, endpos]].concat();
    compare("match", perform(cache, "re_match", &args));
    let args = [&start[..], &[Arg::Int(2), pos, end]].concat();
    compare("fullmatch", perform(cache, "re_match", &args));
    let args = [&start[..], &[pos, endpos]].concat();
    compare("findall", perform(cache, "re_findall", &args));
    compare("finditer", all_spans(cache, &start));
    compare("split", perform(cache, "re_split", &[&start[..], &[limit]].concat()));
    let args = [pattern.arg(), flags, template.arg(), text.arg(), limit];
    compare("sub", plain_error(perform(cache, "re_sub", &args), &case["sub"]));
    wrong
}

#[test]
fn random_patterns_match_as_in_cpython() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/regex/cases.py");
    let seed = std::env::var("REGEX_SEED").unwrap_or("1".into());
    let count = std::env::var("REGEX_CASES").unwrap_or("2000".into());
    let output =
        Command::new("python3").args([script, &seed, &count]).output().expect("python3 runs");
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cases.py failed: {problems}");
    let lines = String::from_utf8(output.stdout).expect("JSON");
    let mut cache = Cache::default();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for line in lines.lines() {
        let case: Json = serde_json::from_str(line).expect("JSON");
        for difference in differences(&mut cache, &case) {
            wrong.push(format!(
                "{} with flags {} on {}, {difference}",
                case["pattern"], case["flags"], case["text"]
            ));
        }
        cases += 1;
    }
    assert_eq!(cases.to_string(), count, "every case was made");
    let shown = wrong.len().min(20);
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong[..shown].join("\n"));
}
