//! Sources that the guest's compiler gets in other words, and what is said of those that it never gets.

use mpy::vm::{Mode, RunEnd, Text};

use crate::support::Tester;

fn text(text: &str) -> Option<Text> {
    Some(Text { text: text.to_owned(), truncated: false })
}

#[test]
fn the_value_of_a_last_expression_comes_back() {
    let mut tester = Tester::new();
    for (source, result) in [
        ("1 + 1", text("2")),
        ("x = [1, 'é']\nx", text("[1, 'é']")),
        ("print('a')", None),
        ("None", None),
        ("x;", None),
        ("x = 1", None),
        ("if x: x", None),
        ("*x, 2", None),
        ("x = [1]\n*x, 2", text("(1, 2)")),
        ("'''doc'''", text("'doc'")),
        ("class A:\n  def __repr__(self): return 'me'\nA()", text("me")),
        ("f'{x=}'", text("'x=[1]'")),
        ("''", text("''")),
        ("(\n 1,\n 2)  # why\n\n", text("(1, 2)")),
    ] {
        let done = tester.run(source);
        if source.starts_with("*x, 2") && result.is_none() {
            assert!(matches!(done.outcome.end, RunEnd::Exception(_)));
            continue;
        }
        assert_eq!(done.outcome.end, RunEnd::Ok, "{source}");
        assert_eq!(done.outcome.result, result, "{source}");
    }
    // Nothing of it stays behind.
    assert_eq!(tester.ok("print(any('result' in name for name in globals()))"), "False\n");
    tester.mode = Mode::Interactive;
    let done = tester.run("1 + 1");
    assert_eq!((done.stdout.as_str(), done.outcome.result), ("2\n", None));
}

#[test]
fn a_result_has_the_limit_of_characters() {
    let mut tester = Tester::new();
    tester.max_output_chars = 5;
    let done = tester.run("'é' * 100");
    let cut = Text { text: "'éééé".to_owned(), truncated: true };
    assert_eq!(done.outcome.result, Some(cut));
    let done = tester.run("'x' * 100_000");
    assert_eq!(done.outcome.result.map(|result| result.text.len()), Some(5));
}

#[test]
fn making_a_result_is_part_of_the_run() {
    let mut tester = Tester::new();
    let class = "class A:\n  def __repr__(self):\n    ";
    let failure = tester.fails(&format!("{class}raise KeyError('r')\nA()"));
    assert_eq!(failure.type_name, "KeyError");
    tester.fuel = 1_000_000;
    let done = tester.run(&format!("{class}while True: pass\nA()"));
    assert_eq!((done.outcome.end, done.outcome.result), (RunEnd::Fuel, None));
    let mut tester = Tester::new();
    let done = tester.run("a = []\na.append(a)\nfor i in range(9): a = [a, a]\n[1 // 0]");
    assert!(matches!(done.outcome.end, RunEnd::Exception(_)));
    assert_eq!(done.outcome.result, None);
}

#[test]
fn syntax_errors_are_cpythons() {
    let mut tester = Tester::new();
    for (source, kind, message, line, traceback) in [
        (
            "x = 1\nif x = 1:\n    pass\n",
            "SyntaxError",
            "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
            2,
            "  File \"<session>\", line 2\n    if x = 1:\n       ^^^^^\nSyntaxError: invalid syntax. Maybe you meant '==' \
             or ':=' instead of '='?\n",
        ),
        (
            "def f():\nreturn",
            "IndentationError",
            "expected an indented block after function definition on line 1",
            2,
            "  File \"<session>\", line 2\n    return\n    ^^^^^^\nIndentationError: expected an indented block after \
             function definition on line 1\n",
        ),
    ] {
        let done = tester.run(source);
        let RunEnd::Syntax(failure) = done.outcome.end else { panic!("{:?}", done.outcome) };
        assert_eq!((failure.type_name.as_str(), failure.message.as_str()), (kind, message));
        assert_eq!((failure.line, failure.traceback.as_str()), (Some(line), traceback));
        assert!(done.outcome.usable);
    }
}

