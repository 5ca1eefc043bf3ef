//! A megabyte of source, ten megabytes of query result: each runs or is refused clearly, and the
//! conversation keeps its state.

mod common;

use std::process::Command;

use common::session::Session;
use serde_json::{Value, json};

/// The real supervisor and worker, with `x = 41` in conversation `a`.
fn session_with_state() -> Session {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mpy-supervisor"));
    command.arg("serve");
    let mut session = Session::process(command);
    let answer =
        session.initialize_with(json!({"wall_clock_ms": 60_000}), &["read_only_sql_query"]);
    assert!(answer["result"].is_object(), "{answer}");
    let result = session.result("a", "x = 41");
    assert_eq!(result["ok"], true, "{result}");
    session
}

#[test]
fn a_megabyte_of_source_runs_or_is_refused_and_state_is_kept() {
    const MEGABYTE: usize = 1 << 20;
    let mut session = session_with_state();
    let sources = [
        ("a comment", format!("#{}\nprint(x)", "z".repeat(MEGABYTE))),
        ("a string", format!("s = '{}'\nprint(len(s))", "z".repeat(MEGABYTE))),
        ("statements", "y = 1\n".repeat(MEGABYTE / 6)),
        ("nesting", format!("print({}", "(".repeat(MEGABYTE))),
        ("a list", format!("a = [{}]", "1, ".repeat(MEGABYTE / 3))),
    ];
    for (what, source) in sources {
        let result = session.result("a", &source);
        let refused = result["error"]["message"].as_str().is_some_and(|text| !text.is_empty());
        assert!(result["ok"] == true || refused, "{what}: {result}");
        let after = session.result("a", "print(x + 1)");
        assert_eq!(after["stdout"], "42\n", "{what}: {result} {after}");
    }
    session.end();
}

/// Runs a query in conversation `a` and answers it with `rows` rows of 1,000 characters.
fn query(session: &mut Session, rows: usize) -> Value {
    query_of(session, vec![json!(["v".repeat(1000)]); rows])
}

fn query_of(session: &mut Session, rows: Vec<Value>) -> Value {
    let code = "r = read_only_sql_query('d', 'select 1')\n\
                print(len(r.get('rows', [])), r.get('error'))\nr = None";
    let id = session.run("a", code);
    let call = session.told("host/call");
    let result = json!({"columns": ["c"], "rows": rows, "truncated": false, "nonfinite": []});
    session.send(json!({"jsonrpc": "2.0", "id": call["id"], "result": result}));
    session.answer(id)["result"].clone()
}

#[test]
fn a_result_of_ten_megabytes_arrives_and_state_is_kept() {
    let mut session = session_with_state();
    let large = query(&mut session, 10_000);
    assert_eq!(large["stdout"], "10000 None\n", "{large}");
    let after = session.result("a", "print(x + 1)");
    assert_eq!(after["stdout"], "42\n", "{large} {after}");
    session.end();
}

#[test]
fn a_result_larger_than_the_memory_is_refused_clearly_and_state_is_kept() {
    let mut session = session_with_state();
    // The library leaves some room in its part of the heap, too.
    session.result("a", "kept = [bytearray(20000) for _ in range(50)]");
    let refused = query(&mut session, 15_900);
    let told = refused["stdout"].as_str().expect("text");
    assert!(told.starts_with("0 ") && told.contains("bytes"), "{refused}");
    let after = session.result("a", "print(x + 1)");
    assert_eq!(after["stdout"], "42\n", "{refused} {after}");
    session.end();
}

/// Millions of empty-handed rows: short on the wire, and more than a worker could hold.
#[test]
fn a_result_of_three_million_rows_is_refused_clearly_and_state_is_kept() {
    let mut session = session_with_state();
    let refused = query_of(&mut session, vec![json!([1]); 3_000_000]);
    let told = refused["stdout"].as_str().expect("text");
    assert!(told.starts_with("0 ") && told.contains("bytes"), "{refused}");
    let after = session.result("a", "print(x + 1)");
    assert_eq!(after["stdout"], "42\n", "{refused} {after}");
    session.end();
}
