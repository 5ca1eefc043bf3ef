//! Many runs in one session: no fault, and no memory that is not given back.
//!
//! `ENDURANCE_RUNS` sets their number.

use mpy::vm::RunEnd;

use crate::support::Tester;

const MEMORY: u64 = 2 * 1024 * 1024;
const SETTLED_AFTER: u64 = 1000;

/// Small requests that leave nothing behind; some fail on purpose.
const REQUESTS: [(&str, &str); 10] = [
    ("print('hello')", "hello\n"),
    ("x = [str(i) for i in range(20)]\nprint(''.join(x))", "012345678910111213141516171819\n"),
    ("def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f(8))", "21\n"),
    (
        "import json\nprint(json.loads(json.dumps({'a': [1, 2.5, None]})))",
        "{'a': [1, 2.5, None]}\n",
    ),
    (
        "class A:\n    def __init__(self, x): self.x = x\nprint(sum(A(i).x for i in range(10)))",
        "45\n",
    ),
    ("import re\nprint(re.match('(a+)(b*)', 'aab').group(2))", "b\n"),
    ("try:\n    1 // 0\nexcept ZeroDivisionError as e:\n    print('caught')", "caught\n"),
    ("raise ValueError('on purpose')", ""),
    ("this is no Python", ""),
    (
        "def g():\n    yield from range(3)\nprint(list(g()), sorted([3, 1, 2], key=lambda v: -v))",
        "[0, 1, 2] [3, 2, 1]\n",
    ),
];

#[test]
fn a_session_runs_for_ever_in_the_same_memory() {
    let runs: u64 = std::env::var("ENDURANCE_RUNS")
        .map_or(20_000, |text| text.parse().expect("ENDURANCE_RUNS is a number"));
    let mut tester = Tester::with_memory(MEMORY);
    let linear = tester.session.linear_memory_bytes();
    let free = |tester: &mut Tester| {
        tester.ok("import gc\ngc.collect()");
        tester.session.free_heap_bytes()
    };
    let mut settled = 0;
    let mut failed = 0;
    for run in 0..runs {
        let (source, expected) = REQUESTS[run as usize % REQUESTS.len()];
        let done = tester.run(source);
        assert!(done.outcome.usable, "run {run}: {:?}", done.outcome);
        assert_eq!(done.stdout, expected, "run {run}: {:?}", done.outcome);
        failed += u64::from(done.outcome.end != RunEnd::Ok);
        if run == SETTLED_AFTER {
            settled = free(&mut tester);
        }
    }
    assert_eq!(failed, runs / REQUESTS.len() as u64 * 2);
    assert_eq!(tester.session.linear_memory_bytes(), linear);
    let left = free(&mut tester);
    eprintln!("{runs} runs: {settled} bytes free after {SETTLED_AFTER}, {left} at the end");
    // Lists of interned names and tables of the library may still have grown by a step or two: 20 KB of
    // 20,000 runs and of 60,000 alike. Less than a byte a run would be seen.
    assert!(left + 24576 >= settled, "{settled} bytes were free, then {left}");
}
