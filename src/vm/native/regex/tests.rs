//! Rules of the engine, one by one. `tests/regex_differential.rs` compares it with CPython at large.

use super::cache::Cache;
use super::ops::{Arg, Failure, Operation, call};
use super::{Kind, Matcher, Program, Stop, Text, flags};
use crate::vm::native::value::Value;

const BUDGET: u64 = 10_000_000;

fn compiled(pattern: &str, flags: u32) -> Program {
    Program::compile(Text::Str(pattern.as_bytes()), flags).expect("a good pattern")
}

/// Byte offsets of the first match.
fn find(pattern: &str, text: &str) -> Option<(usize, usize)> {
    let program = compiled(pattern, 0);
    let mut matcher = Matcher::new(&program, text.as_bytes());
    let found = matcher.find(Kind::Search, 0, false, &mut BUDGET.clone());
    found.expect("within the budget").and_then(|spans| spans.get(0))
}

/// What became of a search with this budget, and what it used.
fn search(pattern: &str, text: &[u8], budget: u64) -> (Result<bool, Stop>, u64) {
    let program = compiled(pattern, 0);
    let mut left = budget;
    let mut matcher = Matcher::new(&program, text);
    let found = matcher.find(Kind::Search, 0, false, &mut left).map(|found| found.is_some());
    (found, budget - left)
}

/// The complaint about a pattern.
fn complaint(pattern: &str) -> (String, Option<usize>) {
    let error = Program::compile(Text::Str(pattern.as_bytes()), 0).expect_err("a bad pattern");
    (error.message, error.position)
}

fn perform(name: &str, args: &[Arg<'_>]) -> Result<Value, Failure> {
    let operation = Operation::named(name).expect("an operation");
    call(operation, &mut Cache::default(), args, &mut BUDGET.clone())
}

fn strs(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|&text| Value::Str(text.into())).collect())
}

fn find_all(pattern: &str, text: &str) -> Value {
    let (pattern, text) = (Arg::Str(pattern.as_bytes()), Arg::Str(text.as_bytes()));
    perform("re_findall", &[pattern, Arg::Int(0), text, Arg::Int(0), Arg::Int(i64::MAX)])
        .expect("a result")
}

#[test]
fn the_first_alternative_wins_and_longer_ones_only_when_needed() {
    assert_eq!(find("a|ab|abc", "abc"), Some((0, 1)));
    assert_eq!(find("(?:a|ab|abc)$", "abc"), Some((0, 3)));
    assert_eq!(find("x*", "aaa"), Some((0, 0)));
}

#[test]
fn greedy_lazy_and_possessive_differ() {
    assert_eq!(find("<.+>", "<a><b>"), Some((0, 6)));
    assert_eq!(find("<.+?>", "<a><b>"), Some((0, 3)));
    assert_eq!(find("<.++>", "<a><b>"), None);
    assert_eq!(find("(?>a+)b", "aab"), Some((0, 3)));
    assert_eq!(find("(?>a+)ab", "aaab"), None);
}

#[test]
fn offsets_inside_are_bytes_and_results_are_code_points() {
    assert_eq!(find("é", "aé"), Some((1, 3)));
    let (pattern, text) = (Arg::Str("é(b)".as_bytes()), Arg::Str("aaéb".as_bytes()));
    let args = [pattern, Arg::Int(0), text, Arg::Int(0), Arg::Int(1), Arg::Int(9)];
    let ints = [2, 4, 3, 4, 1].map(Value::Int);
    assert_eq!(perform("re_match", &args), Ok(Value::Tuple(ints.into())));
}

#[test]
fn looks_take_nothing() {
    assert_eq!(find(r"(?<=\$)\d+(?=\.)", "7 $45.9"), Some((3, 5)));
    assert_eq!(find("(?<!é)b", "ébab"), Some((4, 5)));
    assert_eq!(find("(?!)", "abc"), None);
}

#[test]
fn groups_that_failed_are_put_back() {
    let program = compiled("(?:(a)|b)*(?:(c)d|c)", 0);
    let mut matcher = Matcher::new(&program, b"abc");
    let found = matcher.find(Kind::Match, 0, false, &mut BUDGET.clone()).expect("enough budget");
    let found = found.expect("a match");
    assert_eq!((found.get(1), found.get(2), found.last_group), (Some((0, 1)), None, 1));
}

#[test]
fn loops_end_although_their_turns_take_nothing() {
    assert_eq!(find("(?:a*)*$", "aab"), Some((3, 3)));
    assert_eq!(find("(?:|a)+b", "aab"), Some((0, 3)));
    assert_eq!(find("(?:a?){3,}?b", "b"), Some((0, 1)));
    assert_eq!(find("(?:(?=a))*+a", "a"), Some((0, 1)));
}

