//! `mpy-supervisor run`, as a person or a script uses it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rusqlite::Connection;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mpy-supervisor");

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).stdin(Stdio::null());
    command
}

/// Exit status, stdout and stderr.
fn said(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn run(args: &[&str]) -> (i32, String, String) {
    said(program(&[&["run"], args].concat()).output().unwrap())
}

fn run_with_input(args: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut command = program(&[&["run"], args].concat());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    said(child.wait_with_output().unwrap())
}

#[test]
fn source_comes_from_an_argument_a_file_or_standard_input() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("x.py");
    fs::write(&file, "\u{feff}print('é', 1)\r\nprint(2)\r\n").unwrap();
    let printed = (0, "é 1\n2\n".to_owned(), String::new());
    assert_eq!(run(&[file.to_str().unwrap()]), printed);
    assert_eq!(run(&["-c", "print('é', 1)\nprint(2)"]), printed);
    assert_eq!(run_with_input(&["-"], "print('é', 1)\nprint(2)".as_bytes()), printed);
    assert_eq!(run_with_input(&[], "print('é', 1)\nprint(2)".as_bytes()), printed);
}

#[test]
fn streams_are_kept_apart_and_nothing_is_printed_twice() {
    let (status, out, err) =
        run(&["-c", "import sys\nprint('a')\nprint('b', file=sys.stderr)\n1/0"]);
    assert_eq!((status, out.as_str()), (1, "a\n"));
    assert!(err.starts_with("b\nTraceback (most recent call last):\n"), "{err}");
    assert!(err.ends_with("line 4, in <module>\nZeroDivisionError: division by zero\n"), "{err}");
}

#[test]
fn each_limit_has_one_plain_line_that_names_its_option() {
    for (args, option) in [
        (["--fuel", "1M", "-c", "print(1)\nwhile True: pass"], "--fuel"),
        (
            ["--wall-clock-timeout-seconds", "0.2", "-c", "print(1)\nimport time\ntime.sleep(60)"],
            "--wall-clock-timeout-seconds",
        ),
        (["--memory-bytes", "1MiB", "-c", "print(1)\na = bytearray(2000000)"], "--memory-bytes"),
    ] {
        let begun = Instant::now();
        let (status, out, err) = run(&args);
        assert_eq!((status, out.as_str()), (1, "1\n"), "{args:?}: {err}");
        let last = err.lines().last().unwrap();
        assert!(last.starts_with("mpy-supervisor: stopped ") && last.contains(option), "{err}");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}

#[test]
fn output_is_cut_at_the_limit_and_the_cut_is_said() {
    let (status, out, err) = run(&["--max-output-chars", "5", "-c", "print('é' * 9)"]);
    assert_eq!((status, out.as_str()), (0, "ééééé"));
    let wanted = "mpy-supervisor: standard output was cut after 5 characters: \
        --max-output-chars raises it\n";
    assert_eq!(err, wanted);
    let (status, out, err) = run(&["--fuel", "1G", "-c", "for i in range(2000): print('x' * 99)"]);
    assert_eq!((status, out.len(), err.as_str()), (0, 200_000, ""));
}

#[test]
fn an_orderly_exit_is_success_and_another_is_not() {
    assert_eq!(run(&["-c", "import sys\nsys.exit()"]), (0, String::new(), String::new()));
    assert_eq!(run(&["-c", "raise SystemExit(0)"]).0, 0);
    assert_eq!(run(&["-c", "raise SystemExit(3)"]).0, 1);
    assert_eq!(run(&["-c", "raise SystemExit('no')"]).0, 1);
}

#[test]
fn a_wrong_command_line_is_status_2_and_says_what_to_do() {
    let directory = TempDir::new().unwrap();
    let latin1 = directory.path().join("latin1.py");
    fs::write(&latin1, b"print('\xe9')").unwrap();
    let text = directory.path().join("text.db");
    fs::write(&text, "no database ".repeat(20)).unwrap();
    let missing = directory.path().join("missing.db");
    let db = |path: &std::path::Path| format!("x={}", path.display());
    for (args, wanted) in [
        (vec!["/no/such/file.py"], "cannot read /no/such/file.py"),
        (vec!["/"], "cannot read /"),
        (vec![latin1.to_str().unwrap()], "is not UTF-8 (first wrong byte at 7)"),
        (vec!["-c", "1", "x.py"], "cannot be used with"),
        (vec!["--fuel", "0", "-c", "1"], "must be a whole number from 1 to"),
        (vec!["--memory-bytes", "5", "-c", "1"], "must be a whole number from 1,048,576 to"),
        (vec!["--wall-clock-timeout-seconds", "-1", "-c", "1"], "--wall-clock-timeout-seconds"),
        (vec!["--max-output-chars", "x", "-c", "1"], "must be a whole number"),
        (vec!["--db", "shop.db", "-c", "1"], "--db shop=shop.db"),
        (vec!["--db", &db(&missing), "-c", "1"], "no such file"),
        (vec!["--db", &db(directory.path()), "-c", "1"], "not a regular file"),
        (vec!["--db", &db(&text), "-c", "1"], "file is not a database"),
        (vec!["--no-such-option"], "unexpected argument"),
    ] {
        let (status, out, err) = run(&args);
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.contains(wanted), "{args:?}: {err}");
    }
    assert!(!missing.exists());
}

