//! What stops a query, shared between the thread that runs it and the one that waits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Consulted by SQLite's progress, busy and authorizer callbacks.
#[derive(Debug, Default)]
pub struct Gate {
    cancelled: AtomicBool,
    deadline: Mutex<Option<Instant>>,
    /// Whether the statement under preparation has shown that it is a query.
    selecting: AtomicBool,
    /// What the authorizer refused last, in words.
    refused: Mutex<Option<String>>,
}

impl Gate {
    /// Opens the gate for one query that must end by `deadline`.
    pub fn admit(&self, deadline: Instant) {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner) = Some(deadline);
        self.begin_statement();
    }

    /// Forgets what the authorizer saw of the statement before.
    pub fn begin_statement(&self) {
        self.selecting.store(false, Ordering::Relaxed);
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// For good: whoever cancels takes a new gate for the next query.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Whether the query in progress must end.
    pub fn is_closed(&self) -> bool {
        let deadline = *self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_cancelled() || deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    pub fn note_select(&self) {
        self.selecting.store(true, Ordering::Relaxed);
    }

    pub fn is_selecting(&self) -> bool {
        self.selecting.load(Ordering::Relaxed)
    }

    pub fn refuse(&self, what: String) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(what);
    }

    pub fn refused(&self) -> Option<String> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
