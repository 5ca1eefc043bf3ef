//! `read_only_sql_query` from both sides.

use std::sync::{Arc, Mutex};

use mpy::vm::RunEnd;
use serde_json::{Value, json};

use crate::support::Tester;

/// A tester that answers every call with `reply`, and what it was asked.
fn asking(reply: &str) -> (Tester, Arc<Mutex<Vec<Value>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let reply = reply.to_owned();
    let tester = Tester::new().answering(move |name, args, kwargs| {
        log.lock().expect("no panic").push(json!({"name": name, "args": args, "kwargs": kwargs}));
        Ok(reply.clone())
    });
    (tester, asked)
}

fn asked_params(source: &str) -> Value {
    let (mut tester, asked) = asking(r#"{"error": "none"}"#);
    tester.ok(source);
    let asked = asked.lock().expect("no panic");
    assert_eq!(asked.len(), 1, "{source}");
    asked[0]["args"][2].clone()
}

#[test]
fn a_query_gives_rows_as_dicts() {
    let reply = r#"{"columns": ["id", "name"], "rows": [[1, "a"], [2, null]], "truncated": false}"#;
    let (mut tester, asked) = asking(reply);
    let text = tester.ok(
        "r = read_only_sql_query('db', 'select 1', [1])\nprint(r['columns'], r['truncated'])\n\
         for row in r['rows']: print(row['id'], row['name'])",
    );
    assert_eq!(text, "['id', 'name'] False\n1 a\n2 None\n");
    let wanted =
        json!({"name": "read_only_sql_query", "args": ["db", "select 1", [1]], "kwargs": {}});
    assert_eq!(asked.lock().expect("no panic")[0], wanted);
    tester.ok("read_only_sql_query(sql='x', name_of_database='y', params={'a': 1})");
    assert_eq!(asked.lock().expect("no panic")[1]["args"], json!(["y", "x", {"a": 1}]));
}

#[test]
fn errors_are_returned_as_they_are() {
    let (mut tester, _) = asking(r#"{"error": "no such table: t", "hint": 1}"#);
    assert_eq!(
        tester.ok("r = read_only_sql_query('d', 's')\nprint(r['error'], r['hint'])"),
        "no such table: t 1\n"
    );
}

#[test]
fn parameters_of_every_kind() {
    for (value, wanted) in [
        ("None", json!(null)),
        ("[None, True, False]", json!([null, true, false])),
        ("(1, -5)", json!([1, -5])),
        ("[2**63 - 1, -2**63]", json!([i64::MAX, i64::MIN])),
        ("[0.1, 1e300, 5e-324, -0.0]", json!([0.1, 1e300, 5e-324, -0.0])),
        ("[float('inf')]", json!([{"type": "float", "value": "inf"}])),
        ("[-float('inf')]", json!([{"type": "float", "value": "-inf"}])),
        ("[float('nan')]", json!([{"type": "float", "value": "nan"}])),
        ("['\\u20ac\\n\"']", json!(["\u{20ac}\n\""])),
        ("[b'\\x00\\xff']", json!([{"type": "bytes", "hex": "00ff"}])),
        ("[bytearray(b'a')]", json!([{"type": "bytes", "hex": "61"}])),
        ("{'a': 1}", json!({"a": 1})),
    ] {
        assert_eq!(
            asked_params(&format!("read_only_sql_query('d', 's', {value})")),
            wanted,
            "{value}"
        );
    }
}

#[test]
fn parameters_that_sql_lacks_are_refused_without_a_call() {
    for value in [
        "[2**63]",
        "[[1]]",
        "{1: 2}",
        "5",
        "'text'",
        "[1j]",
        "[object()]",
        "[type('S', (str,), {})('x')]",
    ] {
        let (mut tester, asked) = asking("{}");
        let text = tester.ok(&format!("print(list(read_only_sql_query('d', 's', {value})))"));
        assert_eq!(text, "['error']\n", "{value}");
        assert!(asked.lock().expect("no panic").is_empty(), "{value}");
    }
    let (mut tester, _) = asking("{}");
    assert_eq!(
        tester.ok("print(read_only_sql_query(1, 's'))"),
        "{'error': 'name_of_database and sql must be strings'}\n"
    );
    assert_eq!(tester.fails("read_only_sql_query()").type_name, "TypeError");
}

#[test]
fn nonfinite_results_come_back() {
    let reply = r#"{"columns": ["x"], "rows": [[null], [null], [null], [1.5]],
        "nonfinite": [[0, 0, "inf"], [1, 0, "-inf"], [2, 0, "nan"]], "truncated": true}"#;
    let (mut tester, _) = asking(reply);
    let text = tester.ok(
        "r = read_only_sql_query('d', 's')\nprint([row['x'] for row in r['rows']], r['truncated'])",
    );
    assert_eq!(text, "[inf, -inf, nan, 1.5] True\n");
}

#[test]
fn large_replies_arrive_whole_and_do_not_stay() {
    let rows: Vec<Value> = (0..2_000).map(|n| json!([n, "x".repeat(100)])).collect();
    let reply = json!({"columns": ["n", "t"], "rows": rows, "truncated": false}).to_string();
    let (mut tester, _) = asking(&reply);
    assert_eq!(
        tester.ok("r = read_only_sql_query('d', 's')\nprint(len(r['rows']), r['rows'][1999]['n'])"),
        "2000 1999\n"
    );
    let before = tester.session.free_heap_bytes();
    tester.ok("1");
    let after = tester.session.free_heap_bytes();
    assert!(after > before + 40_000, "the buffer is given back: {before} {after}");
}

#[test]
fn a_reply_larger_than_the_memory_is_an_error_with_sizes() {
    let reply = format!(r#"{{"columns": [], "rows": [], "x": "{}"}}"#, "y".repeat(10_000_000));
    let (mut tester, _) = asking(&reply);
    let text = tester.ok("print(read_only_sql_query('d', 's')['error'])");
    assert!(text.contains("10000") && text.contains("free"), "{text}");
}

#[test]
fn a_reply_too_large_for_a_nearly_full_heap_can_be_caught() {
    let rows: Vec<Value> = (0..9_000).map(|n| json!([n, n, n, n, n, n, n])).collect();
    let reply = json!({"columns": ["a", "b", "c", "d", "e", "f", "g"], "rows": rows}).to_string();
    let (mut tester, _) = asking(&reply);
    let done = tester.run(
        "kept = bytearray(15500000)\ntry:\n    print(len(read_only_sql_query('d', 's').get('error', '')) > 0)\nexcept MemoryError:\n    print(True)",
    );
    assert_eq!(done.outcome.end, RunEnd::Ok);
    assert_eq!(done.stdout, "True\n");
}

#[test]
fn replies_that_are_not_what_they_should_be_do_no_harm() {
    for reply in [
        "",
        "[",
        "5",
        "null",
        "[]",
        r#"{"rows": 5, "columns": 3}"#,
        r#"{"rows": [[1]], "columns": ["a", "b"]}"#,
    ] {
        let (mut tester, _) = asking(reply);
        let done = tester.run(
            "try:\n    read_only_sql_query('d', 's')\nexcept Exception as e:\n    print(type(e))",
        );
        assert_eq!(done.outcome.end, RunEnd::Ok, "{reply}");
        assert!(done.outcome.usable, "{reply}");
    }
}

#[test]
fn a_thousand_calls_in_a_run() {
    let (mut tester, asked) = asking(r#"{"columns": ["a"], "rows": [[1]], "truncated": false}"#);
    tester.ok("for i in range(1000): read_only_sql_query('d', 'select ?', [i])");
    assert_eq!(asked.lock().expect("no panic").len(), 1000);
}

#[test]
fn oversized_calls_are_refused() {
    let (mut tester, asked) = asking("{}");
    let text = tester.ok("print(read_only_sql_query('d', 'x' * 2000000)['error'])");
    assert!(text.contains("500000"), "{text}");
    assert!(asked.lock().expect("no panic").is_empty());
}

/// Fuel that a query with this reply takes in a run that does nothing else.
fn fuel_of(what: &str, reply: &Value) -> u64 {
    let reply = reply.to_string();
    let (mut tester, _) = asking(&reply);
    tester.fuel = 10_000_000;
    tester.ok("r = read_only_sql_query('d', 's')\nassert 'error' not in r, r['error']");
    let (mut other, _) = asking(&reply);
    other.fuel = 10_000_000;
    let used = other.run("r = read_only_sql_query('d', 's')").outcome.fuel_used;
    eprintln!("{what}: {} bytes, {used} fuel of the run's", reply.len());
    used
}

fn table(rows: usize, columns: usize, cell: impl Fn(usize, usize) -> Value) -> Value {
    let names: Vec<String> = (0..columns).map(|column| format!("c{column}")).collect();
    let rows: Vec<Vec<Value>> =
        (0..rows).map(|row| (0..columns).map(|column| cell(row, column)).collect()).collect();
    json!({"columns": names, "rows": rows, "truncated": false})
}

#[test]
fn reading_a_reply_is_not_charged_to_the_run() {
    let mixed = |row: usize, column: usize| match (row + column) % 4 {
        0 => json!(row),
        1 => Value::Null,
        2 => json!(format!("t{row}")),
        _ => json!(0.5),
    };
    for (what, reply) in [
        ("one cell", table(1, 1, |_, _| json!(1))),
        ("100 x 5 ints", table(100, 5, |row, column| json!(row * column))),
        ("100 x 5 texts", table(100, 5, |row, column| json!(format!("value {row} {column}")))),
        ("100 x 5 mixed", table(100, 5, mixed)),
        ("1000 x 10 ints", table(1000, 10, |row, column| json!(row * column))),
        ("1000 x 10 texts", table(1000, 10, |_, _| json!("some words"))),
        ("1000 x 10 mixed", table(1000, 10, mixed)),
        ("5000 x 1 floats", table(5000, 1, |row, _| json!(row as f64 / 3.0))),
        ("1 x 1000 mixed", table(1, 1000, mixed)),
        ("one cell of 1 MB", table(1, 1, |_, _| json!("x".repeat(1_000_000)))),
        ("one cell of 1 MB of two bytes", table(1, 1, |_, _| json!("é".repeat(500_000)))),
        ("20 cells of 50 KB", table(20, 1, |_, _| json!("x".repeat(50_000)))),
        ("an error", json!({"error": "x".repeat(500)})),
    ] {
        let used = fuel_of(what, &reply);
        assert!(used < 200_000, "{what}: {used}");
    }
}