#[test]
fn an_empty_match_may_follow_a_match_but_not_itself() {
    assert_eq!(find_all("a*", "baac"), strs(&["", "aa", "", ""]));
    assert_eq!(find_all("a|", "aab"), strs(&["a", "a", "", ""]));
    assert_eq!(find_all("", "é"), strs(&["", ""]));
}

#[test]
fn case_is_ignored_as_unicode_has_it_unless_ascii_is_asked_for() {
    for (one, other) in [("k", "\u{212A}"), ("ſ", "S"), ("µ", "Μ"), ("Ä", "ä"), ("İ", "i")] {
        assert!(find(&format!("(?i)^{one}$"), other).is_some(), "{one} {other}");
        assert!(find(&format!("(?i)^[{one}]$"), other).is_some(), "[{one}] {other}");
        assert!(find(&format!("(?ai)^{one}$"), other).is_none(), "ASCII: {one} {other}");
    }
    assert_eq!(find(r"(?i)(ä)\1", "äÄ"), Some((0, 4)));
}

#[test]
fn bytes_follow_the_rules_of_ascii() {
    let args = |pattern: &'static [u8], text: &'static [u8]| {
        [Arg::Bytes(pattern), Arg::Int(0), Arg::Bytes(text), Arg::Int(0), Arg::Int(99)]
    };
    let bytes = |texts: &[&[u8]]| {
        Ok(Value::List(texts.iter().map(|text| Value::Bytes(text.to_vec())).collect()))
    };
    assert_eq!(perform("re_findall", &args(br"\w+", b"ab\xE9c")), bytes(&[b"ab", b"c"]));
    assert_eq!(perform("re_findall", &args(b"[\x80-\xFF]", b"a\xFE")), bytes(&[b"\xFE"]));
}

#[test]
fn complaints_have_the_words_and_places_of_cpython() {
    for (pattern, message, position) in [
        ("a)", "unbalanced parenthesis", Some(1)),
        ("é(", "missing ), unterminated subpattern", Some(1)),
        ("*", "nothing to repeat", Some(0)),
        ("a**", "multiple repeat", Some(2)),
        ("[a", "unterminated character set", Some(0)),
        ("[b-a]", "bad character range b-a", Some(1)),
        (r"\q", r"bad escape \q", Some(0)),
        ("a\\", "bad escape (end of pattern)", Some(1)),
        ("a{2,1}", "min repeat greater than max repeat", Some(2)),
        (r"(a)\2", "invalid group reference 2", Some(4)),
        ("(?<=a*)b", "look-behind requires fixed-width pattern", None),
        ("a(?i)", "global flags not at the start of the expression", Some(1)),
    ] {
        assert_eq!(complaint(pattern), (message.into(), position), "{pattern}");
    }
}

#[test]
fn a_brace_that_bounds_nothing_is_a_character() {
    for (pattern, text) in [("a{", "a{"), ("a{x}", "a{x}"), ("{1", "{1"), ("a{}", "a{}")] {
        assert_eq!(find(pattern, text), Some((0, text.len())), "{pattern}");
    }
    assert_eq!(find("a{,2}", "aaa"), Some((0, 2)));
}

#[test]
fn nesting_is_bounded_and_within_the_bound_it_works() {
    let nested = |levels: usize, open: &str, close: &str| {
        format!("{}a{}", open.repeat(levels), close.repeat(levels))
    };
    for (open, close) in [("(", ")"), ("(?:", ")*"), ("(?=", ")"), ("()(?(1)", ")"), ("(?i:", ")")]
    {
        assert!(find(&nested(90, open, close), "a").is_some(), "{open}");
        let (message, _) = complaint(&nested(200, open, close));
        assert_eq!(message, "more than 100 groups within each other", "{open}");
    }
}

#[test]
fn a_hopeless_search_ends_with_its_budget() {
    let text = [b"a".repeat(40), b"b".to_vec()].concat();
    assert_eq!(search("(a+)+$", &text, 100_000).0, Err(Stop::Budget));
    assert_eq!(search("(a+)+b", &text, 100_000).0, Ok(true));
}

#[test]
fn memory_for_backtracking_is_bounded() {
    let text = b"ab".repeat(1_000_000);
    assert_eq!(search("^(?:a|b)*c", &text, u64::MAX).0, Ok(false));
    assert_eq!(search("(?:ab?|b)*c", &text, u64::MAX).0, Err(Stop::Backtrack));
    // One way back for the whole repeat.
    assert_eq!(search("[ab]*[ab]", &text, u64::MAX).0, Ok(true));
}

