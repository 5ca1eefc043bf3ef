//! Hostile sources in a confined worker: the source pass reads them where a fault ends the process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod worker_support;

use serde_json::json;

use worker_support::Worker;

const MIB: u64 = 1024 * 1024;

/// What nests: a beginning, what opens, the middle, what closes, an end.
const NESTED: [[&str; 5]; 40] = [
    ["", "(", "1", ")", ""],
    ["", "[", "", "]", ""],
    ["", "{1: ", "2", "}", ""],
    ["", "{", "2", "}", ""],
    ["", "f(", "", ")", ""],
    ["", "f(a=", "1", ")", ""],
    ["", "a[", "0", "]", ""],
    ["", "a[:", "0", "]", ""],
    ["", "-", "1", "", ""],
    ["", "not ", "1", "", ""],
    ["", "lambda: ", "1", "", ""],
    ["", "lambda a, b=", "1", ": 1", ""],
    ["", "1 if 1 else ", "1", "", ""],
    ["", "1 if ", "1", " else 1", ""],
    ["", "a ** ", "2", "", ""],
    ["", "1 + ", "1", "", ""],
    ["", "", "1", " + 1", ""],
    ["", "1 < ", "1", "", ""],
    ["", "1 and ", "1", " or 1", ""],
    ["", "", "a", ".b", ""],
    ["", "", "f", "()", ""],
    ["", "a = ", "1", "", ""],
    ["", "(a := ", "1", ")", ""],
    ["", "[x for x in ", "()", "]", ""],
    ["", "{x: 1 for x in ", "()", "}", ""],
    ["", "[*", "()", "]", ""],
    ["", "{**", "()", "}", ""],
    ["", "f'{", "1", "}'", ""],
    ["", "f'''{x:{", "1", "}}'''", ""],
    ["", "f\"{f'{", "1", "}'}\"", ""],
    ["", "(yield ", "1", ")", ""],
    ["async def f(): ", "await ", "a", "", ""],
    ["async def f(): ", "[a async for a in ", "b", "]", ""],
    ["match a:\n case ", "[", "1", "]", ": pass"],
    ["match a:\n case ", "{1: ", "b", "}", ": pass"],
    ["match a:\n case ", "A(", "b", ")", ": pass"],
    ["match a:\n case ", "(1 | ", "2", ")", ": pass"],
    ["with ", "(", "a", ")", ": pass"],
    ["del ", "(", "a", ",)", ""],
    ["x: ", "a[", "b", "]", " = 1"],
];

/// Runs sources in a worker of their own, which lives.
fn survives(sources: &[String]) {
    let (mut worker, _) = Worker::ready(16 * MIB);
    for source in sources {
        let id = worker.begin_limited(source, u64::MAX / 2, 60_000);
        let (_, answer) = worker.finish(id);
        let shown: String = source.chars().take(60).collect();
        let kind = answer["end"]["kind"].as_str().unwrap_or_default();
        assert!(matches!(kind, "ok" | "exception" | "syntax" | "memory"), "{shown}: {answer}");
        assert_eq!(answer["usable"], true, "{shown}: {answer}");
    }
    assert_eq!(worker.end().0.code(), Some(0));
}

#[test]
fn sources_that_nest_leave_the_worker_alive() {
    for [begin, open, middle, close, end] in NESTED {
        let mut sources = Vec::new();
        // The guest's compiler reads an f-string once for each level around it.
        let counts: &[usize] = if open.contains("f'") { &[60] } else { &[60, 149, 299, 2_000] };
        for &count in counts {
            let source =
                format!("{begin}{}{middle}{}{end}", open.repeat(count), close.repeat(count));
            sources.push(format!("compile({source:?}, 'x', 'exec')"));
            sources.push(source);
        }
        survives(&sources);
    }
    let headers =
        ["if a:", "for a in b:", "def f():", "class A:", "with a:", "match a:\n{}case b:"];
    for header in headers {
        let source = |count: usize| {
            let line = |level: usize| {
                let blanks = " ".repeat(2 * level);
                format!("{blanks}{}\n", header.replace("{}", &format!("{blanks} ")))
            };
            (0..count).map(line).collect::<String>()
        };
        survives(&[40, 99, 1_000].map(source));
    }
}

#[test]
fn sources_that_are_large_leave_the_worker_alive() {
    let units =
        ["x = [*a, 1]\n", "f'{a!r:>{b}}{c=}'\n", "{1: 2}, ", "a b\n", "'", "\\N{BULLET}", "\u{1}"];
    for unit in units {
        survives(&[unit.repeat(100_000 / unit.len())]);
    }
    survives(&[
        format!("x = '{}'", "a".repeat(4_000_000)),
        format!("f'{}'", "{{".repeat(1_000_000)),
    ]);
}

#[test]
fn a_result_is_part_of_the_answer() {
    let (mut worker, _) = Worker::ready(16 * MIB);
    let (printed, answer) = worker.run("print(1)\n[1]");
    let result = json!({"text": "[1]", "truncated": false});
    assert_eq!((printed.as_str(), &answer["result"]), ("1\n", &result));
    assert_eq!(worker.run("x = 1").1.get("result"), None);
    assert_eq!(worker.end().0.code(), Some(0));
}
