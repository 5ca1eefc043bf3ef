//! State that stays between runs, and what is reset.

use mpy::vm::{Mode, RunEnd};

use crate::support::Tester;

#[test]
fn a_print_and_then_state_from_run_to_run() {
    let mut tester = Tester::new();
    assert_eq!(tester.ok("print(1)"), "1\n");
    tester.ok("import json\nx = [1, 2]\ndef f(n): return n * 2\nclass C:\n    k = 3");
    assert_eq!(tester.ok("x.append(f(C.k))\nprint(json.dumps(x))"), "[1, 2, 6]\n");
}

#[test]
fn names_are_those_of_a_main_module() {
    let mut tester = Tester::new();
    assert_eq!(
        tester.ok("print(__name__)\nimport __main__\ny = 5\nprint(__main__.y)"),
        "__main__\n5\n"
    );
    let names = tester.ok("print(sorted(globals()))");
    assert_eq!(names, "['__main__', '__name__', 'read_only_sql_query', 'y']\n");
}

#[test]
fn interactive_mode_prints_the_value_of_an_expression() {
    let mut tester = Tester::new();
    tester.mode = Mode::Interactive;
    assert_eq!(tester.ok("1 + 1"), "2\n");
    assert_eq!(tester.ok("a = 7"), "");
    assert_eq!(tester.ok("None"), "");
    assert_eq!(tester.ok("for i in range(2):\n    print(a + i)\n"), "7\n8\n");
    assert_eq!(tester.ok("'text'"), "'text'\n");
}

#[test]
fn two_sessions_share_nothing() {
    let mut one = Tester::new();
    let mut two = Tester::new();
    one.ok("import sys\nsys.path.append('one')\nx = 1");
    assert_eq!(two.fails("x").type_name, "NameError");
    assert_eq!(two.ok("import sys\nprint('one' in sys.path)"), "False\n");
}

#[test]
fn many_small_runs_with_exceptions_in_one_session() {
    let mut tester = Tester::new();
    tester.ok("n = 0");
    let before = tester.session.free_heap_bytes();
    for index in 0..2_000_u32 {
        let done = tester.run(if index % 3 == 0 {
            "n += 1\nraise ValueError(n)"
        } else {
            "n += 1\nprint(n)"
        });
        assert!(done.outcome.usable, "run {index}: {:?}", done.outcome);
        assert_eq!(matches!(done.outcome.end, RunEnd::Exception(_)), index % 3 == 0);
    }
    assert_eq!(tester.ok("print(n)"), "2000\n");
    let used = before - tester.session.free_heap_bytes();
    eprintln!("heap used per small run, nothing being collected: {} bytes", used / 2_000);
}

#[test]
fn random_numbers_differ_between_sessions() {
    let source =
        "import random, os\nprint(random.getrandbits(30), len(os.urandom(1000)), os.urandom(8))";
    let one = Tester::new().ok(source);
    let two = Tester::new().ok(source);
    assert_ne!(one, two);
    assert!(one.contains(" 1000 "), "{one}");
}

#[test]
fn clocks_run() {
    let mut tester = Tester::new();
    let text = tester.ok("import time\nt = time.ticks_ms()\ntime.sleep_ms(30)\nprint(time.ticks_diff(time.ticks_ms(), t) >= 30, time.time() > 1600000000)");
    assert_eq!(text, "True True\n");
}