#[test]
fn a_missing_worker_is_status_3() {
    let (status, out, err) = run(&["--worker", "/no/such/worker", "-c", "print(1)"]);
    assert_eq!((status, out.as_str()), (3, ""));
    assert!(err.contains("no worker program at /no/such/worker"), "{err}");
}

#[test]
fn help_teaches_and_the_version_names_the_guest() {
    for (args, wanted) in [
        (&["--help"][..], "mpy-supervisor run -c"),
        (&["run", "--help"], "Exit status:"),
        (&["repl", "--help"], "Ctrl-C"),
        (&["serve", "--help"], "initialize"),
        (&["--version"], "MicroPython"),
    ] {
        let (status, out, err) = said(program(args).output().unwrap());
        assert_eq!((status, err.as_str()), (0, ""), "{args:?}");
        assert!(out.contains(wanted), "{args:?}: {out}");
    }
    assert_eq!(said(program(&[]).output().unwrap()).0, 2);
}

fn shop() -> (TempDir, String) {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("shop.db");
    let setup = "CREATE TABLE item(name TEXT, price REAL, data BLOB);
        INSERT INTO item VALUES ('tea', 2.5, x'00ff'), ('café', 9e999, NULL);";
    Connection::open(&path).unwrap().execute_batch(setup).unwrap();
    let option = format!("shop={}", path.display());
    (directory, option)
}

#[test]
fn a_database_answers_queries_and_refuses_everything_else() {
    let (directory, db) = shop();
    let code = "
def q(sql, params=None, name='shop'):
    r = read_only_sql_query(name, sql, params)
    return r.get('error') or [tuple(row.values()) for row in r['rows']]
print(q('select name from item where price < :max', {'max': 3})[0][0])
print(q('select price from item where name like ?', ['caf%'])[0][0])
print(q('select hex(:b) || typeof(:f) || :f as x', {'b': b'\\x00\\xff', 'f': 0.1})[0][0])
print(q('delete from item'))
print(q('select 1', name='bank'))
print(q('attach ? as x', ['made.db']))
print(len(q('select * from item')))
";
    let (status, out, err) = run(&["--db", &db, "-c", code]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "tea");
    assert_eq!(lines[1], "inf");
    assert_eq!(lines[2], "00FFreal0.1");
    assert_eq!(lines[3], "not allowed: deleting from item; a query may only read");
    assert_eq!(lines[4], "no database named \"bank\"");
    assert!(lines[5].starts_with("not allowed: ATTACH"), "{out}");
    assert_eq!(lines[6], "2");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn a_query_that_never_ends_is_stopped_with_the_run() {
    let (_directory, db) = shop();
    let code = "print(1)\nread_only_sql_query('shop', 'with recursive n(i) as \
        (select 1 union all select i+1 from n) select count(*) from n')";
    let begun = Instant::now();
    let (status, out, err) = run(&["--db", &db, "--wall-clock-timeout-seconds", "0.3", "-c", code]);
    assert_eq!((status, out.as_str()), (1, "1\n"), "{err}");
    assert!(err.contains("--wall-clock-timeout-seconds"), "{err}");
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[test]
fn output_arrives_while_the_code_runs_and_an_interrupt_ends_it() {
    for (signal, status) in [(Signal::SIGINT, 130), (Signal::SIGTERM, 143)] {
        let code = "import time\nprint('begun')\nwhile True: time.sleep(1)";
        let args = ["run", "--wall-clock-timeout-seconds", "60", "-c", code];
        let mut child = program(&args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "begun\n");
        kill(Pid::from_raw(child.id().cast_signed()), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(status));
    }
}

#[test]
fn a_reader_that_leaves_is_a_quiet_end() {
    let code = "while True: print('x' * 80)";
    let args = ["run", "--fuel", "100G", "--wall-clock-timeout-seconds", "60", "-c", code];
    let mut command = program(&args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
    assert_eq!(line.len(), 81);
}

#[test]
fn control_characters_pass_unchanged_into_a_pipe() {
    assert_eq!(run(&["-c", "print('\\x1b[31m')"]).1, "\x1b[31m\n");
}
