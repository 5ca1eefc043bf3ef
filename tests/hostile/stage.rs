//! A supervisor in a process of its own with two conversations: one whose worker attacks, and one
//! that must not notice.

use std::time::Instant;

use serde_json::{Value, json};

use crate::common::session::{PATIENCE, Session, supervisor_command};

/// Most memory that an attack may add to the supervisor while it lasts, in KiB.
pub const PEAK_MAX_KIB: i64 = 64 * 1024;
/// Most memory that may be left of it: what the allocator does not give back at once.
pub const REST_MAX_KIB: i64 = 32 * 1024;

/// Most descriptors and threads that an attack may add while it lasts: those of three more workers,
/// three descriptors and no thread each, one of which is just being started, with copies of what it
/// will inherit.
pub const DESCRIPTORS_MORE_MAX: usize = 3 * 3 + 8;
pub const THREADS_MORE_MAX: usize = 0;

/// What a process has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    pub rss_kib: i64,
    pub descriptors: usize,
    pub threads: usize,
}

pub struct Stage {
    pub session: Session,
    base: Figures,
    /// The most that was seen.
    most: Figures,
    bystander_runs: u64,
}

/// What the conversation of an attacker got.
pub struct Outcome {
    pub result: Value,
    /// Runs of the bystander that were answered while the attacker's was open.
    pub meanwhile: u64,
}

impl Stage {
    /// Starts with workers of a role; both conversations have run once, and a spare waits.
    pub fn new(role: &str, limits: Value) -> Self {
        Self::start(role, json!({"limits": limits}))
    }

    /// With a client that wants output as it is printed.
    pub fn with_output(limits: Value) -> Self {
        Self::start("good", json!({"limits": limits, "run_output": true}))
    }

    fn start(role: &str, mut params: Value) -> Self {
        let session = Session::process(supervisor_command(role, 1));
        let base = Figures { rss_kib: 0, descriptors: 0, threads: 0 };
        let mut stage = Stage { session, base, most: base, bystander_runs: 0 };
        params["protocol_version"] = json!(1);
        params["client"] = json!({"name": "test", "version": "0"});
        params["host_functions"] = json!(["f"]);
        let id = stage.session.call("initialize", params);
        let answer = stage.session.answer(id);
        assert!(answer["result"].is_object(), "{answer}");
        stage.bystander();
        assert_eq!(stage.session.result("a", "runs")["stdout"], "1\n");
        stage.until("all workers are there", |_, status| status["workers"] == 3);
        // What a first run allocates is not the attacker's doing.
        (0..5).for_each(|_| stage.bystander());
        stage.base = stage.figures();
        stage.most = stage.base;
        stage.forget_peak();
        stage
    }

    /// One run of the bystander, which shows that its state is there.
    pub fn bystander(&mut self) {
        let id = self.bystander_asks();
        self.bystander_is_answered(id);
    }

    /// Sends the bystander's run and reads nothing.
    pub fn bystander_asks(&mut self) -> u64 {
        self.bystander_runs += 1;
        self.session.run("bystander", "runs")
    }

    pub fn bystander_is_answered(&mut self, id: u64) {
        let result = self.session.answer(id)["result"].clone();
        assert_eq!(result["stdout"], format!("{}\n", self.bystander_runs), "{result}");
    }

    /// How much more memory the supervisor has than before the attack.
    pub fn grown_kib(&self) -> i64 {
        self.status_kib("VmRSS:") - self.base.rss_kib
    }

    /// Lets the attacker run `code` after one line of output, with the bystander at work.
    pub fn attack(&mut self, code: &str) -> Outcome {
        let id = self.session.run("a", &format!("print before\n{code}"));
        let mut meanwhile = 0;
        loop {
            self.bystander();
            self.look();
            if self.session.kept().iter().any(|frame| frame["id"] == id) {
                let result = self.session.answer(id)["result"].clone();
                return Outcome { result, meanwhile };
            }
            meanwhile += 1;
        }
    }

    /// The whole drama: the attack costs the conversation an answer of this kind, with this text,
    /// and its state; the next run works; nothing is left behind.
    pub fn check(mut self, name: &str, code: &str, kind: &str, text: &str) {
        let Outcome { result, meanwhile } = self.attack(code);
        assert_failed(&result, kind, text);
        self.recovers(kind);
        self.settles(name, meanwhile);
        self.ends();
    }

