//! The table of workers: which are starting, spare, bound to a conversation, or on their way out.
//! Pure, like the rest of the core; the pool does what the effects say.

use std::collections::BTreeMap;
use std::time::Duration;

use super::core::Effect;
use super::ids::{ConversationId, WorkerId};

/// From the order to start a worker until it says that it is ready. It takes some tens of
/// milliseconds; a machine under load may need seconds.
pub const START_TIMEOUT: Duration = Duration::from_secs(10);
/// From the end of a worker's input to its SIGKILL. An idle worker has nothing to finish.
pub const STOP_GRACE: Duration = Duration::from_millis(500);
/// From a SIGKILL to the next one. A process that the kernel cannot end at once (it is in an
/// uninterruptible call) keeps its place in the count until it is gone.
pub const KILL_AGAIN: Duration = Duration::from_secs(1);
/// Failed starts in a row after which runs are refused at once until the next try.
const FAILURES_MAX: u32 = 3;
/// Wait after the first failed start; doubled after each further one.
const BACKOFF_FIRST: Duration = Duration::from_millis(100);
/// Longest wait after a failed start.
const BACKOFF_MAX: Duration = Duration::from_secs(30);

/// Where a worker stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkerState {
    /// Not ready yet; perhaps already promised to a conversation.
    Starting { deadline: Duration, conversation: Option<ConversationId> },
    /// Ready, and nobody's.
    Spare,
    /// The only worker that may run code for this conversation.
    Bound(ConversationId),
    /// Its input was closed.
    Stopping { deadline: Duration },
    /// SIGKILL was sent.
    Killing { deadline: Duration },
}

/// A worker for a conversation that wants one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    Ready(WorkerId),
    Starting {
        worker: WorkerId,
        deadline: Duration,
    },
    /// A new one may be started.
    Spawn,
    /// As many live as may.
    Full,
    /// Starting fails again and again; the last one did so.
    Refused(String),
}

/// All live workers.
#[derive(Debug, Default)]
pub struct Workers {
    table: BTreeMap<WorkerId, WorkerState>,
    /// Process numbers, for `conversation/list` only.
    pids: BTreeMap<WorkerId, u32>,
    failures: u32,
    retry_at: Duration,
    last_failure: String,
}

impl Workers {
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Workers that are not reaped yet.
    pub fn live(&self) -> usize {
        self.table.len()
    }

    pub fn ids(&self) -> Vec<WorkerId> {
        self.table.keys().copied().collect()
    }

    pub fn state(&self, worker: WorkerId) -> Option<&WorkerState> {
        self.table.get(&worker)
    }

    pub fn pid(&self, worker: WorkerId) -> Option<u32> {
        self.pids.get(&worker).copied()
    }

    pub fn set_pid(&mut self, worker: WorkerId, pid: u32) {
        if self.table.contains_key(&worker) {
            self.pids.insert(worker, pid);
        }
    }

    /// Workers that are nobody's, ready or not.
    pub fn spares(&self) -> usize {
        let spare = |state: &&WorkerState| {
            matches!(state, WorkerState::Spare | WorkerState::Starting { conversation: None, .. })
        };
        self.table.values().filter(spare).count()
    }

    /// A spare worker that may go, one that is not ready first.
    pub fn surplus(&self) -> Option<WorkerId> {
        let starting =
            |state: &WorkerState| matches!(state, WorkerState::Starting { conversation: None, .. });
        let find = |wanted: &dyn Fn(&WorkerState) -> bool| {
            self.table.iter().find(|(_, state)| wanted(state)).map(|(worker, _)| *worker)
        };
        find(&starting).or_else(|| find(&|state| *state == WorkerState::Spare))
    }

    /// What a conversation that wants a worker can have; `cap` bounds the live ones.
    pub fn offer(&self, cap: usize, now: Duration) -> Offer {
        let mut starting = None;
        for (worker, state) in &self.table {
            match state {
                WorkerState::Spare => return Offer::Ready(*worker),
                WorkerState::Starting { conversation: None, deadline } => {
                    starting = starting.or(Some((*worker, *deadline)));
                }
                WorkerState::Starting { .. }
                | WorkerState::Bound(_)
                | WorkerState::Stopping { .. }
                | WorkerState::Killing { .. } => {}
            }
        }
        match starting {
            Some((worker, deadline)) => Offer::Starting { worker, deadline },
            None if self.failures >= FAILURES_MAX && now < self.retry_at => {
                Offer::Refused(self.last_failure.clone())
            }
            None if self.live() < cap => Offer::Spawn,
            None => Offer::Full,
        }
    }

