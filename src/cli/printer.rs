//! The thread that writes to standard output and standard error.
//!
//! A reader that pauses (`| less`) may block a write for ever; whoever waits for the run must still
//! hear signals, so nobody but this thread writes.

use std::io::{self, IsTerminal, Write};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::terminal::neutralise;
use crate::protocol::client_api::Stream;

/// What the thread reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printed {
    /// Everything before [`Printer::flush`] is written.
    Flushed,
    /// The reader of standard output is gone; what is printed to it is dropped from now on.
    Closed,
}

enum Work {
    Text(Stream, String),
    Flush,
}

/// Writes in order, without ever blocking the caller.
#[derive(Debug)]
pub struct Printer {
    work: Sender<Work>,
    printed: Receiver<Printed>,
}

impl Printer {
    /// Starts the thread.
    pub fn start() -> io::Result<Self> {
        // Not bounded by count, but by what a run may print: `--max-output-chars` for each stream.
        let (work, waiting) = unbounded();
        // `Closed` is said once, and a flush is asked for one at a time.
        let (reports, printed) = bounded(4);
        thread::Builder::new().name("printer".to_owned()).spawn(move || {
            let mut sinks = Sinks::new();
            for item in waiting {
                if let Some(report) = sinks.take(item)
                    && reports.send(report).is_err()
                {
                    return;
                }
            }
        })?;
        Ok(Printer { work, printed })
    }

    /// Text of the guest's or about it; neutralised where a terminal shows it.
    pub fn print(&self, stream: Stream, text: impl Into<String>) {
        // The thread ends only after this sender is gone.
        let _ = self.work.send(Work::Text(stream, text.into()));
    }

    /// A line of our own, on standard error.
    pub fn note(&self, line: &str) {
        self.print(Stream::Stderr, format!("{line}\n"));
    }

    /// Asks for [`Printed::Flushed`].
    pub fn flush(&self) {
        let _ = self.work.send(Work::Flush);
    }

    /// Where reports arrive.
    pub fn printed(&self) -> &Receiver<Printed> {
        &self.printed
    }
}

struct Sinks {
    out: Sink<io::Stdout>,
    err: Sink<io::Stderr>,
}

struct Sink<W> {
    writer: W,
    on_terminal: bool,
    closed: bool,
}

impl Sinks {
    fn new() -> Self {
        Sinks {
            out: Sink {
                on_terminal: io::stdout().is_terminal(),
                writer: io::stdout(),
                closed: false,
            },
            err: Sink {
                on_terminal: io::stderr().is_terminal(),
                writer: io::stderr(),
                closed: false,
            },
        }
    }

    fn take(&mut self, item: Work) -> Option<Printed> {
        match item {
            Work::Text(Stream::Stdout, text) => {
                let was_open = !self.out.closed;
                self.out.write(&text);
                (was_open && self.out.closed).then_some(Printed::Closed)
            }
            Work::Text(Stream::Stderr, text) => {
                self.err.write(&text);
                None
            }
            Work::Flush => Some(Printed::Flushed),
        }
    }
}

impl<W: Write> Sink<W> {
    fn write(&mut self, text: &str) {
        if self.closed {
            return;
        }
        let shown = if self.on_terminal { neutralise(text) } else { text.into() };
        let written = self.writer.write_all(shown.as_bytes()).and_then(|()| self.writer.flush());
        self.closed = written.is_err();
    }
}
