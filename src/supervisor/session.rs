//! What holds for the whole session: the configuration, and what `initialize` settled.

use std::collections::HashSet;

use super::isolation::IsolationPlan;
use crate::protocol::client_api::{InitializeParams, Limits, Peer};

/// What the supervisor was started with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// In force where `initialize` does not say otherwise.
    pub limits: Limits,
    pub guest: Peer,
    pub server: Peer,
    /// Workers kept ready; at most `max_sessions` are.
    pub spare_workers: usize,
    /// What every worker must be confined by.
    pub isolation: IsolationPlan,
}

/// What `initialize` settled.
#[derive(Debug, Clone)]
pub struct Session {
    pub limits: Limits,
    pub host_functions: HashSet<String>,
    pub run_output: bool,
}

impl Session {
    /// Before `initialize`.
    pub fn new(limits: Limits) -> Self {
        Session { limits, host_functions: HashSet::new(), run_output: false }
    }

    pub fn settle(params: InitializeParams, defaults: Limits) -> Self {
        Session {
            limits: params.limits.over(defaults),
            host_functions: params.host_functions.into_iter().collect(),
            run_output: params.run_output,
        }
    }

    /// Conversations that may hold a worker while idle.
    pub fn max_sessions(&self) -> usize {
        self.limits.max_sessions as usize
    }
}
