//! Identities: a type each, never reused, so that a late event cannot meet a newer thing.

use std::fmt;
use std::sync::Arc;

/// One worker process, from the order to start it until it is reaped. Not a process number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(pub u64);

/// One host call; also its JSON-RPC id towards the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// One start of a run; also the JSON-RPC id of `run/start` towards the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StartId(pub u64);

/// A conversation's name, chosen by the client.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationId(Arc<str>);

/// A run's name, chosen by the client.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(Arc<str>);

impl ConversationId {
    pub fn new(name: &str) -> Self {
        ConversationId(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl RunId {
    pub fn new(name: &str) -> Self {
        RunId(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Counts identities up from 1.
#[derive(Debug, Default)]
pub struct Ids {
    workers: u64,
    calls: u64,
    starts: u64,
    stamps: u64,
}

impl Ids {
    pub fn worker(&mut self) -> WorkerId {
        self.workers += 1;
        WorkerId(self.workers)
    }

    pub fn call(&mut self) -> CallId {
        self.calls += 1;
        CallId(self.calls)
    }

    pub fn start(&mut self) -> StartId {
        self.starts += 1;
        StartId(self.starts)
    }

    /// A mark that is later than all marks before it, for the order of use.
    pub fn stamp(&mut self) -> u64 {
        self.stamps += 1;
        self.stamps
    }
}