#[test]
fn tracebacks_have_the_lines_of_the_source() {
    let mut tester = Tester::new();
    for (source, line) in [
        ("x = [\n  *[1],\n  2,\n]\n1 // 0", 5),
        ("match 1:\n  case [\n    1,\n  ]:\n    pass\n  case 1:\n    1 // 0", 7),
        ("with (\n  open as a,\n  a as b,\n): pass", 1),
        ("def f(\n  a,\n  /,\n):\n  1 // 0\nf(1)", 6),
        ("try: pass\nexcept* ValueError:\n  pass\nx = {\n **{},\n}\n1 // 0", 7),
        ("type X[\n  T\n] = T\nclass A[\n  T\n]: pass\n1 // 0", 7),
        ("f'''{1\n}{'a'}\n'''\n1 // 0", 4),
    ] {
        let done = tester.run(source);
        let RunEnd::Exception(failure) = done.outcome.end else {
            panic!("{source}: {:?}", done.outcome)
        };
        assert_eq!(failure.line, Some(line), "{source}: {}", failure.traceback);
    }
}

/// Syntax that not every version of CPython has which the other cases are compared with.
#[test]
fn newer_syntax_runs() {
    let mut tester = Tester::new();
    for (source, stdout) in [
        ("def f[T](x: T) -> T: return x\nprint(f(1))", "1\n"),
        (
            "class S[T]:\n  items: list[T]\n  def __init__(self): self.items = []\n  def push(self, x: T): \
             self.items.append(x)\ns = S[int]()\ns.push(1)\nprint(s.items)",
            "[1]\n",
        ),
        (
            "class B[T](Exception, list if 0 else object): pass\nprint(issubclass(B, Exception))",
            "True\n",
        ),
        ("type V = int\ntype P[A] = tuple[A, A]\nprint(V, V.__value__, P)", "V <class 'int'> P\n"),
        ("d = {'a': 1}\nprint(f\"{d[\"a\"]} {f\"{1}\"} {'\\n'!r}\")", "1 1 '\\n'\n"),
        ("print(f'{1:{'>'}{3}}')", "  1\n"),
    ] {
        assert_eq!(tester.ok(source), stdout, "{source}");
    }
}

#[test]
fn reading_a_source_is_paid_for() {
    let mut tester = Tester::new();
    let short = tester.run("x = 1").outcome.fuel_used;
    let long = tester.run(&format!("x = 1  # {}", "-".repeat(10_000))).outcome.fuel_used;
    assert!((970..1_200).contains(&(long - short)), "{short} {long}");
    tester.fuel = 900;
    let done = tester.run(&format!("print('ran')  # {}", "-".repeat(10_000)));
    assert_eq!((done.outcome.end, done.stdout.as_str()), (RunEnd::Fuel, ""));
    // From inside it costs more: it can be repeated.
    let mut tester = Tester::new();
    let paid = |tester: &mut Tester, bytes: usize| {
        tester.run(&format!("x = compile('1 #' + '-' * {bytes}, 'x', 'exec')")).outcome.fuel_used
    };
    let (short, long) = (paid(&mut tester, 10), paid(&mut tester, 10_010));
    assert!(long - short > 20_000, "{short} {long}");
}

/// The pass's own names are none that a program can use.
#[test]
fn hidden_names_stay_hidden() {
    let mut tester = Tester::new();
    for source in ["_•len", "x = _•result", "def f(_•s): pass", "import _•code"] {
        let done = tester.run(source);
        assert!(matches!(done.outcome.end, RunEnd::Syntax(_)), "{source}: {:?}", done.outcome);
    }
    let deep = format!("x = {}_•len", "-".repeat(1000));
    assert!(matches!(tester.run(&deep).outcome.end, RunEnd::Syntax(_)));
    assert_eq!(tester.ok("print('_•len')"), "_•len\n");
}

#[test]
fn groups_of_exceptions_are_split_among_handlers() {
    let mut tester = Tester::new();
    let text = tester.ok(
        "try:\n    try: raise ValueError('naked')\n    except* ValueError as g:\n\
         \x20       print(type(g).__name__, g.exceptions, repr(g.message))\n\
         except BaseException as e: print('escaped', e)\n\
         try:\n    try:\n        raise ExceptionGroup('g', [ValueError(1), TypeError(2), ValueError(3)])\n\
         \x20   except* ValueError as g: print(g.exceptions)\n\
         \x20   except* KeyError: print('never')\n\
         except ExceptionGroup as left: print(left.message, left.exceptions)\n\
         try: pass\nexcept* ValueError: print('never')\nelse: print('else')",
    );
    assert_eq!(
        text,
        "ExceptionGroup (ValueError('naked'),) ''\n(ValueError(1), ValueError(3))\n\
         g (TypeError(2),)\nelse\n"
    );
}
