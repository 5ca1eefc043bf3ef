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
/// Honest and other workers after `initialize`, so that every kind of event is there to begin with.
const EVERY_EVENT: &[u8] = b"A\nr\0\0\0\0\0\ny\0\no\0\x01\x09\0\x02\nf\0\0\0\x01\ns\nl\n\
r\x01\x01\0\x02\x03\na\nH\0\0\nh\0\x01\nH\0\x01\nf\0\0\0\0\na\nR\0\nx\x01\na\n\
r\x02\0\0\x01\x46\na\nc\x03\nv\0\nF\x02\nd\0\nw\xff\x01\nt\x09\na\nr\x03\0\x02\0\0\na\n\
i\0\na\nt\x09\nS\nT\nC\n";

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
    match target {
        "worker_message" | "client_message" => seeds.extend(many_values()),
        "state_machine" => seeds.push(("every-event".to_owned(), EVERY_EVENT.to_vec())),
        _ => {}
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
            if !done.insert(place.clone()) {
                continue;
            }
            // Far too long, and one character too long for an id. The stretching bytes themselves,
            // which JSON would escape; see `worker.rs`.
            for (stretched, escaped, byte) in
                [("x\u{3}", "\\u0003", "\u{3}"), ("xx\u{1}", "\\u0001", "\u{1}")]
            {
                let mut frame = frame.clone();
                if let Some(text) = frame.pointer_mut(&place) {
                    *text = json!(stretched);
                }
                inputs.push(frame.to_string().replace(escaped, byte).into_bytes());
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
