//! Digits of floats: round trips, ties, and what the standard library prints.

use proptest::prelude::*;

use super::digits::{Details, Form, Text, text};
use super::{Number, render};
use crate::vm::native::{Budget, Failure};

fn formatted(value: &Number, specification: &str) -> String {
    match render(value, specification, &Budget::new(1_000_000)) {
        Ok(text) => text,
        Err(Failure::Raise { kind, message }) => format!("{kind}: {message}"),
        Err(Failure::Exhausted) => "exhausted".to_owned(),
        Err(Failure::Memory) => "no memory".to_owned(),
        Err(Failure::Pass) => "passed on".to_owned(),
    }
}

fn float(value: f64, specification: &str) -> String {
    formatted(&Number::Float(value), specification)
}

fn digits(value: f64, form: Form, precision: usize) -> String {
    match text(value, form, Details { precision, ..Details::default() }) {
        Text::Special(text) => text.to_owned(),
        Text::Digits(whole, rest) => whole + &rest,
    }
}

proptest! {
    #[test]
    fn the_shortest_text_reads_back(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        let written = float(value, "");
        let read: f64 = written.parse().unwrap();
        prop_assert!(read == value || value.is_nan());
        prop_assert!(written.contains(['.', 'e', 'n']), "{written}");
    }

    #[test]
    fn fixed_digits_are_those_of_the_standard_library(bits in any::<u64>(), precision in 0usize..60) {
        let value = f64::from_bits(bits).abs();
        prop_assume!(value.is_finite());
        prop_assert_eq!(digits(value, Form::Fixed, precision), format!("{value:.precision$}"));
    }

    #[test]
    fn seventeen_digits_read_back(bits in any::<u64>()) {
        let value = f64::from_bits(bits).abs();
        prop_assume!(value.is_finite());
        for form in [Form::General, Form::Exponent] {
            let read: f64 = digits(value, form, 17).parse().unwrap();
            prop_assert_eq!(read, value);
        }
    }

    #[test]
    fn every_specification_is_answered(
        bits in any::<u64>(),
        small in any::<i64>(),
        specification in "([*é0 ]?[<>=^])?[-+ ]?z?#?0?[0-9]{0,2}[,_]?(\\.[0-9]{0,2})?[a-zA-Z%]?",
    ) {
        for value in [Number::Float(f64::from_bits(bits)), Number::Small(small), Number::Str("aé".to_owned())] {
            let written = formatted(&value, &specification);
            prop_assert!(written.len() < 2000);
        }
    }
}

#[test]
fn ties_go_to_the_even_digit() {
    for (value, specification, expected) in [
        (0.5, ".0f", "0"),
        (1.5, ".0f", "2"),
        (2.5, ".0f", "2"),
        (0.125, ".2f", "0.12"),
        (0.375, ".2f", "0.38"),
        (2.675, ".2f", "2.67"),
        (1e22, ".0f", "10000000000000000000000"),
        (2.5, ".0e", "2e+00"),
        (25.0, ".1g", "2e+01"),
        (5e-324, ".3e", "4.941e-324"),
        (1e16, "", "1e+16"),
        (1e15, "", "1000000000000000.0"),
        (12345.0, ".5", "1.2345e+04"),
        (1234.5, "010,.1f", "0,001,234.5"),
        (-0.0, "z.1f", "0.0"),
        (f64::INFINITY, "06", "000inf"),
    ] {
        assert_eq!(float(value, specification), expected, "{value} {specification}");
    }
}

#[test]
fn zeros_may_follow_the_last_digit_that_counts() {
    let written = float(0.1, ".1500f");
    assert_eq!(written.len(), 1502);
    assert!(written.ends_with("0000"), "{written}");
    assert_eq!(float(1.5, ".1200e").len(), 1202 + 4);
}

#[test]
fn a_width_is_paid_for() {
    let little = Budget::new(100);
    assert!(matches!(render(&Number::Small(1), "10000000d", &little), Err(Failure::Exhausted)));
    assert_eq!(
        formatted(&Number::Small(1), "99999999999999999999"),
        "ValueError: Too many decimal digits in format string"
    );
}
