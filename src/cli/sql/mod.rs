//! `--db NAME=PATH`: answers `read_only_sql_query` from local SQLite files, strictly read-only.
//!
//! Four layers hold, each alone sufficient against a write: the file is opened read-only,
//! `query_only` is on, an authorizer admits nothing but reading, and SQLite itself must call the
//! one prepared statement read-only.
//! Whatever goes wrong with a query becomes `{"error": ...}`, one line for the guest.

#![forbid(unsafe_code)]

mod authorizer;
pub mod catalog;
mod gate;
mod open;
mod params;
mod query;
pub mod service;

#[cfg(test)]
mod tests;

/// The function that guest code calls.
pub const FUNCTION: &str = "read_only_sql_query";

/// Most rows of a reply; more set `truncated`. The same as Datasette's default.
pub const ROWS_MAX: usize = 1_000;

/// Largest reply, in bytes of JSON: a quarter of what the protocol carries, and already more than
/// an interpreter of the default size can decode.
pub const REPLY_MAX_BYTES: usize = 4 * 1024 * 1024;

/// `text` on one line, for an error of the guest's or a terminal.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
