//! Sources that nobody would write.

use proptest::prelude::*;

use super::{Input, lower};

/// Sources that nest in every way, deeper than anything is parsed.
#[test]
fn nothing_nests_too_deeply() {
    for count in [50, 90, 299, 301, 1000, 30_000] {
        for (open, inner, close) in [
            ("(", "1", ")"),
            ("[", "", "]"),
            ("{1: ", "2", "}"),
            ("f(", "", ")"),
            ("a[", "0", "]"),
            ("-", "1", ""),
            ("not ", "1", ""),
            ("lambda: ", "1", ""),
            ("1 if 1 else ", "1", ""),
            ("a.", "b", ""),
            ("1 + ", "1", ""),
            ("2 ** ", "2", ""),
            ("await ", "a", ""),
            ("a = ", "b", ""),
            ("f'{", "1", "}'"),
            ("f\"\"\"{x:{", "1", "}}\"\"\""),
            ("[x for x in ", "y", "]"),
            ("(yield ", "1", ")"),
            ("[*", "a", "]"),
            ("{**", "a", "}"),
            ("a and (b or ", "c", ")"),
            ("a < (", "c", ")"),
            ("x", "", "()"),
            ("x", "", "[0]"),
        ] {
            let source = format!("{}{inner}{}", open.repeat(count), close.repeat(count));
            let _ = lower(&source, Input::Run);
            let _ = lower(&source, Input::Expression);
            let _ = lower(&format!("match x:\n case {source}: pass"), Input::Run);
        }
        for header in [
            "if a:",
            "for a in b:",
            "def f():",
            "class A:",
            "with a:",
            "try:",
            "match a:\n case b:",
        ] {
            let lines =
                (0..count.min(1000)).map(|level| format!("{}{header}\n", " ".repeat(level)));
            let _ = lower(&lines.collect::<String>(), Input::Run);
        }
        let elifs = format!("if a: b\n{}", "elif a: b\n".repeat(count.min(3000)));
        assert!(lower(&elifs, Input::Run).is_ok());
    }
}

fn soup() -> impl Strategy<Value = String> {
    let words = [
        "a",
        "_",
        "__b",
        "1",
        "1.5",
        "0x",
        "'s'",
        "f'{x",
        "}'",
        "f'{a!r:>{b}}'",
        "\"\"\"",
        "b'\\x'",
        "'\\N{BULLET}'",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ";",
        ".",
        "*",
        "**",
        "/",
        "=",
        ":=",
        "==",
        "->",
        "@",
        "\n",
        "\n    ",
        "\n\t",
        "\\\n",
        "# c\n",
        " ",
        "é",
        "•",
        "\r",
        "match ",
        "case ",
        "class A:",
        "def f(",
        "async ",
        "await ",
        "with ",
        "as ",
        "for ",
        "in ",
        "if ",
        "else ",
        "elif ",
        "try:",
        "except* ",
        "except ",
        "finally:",
        "raise ",
        "from ",
        "import ",
        "lambda ",
        "yield ",
        "return ",
        "type ",
        "global ",
        "nonlocal ",
        "del ",
        "not ",
        "is ",
        "and ",
        "print ",
        "exec(",
        "pass",
        "None",
        "True",
        "...",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..40)
        .prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_text_has_some_answer(source in soup()) {
        for input in [Input::Run, Input::Statements, Input::Expression] {
            match lower(&source, input) {
                Ok(text) => prop_assert_eq!(super::walk::line_ends(&text), super::walk::line_ends(&source)),
                Err(fault) => {
                    prop_assert!(!fault.traceback("<session>").is_empty());
                    prop_assert!(fault.line as usize <= source.lines().count() + 1);
                }
            }
        }
    }
}

/// Whatever comes out of a valid source is valid, with its lines.
#[test]
fn the_library_is_lowered_to_valid_sources() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance/cases");
    let Ok(files) = std::fs::read_dir(folder) else { return };
    let mut checked = 0;
    for file in files {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
        for source in text.split("\n### ") {
            let source = source.split_once('\n').map_or("", |(_, source)| source);
            let Ok(text) = lower(source, Input::Run) else { continue };
            assert_eq!(super::walk::line_ends(&text), super::walk::line_ends(source));
            let readable = text.replace('•', "hidden");
            assert!(ruff_python_parser::parse_module(&readable).is_ok(), "{source}\n{text}");
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked}");
}
