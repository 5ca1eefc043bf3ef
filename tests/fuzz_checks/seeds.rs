//! First inputs for every target, made of the golden conversations in `protocol/fixtures`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

#[path = "../common/fixture.rs"]
mod fixture;

use self::fixture::Fixture;

/// A limit, a buffer, a seed for the reads, and a clean end; see `frames.rs`.
const FRAME_HEADERS: [[u8; 4]; 3] = [[255, 63, 1, 1], [120, 7, 2, 1], [255, 0, 3, 0]];
/// One spare worker, `initialize` to come, workers that die when they are told to; see `machine.rs`.
const FRESH: u8 = b'E';

/// The first inputs of a target, each with a name.
pub fn of(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    let mut done = BTreeSet::new();
    for fixture in fixture::all().into_iter().map(Fixture::load) {
        let inputs = match target {
            "frame_reader" => FRAME_HEADERS
                .iter()
                .map(|header| [header.as_slice(), stream(&fixture).as_bytes()].concat())
                .collect(),
            "worker_message" => with_long_texts(&fixture, "worker", &mut done),
            "client_message" => with_long_texts(&fixture, "client", &mut done),
            "state_machine" => vec![events(&fixture)],
            other => panic!("no target {other}"),
        };
        let name = |at| format!("{}-{at}", fixture.name);
        seeds.extend(inputs.into_iter().enumerate().map(|(at, input)| (name(at), input)));
    }
    assert!(!seeds.is_empty());
    if target.ends_with("_message") {
        seeds.extend(many_values());
    }
    seeds
}

/// What somebody says in a line, unless it is long for the sake of being long.
fn said(line: &Value, from: &str) -> Option<String> {
    let says = line["from"] == from && line.get("raw_repeat").is_none();
    let said = says.then(|| Fixture::client_text(line))?;
    Some(said.replace("\"<run>\"", "1"))
}

/// What somebody says, and the same with a text made long that was not yet.
fn with_long_texts(fixture: &Fixture, from: &str, done: &mut BTreeSet<String>) -> Vec<Vec<u8>> {
    let mut inputs = Vec::new();
    for said in fixture.lines.iter().filter_map(|line| said(line, from)) {
        let frame: Value = serde_json::from_str(&said).unwrap_or_default();
        inputs.push(said.into_bytes());
        let mut places = Vec::new();
        texts(&frame, String::new(), &mut places);
        for place in places {
            let mut frame = frame.clone();
            if let Some(text) = frame.pointer_mut(&place)
                && done.insert(place)
            {
                *text = json!("x\u{3}");
                // The stretching byte itself, which JSON would escape; see `worker.rs`.
                inputs.push(frame.to_string().replace("\\u0003", "\u{3}").into_bytes());
            }
        }
    }
    inputs
}

/// Where the texts of a frame are.
fn texts(tree: &Value, place: String, places: &mut Vec<String>) {
    match tree {
        Value::String(_) => places.push(place),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                texts(item, format!("{place}/{at}"), places);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                texts(value, format!("{place}/{name}"), places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Wide and deep replies, around the number of values that the checks allow.
fn many_values() -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for count in [10, 17, 25, 120] {
        let wide = Value::Object((0..count).map(|at| (at.to_string(), json!(at))).collect());
        let deep = (0..count).fold(json!(0.1), |inner, _| json!([inner]));
        for (name, result) in [("wide", wide), ("deep", deep)] {
            let reply = json!({"jsonrpc": "2.0", "id": 1, "result": result});
            seeds.push((format!("{name}-{count}"), reply.to_string().into_bytes()));
        }
    }
    seeds
}

/// Everything that crosses a pipe towards the supervisor, as one stream.
fn stream(fixture: &Fixture) -> String {
    let said = |line| said(line, "client").or_else(|| said(line, "worker"));
    fixture.lines.iter().filter_map(said).map(|line| line + "\n").collect()
}

/// The conversation in the lines of `machine.rs`. In the fixtures workers become ready, and die
/// when they are told to, at once.
fn events(fixture: &Fixture) -> Vec<u8> {
    let mut events = vec![FRESH];
    for line in fixture.lines.iter().filter(|line| line.get("to_worker").is_none()) {
        let event = match line["from"].as_str() {
            Some("client") => said(line, "client").map(String::into_bytes),
            Some("worker") => Some(format!("0{}", line["frame"]).into_bytes()),
            Some("world") => world_event(line),
            _ => None,
        };
        let Some(event) = event else { continue };
        events.extend(event);
        events.extend(b"\na\n");
    }
    events
}

fn world_event(line: &Value) -> Option<Vec<u8>> {
    match line["event"].as_str()? {
        "clock" => {
            let ms = u16::try_from(line["advance_ms"].as_u64()?).unwrap_or(u16::MAX);
            Some([b"w".as_slice(), &ms.to_le_bytes()].concat())
        }
        "worker_exited" => Some(b"d\0".to_vec()),
        "client_closed" => Some(b"C".to_vec()),
        _ => None,
    }
}
