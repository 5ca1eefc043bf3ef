//! Every exception ends its run only, and is told in the user's terms.

use mpy::vm::RunEnd;

use crate::support::Tester;

#[test]
fn tracebacks_have_the_users_lines_and_no_frames_of_ours() {
    let mut tester = Tester::new();
    let failure = tester.fails("def f():\n    return 1 // 0\n\nf()\n");
    assert_eq!(failure.type_name, "ZeroDivisionError");
    assert_eq!(failure.line, Some(4));
    assert_eq!(
        failure.traceback,
        "Traceback (most recent call last):\n  File \"<session>\", line 4, in <module>\n  \
         File \"<session>\", line 2, in f\nZeroDivisionError: integer division or modulo by zero\n"
    );
}

#[test]
fn functions_of_earlier_runs_keep_their_lines() {
    let mut tester = Tester::new();
    tester.ok("\n\n\ndef g():\n    raise KeyError('k')\n");
    let failure = tester.fails("g()");
    assert_eq!(failure.line, Some(1));
    assert!(failure.traceback.contains("line 5, in g"), "{}", failure.traceback);
    assert!(!failure.traceback.contains("<string>"), "{}", failure.traceback);
}

#[test]
fn every_kind_of_exception_ends_only_its_run() {
    let mut tester = Tester::new();
    let cases = [
        ("import sys\nsys.exit(3)", "SystemExit"),
        ("raise SystemExit", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise StopIteration(1)", "StopIteration"),
        ("raise BaseException('b')", "BaseException"),
        ("class E(Exception):\n    def __str__(self): raise ValueError('no')\nraise E()", "E"),
        ("class F(Exception):\n    def __repr__(self): 1/0\nraise F('x')", "F"),
        ("class G(Exception):\n    def __str__(self): return 5\nraise G()", "G"),
        ("class H(BaseException):\n    def __str__(self): raise SystemExit\nraise H()", "H"),
        ("class I(Exception):\n    __name__ = 5\n    def __init__(self): pass\nraise I()", "I"),
        ("def f(): f()\nf()", "RecursionError"),
        ("import nothing_of_the_kind", "ModuleNotFoundError"),
        ("assert False, 'why'", "AssertionError"),
        ("open('/etc/passwd')", "FileNotFoundError"),
        ("raise 5", "TypeError"),
    ];
    for (source, name) in cases {
        assert_eq!(tester.fails(source).type_name, name, "{source}");
    }
}

#[test]
fn an_exception_whose_text_prints_or_loops_stays_inside_the_run() {
    let mut tester = Tester::new();
    let failure = tester.fails("class E(Exception):\n    def __str__(self):\n        print('said')\n        return 'text'\nraise E()");
    assert_eq!(failure.message, "text");
    let done = tester
        .run("class L(Exception):\n    def __str__(self):\n        while True: pass\nraise L()");
    assert_eq!(done.outcome.end, RunEnd::Fuel);
    assert!(!done.outcome.usable);
}

#[test]
fn weird_names_and_long_messages_are_bounded() {
    let mut tester = Tester::new();
    let failure = tester.fails("E = type('a\\nb' * 10, (Exception,), {})\nraise E('x\\ny' * 5000)");
    assert!(!failure.message.contains('\n') && failure.message.len() < 5000);
    assert!(!failure.type_name.contains('\n'));
    assert!(failure.traceback.len() < 20_000);
}

#[test]
fn syntax_errors_tell_the_line() {
    let mut tester = Tester::new();
    for (source, line) in
        [("a = 1\nb = = 2\n", 2), ("def f(:\n pass", 1), ("x = 1\n  y = 2\n", 2), ("print('a", 1)]
    {
        let done = tester.run(source);
        let RunEnd::Syntax(failure) = done.outcome.end else {
            panic!("{source}: {:?}", done.outcome)
        };
        assert_eq!(failure.line, Some(line), "{source}: {failure:?}");
        assert!(done.outcome.usable);
    }
    // Raised by user code, it is an exception like any other.
    assert_eq!(tester.fails("exec('1 +')").type_name, "SyntaxError");
}

#[test]
fn exceptions_with_the_heap_locked_are_told_too() {
    let mut tester = Tester::new();
    let failure = tester.run("import micropython\nmicropython.heap_lock()\n[1] * 100");
    assert!(matches!(failure.outcome.end, RunEnd::Memory(_)), "{:?}", failure.outcome);
    assert!(failure.outcome.usable);
    assert_eq!(tester.ok("print([1] * 2)"), "[1, 1]\n");
}

#[test]
fn a_raised_object_of_an_earlier_run_can_be_raised_again() {
    let mut tester = Tester::new();
    tester.ok("try:\n    1/0\nexcept Exception as e:\n    kept = e");
    let failure = tester.fails("\n\nraise kept");
    assert_eq!(failure.line, Some(3));
}
