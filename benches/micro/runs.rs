//! Short runs in an interpreter that has run before, and the first one in a new one: the entry and the exit.

use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion};
use mpy::protocol::client_api::Limits;
use mpy::vm::{End, Host, Mode, Request, RunEnd, Session, Stream};
use serde_json::{Map, Value};

use crate::image::{Files, restored};
use crate::samples;

/// What is run, by its name in the results.
const SOURCES: [(&str, &str); 4] = [
    ("pass", "pass"),
    ("1", "1"),
    ("print", "print('hello')"),
    ("query_100_rows", "rows = read_only_sql_query('d', 's')"),
];

pub fn all(criterion: &mut Criterion) {
    let loaded = Files::new().load();
    let mut group = criterion.benchmark_group("warm_run");
    for (name, source) in SOURCES {
        let mut session = restored(&loaded);
        let mut host = Client::new();
        run(&mut session, &mut host, source);
        assert_eq!(host.printed > 0, name == "print", "only print prints");
        group.bench_function(name, |bencher| {
            bencher.iter(|| run(&mut session, &mut host, source));
        });
    }
    group.finish();
    let mut host = Client::new();
    criterion.bench_function("first_run/1", |bencher| {
        bencher.iter_batched_ref(
            || restored(&loaded),
            |session| run(session, &mut host, "1"),
            BatchSize::PerIteration,
        );
    });
}

/// One run at the limits that users get, the source pass and the compilation included.
fn run(session: &mut Session, host: &mut Client, source: &str) {
    let limits = Limits::default();
    let request = Request {
        source,
        mode: Mode::Exec,
        fuel: limits.fuel,
        deadline: Instant::now() + Duration::from_millis(limits.wall_clock_ms),
        max_output_chars: 10_000,
    };
    let outcome = session.run(&request, host);
    assert_eq!(outcome.end, RunEnd::Ok, "{source}");
}

/// A client that takes output and answers each query with the same 100 rows.
struct Client {
    printed: usize,
    reply: String,
}

impl Client {
    fn new() -> Client {
        Client { printed: 0, reply: samples::rows().to_string() }
    }
}

impl Host for Client {
    fn output(&mut self, _: Stream, text: &str) {
        self.printed += text.len();
    }

    fn call(&mut self, _: &str, _: Vec<Value>, _: Map<String, Value>) -> Result<String, End> {
        Ok(self.reply.clone())
    }
}