    /// Whether a spare may be started now: not while waiting after a failed start.
    pub fn may_refill(&self, cap: usize, now: Duration) -> bool {
        self.live() < cap && (self.failures == 0 || now >= self.retry_at)
    }

    /// Starts one; `conversation` is whose it is to be.
    pub fn spawn(
        &mut self,
        worker: WorkerId,
        conversation: Option<ConversationId>,
        memory_bytes: u64,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Duration {
        let deadline = now + START_TIMEOUT;
        self.table.insert(worker, WorkerState::Starting { deadline, conversation });
        effects.push(Effect::Spawn { worker, memory_bytes });
        deadline
    }

    /// Gives a spare worker, ready or not, to a conversation, or takes a starting one back.
    pub fn bind(&mut self, worker: WorkerId, owner: Option<ConversationId>) {
        let Some(state) = self.table.get_mut(&worker) else { return };
        match state {
            WorkerState::Starting { conversation, .. } => *conversation = owner,
            WorkerState::Spare => {
                if let Some(owner) = owner {
                    *state = WorkerState::Bound(owner);
                }
            }
            WorkerState::Bound(_) | WorkerState::Stopping { .. } | WorkerState::Killing { .. } => {}
        }
    }

    /// A starting worker said that it is ready. Returns whose it is, if it was starting.
    pub fn ready(&mut self, worker: WorkerId) -> Option<Option<ConversationId>> {
        let state = self.table.get_mut(&worker)?;
        let WorkerState::Starting { conversation, .. } = state else { return None };
        let conversation = conversation.take();
        *state = conversation.clone().map_or(WorkerState::Spare, WorkerState::Bound);
        self.failures = 0;
        Some(conversation)
    }

    pub fn stop(&mut self, worker: WorkerId, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(state) = self.table.get_mut(&worker)
            && !matches!(state, WorkerState::Stopping { .. } | WorkerState::Killing { .. })
        {
            *state = WorkerState::Stopping { deadline: now + STOP_GRACE };
            effects.push(Effect::CloseInput(worker));
        }
    }

    pub fn kill(&mut self, worker: WorkerId, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(state) = self.table.get_mut(&worker)
            && !matches!(state, WorkerState::Killing { .. })
        {
            *state = WorkerState::Killing { deadline: now + KILL_AGAIN };
            effects.push(Effect::Kill(worker));
        }
    }

    /// It is reaped. Returns where it stood.
    pub fn remove(&mut self, worker: WorkerId) -> Option<WorkerState> {
        self.pids.remove(&worker);
        self.table.remove(&worker)
    }

    /// Counts a worker that died, or was killed, before it was of use.
    pub fn count_failure(&mut self, how: &str, now: Duration) {
        let doubled = BACKOFF_FIRST.saturating_mul(2u32.saturating_pow(self.failures.min(16)));
        self.failures = self.failures.saturating_add(1);
        self.retry_at = now + doubled.min(BACKOFF_MAX);
        self.last_failure = how.to_owned();
    }

    /// Escalates what is overdue; returns the starting workers that ran out of time.
    pub fn clock(&mut self, now: Duration, effects: &mut Vec<Effect>) -> Vec<WorkerId> {
        let mut late = Vec::new();
        for (worker, state) in &mut self.table {
            match state {
                WorkerState::Starting { deadline, .. } if *deadline <= now => late.push(*worker),
                WorkerState::Stopping { deadline } | WorkerState::Killing { deadline }
                    if *deadline <= now =>
                {
                    *state = WorkerState::Killing { deadline: now + KILL_AGAIN };
                    effects.push(Effect::Kill(*worker));
                }
                WorkerState::Starting { .. }
                | WorkerState::Spare
                | WorkerState::Bound(_)
                | WorkerState::Stopping { .. }
                | WorkerState::Killing { .. } => {}
            }
        }
        late
    }

    /// The earliest deadline of any worker.
    pub fn deadline(&self) -> Option<Duration> {
        let deadline = |state: &WorkerState| match state {
            WorkerState::Starting { deadline, .. }
            | WorkerState::Stopping { deadline }
            | WorkerState::Killing { deadline } => Some(*deadline),
            WorkerState::Spare | WorkerState::Bound(_) => None,
        };
        self.table.values().filter_map(deadline).min()
    }

    /// When the next try to start one is due, after a failed one.
    pub fn retry_at(&self) -> Option<Duration> {
        (self.failures > 0).then_some(self.retry_at)
    }
}
