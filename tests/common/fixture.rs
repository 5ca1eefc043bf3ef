//! Golden conversations: `protocol/fixtures/*.jsonl`, see `protocol/FIXTURES.md`.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// One file.
pub struct Fixture {
    pub name: String,
    pub lines: Vec<Value>,
}

/// Every fixture there is, in order of name.
pub fn all() -> Vec<PathBuf> {
    // The fuzz targets, which read them too, are in a folder below.
    let mut parents = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let folder = parents
        .find_map(|parent| Some(parent.join("protocol/fixtures")).filter(|folder| folder.is_dir()));
    let folder = folder.expect("protocol/fixtures");
    let entries = std::fs::read_dir(&folder).expect("the folder of fixtures");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

impl Fixture {
    pub fn load(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("a fixture");
        let parse = |line: &str| {
            serde_json::from_str(line).unwrap_or_else(|e| panic!("{name}: {line}: {e}"))
        };
        let lines = text.lines().filter(|line| !line.trim().is_empty()).map(parse).collect();
        Fixture { name, lines }
    }

    /// What the worker that is given `code` says; `None` where it reads an answer first.
    pub fn worker_turn(&self, code: &str) -> Vec<Option<Value>> {
        let mut turn = Vec::new();
        let mut worker = None;
        for line in &self.lines {
            let to_worker = line.get("to_worker").map(|_| &line["frame"]);
            let here = worker.is_some() && worker.as_ref() == line.get("to_worker");
            match to_worker {
                Some(frame)
                    if worker.is_none()
                        && frame["method"] == "run/start"
                        && frame["params"]["code"] == code =>
                {
                    worker = line.get("to_worker").cloned();
                }
                Some(frame) if here && frame["method"] == "run/start" => break,
                Some(_) if here => turn.push(None),
                _ if worker.is_some() && worker.as_ref() == line.get("worker") => {
                    turn.extend(line.get("frame").cloned().map(Some));
                }
                _ => {}
            }
        }
        turn
    }

    /// The text of a line of the client.
    pub fn client_text(line: &Value) -> String {
        match (line.get("frame"), line.get("raw"), line.get("raw_repeat")) {
            (Some(frame), ..) => frame.to_string(),
            (_, Some(raw), _) => raw.as_str().expect("text").to_owned(),
            (.., Some(repeat)) => {
                let times = repeat[1].as_u64().expect("a number");
                repeat[0].as_str().expect("text").repeat(usize::try_from(times).expect("fits"))
            }
            _ => panic!("a line of the client without frame: {line}"),
        }
    }
}

/// How a replay goes on: one step, or lines that may come in any order.
pub enum Step<'a> {
    One(&'a Value),
    Group(Vec<&'a Value>),
}

/// The lines of a fixture in steps; notes are left out.
pub fn steps(lines: &[Value]) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut group = Value::Null;
    for line in lines.iter().filter(|line| line.get("from").is_some()) {
        let this = line.get("group").unwrap_or(&Value::Null);
        match (this, steps.last_mut()) {
            (Value::Null, _) => steps.push(Step::One(line)),
            (this, Some(Step::Group(lines))) if *this == group => lines.push(line),
            _ => steps.push(Step::Group(vec![line])),
        }
        group = this.clone();
    }
    steps
}

/// Takes the frames that a step expects of the supervisor, or says what came instead.
pub fn expect(step: &[&Value], mut next: impl FnMut() -> Option<Value>) -> Result<(), String> {
    let mut open: Vec<&Value> = step.iter().map(|line| &line["frame"]).collect();
    while !open.is_empty() {
        let Some(found) = next() else { return Err(format!("nothing came, expected {open:?}")) };
        match open.iter().position(|expected| matches(expected, &found)) {
            Some(at) => drop(open.remove(at)),
            None => {
                return Err(format!(
                    "\n   found {found}\nexpected {}",
                    Value::from_iter(open.into_iter().cloned())
                ));
            }
        }
    }
    Ok(())
}

/// Whether `found` is what `expected` describes, with its placeholders.
pub fn matches(expected: &Value, found: &Value) -> bool {
    match expected {
        Value::String(text) => match text.as_str() {
            "<any>" => true,
            "<int>" => found.as_i64().is_some() || found.as_u64().is_some(),
            "<number>" => found.is_number(),
            "<string>" => found.is_string(),
            "<bool>" => found.is_boolean(),
            "<list>" => found.is_array(),
            _ => expected == found,
        },
        Value::Object(fields) => {
            if let (1, Some(part)) = (fields.len(), fields.get("<containing>")) {
                let part = part.as_str().expect("text");
                return found.as_str().is_some_and(|found| found.contains(part));
            }
            let Value::Object(others) = found else { return false };
            fields.len() == others.len()
                && fields.iter().all(|(name, value)| {
                    others.get(name).is_some_and(|other| matches(value, other))
                })
        }
        Value::Array(items) => found.as_array().is_some_and(|others| {
            items.len() == others.len()
                && items.iter().zip(others).all(|(item, other)| matches(item, other))
        }),
        _ => expected == found,
    }
}
