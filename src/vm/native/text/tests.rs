//! Methods of texts, called as the guest calls them.

use crate::vm::native::regex::cache::Cache;
use crate::vm::native::text_methods::{FIRST, METHODS};
use crate::vm::native::value::Value;
use crate::vm::native::{Budget, Call, Failure};
use crate::vm::snapshot::Parked;

const STR: u32 = 100;
const BYTES: u32 = 104;
const BYTEARRAY: u32 = 108;
const TUPLE: u32 = 120;
const LIST: u32 = 124;
const NONE: u32 = 6;

#[derive(Clone, Copy)]
enum Arg<'a> {
    S(&'a str),
    B(&'a [u8]),
    A(&'a [u8]),
    I(i32),
    L(&'a [&'a str]),
    N,
}
use Arg::{A, B, I, L, N, S};

/// The guest's memory, in which objects are put one behind another.
struct Memory(Vec<u8>);

impl Memory {
    fn put(&mut self, words: &[u32]) -> u32 {
        let at = self.0.len() as u32;
        self.0.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        at
    }

    fn bytes(&mut self, kind: u32, bytes: &[u8]) -> u32 {
        let data = self.0.len() as u32;
        self.0.extend(bytes);
        self.0.resize(self.0.len().next_multiple_of(8), 0);
        self.put(&[kind, 0, bytes.len() as u32, data])
    }

    fn list(&mut self, items: &[u32]) -> u32 {
        let table = self.put(items);
        let len = items.len() as u32;
        self.put(&[LIST, len, len, table])
    }

    fn word(&mut self, arg: Arg<'_>) -> u32 {
        match arg {
            S(text) => self.bytes(STR, text.as_bytes()),
            B(bytes) => self.bytes(BYTES, bytes),
            A(bytes) => self.bytes(BYTEARRAY, bytes),
            I(value) => (value << 1 | 1).cast_unsigned(),
            N => NONE,
            L(texts) => {
                let items: Vec<u32> = texts.iter().map(|text| self.word(S(text))).collect();
                self.list(&items)
            }
        }
    }
}

fn number(kind: &str, name: &str) -> u32 {
    let names =
        METHODS.iter().flat_map(|(kind, names)| names.iter().map(move |name| (*kind, *name)));
    let mut numbers = (FIRST.cast_unsigned()..).zip(names);
    numbers.find(|(_, known)| *known == (kind, name)).map(|(number, _)| number).expect("a method")
}

/// A method's answer, or its exception's message; `fuel` may be spent.
fn with_fuel(
    name: &str,
    own: Arg<'_>,
    args: &[Arg<'_>],
    named: &[(&str, Arg<'_>)],
    fuel: u64,
) -> Result<Value, String> {
    let kind = match own {
        B(_) => "bytes",
        A(_) => "bytearray",
        _ => "str",
    };
    let mut memory = Memory(vec![0; 1 << 16]);
    let mut words = vec![memory.word(own)];
    words.extend(args.iter().map(|arg| memory.word(*arg)));
    for (name, value) in named {
        words.push(memory.word(S(name)));
        words.push(memory.word(*value));
    }
    let items = memory.list(&words);
    let parked = Parked {
        str_type: STR,
        bytes_type: BYTES,
        bytearray_type: BYTEARRAY,
        tuple_type: TUPLE,
        list_type: LIST,
        ..Parked::default()
    };
    let mut call = Call {
        memory: &mut memory.0,
        parked: &parked,
        programs: &mut Cache::default(),
        arguments: vec![number(kind, name) << 1 | 1, items, (named.len() as u32) << 1 | 1, NONE],
        budget: Budget::new(fuel),
        most_digits: &mut 4300,
    };
    match call.answer() {
        Ok(Value::Word(word)) if word == words[0] => Ok(Value::Str("itself".to_owned())),
        Ok(value) => Ok(value),
        Err(Failure::Raise { message, .. }) => Err(message),
        Err(Failure::Exhausted) => Err("exhausted".to_owned()),
        Err(Failure::Memory) => Err("memory".to_owned()),
        Err(Failure::Pass) => Err("pass".to_owned()),
    }
}

fn call(name: &str, own: Arg<'_>, args: &[Arg<'_>]) -> Result<Value, String> {
    with_fuel(name, own, args, &[], 1_000_000)
}

fn text(text: &str) -> Result<Value, String> {
    Ok(Value::Text(text.into()))
}

fn texts(texts: &[&str]) -> Result<Value, String> {
    Ok(Value::List(texts.iter().map(|text| Value::Text((*text).into())).collect()))
}

#[test]
fn case_follows_unicode() {
    for (name, from, to) in [
        ("upper", "straße", "STRASSE"),
        ("lower", "ΑΣ ΑΣΑ", "ας ασα"),
        ("title", "ǆx ﬁn", "ǅx Fin"),
        ("capitalize", "éCOLE", "École"),
        ("swapcase", "aÉ", "Aé"),
        ("casefold", "Straße", "strasse"),
    ] {
        assert_eq!(call(name, S(from), &[]), text(to), "{name}");
    }
    assert_eq!(call("lower", S("plain"), &[]), Ok(Value::Str("itself".to_owned())));
    assert_eq!(call("upper", A(b"ab"), &[]), Ok(Value::ByteArray(b"AB".to_vec())));
}

#[test]
fn positions_are_counted_in_characters() {
    assert_eq!(call("find", S("日本日"), &[S("日"), I(1)]), Ok(Value::Int(2)));
    assert_eq!(call("rfind", S("日本日"), &[S("日"), I(0), I(-1)]), Ok(Value::Int(0)));
    assert_eq!(call("find", S("a"), &[S(""), I(5)]), Ok(Value::Int(-1)));
    assert_eq!(call("count", S("éa"), &[S("")]), Ok(Value::Int(3)));
    assert_eq!(call("index", B(b"abc"), &[I(99)]), Ok(Value::Int(2)));
    assert_eq!(call("find", S("aé"), &[N]), Err("must be str, not NoneType".to_owned()));
}

#[test]
fn pieces_are_those_of_cpython() {
    assert_eq!(call("split", S(" a\u{2003}b "), &[]), texts(&["a", "b"]));
    assert_eq!(call("rsplit", S("a b c"), &[N, I(1)]), texts(&["a b", "c"]));
    assert_eq!(call("rsplit", S("aaa"), &[S("aa")]), texts(&["a", ""]));
    let named = [("maxsplit", I(1)), ("sep", S(","))];
    assert_eq!(with_fuel("split", S("a,b,c"), &[], &named, 100_000), texts(&["a", "b,c"]));
    assert_eq!(call("splitlines", S("a\r\nb\u{85}c"), &[]), texts(&["a", "b", "c"]));
    assert_eq!(call("join", S("-"), &[L(&["a", "é"])]), text("a-é"));
    let unknown = with_fuel("split", S("a"), &[], &[("sap", N)], 100_000);
    assert_eq!(unknown, Err("'sap' is an invalid keyword argument for split()".to_owned()));
}

#[test]
fn padding_and_stripping() {
    assert_eq!(call("center", S("ab"), &[I(5), S("é")]), text("ééabé"));
    assert_eq!(call("zfill", S("-7"), &[I(4)]), text("-007"));
    assert_eq!(call("strip", S("ééaé"), &[S("é")]), text("a"));
    assert_eq!(call("expandtabs", S("a\tb"), &[I(4)]), text("a   b"));
    let message = "The fill character must be exactly one character long";
    assert_eq!(call("ljust", S("a"), &[I(5), S("ab")]), Err(message.to_owned()));
    assert_eq!(
        call("ljust", S("a"), &[]),
        Err("ljust expected at least 1 argument, got 0".to_owned())
    );
}

#[test]
fn encodings_write_and_read() {
    let bytes = |bytes: &[u8]| Ok(Value::Bytes(bytes.to_vec()));
    assert_eq!(call("encode", S("é€"), &[S("cp1252")]), bytes(b"\xe9\x80"));
    assert_eq!(call("encode", S("é"), &[S("ascii"), S("xmlcharrefreplace")]), bytes(b"&#233;"));
    assert_eq!(call("encode", S("é"), &[S("ascii")]), Err("pass".to_owned()));
    assert_eq!(call("decode", B(b"\xff\xfea\0"), &[S("UTF_16")]), text("a"));
    assert_eq!(call("decode", B(b"a\xe2\x82"), &[S("utf-8"), S("replace")]), text("a\u{fffd}"));
    assert_eq!(call("hex", B(b"abc"), &[S(":"), I(2)]), text("61:6263"));
}

#[test]
fn work_is_paid_for_and_bounded() {
    let long = "ab".repeat(5_000);
    assert_eq!(with_fuel("split", S(&long), &[S("b")], &[], 1_000), Err("exhausted".to_owned()));
    assert_eq!(with_fuel("title", S(&long), &[], &[], 1_000), Err("exhausted".to_owned()));
    assert_eq!(call("ljust", S("a"), &[I(1_000_000_000)]), Err("memory".to_owned()));
    assert_eq!(call("replace", S(&long), &[S("a"), S(&long)]), Err("memory".to_owned()));
}
