//! Large and deep sources: run, or refused with the session as it was.

use mpy::vm::RunEnd;

use crate::support::Tester;

/// The source must not end the session, whatever else happens to it.
fn check_survives(tester: &mut Tester, what: &str, source: &str) -> RunEnd {
    let done = tester.run(source);
    assert!(done.outcome.usable, "{what}: {:?}", done.outcome);
    assert_eq!(tester.ok("print(kept)"), "42\n", "{what}");
    eprintln!("{what}: {:?} in {:?}", short(&done.outcome.end), done.took);
    done.outcome.end
}

fn short(end: &RunEnd) -> String {
    format!("{end:?}").chars().take(150).collect()
}

#[test]
fn deep_sources_are_refused_and_the_state_kept() {
    let mut tester = Tester::new();
    tester.ok("kept = 42");
    for (what, source) in [
        ("brackets", "[".repeat(20_000)),
        ("closed brackets", format!("{}{}", "(".repeat(20_000), ")".repeat(20_000))),
        ("minus", format!("x = {}1", "-".repeat(200_000))),
        ("not", format!("x = {}1", "not ".repeat(100_000))),
        ("lambda", format!("x = {}1", "lambda: ".repeat(50_000))),
        ("power", format!("x = 1{}", "**1".repeat(50_000))),
        ("ternary", format!("x = {}1", "1 if 1 else ".repeat(20_000))),
        ("indents", (0..5_000).map(|level| format!("{}if 1:\n", " ".repeat(level))).collect()),
        ("brackets that a string hides", format!("f'{{\n{}", "[".repeat(5_000))),
        ("calls", format!("{}1{}", "f(".repeat(190), ")".repeat(190))),
    ] {
        check_survives(&mut tester, what, &source);
    }
}

#[test]
fn a_megabyte_of_source_runs_or_is_refused() {
    let mut tester = Tester::new();
    tester.ok("kept = 42");
    for (what, unit) in [
        ("assignments", "x = 1\n"),
        ("names", "name_@ = @\n"),
        ("data", "t = [1, 2, 3, 'abc', {'a': 5.5}]\n"),
        ("comments", "# a comment of some length\n"),
        ("calls", "print(1, end='') if kept == 0 else None\n"),
        ("functions", "def f_@(a, b=1): return a + b\n"),
    ] {
        let mut source = String::new();
        let mut number = 0;
        while source.len() < 1_000_000 {
            source.push_str(&unit.replace('@', &number.to_string()));
            number += 1;
        }
        let mut tester = Tester::new();
        tester.ok("kept = 42");
        let end = check_survives(&mut tester, what, &source);
        assert!(
            matches!(end, RunEnd::Ok | RunEnd::Memory(_) | RunEnd::Syntax(_)),
            "{what}: {end:?}"
        );
    }
    let text = format!("s = '{}'\nprint(len(s))", "x".repeat(1_000_000));
    // The lexer takes time quadratic in the length of one literal.
    let end = check_survives(&mut tester, "one string", &text);
    assert!(matches!(end, RunEnd::Ok | RunEnd::Syntax(_)), "{end:?}");
    let text = format!("s = '{}'\nprint(len(s))", "x".repeat(100_000));
    assert_eq!(check_survives(&mut tester, "one shorter string", &text), RunEnd::Ok);
    let end = check_survives(&mut tester, "16 MB", &"#".repeat(16_000_000));
    assert!(matches!(end, RunEnd::Memory(_)), "{end:?}");
}

#[test]
fn odd_sources() {
    let mut tester = Tester::new();
    tester.ok("kept = 42");
    for source in [
        "",
        "\n",
        " ",
        "\0",
        "a\0b",
        "\u{feff}x = 1",
        "\r\n\r\n",
        "x = '\u{1f600}'",
        "\\",
        "'",
        "'''",
        "\t",
        "#",
    ] {
        check_survives(&mut tester, source, source);
    }
}
