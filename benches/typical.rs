//! Programs as a model writes them, at the limits that users get: what they take, and what is left.
//!
//! `cargo bench --bench typical [-- RUNS]` prints a table; `typical/` has the programs.

#![expect(clippy::print_stdout, reason = "a benchmark")]

#[path = "../tests/vm/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the interpreter")]
mod support;

use std::fs;
use std::path::Path;

use mpy::vm::RunEnd;
use serde_json::json;

use support::Tester;

/// The rows that the one query gets.
fn sales() -> String {
    let regions = ["north", "south", "east", "west", "centre"];
    let rows: Vec<_> = (0..5000)
        .map(|row| json!([regions[row % 5], format!("product {}", row % 40), row as f64 * 0.25]))
        .collect();
    json!({"columns": ["region", "product", "amount"], "rows": rows, "truncated": false})
        .to_string()
}

fn main() {
    let runs = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(20);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/typical");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the programs")
        .map(|entry| entry.expect("one").path())
        .collect();
    paths.sort();
    let sales = sales();
    println!("| program | fuel | of the limit | left | median ms | prints |");
    println!("|---|---|---|---|---|---|");
    for path in paths {
        let source = fs::read_to_string(&path).expect("a program");
        let mut times = Vec::new();
        let mut row = String::new();
        for _ in 0..runs {
            let reply = sales.clone();
            let mut tester =
                Tester::with_default_limits().answering(move |_, _, _| Ok(reply.clone()));
            let limit = tester.fuel;
            let done = tester.run(&source);
            let fuel = done.outcome.fuel_used;
            let end = match done.outcome.end {
                RunEnd::Ok => done.stdout.lines().next().unwrap_or_default().to_owned(),
                end => format!("{end:?}"),
            };
            let part = fuel as f64 / limit as f64 * 100.0;
            row = format!("{fuel} | {part:.0} % | {:.0} % | TIME | `{end}`", 100.0 - part);
            times.push(done.took);
        }
        times.sort();
        let median = format!("{:.1}", times[times.len() / 2].as_secs_f64() * 1e3);
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        println!("| {name} | {} |", row.replace("TIME", &median));
    }
}
