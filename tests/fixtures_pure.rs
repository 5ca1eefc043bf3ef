//! Every golden conversation, replayed against the pure core: no process, no clock.

mod common;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use common::fixture::{self, Fixture, Step};
use mpy::protocol::client_api::{CLIENT_FRAME_MAX, Limits, Peer};
use mpy::protocol::decode_worker::Violation;
use mpy::protocol::frame::FrameReader;
use mpy::protocol::message::Message;
use mpy::protocol::worker_api::{FromWorker, IsolationReport, ReadyParams};
use mpy::supervisor::ClientEvent;
use mpy::supervisor::core::{Core, Effect, Input};
use mpy::supervisor::dispatch::client_input;
use mpy::supervisor::ids::WorkerId;
use mpy::supervisor::isolation::IsolationPlan;
use mpy::supervisor::outcome::Death;
use mpy::supervisor::session::Settings;
use mpy::wire::{ReadLimits, decode};
use serde_json::{Value, json};

struct Replay {
    core: Core,
    now: Duration,
    to_client: VecDeque<Value>,
    to_worker: BTreeMap<u64, VecDeque<Value>>,
    /// Number of each worker's last run.
    runs: BTreeMap<u64, Value>,
    exited: bool,
}

impl Replay {
    fn new() -> Self {
        let peer = |name: &str| Peer { name: name.into(), version: "0".into() };
        let settings = Settings {
            limits: Limits::default(),
            guest: peer("guest"),
            server: peer("mpy-supervisor"),
            spare_workers: 1,
            isolation: IsolationPlan::default(),
        };
        Replay {
            core: Core::new(settings),
            now: Duration::ZERO,
            to_client: VecDeque::new(),
            to_worker: BTreeMap::new(),
            runs: BTreeMap::new(),
            exited: false,
        }
    }

    /// Steps the core. Workers become ready, and die when they are told to, at once.
    fn step(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.core.step(input, self.now) {
                match effect {
                    Effect::ToClient(message) => self.to_client.push_back(json_of(message)),
                    Effect::ToWorker(WorkerId(worker), message) => {
                        let frame = json_of(message);
                        if frame["method"] == "run/start" {
                            self.runs.insert(worker, frame["id"].clone());
                        }
                        self.to_worker.entry(worker).or_default().push_back(frame);
                    }
                    Effect::Spawn { worker, .. } => {
                        let pid = u32::try_from(worker.0).expect("small");
                        inputs.push_back(Input::Spawned { worker, pid });
                        let isolation = IsolationReport::default();
                        let ready = ReadyParams { protocol_version: 1, heap_bytes: 0, isolation };
                        inputs.push_back(Input::Frame { worker, frame: FromWorker::Ready(ready) });
                    }
                    Effect::Kill(worker) | Effect::CloseInput(worker) => {
                        let death = Death { how: "died".into(), broke_protocol: false };
                        inputs.push_back(Input::Exited { worker, death });
                    }
                    Effect::ArmCpu(..) => {}
                    Effect::Exit => self.exited = true,
                }
            }
        }
    }

    fn client(&mut self, line: &Value) {
        let text = Fixture::client_text(line) + "\n";
        let mut reader = FrameReader::new(text.as_bytes(), CLIENT_FRAME_MAX);
        let frame = reader.next_frame().expect("reads").expect("a frame");
        let limits =
            ReadLimits { frame_bytes: CLIENT_FRAME_MAX, values: usize::MAX, forgiving: true };
        if let Some(input) = client_input(ClientEvent::from(decode(frame, limits))) {
            self.step(input);
        }
    }

    fn worker(&mut self, line: &Value) {
        let number = line["worker"].as_u64().expect("a number");
        let worker = WorkerId(number);
        let mut frame = line["frame"].clone();
        if frame["id"] == "<run>" {
            frame["id"] = self.runs.get(&number).cloned().unwrap_or(json!(0));
        }
        let decoded = Message::decode(&frame.to_string())
            .map_err(|(_, error)| Violation::new(error.message))
            .and_then(FromWorker::decode);
        self.step(match decoded {
            Ok(frame) => Input::Frame { worker, frame },
            Err(violation) => Input::Violation { worker, violation },
        });
    }

    fn world(&mut self, line: &Value) -> Result<(), String> {
        match line["event"].as_str().expect("an event") {
            "clock" => {
                self.now += Duration::from_millis(line["advance_ms"].as_u64().expect("a number"));
                self.step(Input::Clock);
            }
            "worker_exited" => {
                let how = line["how"].as_str().expect("text").to_owned();
                let worker = WorkerId(line["worker"].as_u64().expect("a number"));
                self.step(Input::Exited { worker, death: Death { how, broke_protocol: false } });
            }
            "client_closed" => self.step(Input::ClientClosed),
            "exit" if self.exited => {}
            "exit" => return Err("did not exit".to_owned()),
            "kill_worker" | "pure_only" => {}
            other => panic!("no event {other}"),
        }
        Ok(())
    }

    fn line(&mut self, line: &Value) -> Result<(), String> {
        let worker = line.get("to_worker").and_then(Value::as_u64);
        match (line["from"].as_str().expect("text"), worker) {
            ("client", _) => self.client(line),
            ("worker", _) => self.worker(line),
            ("world", _) => return self.world(line),
            ("supervisor", None) => {
                return fixture::expect(&[line], || self.to_client.pop_front());
            }
            ("supervisor", Some(worker)) => {
                let frames = self.to_worker.entry(worker).or_default();
                return fixture::expect(&[line], || frames.pop_front());
            }
            (other, _) => panic!("nobody is called {other}"),
        }
        Ok(())
    }
}

fn json_of(message: Message) -> Value {
    serde_json::from_str(&message.encode()).expect("JSON")
}

fn replay(fixture: &Fixture) -> Result<(), String> {
    let mut replay = Replay::new();
    for step in fixture::steps(&fixture.lines) {
        match step {
            Step::One(line) => {
                replay.line(line).map_err(|error| format!("{line}: {error}"))?;
            }
            Step::Group(lines) => fixture::expect(&lines, || replay.to_client.pop_front())?,
        }
    }
    let rest: Vec<_> = replay.to_worker.into_values().flatten().chain(replay.to_client).collect();
    if rest.is_empty() { Ok(()) } else { Err(format!("not expected: {rest:?}")) }
}

#[test]
fn every_fixture_holds_for_the_pure_core() {
    let failed: Vec<String> = fixture::all()
        .into_iter()
        .map(Fixture::load)
        .filter_map(|fixture| {
            replay(&fixture).err().map(|error| format!("{}: {error}", fixture.name))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn a_fixture_can_fail() {
    let mut fixture = Fixture::load(&fixture::all()[0]);
    let line = json!({"from": "supervisor", "frame": {"jsonrpc": "2.0", "id": 77, "result": {}}});
    fixture.lines.push(line);
    assert!(replay(&fixture).is_err());
}
