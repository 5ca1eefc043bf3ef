//! The messages that the codec is measured with.

use mpy::protocol::message::{Message, RequestId};
use mpy::protocol::method;
use mpy::protocol::worker_api::{Finished, ResultText, RunEnd};
use serde_json::{Value, json};

/// A message and what it is called in the results.
pub struct Sample {
    pub name: &'static str,
    pub message: Message,
}

/// A small one, one of the usual size, and one of a megabyte.
pub fn all() -> [Sample; 3] {
    [
        Sample { name: "answer", message: Message::success(RequestId::Number(7), &finished()) },
        Sample { name: "100_rows", message: Message::success(RequestId::Number(7), &rows()) },
        Sample { name: "1_mb", message: Message::call(7, method::RUN, &long_run()) },
    ]
}

/// What a worker says at the end of a run of `1`.
pub fn finished() -> Finished {
    Finished {
        end: RunEnd::Ok,
        fuel_used: 21,
        stdout_truncated: false,
        stderr_truncated: false,
        memory_bytes: 16 * 1024 * 1024,
        usable: true,
        result: Some(ResultText { text: "1".to_owned(), truncated: false }),
    }
}

/// What a client answers to a query: 100 rows of a number, a text and a float.
pub fn rows() -> Value {
    let rows: Vec<_> =
        (0..100).map(|row| json!([row, format!("product {row}"), f64::from(row) * 0.25])).collect();
    json!({"columns": ["id", "product", "amount"], "rows": rows, "truncated": false})
}

/// A run whose source has quotes and newlines to escape, a megabyte as a frame.
fn long_run() -> Value {
    let line = "total += price_of(\"item 12\", 3)  # one line of many\n";
    let escaped = line.len() + 3;
    let code = line.repeat(1_000_000 / escaped);
    json!({"conversation_id": "c", "run_id": "r", "code": code})
}
