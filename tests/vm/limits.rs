//! Fuel, wall clock, sleep.

use std::time::Duration;

use mpy::vm::{End, RunEnd};

use crate::support::Tester;

#[test]
fn fuel_ends_a_loop_and_is_accounted_exactly() {
    let mut tester = Tester::new();
    tester.fuel = 5_000_000;
    let done = tester.run("print('a')\nwhile True: pass");
    assert_eq!(done.outcome.end, RunEnd::Fuel);
    assert_eq!(done.outcome.fuel_used, 5_000_000);
    assert_eq!(done.stdout, "a\n");
    assert!(!done.outcome.usable);
    let again = tester.run("print(1)");
    assert!(matches!(again.outcome.end, RunEnd::Trap(_)) && !again.outcome.usable);
}

#[test]
fn fuel_is_given_anew_to_each_run_and_the_same_run_uses_the_same() {
    let mut tester = Tester::new();
    tester.fuel = 10_000_000;
    tester.ok("def work():\n    for i in range(2000): pass");
    let used: Vec<u64> = (0..5).map(|_| tester.run("work()").outcome.fuel_used).collect();
    assert!(used[0] > 1_000, "{used:?}");
    assert!(used.iter().all(|fuel| fuel.abs_diff(used[0]) < used[0] / 10), "{used:?}");
}

#[test]
fn compiling_is_not_charged() {
    let mut tester = Tester::new();
    tester.fuel = 1_000_000;
    let source = format!("if False:\n{}\nprint('done')", "    x = [1, 2, 3]\n".repeat(1000));
    let done = tester.run(&source);
    assert_eq!(done.outcome.end, RunEnd::Ok);
    assert!(done.outcome.fuel_used < 100_000, "{}", done.outcome.fuel_used);
}

#[test]
fn the_deadline_ends_loops_in_python_and_in_c() {
    for source in [
        "while True: pass",
        "max(range(10**9))",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "def g():\n    while True: yield 0\nsum(g())",
        "def g():\n    while True: yield 0\n[x for x in g() if x]",
    ] {
        let mut tester = Tester::new();
        tester.fuel = u64::MAX / 2;
        tester.wall = Duration::from_millis(200);
        let done = tester.run(source);
        assert_eq!(done.outcome.end, RunEnd::WallClock, "{source}");
        assert!(!done.outcome.usable);
        assert!(done.took < Duration::from_secs(2), "{source}: {:?}", done.took);
    }
}

#[test]
fn sleep_ends_at_the_deadline_with_output_already_out() {
    let mut tester = Tester::new();
    tester.wall = Duration::from_millis(300);
    let done = tester.run("import time\nprint('before')\ntime.sleep(30)\nprint('after')");
    assert_eq!(done.outcome.end, RunEnd::WallClock);
    assert_eq!(done.stdout, "before\n");
    assert!(tester.host.pieces[0].0.elapsed() > Duration::from_millis(100));
    assert!(done.took < Duration::from_millis(900), "{:?}", done.took);
}

#[test]
fn select_with_a_timeout_ends_at_the_deadline() {
    let mut tester = Tester::new();
    tester.wall = Duration::from_millis(300);
    let done = tester.run("import select, time\np = select.poll()\nwhile True: p.poll(20000)");
    assert_eq!(done.outcome.end, RunEnd::WallClock);
    assert!(done.took < Duration::from_millis(900), "{:?}", done.took);
}

#[test]
fn a_host_that_ends_the_run_is_obeyed() {
    for (end, wanted, printed) in [
        (End::Cancelled, RunEnd::Cancelled, "x\n"),
        (End::WallClock, RunEnd::WallClock, "x\ncaught\n"),
    ] {
        let mut tester = Tester::new().answering(move |_, _, _| Err(end));
        let done = tester.run("print('x')\ntry:\n    read_only_sql_query('d', 's')\nexcept BaseException:\n    print('caught')");
        assert_eq!(done.outcome.end, wanted);
        assert_eq!(done.stdout, printed);
        assert!(!done.outcome.usable);
    }
}

