//! The parked MicroPython interpreter and what it takes to run one request in it.
//!
//! Knows Wasmtime (its run-time half only) and the image; knows nothing of processes, of the
//! protocol or of SQL.
//! Everything the guest says is an attacker's word: addresses and lengths are checked before use,
//! and no value that comes from the guest decides what happens next.
//! `guest/README.md` tells how the image is made.

mod call;
mod checkpoint;
mod engine;
mod failure;
mod fill;
mod guest;
mod heap;
mod host_abi;
mod lend;
pub mod lower;
pub mod native;
mod output;
mod reply;
mod reset;
mod run;
mod session;
mod snapshot;
mod source;
mod stack;
mod state;
mod ticker;
mod wasi;

use std::time::Instant;

use serde_json::{Map, Value};

pub use engine::{Loaded, RUN_STACK_BYTES, VmError};
pub use session::{LEAST_MEMORY_BYTES, MOST_MEMORY_BYTES, Session};

/// One piece of Python to run.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub source: &'a str,
    pub mode: Mode,
    /// Jumps and calls of the interpreter that the code may cause; compiling it is not charged.
    pub fuel: u64,
    /// When the run ends, whatever it does.
    pub deadline: Instant,
    /// Characters kept of each of stdout and stderr.
    pub max_output_chars: usize,
}

/// How the source is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A whole module.
    Exec,
    /// One statement; the value of an expression is printed.
    Interactive,
}

/// An output stream of the guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// What the run's surroundings give to the guest.
pub trait Host: Send {
    /// Takes output, already cut to the run's limit, in pieces of some KiB as it arrives.
    fn output(&mut self, stream: Stream, text: &str);

    /// Answers one call of the guest with JSON text; may block.
    ///
    /// An error ends the run at once.
    fn call(
        &mut self,
        name: &str,
        args: Vec<Value>,
        kwargs: Map<String, Value>,
    ) -> Result<String, End>;
}

/// Why a host call got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum End {
    #[error("the run was cancelled")]
    Cancelled,
    #[error("the run's time was up")]
    WallClock,
}

/// How a run ended and what it used.
#[derive(Debug)]
pub struct Outcome {
    pub end: RunEnd,
    pub fuel_used: u64,
    /// Characters printed, the cut ones included.
    pub stdout_chars: u64,
    pub stderr_chars: u64,
    pub stdout_truncated: bool,
    pub stderr_truncated: bool,
    /// Whether the session can run another request. A session that was stopped half-way, or whose
    /// heap is as good as full, cannot.
    pub usable: bool,
    /// The value of a module's last statement, if that is an expression and not `None`.
    pub result: Option<Text>,
}

/// A value's text, as `repr()` makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    /// Whether it was cut at the limit of characters.
    pub truncated: bool,
}

impl Text {
    /// Takes at most `most` characters.
    fn cut(text: &str, most: usize) -> Text {
        match text.char_indices().nth(most) {
            Some((end, _)) => Text { text: text[..end].to_owned(), truncated: true },
            None => Text { text: text.to_owned(), truncated: false },
        }
    }
}

/// Why a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    Ok,
    /// An exception reached the top, SystemExit and KeyboardInterrupt among them.
    Exception(Failure),
    /// The source does not compile.
    Syntax(Failure),
    /// The deadline passed.
    WallClock,
    /// The fuel was used up.
    Fuel,
    /// The interpreter's memory was used up.
    Memory(Failure),
    /// The interpreter failed; the text says how.
    Trap(String),
    Cancelled,
}

/// An exception, as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Failure {
    pub type_name: String,
    /// One line.
    pub message: String,
    /// As Python prints it, with the frames of user code only.
    pub traceback: String,
    /// Line of the user's source, counted from 1, where the exception left the request's own code.
    pub line: Option<u32>,
}
