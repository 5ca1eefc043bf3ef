//! Captured output: order, cuts, floods.

use std::time::Duration;

use mpy::vm::{RunEnd, Stream};

use crate::support::Tester;

#[test]
fn streams_are_apart_and_in_order() {
    let mut tester = Tester::new();
    let done = tester.run("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')");
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("a\nc\n", "b\n"));
    let order: Vec<Stream> = tester.host.pieces.iter().map(|piece| piece.1).collect();
    assert_eq!(order, [Stream::Stdout, Stream::Stderr, Stream::Stdout]);
}

#[test]
fn characters_are_kept_not_bytes() {
    let mut tester = Tester::new();
    tester.max_output_chars = 5;
    let done = tester.run("print('\u{20ac}' * 10, end='')");
    assert_eq!(done.stdout, "\u{20ac}\u{20ac}\u{20ac}\u{20ac}\u{20ac}");
    assert!(done.outcome.stdout_truncated && !done.outcome.stderr_truncated);
    assert_eq!(done.outcome.stdout_chars, 10);
    tester.max_output_chars = 0;
    let done = tester.run("print('x')");
    assert_eq!((done.stdout.as_str(), done.outcome.stdout_chars), ("", 2));
}

#[test]
fn a_character_written_in_two_parts_survives() {
    let mut tester = Tester::new();
    let text = tester.ok("import sys\nb = '\u{20ac}'.encode()\nsys.stdout.buffer.write(b[:1])\nsys.stdout.buffer.write(b[1:])");
    assert_eq!(text, "\u{20ac}");
    let text = tester.ok("sys.stdout.buffer.write(b'\\xff-\\xe2\\x82')");
    assert_eq!(text, "\u{fffd}-\u{fffd}");
}

#[test]
fn a_flood_is_counted_and_not_kept() {
    let mut tester = Tester::new();
    tester.fuel = u64::MAX / 2;
    let done = tester.run("s = 'x' * 1000000\nfor i in range(3000): print(s, end='')");
    assert_eq!(done.outcome.end, RunEnd::Ok);
    assert_eq!(done.outcome.stdout_chars, 3_000_000_000);
    assert_eq!(done.stdout.len(), 10_000);
    assert!(done.outcome.stdout_truncated);
}

#[test]
fn output_arrives_while_the_run_goes_on() {
    let mut tester = Tester::new();
    tester.fuel = u64::MAX / 2;
    tester.wall = Duration::from_millis(300);
    let done = tester.run("print('early')\nwhile True: pass");
    assert_eq!(done.outcome.end, RunEnd::WallClock);
    assert_eq!(done.stdout, "early\n");
    let late = tester.host.pieces[0].0.elapsed();
    assert!(late > Duration::from_millis(100), "{late:?}");
}

#[test]
fn standard_input_is_at_its_end() {
    let mut tester = Tester::new();
    assert_eq!(
        tester.ok("try: input('? ')\nexcept EOFError as e: print(e)"),
        "? EOF when reading a line\n"
    );
    assert_eq!(tester.ok("import sys\nprint(repr(sys.stdin.read()))"), "''\n");
}
