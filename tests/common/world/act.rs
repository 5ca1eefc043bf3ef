//! What can happen around the core, one event each.

/// Picks among what there is, whatever its number.
pub type Index = usize;

/// One event.
#[derive(Debug, Clone)]
pub enum Act {
    Run {
        conversation: u8,
        reset_context: bool,
        wall_ms: u64,
        max_output_chars: u64,
    },
    Reset(u8),
    Close(u8),
    Cancel(Index),
    List,
    Status,
    HostReply {
        call: Index,
        ok: bool,
    },
    /// A line of the client.
    ClientLine(String),
    /// The worker says what an honest one would, if it may speak at all.
    Ready(Index),
    Finish {
        worker: Index,
        end: u8,
        usable: bool,
        fuel_used: u64,
    },
    /// So many characters on one of the streams.
    Output {
        worker: Index,
        chars: usize,
        stderr: bool,
    },
    HostCall {
        worker: Index,
        known: bool,
    },
    /// The worker says anything at any time.
    WrongId(Index),
    Violation(Index),
    /// A line of a worker, one that has a run if any has; `"<run>"` stands for its run's number.
    WorkerLine {
        worker: Index,
        line: String,
    },
    Die(Index),
    /// The next workers cannot be started.
    FailSpawns(u8),
    /// What is starting becomes ready, and what was told to end does.
    Settle,
    /// Time passes, in milliseconds.
    Wait(u64),
    /// Time passes up to the next deadline.
    Deadline,
    Shutdown,
    ClientClosed,
    Terminate,
}
