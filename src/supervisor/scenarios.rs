//! Small stories told to the pure core: who gets a worker, who waits, who gives way.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::core::{Core, Effect, Input};
use super::ids::WorkerId;
use super::isolation::IsolationPlan;
use super::outcome::Death;
use super::session::Settings;
use super::workers::{REFILL_DELAY, START_TIMEOUT, STOP_GRACE};
use crate::protocol::client_api::{ClientRequest, Limits, Peer};
use crate::protocol::message::{Message, RequestId};
use crate::protocol::worker_api::{Finished, FromWorker, IsolationReport, ReadyParams, RunEnd};

/// A core, with a world in which workers are ready and die at once unless a test says otherwise.
struct Story {
    core: Core,
    now: Duration,
    next_id: u64,
    /// Answers by request; an error as its code.
    answers: BTreeMap<u64, Value>,
    /// Code that each worker runs, and the number of the run.
    running: BTreeMap<WorkerId, (String, u64)>,
    live: BTreeSet<WorkerId>,
    memory: Vec<u64>,
    effects: Vec<String>,
    ready: bool,
    die: bool,
}

impl Story {
    fn new(max_sessions: u32, spare_workers: usize) -> Self {
        let peer = |name: &str| Peer { name: name.into(), version: "0".into() };
        let limits = Limits { max_sessions, ..Limits::default() };
        let (guest, server) = (peer("guest"), peer("server"));
        let isolation = IsolationPlan::default();
        let settings = Settings { limits, guest, server, spare_workers, isolation };
        let mut story = Story {
            core: Core::new(settings),
            now: Duration::ZERO,
            next_id: 0,
            answers: BTreeMap::new(),
            running: BTreeMap::new(),
            live: BTreeSet::new(),
            memory: Vec::new(),
            effects: Vec::new(),
            ready: true,
            die: true,
        };
        let client = json!({"name": "t", "version": "0"});
        story.call("initialize", json!({"protocol_version": 1, "client": client}));
        story
    }

    fn call(&mut self, method: &str, params: Value) -> u64 {
        self.next_id += 1;
        let request = ClientRequest::decode(method, params).expect(method);
        self.step(Input::Request { id: RequestId::Number(self.next_id), request });
        self.next_id
    }

    fn run(&mut self, conversation: &str) -> u64 {
        self.run_with(conversation, json!({}))
    }

    fn run_with(&mut self, conversation: &str, more: Value) -> u64 {
        let run_id = (self.next_id + 1).to_string();
        let mut params =
            json!({"conversation_id": conversation, "run_id": run_id, "code": conversation});
        params.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        self.call("conversation/run", params)
    }