    /// Remembers the most descriptors and threads.
    fn look(&mut self) -> Figures {
        let now = self.figures();
        self.most.descriptors = self.most.descriptors.max(now.descriptors);
        self.most.threads = self.most.threads.max(now.threads);
        now
    }

    /// The conversation works again, and was told why its state is gone.
    pub fn recovers(&mut self, kind: &str) {
        let next = self.session.result("a", "runs");
        assert_eq!(
            (&next["stdout"], &next["reset_reason"]),
            (&json!("1\n"), &json!(kind)),
            "{next}"
        );
        assert_eq!(self.session.result("a", "runs")["stdout"], "2\n");
    }

    /// Waits until the supervisor has what it had before, and checks and prints what it took.
    pub fn settles(&mut self, name: &str, meanwhile: u64) {
        let base = self.base;
        let same =
            |now: Figures| (now.descriptors, now.threads) == (base.descriptors, base.threads);
        self.until("what was opened is closed", |stage, _| same(stage.look()));
        self.bystander();
        let (now, peak) = (self.figures().rss_kib - base.rss_kib, self.peak_kib() - base.rss_kib);
        eprintln!(
            "figures: {name}: peak {peak:+} KiB, after {now:+} KiB, {} to {} descriptors, \
             {} to {} threads, {meanwhile} runs of the bystander meanwhile",
            base.descriptors, self.most.descriptors, base.threads, self.most.threads
        );
        assert!(self.most.descriptors <= base.descriptors + DESCRIPTORS_MORE_MAX, "{name}");
        assert!(self.most.threads <= base.threads + THREADS_MORE_MAX, "{name}");
        assert!(peak < PEAK_MAX_KIB, "{name}: {peak} KiB at the peak");
        assert!(now < REST_MAX_KIB, "{name}: {now} KiB are left");
    }

    /// Ends the session; no second answer may come.
    pub fn ends(mut self) {
        self.bystander();
        let rest = self.session.end();
        assert!(rest.iter().all(|frame| frame.get("method").is_some()), "{rest:?}");
    }

    /// Asks until it is so; the question paces the loop.
    pub fn until(&mut self, what: &str, mut so: impl FnMut(&mut Self, &Value) -> bool) {
        let limit = Instant::now() + PATIENCE;
        loop {
            let id = self.session.call("status", json!({}));
            let status = self.session.answer(id)["result"].clone();
            if so(self, &status) {
                return;
            }
            let (now, base) = (self.figures(), self.base);
            assert!(Instant::now() < limit, "{what}: {status}, {now:?}, was {base:?}");
        }
    }

    pub fn figures(&self) -> Figures {
        let pid = self.session.supervisor_pid();
        let count = |what: &str| {
            std::fs::read_dir(format!("/proc/{pid}/{what}")).expect("our child").count()
        };
        let rss_kib = self.status_kib("VmRSS:");
        Figures { rss_kib, descriptors: count("fd"), threads: count("task") }
    }

    fn peak_kib(&self) -> i64 {
        self.status_kib("VmHWM:")
    }

    fn forget_peak(&self) {
        let pid = self.session.supervisor_pid();
        // 5 resets the peak: proc_pid_clear_refs(5).
        std::fs::write(format!("/proc/{pid}/clear_refs"), "5").expect("our child");
    }

    fn status_kib(&self, field: &str) -> i64 {
        let pid = self.session.supervisor_pid();
        let text = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("our child");
        let line = text.lines().find(|line| line.starts_with(field)).expect(field);
        line.split_whitespace().nth(1).expect(line).parse().expect(line)
    }
}

/// One clear answer: what happened, what was printed before, and that the state is gone.
pub fn assert_failed(result: &Value, kind: &str, text: &str) {
    assert_eq!(result["error"]["kind"], kind, "{result}");
    let message = result["error"]["message"].as_str().expect("a message");
    assert!(message.contains(text) && !message.contains('\n'), "{message}");
    let stdout = result["stdout"].as_str().expect("text");
    assert!(stdout.starts_with("before\n"), "{stdout:.100}");
    assert_eq!((&result["ok"], &result["reset_reason"]), (&json!(false), &json!(kind)));
}

/// Settings with so much wall clock; the rest is generous.
pub fn within(wall_clock_ms: u64) -> Value {
    json!({"wall_clock_ms": wall_clock_ms, "max_output_chars": 100})
}
