//! A session with a host that keeps output and answers calls from a closure.

use std::fs::File;
use std::io::{Seek, Write};
use std::panic::resume_unwind;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use mpy::image;
use mpy::protocol::client_api::Limits;
use mpy::vm::{
    End, Failure, Host, Loaded, Mode, Outcome, RUN_STACK_BYTES, Request, RunEnd, Session, Stream,
};
use serde_json::{Map, Value};

pub const DEFAULT_MEMORY: u64 = 16 * 1024 * 1024;

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("written");
    file.rewind().expect("rewound");
    file
}

/// The image, loaded once for all tests.
pub fn loaded() -> &'static Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    LOADED.get_or_init(|| {
        Loaded::open(file(image::CWASM), file(image::SNAPSHOTS)).expect("the image loads")
    })
}

type Answer = dyn FnMut(&str, Vec<Value>, Map<String, Value>) -> Result<String, End> + Send;

/// What a run printed, and who answers its calls.
pub struct TestHost {
    pub stdout: String,
    pub stderr: String,
    /// Pieces of output as they came, with the time of each.
    pub pieces: Vec<(Instant, Stream, String)>,
    pub answer: Box<Answer>,
}

impl Host for TestHost {
    fn output(&mut self, stream: Stream, text: &str) {
        self.pieces.push((Instant::now(), stream, text.to_owned()));
        match stream {
            Stream::Stdout => self.stdout.push_str(text),
            Stream::Stderr => self.stderr.push_str(text),
        }
    }

    fn call(
        &mut self,
        name: &str,
        args: Vec<Value>,
        kwargs: Map<String, Value>,
    ) -> Result<String, End> {
        (self.answer)(name, args, kwargs)
    }
}

impl TestHost {
    pub fn new() -> TestHost {
        TestHost {
            stdout: String::new(),
            stderr: String::new(),
            pieces: Vec::new(),
            answer: Box::new(|name, _, _| Ok(format!(r#"{{"error": "nobody answers {name}"}}"#))),
        }
    }
}

/// A session, and limits that most tests are content with.
pub struct Tester {
    pub session: Session,
    pub host: TestHost,
    pub fuel: u64,
    pub wall: Duration,
    pub max_output_chars: usize,
    pub mode: Mode,
}

/// An outcome with what was printed.
pub struct Done {
    pub outcome: Outcome,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

impl Tester {
    pub fn new() -> Tester {
        Tester::with_memory(DEFAULT_MEMORY)
    }

    pub fn with_memory(memory_bytes: u64) -> Tester {
        Tester::with_image(loaded(), memory_bytes)
    }

    /// With what a run may use unless somebody changes it, but for its output.
    pub fn with_default_limits() -> Tester {
        let limits = Limits::default();
        let mut tester = Tester::with_memory(limits.memory_bytes);
        tester.fuel = limits.fuel;
        tester.wall = Duration::from_millis(limits.wall_clock_ms);
        tester
    }

    pub fn with_image(image: &Loaded, memory_bytes: u64) -> Tester {
        Tester {
            session: Session::restore(image, memory_bytes).expect("restored"),
            host: TestHost::new(),
            fuel: 100_000_000,
            wall: Duration::from_secs(60),
            max_output_chars: 10_000,
            mode: Mode::Exec,
        }
    }

    pub fn answering(
        mut self,
        answer: impl FnMut(&str, Vec<Value>, Map<String, Value>) -> Result<String, End> + Send + 'static,
    ) -> Tester {
        self.host.answer = Box::new(answer);
        self
    }

    pub fn run(&mut self, source: &str) -> Done {
        self.host.stdout.clear();
        self.host.stderr.clear();
        self.host.pieces.clear();
        let started = Instant::now();
        let request = Request {
            source,
            mode: self.mode,
            fuel: self.fuel,
            deadline: started + self.wall,
            max_output_chars: self.max_output_chars,
        };
        // A test's own thread has less stack than guest code may use.
        let (session, host) = (&mut self.session, &mut self.host);
        let outcome = thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(RUN_STACK_BYTES);
            let run = thread.spawn_scoped(scope, || session.run(&request, host));
            run.expect("a thread").join().unwrap_or_else(|panic| resume_unwind(panic))
        });
        Done {
            outcome,
            stdout: self.host.stdout.clone(),
            stderr: self.host.stderr.clone(),
            took: started.elapsed(),
        }
    }

    /// Runs source that must succeed and returns its stdout.
    pub fn ok(&mut self, source: &str) -> String {
        let done = self.run(source);
        assert_eq!(done.outcome.end, RunEnd::Ok, "{source}\n{}{}", done.stdout, done.stderr);
        assert!(done.outcome.usable, "{source}");
        done.stdout
    }

    /// Runs source that must end with an exception, after which the session still works.
    pub fn fails(&mut self, source: &str) -> Failure {
        let done = self.run(source);
        let failure = match done.outcome.end {
            RunEnd::Exception(failure) | RunEnd::Syntax(failure) => failure,
            other => panic!("{source}: {other:?}"),
        };
        assert!(done.outcome.usable, "{source}");
        assert_eq!(self.ok("print('still here')"), "still here\n", "{source}");
        failure
    }
}
