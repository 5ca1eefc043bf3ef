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
    assert!(after + 4_096 > before && after > 14_000_000, "no buffer stays: {before} {after}");
}

#[test]
fn a_reply_larger_than_the_memory_is_an_error_with_sizes() {
    let table = json!({"columns": ["a"], "rows": [["y".repeat(20_000_000)]]}).to_string();
    let other = json!({"error": "y".repeat(20_000_000)}).to_string();
    for reply in [table, other] {
        let (mut tester, _) = asking(&reply);
        let text = tester.ok("print(read_only_sql_query('d', 's')['error'])");
        assert!(text.contains("20000") && text.contains("free"), "{text}");
    }
}

#[test]
fn a_reply_too_large_for_a_nearly_full_heap_can_be_caught() {
    let rows: Vec<Value> = (0..9_000).map(|n| json!([n, n, n, n, n, n, n])).collect();
    let reply = json!({"columns": ["a", "b", "c", "d", "e", "f", "g"], "rows": rows}).to_string();
    let (mut tester, _) = asking(&reply);
    let done = tester.run(
        "import gc\nkept = bytearray(gc.mem_free() - 600000)\ntry:\n    print(len(read_only_sql_query('d', 's').get('error', '')) > 0)\nexcept MemoryError:\n    print(True)",
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
    tester.ok(
        "r = read_only_sql_query('d', 's')\nassert len(r.get('error', '')) in (0, 500), r['error']",
    );
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
        ("an error", json!({"error": "x".repeat(500)})),
    ] {
        let used = fuel_of(what, &reply);
        assert!(used < 200_000, "{what}: {used}");
    }
    // The allocator's search for a long text begins at the heap's start each time.
    let used = fuel_of("20 cells of 50 KB", &table(20, 1, |_, _| json!("x".repeat(50_000))));
    assert!(used < 6_000_000, "{used}");
}

/// Fails unless `r` has the rows that `expected`, in Python, says.
fn check_rows(reply: &Value, expected: &str) {
    let (mut tester, _) = asking(&reply.to_string());
    let source = format!(
        "import gc\nr = read_only_sql_query('d', 's')\nassert 'error' not in r, r['error']\n\
         gc.collect()\nkept = [str(i) * 3 for i in range(3000)]\nwant = {expected}\n\
         assert len(r['rows']) == len(want)\n\
         for row, wanted in zip(r['rows'], want):\n\
         \x20   row = [row[name] for name in r['columns']]\n\
         \x20   assert row == wanted and [type(x) for x in row] == [type(x) for x in wanted], (row, wanted)\n\
         print(len(want))"
    );
    tester.ok(&source);
}

#[test]
fn values_of_every_kind_come_back_exactly() {
    let text = "a\u{0}b\u{1f}\u{1e}\u{1}\n\"\\\u{20ac}\u{1f600}";
    let reply = json!({"columns": ["a", "b", "c"], "truncated": false, "rows": [
        [1, -1, 0],
        [0x3fff_ffff, 0x4000_0000, -0x4000_0000],
        [-0x4000_0001, i64::MAX, i64::MIN],
        [null, true, false],
        [0.1, -0.0, 1e300],
        [5e-324, 1.7976931348623157e308, 0.30000000000000004],
        ["", text, "x"],
        [{"type": "bytes", "hex": "00ff"}, {"type": "bytes", "hex": ""}, [1, {"x": null}]],
        [u64::MAX, {"type": "bytes"}, "12"],
    ]});
    check_rows(
        &reply,
        "[[1, -1, 0], [2**30 - 1, 2**30, -2**30], [-2**30 - 1, 2**63 - 1, -2**63], \
         [None, True, False], [0.1, -0.0, 1e300], \
         [5e-324, 1.7976931348623157e308, 0.30000000000000004], \
         ['', 'a\\0b\\x1f\\x1e\\x01\\n\"\\\\\\u20ac\\U0001f600', 'x'], \
         [{'type': 'bytes', 'hex': '00ff'}, {'type': 'bytes', 'hex': ''}, [1, {'x': None}]], \
         [2**64 - 1, {'type': 'bytes'}, '12']]",
    );
    check_rows(&json!({"columns": [], "rows": [[], []]}), "[[], []]");
    check_rows(&json!({"columns": ["a"], "rows": []}), "[]");
    check_rows(
        &json!({"columns": ["a", "\u{1f}", "", "a"], "rows": [[1, 2, 3, 4]]}),
        "[[4, 2, 3, 4]]",
    );
    check_rows(
        &table(100, 40, |row, column| json!(row * column)),
        "[[r * c for c in range(40)] for r in range(100)]",
    );
    check_rows(&table(1, 1, |_, _| json!("x".repeat(1_000_000))), "[['x' * 1000000]]");
}

