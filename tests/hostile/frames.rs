//! Single frames that no honest worker sends, and their honest neighbours.

use serde_json::json;

use crate::stage::{Stage, within};

fn check(name: &str, code: &str, text: &str) {
    Stage::new("good", within(60_000)).check(name, code, "protocol", text);
}

/// The attacker's conversation while idle: it loses its state, and the client is told.
fn check_idle(name: &str, code: &str) {
    let mut stage = Stage::new("good", within(60_000));
    let done = stage.attack(&format!("done\n{code}\nreturn"));
    assert_eq!((&done.result["ok"], &done.result["stdout"]), (&json!(true), &json!("before\n")));
    let told = stage.session.told("conversation/exited");
    assert_eq!(told["params"]["reason"], "protocol", "{told}");
    stage.recovers("protocol");
    stage.settles(name, done.meanwhile);
    stage.ends();
}

/// One level of the parameter is in a list of parameters, in an object, in the frame.
const DEEPEST: usize = 127 - 3;

#[test]
fn garbage() {
    check("garbage", "raw \u{1}\u{2}hello\nhang", "no message: not JSON");
}

#[test]
fn half_a_frame_and_then_silence() {
    let stage = Stage::new("good", within(500));
    stage.check("half a frame and silence", "unfinished", "wall_clock", "500 ms");
}

#[test]
fn half_a_frame_and_then_the_end() {
    let stage = Stage::new("good", within(60_000));
    stage.check("half a frame and the end", "half", "worker_died", "exited with code 0");
}

#[test]
fn json_as_deep_as_may_be_reaches_the_client() {
    let mut stage = Stage::new("good", within(60_000));
    let id = stage.session.run("a", &format!("nested {DEEPEST}\nreturn"));
    let call = stage.session.told("host/call");
    let mut value = &call["params"]["args"][0];
    for _ in 1..DEEPEST {
        value = &value[0];
    }
    assert_eq!(*value, json!([]));
    stage.bystander();
    let params = json!({"conversation_id": "a"});
    stage.session.call("conversation/close", params);
    assert_eq!(stage.session.answer(id)["result"]["error"]["kind"], "cancelled");
}

#[test]
fn json_one_level_deeper() {
    check("one level too deep", &format!("nested {}\nhang", DEEPEST + 1), "recursion limit");
}

#[test]
fn json_of_a_hundred_thousand_levels() {
    check("90,000 levels", "nested 90000\nhang", "recursion limit");
    check("100,000 levels", "nested 100000\nhang", "more than 100000 values");
}

#[test]
fn a_name_twice_in_a_frame() {
    let line = r#"raw {"jsonrpc":"2.0","method":"run/output","method":"worker/ready"}"#;
    check("a name twice in a frame", &format!("{line}\nhang"), "\"method\" occurs twice");
}

#[test]
fn a_name_twice_in_the_parameters() {
    let line = concat!(
        r#"raw {"jsonrpc":"2.0","id":9,"method":"host/call","params":{"name":"f","args":"#,
        r#"[{"a":1,"a":2}],"kwargs":{}}}"#
    );
    check("a name twice in parameters", &format!("{line}\nhang"), "\"a\" occurs twice");
}

#[test]
fn a_name_once_in_each_of_two_objects_is_fine() {
    let mut stage = Stage::new("good", within(60_000));
    let line = concat!(
        r#"raw {"jsonrpc":"2.0","id":9,"method":"host/call","params":{"name":"g","args":"#,
        r#"[{"a":1},{"a":{"a":2}}],"kwargs":{"a":3}}}"#
    );
    let outcome = stage.attack(&format!("{line}\nread"));
    assert_eq!(outcome.result["ok"], true, "{}", outcome.result);
    stage.ends();
}

#[test]
fn json_inside_a_string_that_the_decoder_would_open() {
    // Two million values in four megabytes, past the bound on both depth and number.
    let line = concat!(
        r#"raw {"jsonrpc":"2.0","id":9,"method":"host/call","params":{"name":"f","args":"#,
        r#"[{"$serde_json::private::RawValue":"[[1]]"}],"kwargs":{}}}"#
    );
    check("JSON inside a string", &format!("{line}\nhang"), "reserved name");
}

#[test]
fn a_reply_to_a_call_never_made() {
    check("a reply to no call", "answer 77\nhang", "reply to run/start");
    check("a reply with a text for its id", "answer \"x\"\nhang", "without the number of a run");
    check("a reply without an id", "answer null\nhang", "without the number of a run");
}

#[test]
fn a_reply_to_a_call_never_made_while_idle() {
    check_idle("a reply while idle", "answer 77");
}

#[test]
fn the_number_of_another_run() {
    check("the number of another run", "wrong-id", "number of another run");
}

#[test]
fn two_answers() {
    check_idle("two answers", "done");
}

#[test]
fn a_frame_of_very_many_values() {
    // The smallest objects take the most memory for their text: some 600 bytes for these three
    // that count as values.
    let objects = vec![json!({"": 0}); 33_000];
    let frame = json!({"jsonrpc": "2.0", "id": 9, "method": "host/call", "params": {
        "name": "g", "args": objects, "kwargs": {},
    }});
    let code = format!("raw {frame}\nraw {frame}\nraw {frame}\nraw hello\nhang");
    check("frames of 99,000 values", &code, "not JSON");
    let more = json!({"jsonrpc": "2.0", "id": 9, "method": "host/call", "params": {
        "name": "g", "args": vec![0; 100_000], "kwargs": {},
    }});
    check("a frame of 100,000 values", &format!("raw {more}\nhang"), "more than 100000 values");
}
