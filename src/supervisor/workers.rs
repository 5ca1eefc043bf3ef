//! The table of workers: which are starting, spare, bound to a conversation, or on their way out.
//! Pure, like the rest of the core; the pool does what the effects say.

use std::collections::{BTreeMap, BTreeSet};
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
/// From the moment at which a conversation took a worker until the next spare is started. Starting one
/// keeps this thread and a processor busy, for which that conversation's first run would wait.
pub const REFILL_DELAY: Duration = Duration::from_millis(5);

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
    /// Those that are not bound: the few among the many that are ever searched.
    unbound: BTreeSet<WorkerId>,
    /// Process numbers, for `conversation/list` only.
    pids: BTreeMap<WorkerId, u32>,
    failures: u32,
    retry_at: Duration,
    /// When the next spare may be started, apart from failures.
    refill_at: Duration,
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

    fn unbound(&self) -> impl Iterator<Item = (WorkerId, &WorkerState)> {
        self.unbound.iter().filter_map(|worker| Some((*worker, self.table.get(worker)?)))
    }

    fn set(&mut self, worker: WorkerId, state: WorkerState) {
        if matches!(state, WorkerState::Bound(_)) {
            self.unbound.remove(&worker);
        } else {
            self.unbound.insert(worker);
        }
        self.table.insert(worker, state);
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
        let spare = |state: &WorkerState| {
            matches!(state, WorkerState::Spare | WorkerState::Starting { conversation: None, .. })
        };
        self.unbound().filter(|(_, state)| spare(state)).count()
    }

    /// A spare worker that may go, one that is not ready first.
    pub fn surplus(&self) -> Option<WorkerId> {
        let starting =
            |state: &WorkerState| matches!(state, WorkerState::Starting { conversation: None, .. });
        let find = |wanted: &dyn Fn(&WorkerState) -> bool| {
            self.unbound().find(|(_, state)| wanted(state)).map(|(worker, _)| worker)
        };
        find(&starting).or_else(|| find(&|state| *state == WorkerState::Spare))
    }

    /// What a conversation that wants a worker can have; `cap` bounds the live ones.
    pub fn offer(&self, cap: usize, now: Duration) -> Offer {
        let mut starting = None;
        for (worker, state) in self.unbound() {
            match state {
                WorkerState::Spare => return Offer::Ready(worker),
                WorkerState::Starting { conversation: None, deadline } => {
                    starting = starting.or(Some((worker, *deadline)));
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

    /// Whether a spare may be started now: not while waiting after a failed start, and not beside the first
    /// run of a conversation.
    pub fn may_refill(&self, cap: usize, now: Duration) -> bool {
        self.live() < cap && now >= self.refill_at()
    }

    /// One delay for any number of conversations that begin during it, so that a stream of them has spares.
    fn put_off_refill(&mut self, now: Duration) {
        if self.refill_at <= now {
            self.refill_at = now + REFILL_DELAY;
        }
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
        if conversation.is_some() {
            self.put_off_refill(now);
        }
        self.set(worker, WorkerState::Starting { deadline, conversation });
        effects.push(Effect::Spawn { worker, memory_bytes });
        deadline
    }

    /// Gives a spare worker, ready or not, to a conversation, or takes a starting one back.
    pub fn bind(&mut self, worker: WorkerId, owner: Option<ConversationId>, now: Duration) {
        if owner.is_some() {
            self.put_off_refill(now);
        }
        match (self.table.get_mut(&worker), owner) {
            (Some(WorkerState::Starting { conversation, .. }), owner) => *conversation = owner,
            (Some(WorkerState::Spare), Some(owner)) => self.set(worker, WorkerState::Bound(owner)),
            (
                Some(
                    WorkerState::Spare
                    | WorkerState::Bound(_)
                    | WorkerState::Stopping { .. }
                    | WorkerState::Killing { .. },
                )
                | None,
                _,
            ) => {}
        }
    }

    /// A starting worker said that it is ready. Returns whose it is, if it was starting.
    pub fn ready(&mut self, worker: WorkerId) -> Option<Option<ConversationId>> {
        let WorkerState::Starting { conversation, .. } = self.table.get_mut(&worker)? else {
            return None;
        };
        let conversation = conversation.take();
        self.set(worker, conversation.clone().map_or(WorkerState::Spare, WorkerState::Bound));
        self.failures = 0;
        Some(conversation)
    }

    pub fn stop(&mut self, worker: WorkerId, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(state) = self.table.get(&worker)
            && !matches!(state, WorkerState::Stopping { .. } | WorkerState::Killing { .. })
        {
            self.set(worker, WorkerState::Stopping { deadline: now + STOP_GRACE });
            effects.push(Effect::CloseInput(worker));
        }
    }

    pub fn kill(&mut self, worker: WorkerId, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(state) = self.table.get(&worker)
            && !matches!(state, WorkerState::Killing { .. })
        {
            self.set(worker, WorkerState::Killing { deadline: now + KILL_AGAIN });
            effects.push(Effect::Kill(worker));
        }
    }

    /// It is reaped. Returns where it stood.
    pub fn remove(&mut self, worker: WorkerId) -> Option<WorkerState> {
        self.pids.remove(&worker);
        self.unbound.remove(&worker);
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
        for worker in &self.unbound {
            let Some(state) = self.table.get_mut(worker) else { continue };
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
        self.unbound().filter_map(|(_, state)| deadline(state)).min()
    }

    /// The time from which a spare may be started.
    pub fn refill_at(&self) -> Duration {
        if self.failures > 0 { self.refill_at.max(self.retry_at) } else { self.refill_at }
    }
}