#[test]
fn a_rows_dictionary_is_one_like_any_other() {
    let (mut tester, _) =
        asking(&table(3, 3, |row, column| json!(format!("{row}{column}"))).to_string());
    let text = tester.ok(
        "import json\nrow = read_only_sql_query('d', 's')['rows'][1]\nrow['new'] = 5\n\
         for i in range(50): row[i] = i\ndel row['c0']\nother = {row['c1']: 'key'}\n\
         print(len(row), row['c1'], row.get('c0'), other['11'], sorted(str(k) for k in row)[-3:])\n\
         print(json.dumps(row['c2'] + '!'), hash(row['c2']) == hash('12'), row['c2'] in {'12'}, '12' == row['c2'])",
    );
    assert_eq!(text, "53 11 None key ['c1', 'c2', 'new']\n\"12!\" True True True\n");
}

#[test]
fn reading_survives_collections_and_full_heaps() {
    let reply = table(1000, 10, |row, column| match column % 3 {
        0 => json!(format!("text {row} {column}")),
        1 => json!(row as f64 / 7.0),
        _ => json!((row as i64) << 40),
    });
    let (mut tester, _) = asking(&reply.to_string());
    tester.fuel = u64::MAX / 2;
    let done = tester.run(
        "import gc\n\
         def check():\n\
         \x20   r = read_only_sql_query('d', 's')\n\
         \x20   for i in range(1000):\n\
         \x20       row = r['rows'][i]\n\
         \x20       assert row['c0'] == 'text %d 0' % i and row['c1'] == i / 7 and row['c2'] == i << 40 and row['c9'] == 'text %d 9' % i, row\n\
         \x20   return r\n\
         a = check()\nfull = 0\nkept = []\n\
         for count in range(200, 340, 4):\n\
         \x20   a = None\n\
         \x20   block = None\n\
         \x20   gc.collect()\n\
         \x20   try:\n\
         \x20       block = [bytearray(50000) for _ in range(count)]\n\
         \x20       a = check()\n\
         \x20   except (MemoryError, KeyError): full += 1\n\
         print('done', full > 0)",
    );
    assert_eq!((done.outcome.end, done.stdout.as_str()), (RunEnd::Ok, "done True\n"));
}

#[test]
fn an_allowance_is_no_fuel_for_user_code() {
    // A finaliser and a scheduled callback do what they can with it.
    let reply = table(100, 5, |row, column| json!(row * column));
    let (mut tester, _) = asking(&reply.to_string());
    tester.fuel = 2_000_000;
    let done = tester.run(
        "import micropython, gc\nn = 0\n\
         def late(x):\n\
         \x20   global n\n\
         \x20   n += 1\n\
         class D:\n\
         \x20   def __del__(self):\n\
         \x20       global n\n\
         \x20       n += 1\n\
         \x20       try: read_only_sql_query('d', 's')\n\
         \x20       except Exception: pass\n\
         gc.threshold(500)\n\
         for i in range(20):\n\
         \x20   D()\n\
         \x20   micropython.schedule(late, 1)\n\
         \x20   try: read_only_sql_query('d', 's')\n\
         \x20   except RuntimeError: pass\n\
         gc.threshold(-1)\nprint(n >= 20, len(read_only_sql_query('d', 's')['rows']))\nwhile True: pass",
    );
    assert_eq!(done.outcome.end, RunEnd::Fuel, "{}", done.stdout);
    assert_eq!(done.stdout, "True 100\n");
}

#[test]
fn the_query_function_is_called_and_printed_like_any_other() {
    let (mut tester, asked) = asking(r#"{"error": "none"}"#);
    for (call, part) in [
        ("()", "missing required argument: 'name_of_database'"),
        ("('d')", "missing required argument: 'sql'"),
        ("(sql='s')", "missing required argument: 'name_of_database'"),
        ("('d', 's', None, 4)", "takes from 2 to 3 positional arguments but 4 were given"),
        ("('d', 's', sql='t')", "multiple values for argument 'sql'"),
        ("('d', 's', parameters=[])", "unexpected keyword argument 'parameters'"),
    ] {
        let failure = tester.fails(&format!("read_only_sql_query{call}"));
        assert_eq!(failure.type_name, "TypeError", "{call}");
        assert!(failure.message.contains(part), "{call}: {}", failure.message);
    }
    assert!(asked.lock().expect("no panic").is_empty());
    let text = tester.ok("print(read_only_sql_query)");
    assert!(text.starts_with("<function read_only_sql_query at 0x"), "{text}");
}