/// Runs with a wall clock that `source` exceeds, and returns what it printed.
fn overrun(source: &str) -> String {
    let mut tester =
        Tester::new().answering(|_, _, _| Ok(r#"{"columns": ["a"], "rows": [[1]]}"#.to_owned()));
    tester.fuel = u64::MAX / 2;
    tester.wall = Duration::from_secs(1);
    let done = tester.run(source);
    assert_eq!(done.outcome.end, RunEnd::WallClock, "{source}\n{}", done.stdout);
    assert!(!done.outcome.usable, "{source}");
    assert!(matches!(tester.run("print(1)").outcome.end, RunEnd::Trap(_)), "{source}");
    done.stdout
}

#[test]
fn when_the_time_is_up_finally_blocks_run() {
    for wait in [
        "while True: pass",
        "time.sleep(30)",
        "while True: read_only_sql_query('d', 's')",
        "for x in range(10**9): pass",
        "[x for x in (y for y in range(10**9)) if x < 0]",
        "sorted(range(10**5), key=lambda x: [time.sleep(0.01), x][1])",
        "while True:\n            try: time.sleep(1)\n            except Exception: pass",
        "while True:\n            try: time.sleep(1)\n            except KeyboardInterrupt: pass",
    ] {
        let source = format!(
            "import time\n\
             class Context:\n\
             \x20   def __enter__(self): print('in')\n\
             \x20   def __exit__(self, *what): print('out', what[0].__name__)\n\
             def generate():\n\
             \x20   try:\n\
             \x20       yield 1\n\
             \x20       {wait}\n\
             \x20   finally:\n\
             \x20       print('generator')\n\
             try:\n\
             \x20   with Context():\n\
             \x20       for x in generate(): pass\n\
             finally:\n\
             \x20   print('finally')\n"
        );
        let printed = overrun(&source);
        assert_eq!(printed, "in\ngenerator\nout WallClockLimit\nfinally\n", "{wait}");
    }
}

#[test]
fn what_the_guest_makes_of_the_interrupt_decides_nothing() {
    // Swallowed, replaced, returned from: the run has exceeded its limit all the same.
    for (source, printed) in [
        (
            "try:\n    while True: pass\nexcept BaseException as e: print(e)",
            "the run's time is up\n",
        ),
        ("try:\n    while True: pass\nexcept BaseException: 1 // 0", ""),
        ("try:\n    while True: pass\nfinally: raise SystemExit", ""),
        ("def f():\n    try:\n        while True: pass\n    finally: return 5\nprint(f())", "5\n"),
        (
            "import micropython\ndef late(x):\n    try:\n        while True: pass\n    finally: print('late')\n\
             try:\n    micropython.schedule(late, 1)\n    while True: pass\nfinally: print('main')",
            // The interpreter swallows what a scheduled callback raises, and goes on.
            "late\nTraceback (most recent call last):\n  File \"<session>\", line 4, in late\n\
             WallClockLimit: the run's time is up\n",
        ),
        // What comes after it has a short time, and no queries.
        (
            "try:\n    while True: pass\nexcept BaseException: pass\nprint('on')\nwhile True: pass",
            "on\n",
        ),
        (
            "import time\ntry:\n    while True: pass\nfinally:\n    print('a')\n    time.sleep(30)\n    print('b')",
            "a\n",
        ),
        (
            "try:\n    while True: pass\nfinally:\n    try: print(read_only_sql_query('d', 's'))\n    \
             except BaseException as e: print(type(e).__name__)",
            "WallClockLimit\n",
        ),
        // Code that never looks is stopped.
        ("try:\n    max(range(10**9))\nfinally: print('no')", ""),
    ] {
        assert_eq!(overrun(source), printed, "{source}");
    }
}

#[test]
fn the_interrupt_is_out_of_reach_before() {
    let mut tester = Tester::new();
    tester.fails("raise WallClockLimit()");
    // Ticks of one run leave nothing behind for the next.
    tester.wall = Duration::from_secs(1);
    for _ in 0..50 {
        tester.ok("for i in range(2000): pass");
    }
}