    fn step(&mut self, input: Input) {
        let mut inputs = vec![input];
        while !inputs.is_empty() {
            for effect in self.core.step(inputs.remove(0), self.now) {
                self.effects.push(format!("{effect:?}").chars().take(40).collect());
                match effect {
                    Effect::ToClient(Message::Reply {
                        id: Some(RequestId::Number(id)),
                        outcome,
                    }) => {
                        let answer = outcome.unwrap_or_else(|error| json!(error.code));
                        assert_eq!(self.answers.insert(id, answer), None);
                    }
                    Effect::ToWorker(worker, Message::Call { id, params, .. }) => {
                        let RequestId::Number(run) = id else { panic!("a number") };
                        let code = params["code"].as_str().expect("code").to_owned();
                        self.running.insert(worker, (code, run));
                    }
                    Effect::Spawn { worker, memory_bytes } => {
                        self.live.insert(worker);
                        self.memory.push(memory_bytes);
                        if self.ready {
                            inputs.push(ready(worker));
                        }
                    }
                    Effect::Kill(worker) | Effect::CloseInput(worker) => {
                        self.running.remove(&worker);
                        if self.die {
                            self.live.remove(&worker);
                            inputs.push(exited(worker));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// The worker that runs this conversation's code finishes it.
    fn finish(&mut self, conversation: &str) {
        let found = self.running.iter().find(|(_, (code, _))| code == conversation);
        let (worker, (_, run)) = found.unwrap_or_else(|| panic!("{conversation} does not run"));
        let (worker, id) = (*worker, *run);
        self.running.remove(&worker);
        let finished = Finished {
            end: RunEnd::Ok,
            fuel_used: 1,
            stdout_truncated: false,
            stderr_truncated: false,
            memory_bytes: 1,
            usable: true,
            result: None,
        };
        self.step(Input::Frame { worker, frame: FromWorker::Finished { id, finished } });
    }

    fn wait(&mut self, time: Duration) {
        self.now += time;
        self.step(Input::Clock);
    }

    /// Conversations whose code runs, in order of name.
    fn busy(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.running.values().map(|(code, _)| code.as_str()).collect();
        names.sort_unstable();
        names
    }

    fn listed(&mut self) -> Vec<String> {
        let id = self.call("conversation/list", json!({}));
        let list = self.answers[&id]["conversations"].as_array().expect("a list").clone();
        list.iter().map(|e| format!("{} {}", e["conversation_id"], e["state"])).collect()
    }
}

fn ready(worker: WorkerId) -> Input {
    let isolation = IsolationReport::default();
    let ready = ReadyParams { protocol_version: 1, heap_bytes: 0, isolation };
    Input::Frame { worker, frame: FromWorker::Ready(ready) }
}

fn exited(worker: WorkerId) -> Input {
    let death = Death { how: "exited with code 70".into(), broke_protocol: false };
    Input::Exited { worker, death }
}

#[test]
fn the_least_recently_used_idle_conversation_gives_way() {
    let mut story = Story::new(2, 1);
    for name in ["a", "b", "a"] {
        story.run(name);
        story.finish(name);
    }
    let c = story.run("c");
    assert_eq!(story.busy(), ["c"]);
    assert_eq!(story.listed(), ["\"c\" \"running\"", "\"a\" \"idle\""]);
    story.finish("c");
    assert_eq!(story.answers[&c]["interpreter_reset"], false);
    let b = story.run("b");
    story.finish("b");
    assert_eq!(story.answers[&b]["reset_reason"], "evicted");
}

#[test]
fn busy_conversations_overflow_up_to_twice_the_limit_then_wait_in_order_and_are_trimmed() {
    let mut story = Story::new(2, 1);
    for name in ["a", "b", "c", "d", "e", "f"] {
        story.run(name);
    }
    assert_eq!(story.busy(), ["a", "b", "c", "d"]);
    story.wait(REFILL_DELAY);
    assert_eq!(story.live.len(), 5, "and one spare");
    story.finish("c");
    assert_eq!(story.busy(), ["a", "b", "d", "e"], "the first in line is next");
    story.finish("a");
    assert_eq!(story.busy(), ["b", "d", "e", "f"]);
    for name in ["b", "d", "e"] {
        story.finish(name);
    }
    assert_eq!(story.listed(), ["\"e\" \"idle\"", "\"f\" \"running\""], "trimmed to two");
    story.wait(REFILL_DELAY);
    assert_eq!(story.live.len(), 3);
}

#[test]
fn a_run_that_waits_too_long_is_refused_and_its_wall_clock_never_started() {
    let mut story = Story::new(1, 0);
    let long = json!({"limits": {"wall_clock_ms": 3_600_000}});
    for name in ["a", "b"] {
        story.run_with(name, long.clone());
    }
    let c = story.run("c");
    story.wait(Duration::from_secs(59));
    assert_eq!(story.answers.get(&c), None);
    story.wait(Duration::from_secs(1));
    assert_eq!(story.answers[&c], -32004);
    assert_eq!(story.busy(), ["a", "b"]);
    let c = story.run("c");
    story.finish("a");
    story.wait(Duration::from_secs(4));
    story.finish("c");
    assert_eq!(story.answers[&c]["wall_ms"], 4_000);
}

#[test]
fn waiting_runs_are_bounded_in_a_conversation_and_in_all() {
    let mut story = Story::new(1, 0);
    for _ in 0..65 {
        story.run("a");
    }
    let refused = story.run("a");
    assert_eq!(story.answers[&refused], -32003);
    story.run("b");
    for n in 0..960 {
        let waits = story.run(&format!("c{n}"));
        assert_eq!(story.answers.get(&waits), None, "{n}");
    }
    let refused = story.run("d");
    assert_eq!(story.answers[&refused], -32003);
}

#[test]
fn one_dead_start_is_tried_again_and_two_are_answered() {
    let mut story = Story::new(2, 0);
    story.run("a");
    story.finish("a");
    story.ready = false;
    let b = story.run("b");
    let first = *story.live.last().expect("started");
    story.live.remove(&first);
    story.step(exited(first));
    assert_eq!(story.answers.get(&b), None);
    let second = *story.live.last().expect("started again");
    assert_ne!(first, second);
    story.wait(START_TIMEOUT);
    assert_eq!(story.answers[&b], -32007);
    story.ready = true;
    let b = story.run("b");
    story.finish("b");
    assert_eq!(story.answers[&b]["ok"], true);
}

#[test]
fn the_next_spare_is_started_beside_no_first_run() {
    let mut story = Story::new(4, 1);
    assert_eq!(story.live.len(), 1);
    story.run("a");
    story.wait(REFILL_DELAY - Duration::from_millis(1));
    story.run("b");
    assert_eq!(story.busy(), ["a", "b"], "whoever wants a worker does not wait for the delay");
    assert_eq!(story.live.len(), 2);
    assert_eq!(story.core.next_deadline(), Some(story.now + Duration::from_millis(1)));
    story.wait(Duration::from_millis(1));
    assert_eq!(story.live.len(), 3, "and is no reason to wait longer");
}

#[test]
fn spares_that_do_not_start_are_not_started_in_a_tight_loop() {
    let mut story = Story::new(4, 2);
    story.ready = false;
    let spares: Vec<_> = story.live.iter().copied().collect();
    for spare in spares {
        story.live.remove(&spare);
        story.step(exited(spare));
    }
    let mut starts = 0;
    for _ in 0..600 {
        let started: Vec<_> = story.live.iter().copied().collect();
        for worker in started {
            starts += 1;
            story.live.remove(&worker);
            story.step(exited(worker));
        }
        story.wait(Duration::from_millis(100));
    }
    assert!((4..40).contains(&starts), "{starts} in a minute");
}

#[test]
fn a_worker_that_does_not_stop_is_killed_and_keeps_its_place_until_it_is_gone() {
    let mut story = Story::new(1, 0);
    story.die = false;
    story.run("a");
    story.finish("a");
    story.run("b");
    assert_eq!(story.busy(), ["b"], "the other one is stopping");
    story.effects.clear();
    story.wait(STOP_GRACE);
    assert_eq!(story.effects, ["Kill(WorkerId(1))"]);
    story.run("c");
    assert_eq!(story.busy(), ["b", "c"]);
    let id = story.call("conversation/close", json!({"conversation_id": "b"}));
    assert_eq!(story.answers[&id]["existed"], true);
    story.run("d");
    assert_eq!(story.busy(), ["c"], "three live: two may, and one spare");
    story.step(exited(WorkerId(1)));
    assert_eq!(story.busy(), ["c", "d"]);
}

#[test]
fn a_reset_takes_its_place_in_the_queue() {
    let mut story = Story::new(2, 1);
    story.run("a");
    let reset = story.call("conversation/reset", json!({"conversation_id": "a"}));
    let next = story.run("a");
    assert_eq!(story.answers.get(&reset), None);
    let before: Vec<_> = story.running.keys().copied().collect();
    story.finish("a");
    assert_eq!(story.answers[&reset]["existed"], true);
    assert_ne!(before, story.running.keys().copied().collect::<Vec<_>>(), "a fresh worker");
    story.finish("a");
    assert_eq!(story.answers[&next]["interpreter_reset"], false, "it was asked for");
}

#[test]
fn a_cancelled_start_leaves_its_worker_to_others() {
    let mut story = Story::new(2, 1);
    story.run("a");
    story.ready = false;
    story.run("b");
    let starting = *story.live.last().expect("a worker");
    let run = story.run("c");
    let cancel = json!({"run_id": run.to_string()});
    let notice = crate::protocol::client_api::ClientNotice::decode("conversation/cancel", cancel);
    story.step(Input::Notice(notice.expect("decodes")));
    assert_eq!(story.answers[&run]["error"]["kind"], "cancelled");
    story.step(ready(starting));
    assert!(story.live.len() <= 5);
    assert!(story.memory.iter().all(|bytes| *bytes == Limits::default().memory_bytes));
}

#[test]
fn after_the_stop_everything_is_refused_and_the_exit_comes_when_all_are_gone() {
    let mut story = Story::new(2, 1);
    story.die = false;
    let run = story.run("a");
    story.step(Input::Terminate);
    assert_eq!(story.answers[&run]["error"]["kind"], "cancelled");
    let refused = story.run("b");
    assert_eq!(story.answers[&refused], -32005);
    story.effects.clear();
    for worker in story.live.clone() {
        story.step(exited(worker));
    }
    assert_eq!(story.effects, ["Exit"]);
    story.effects.clear();
    story.run("c");
    story.wait(Duration::from_secs(60));
    assert_eq!(story.effects, Vec::<String>::new());
}
