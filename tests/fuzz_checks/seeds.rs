//! First inputs for every target, made of the golden conversations in `protocol/fixtures`.

use serde_json::Value;

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
    for fixture in fixture::all().into_iter().map(Fixture::load) {
        let inputs = match target {
            "frame_reader" => FRAME_HEADERS
                .iter()
                .map(|header| [header.as_slice(), stream(&fixture).as_bytes()].concat())
                .collect(),
            "worker_message" => lines_from(&fixture, "worker"),
            "client_message" => lines_from(&fixture, "client"),
            "state_machine" => vec![events(&fixture)],
            other => panic!("no target {other}"),
        };
        let name = |at| format!("{}-{at}", fixture.name);
        seeds.extend(inputs.into_iter().enumerate().map(|(at, input)| (name(at), input)));
    }
    assert!(!seeds.is_empty());
    seeds
}

/// What somebody says in a line, unless it is long for the sake of being long.
fn said(line: &Value, from: &str) -> Option<String> {
    let says = line["from"] == from && line.get("raw_repeat").is_none();
    let said = says.then(|| Fixture::client_text(line))?;
    Some(said.replace("\"<run>\"", "1"))
}

fn lines_from(fixture: &Fixture, from: &str) -> Vec<Vec<u8>> {
    fixture.lines.iter().filter_map(|line| said(line, from)).map(String::into_bytes).collect()
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
