//! The supervisor's core, with a client and workers that answer at once and cost next to nothing.

use std::collections::VecDeque;
use std::time::Duration;

use mpy::protocol::client_api::{ClientRequest, Limits, Peer, Stream, version};
use mpy::protocol::message::{Message, RequestId};
use mpy::protocol::method;
use mpy::protocol::worker_api::{
    Finished, FromWorker, IsolationReport, OutputChunk, ReadyParams, WorkerHostCall,
};
use mpy::supervisor::core::{Core, Effect, Input};
use mpy::supervisor::ids::{CallId, WorkerId};
use mpy::supervisor::isolation::IsolationPlan;
use mpy::supervisor::session::Settings;
use serde_json::{Map, Value, json};

use crate::samples;

const QUERY: &str = "read_only_sql_query";

/// Time between two inputs.
const STEP: Duration = Duration::from_micros(10);

/// A core and what it has said last.
pub struct World {
    pub core: Core,
    pub now: Duration,
    /// The worker that was told to run code, and the number of that run.
    started: Option<(WorkerId, u64)>,
    /// The host call that waits for its answer.
    call: Option<u64>,
    answers: u64,
}

/// Everything that is said to the core in one run, made before the clock runs.
pub struct Run {
    request: Input,
    output: OutputChunk,
    call: Option<(WorkerHostCall, Value)>,
    finished: Finished,
}

impl Run {
    /// A run in `conversation` that prints a line.
    pub fn new(conversation: usize) -> Run {
        let params = json!({
            "conversation_id": name(conversation), "run_id": "run", "code": "print('hello')\n1",
        });
        Run {
            request: request(method::RUN, params),
            output: OutputChunk { stream: Stream::Stdout, text: "hello\n".to_owned() },
            call: None,
            finished: samples::finished(),
        }
    }

    /// The same with a query of 100 rows.
    pub fn with_query(conversation: usize) -> Run {
        let args = vec![json!("sales"), json!("select * from sales limit 100")];
        let call = WorkerHostCall { name: QUERY.to_owned(), args, kwargs: Map::new() };
        Run { call: Some((call, samples::rows())), ..Run::new(conversation) }
    }
}

impl World {
    /// A core with so many idle conversations, each of which has had one run.
    pub fn with_conversations(count: usize) -> World {
        let peer = |name: &str| Peer { name: name.to_owned(), version: "0".to_owned() };
        let settings = Settings {
            limits: Limits { max_sessions: 1024, ..Limits::default() },
            guest: peer("guest"),
            server: peer("server"),
            spare_workers: 1,
            isolation: IsolationPlan::default(),
        };
        let mut world = World {
            core: Core::new(settings),
            now: Duration::ZERO,
            started: None,
            call: None,
            answers: 0,
        };
        let params = json!({
            "protocol_version": version::CURRENT, "client": {"name": "micro", "version": "0"},
            "host_functions": [QUERY],
        });
        world.step(request("initialize", params));
        for conversation in 0..count {
            world.run(Run::new(conversation));
        }
        assert_eq!(world.answers, 1 + count as u64);
        world
    }

    /// One run from its request to its answer.
    pub fn run(&mut self, run: Run) {
        let answers = self.answers;
        self.step(run.request);
        let (worker, id) = self.started.take().expect("a worker is told to run it");
        self.frame(worker, FromWorker::Output(run.output));
        if let Some((call, reply)) = run.call {
            self.frame(worker, FromWorker::HostCall { id: 1, call, args_bytes: 45 });
            let call = CallId(self.call.take().expect("the client is asked"));
            self.step(Input::HostReply { call, outcome: Ok(reply) });
        }
        self.frame(worker, FromWorker::Finished { id, finished: run.finished });
        assert_eq!(self.answers, answers + 1, "the client is answered");
    }

    fn frame(&mut self, worker: WorkerId, frame: FromWorker) {
        self.step(Input::Frame { worker, frame });
    }

    fn step(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.now += STEP;
            for effect in self.core.step(input, self.now) {
                match effect {
                    Effect::ToClient(Message::Reply { outcome, .. }) => {
                        outcome.expect("no run fails");
                        self.answers += 1;
                    }
                    Effect::ToClient(Message::Call { id: RequestId::Number(id), .. }) => {
                        self.call = Some(id);
                    }
                    Effect::ToWorker(worker, Message::Call { id: RequestId::Number(id), .. }) => {
                        self.started = Some((worker, id));
                    }
                    Effect::Spawn { worker, .. } => inputs.push_back(ready(worker)),
                    _ => {}
                }
            }
        }
    }
}

fn name(conversation: usize) -> String {
    format!("conversation {conversation}")
}

fn request(method: &str, params: Value) -> Input {
    let request = ClientRequest::decode(method, params).expect("a request");
    Input::Request { id: RequestId::Number(1), request }
}

fn ready(worker: WorkerId) -> Input {
    let isolation = IsolationReport::default();
    let ready =
        ReadyParams { protocol_version: version::CURRENT, heap_bytes: 16 * 1024 * 1024, isolation };
    Input::Frame { worker, frame: FromWorker::Ready(ready) }
}
