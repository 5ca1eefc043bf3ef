//! Memory that misleads, and arguments that are anything.

use proptest::collection::vec;
use proptest::prelude::*;

use super::object::{Object, Reader};
use super::regex::cache::Cache;
use super::value::Value;
use super::{Budget, Call, natives};
use crate::vm::snapshot::Parked;

const STR: u32 = 100;
const BYTES: u32 = 104;
const BYTEARRAY: u32 = 108;
const INT: u32 = 112;
const FLOAT: u32 = 116;
const TUPLE: u32 = 120;
const LIST: u32 = 124;
const DICT: u32 = 128;

fn parked() -> Parked {
    Parked {
        str_type: STR,
        bytes_type: BYTES,
        bytearray_type: BYTEARRAY,
        int_type: INT,
        float_type: FLOAT,
        tuple_type: TUPLE,
        list_type: LIST,
        dict_type: DICT,
        last_pool: 8,
        ..Parked::default()
    }
}

/// Memory out of words, with objects of known types at many places and fields that point anywhere.
fn memory() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        (STR / 4..=DICT / 4).prop_map(|kind| kind * 4),
        0u32..40,
        (0u32..256).prop_map(|at| at * 4),
        any::<u32>(),
        Just(u32::MAX),
    ];
    vec(word, 64..256).prop_map(|words| words.into_iter().flat_map(u32::to_le_bytes).collect())
}

fn call(memory: &mut [u8], number: usize, arguments: &[u32], fuel: u64) -> (Option<Value>, u64) {
    let parked = parked();
    let number = (number as u32) << 1 | 1;
    let mut call = Call {
        memory,
        parked: &parked,
        programs: &mut Cache::default(),
        arguments: [&[number], arguments].concat(),
        budget: Budget::new(fuel),
        most_digits: &mut 4300,
    };
    let answer = call.answer();
    let left = call.budget.left();
    match answer {
        Ok(value) => (Some(value), left),
        Err(_) => (None, left),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_outside_of_the_memory_is_read(memory in memory(), word in any::<u32>()) {
        let parked = parked();
        let reader = Reader { memory: &memory, parked: &parked };
        for word in [word, word % 1024, word % 256 * 4] {
            match reader.object(word) {
                Object::Str(bytes) | Object::Bytes(bytes) => prop_assert!(bytes.len() <= memory.len()),
                Object::Tuple(items) | Object::List(items) => {
                    prop_assert!(items.len() * 4 <= memory.len());
                }
                Object::Dict(entries) => prop_assert!(entries.pairs().count() * 8 <= memory.len()),
                _ => {}
            }
        }
    }

    #[test]
    fn every_function_survives_every_argument(
        memory in memory(),
        number in 0..natives::NAMES.len(),
        arguments in vec(prop_oneof![(0u32..256).prop_map(|at| at * 4), any::<u32>()], 0..8),
        fuel in prop_oneof![Just(0u64), 0u64..5_000, Just(200_000u64)],
    ) {
        let mut memory = memory;
        let (_, left) = call(&mut memory, number, &arguments, fuel);
        prop_assert!(left <= fuel);
    }
}

/// A text object at 256 with its bytes behind it.
fn with_text(text: &str) -> Vec<u8> {
    let mut memory = vec![0; 256];
    for word in [STR, 0, text.len() as u32, 272] {
        memory.extend(word.to_le_bytes());
    }
    memory.extend(text.as_bytes());
    memory
}

fn number_of(name: &str) -> usize {
    natives::NAMES.iter().position(|known| *known == name).unwrap()
}

#[test]
fn work_is_paid_for_before_it_is_done() {
    let text = format!("[{}1]", "1,".repeat(10_000));
    let check = number_of("json_check");
    assert_eq!(call(&mut with_text(&text), check, &[256], 1_000).0, None);
    let (answer, left) = call(&mut with_text(&text), check, &[256], 1_000_000);
    assert_eq!(answer, Some(Value::None));
    assert!(left < 1_000_000 - text.len() as u64, "{left}");
}

#[test]
fn json_mistakes_have_the_places_of_cpython() {
    for (text, message, position) in [
        ("", "Expecting value", 0),
        ("{'a': 1}", "Expecting property name enclosed in double quotes", 1),
        ("[1, é]", "Expecting value", 4),
        ("[\"é\" 1]", "Expecting ',' delimiter", 5),
        ("1 2", "Extra data", 2),
    ] {
        let (answer, _) = call(&mut with_text(text), number_of("json_check"), &[256], 100_000);
        let expected = vec![Value::Str(message.to_owned()), Value::Int(position)];
        assert_eq!(answer, Some(Value::Tuple(expected)), "{text}");
    }
    for (text, care) in
        [("[1, {\"a\": null}]", false), ("[NaN]", true), (r#""\ud83d\ude00""#, true)]
    {
        let (answer, _) = call(&mut with_text(text), number_of("json_check"), &[256], 100_000);
        assert_eq!(answer, Some(if care { Value::Bool(true) } else { Value::None }), "{text}");
    }
}

#[test]
fn floats_are_written_as_python_writes_them() {
    for (value, text) in [
        (0.1 + 0.2, "0.30000000000000004"),
        (1e16, "1e+16"),
        (123456789012345680.0, "1.2345678901234568e+17"),
        (1e15, "1000000000000000.0"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (-0.0, "-0.0"),
        (5e-324, "5e-324"),
        (f64::NEG_INFINITY, "-inf"),
    ] {
        assert_eq!(super::number::repr(value), text);
    }
}
