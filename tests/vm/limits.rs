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
    assert!(used[0] > 10_000, "{used:?}");
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
    for (end, wanted) in [(End::Cancelled, RunEnd::Cancelled), (End::WallClock, RunEnd::WallClock)]
    {
        let mut tester = Tester::new().answering(move |_, _, _| Err(end));
        let done = tester.run("print('x')\ntry:\n    read_only_sql_query('d', 's')\nexcept BaseException:\n    print('caught')");
        assert_eq!(done.outcome.end, wanted);
        assert_eq!(done.stdout, "x\n");
        assert!(!done.outcome.usable);
    }
}