#[test]
fn results_are_bounded() {
    let text = "a".repeat(1 << 20);
    let (pattern, text) = (Arg::Str(b""), Arg::Str(text.as_bytes()));
    let args = [pattern, Arg::Int(0), text, Arg::Int(0), Arg::Int(i64::MAX)];
    assert_eq!(perform("re_findall", &args), Err(Failure::Stop(Stop::Output)));
    let long = "x".repeat(1000);
    let args = [Arg::Str(b"a"), Arg::Int(0), Arg::Str(long.as_bytes()), text, Arg::Int(0)];
    assert_eq!(perform("re_sub", &args), Err(Failure::Stop(Stop::Output)));
}

#[test]
fn the_cost_of_a_search_follows_the_text() {
    let text = b"a".repeat(1 << 20);
    let (found, used) = search("b", &text, BUDGET);
    assert_eq!(found, Ok(false));
    assert!((100_000..1_000_000).contains(&used), "{used} units for a megabyte");
}

#[test]
fn malformed_texts_get_some_answer() {
    let patterns = [
        "",
        ".",
        ".*",
        r"\w+",
        r"(?i)[à-ÿ]+",
        r"(?<=.)\b.",
        "(.)\\1",
        r"(?<!é)\W*?",
        "é|ü",
        "[^a]",
        r"(?s)(.*?)(.)$",
        r"(?:.|é)*+",
    ];
    let mut state = 1_u32;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        [0x61, 0x80, 0xBF, 0xC3, 0xA9, 0xE2, 0xF0, 0xFF, 0x0A, 0xC3][(state >> 24) as usize % 10]
    };
    for _ in 0..300 {
        let text: Vec<u8> = (0..12).map(|_| byte()).collect();
        for pattern in patterns {
            let pattern = Arg::Str(pattern.as_bytes());
            let (zero, five) = (Arg::Int(0), Arg::Int(5));
            let text = Arg::Str(&text);
            for (name, more) in [
                ("re_findall", vec![zero, five]),
                ("re_match", vec![zero, Arg::Int(1), five]),
                ("re_spans", vec![zero, Arg::Int(99), zero, five]),
                ("re_split", vec![zero]),
            ] {
                let args = [vec![pattern, zero, text], more].concat();
                assert!(perform(name, &args).is_ok(), "{name} {args:?}");
            }
            // A malformed pattern and template, too.
            let _ = perform("re_sub", &[text, zero, text, text, zero]);
        }
    }
}

#[test]
fn arguments_of_wrong_types_raise() {
    let message = |name: &str, args: &[Arg<'_>]| match perform(name, args) {
        Err(Failure::Raise { kind: "TypeError", message }) => message,
        other => panic!("{other:?}"),
    };
    let (text, bytes, zero) = (Arg::Str(b"a"), Arg::Bytes(b"a"), Arg::Int(0));
    let mixed = message("re_split", &[text, zero, bytes, zero]);
    assert_eq!(mixed, "cannot use a string pattern on a bytes-like object");
    let mixed = message("re_split", &[bytes, zero, text, zero]);
    assert_eq!(mixed, "cannot use a bytes pattern on a string-like object");
    let none = message("re_split", &[text, zero, Arg::Other("list"), zero]);
    assert_eq!(none, "expected string or bytes-like object, got 'list'");
    assert_eq!(message("re_split", &[text, zero]), "wrong arguments of a native function");
    assert!(perform("re_split", &[text, zero, text, zero]).is_ok());
}

#[test]
fn the_cache_keeps_what_was_used_last() {
    let mut cache = Cache::default();
    let pattern = |number: usize| format!("a{number}");
    for number in 0..200 {
        let text = pattern(number);
        assert!(cache.get(Text::Str(text.as_bytes()), 0).expect("good").1);
        assert!(!cache.get(Text::Str(b"a0"), 0).expect("good").1, "a0 is used all the time");
    }
    assert_eq!(cache.len(), 64);
    assert!(!cache.get(Text::Str(b"a199"), 0).expect("good").1);
    assert!(cache.get(Text::Str(b"a199"), flags::IGNORECASE).expect("good").1, "other flags");
    assert!(cache.get(Text::Bytes(b"a199"), 0).expect("good").1, "another type");
    assert!(cache.get(Text::Str(b"a1"), 0).expect("good").1, "long gone");
}

#[test]
fn the_cache_is_bounded_in_bytes() {
    let mut cache = Cache::default();
    for number in 0..20 {
        let long = format!("{number}{}", "[a-z]{2}x|".repeat(8_000));
        assert!(cache.get(Text::Str(long.as_bytes()), 0).is_ok());
    }
    assert!(cache.len() < 5, "{} programs", cache.len());
}
