//! What guest code can make an honest worker say must never look like a broken protocol: the code
//! gets an error that it can handle, and its conversation keeps its state. With real workers.

use std::process::Command;

use serde_json::json;

use crate::common::session::Session;

#[test]
fn arguments_that_the_supervisor_would_not_take_are_an_error_in_python() {
    // Absent only where this file is built outside its package.
    let Some(program) = option_env!("CARGO_BIN_EXE_mpy-supervisor") else { return };
    let mut command = Command::new(program);
    command.args(["serve", "--spare-workers", "0"]);
    let mut session = Session::process(command);
    let limits = json!({"wall_clock_ms": 60_000, "fuel": 1_000_000_000_000u64});
    let answer = session.initialize_with(limits, &["read_only_sql_query"]);
    assert!(answer["result"].is_object(), "{answer}");
    let query = |params: &str| format!("print(read_only_sql_query('d', 's', {params})['error'])");

    let id = session.run("a", &format!("x = 1\n{}", query("[1] * 49000")));
    let call = session.told("host/call");
    assert_eq!(call["params"]["args"][2].as_array().map(Vec::len), Some(49_000));
    session.send(json!({"jsonrpc": "2.0", "id": call["id"], "result": {"error": "answered"}}));
    assert_eq!(session.answer(id)["result"]["stdout"], "answered\n");

    let result = session.result("a", &query("[1] * 250000"));
    assert_eq!(result["stdout"], "arguments of 250003 values; at most 50000 are allowed\n");
    let result = session.result("a", &query("{'a': 1, '$serde_json::private::RawValue': '1'}"));
    assert_eq!(result["stdout"], "a name in the arguments is reserved\n");
    let result = session.result("a", &query("{'$serde_json::private::RawValue': '1', 'a': 1}"));
    let text = result["stdout"].as_str().expect("a text");
    assert!(text.starts_with("the call could not be understood: "), "{text}");
    assert_eq!(session.result("a", "print(x)")["stdout"], "1\n");
    assert!(session.kept().is_empty());
    session.end();
}
