//! The table of conversations, and what a step of the core asks about all of them together. The answers are
//! kept up to date with every change: to look at each conversation would make every message dearer with their
//! number.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use super::conversation::{Conversation, State};
use super::ids::ConversationId;

/// Every conversation that is neither over nor a remnant.
#[derive(Debug, Default)]
pub struct Conversations {
    table: HashMap<ConversationId, Conversation>,
    totals: Totals,
}

/// What is known of all together.
#[derive(Debug, Default, PartialEq)]
struct Totals {
    deadlines: BTreeSet<(Duration, ConversationId)>,
    /// By the mark of their last use, which no two share.
    idle: BTreeMap<u64, ConversationId>,
    occupied: usize,
    running: usize,
    waiting: usize,
}

/// What one conversation adds to [`Totals`].
#[derive(Debug, PartialEq)]
struct Share {
    deadline: Option<Duration>,
    idle: Option<u64>,
    occupied: bool,
    running: bool,
    waiting: usize,
}

impl Share {
    fn of(conversation: &Conversation) -> Self {
        let state = &conversation.state;
        Share {
            deadline: conversation.deadline(),
            idle: conversation.is_idle().then_some(conversation.used.0),
            occupied: conversation.worker().is_some(),
            running: matches!(state, State::Running { .. } | State::AwaitingHost { .. }),
            waiting: conversation.queue.len(),
        }
    }
}

impl Totals {
    fn add(&mut self, id: &ConversationId, share: &Share) {
        self.deadlines.extend(share.deadline.map(|at| (at, id.clone())));
        self.idle.extend(share.idle.map(|used| (used, id.clone())));
        self.occupied += usize::from(share.occupied);
        self.running += usize::from(share.running);
        self.waiting += share.waiting;
    }

    fn take_away(&mut self, id: &ConversationId, share: &Share) {
        if let Some(at) = share.deadline {
            self.deadlines.remove(&(at, id.clone()));
        }
        if let Some(used) = share.idle {
            self.idle.remove(&used);
        }
        self.occupied -= usize::from(share.occupied);
        self.running -= usize::from(share.running);
        self.waiting -= share.waiting;
    }
}

impl Conversations {
    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn get(&self, id: &ConversationId) -> Option<&Conversation> {
        self.table.get(id)
    }

    pub fn values(&self) -> impl Iterator<Item = &Conversation> {
        self.table.values()
    }

    /// Adds one that is new.
    pub fn insert(&mut self, conversation: Conversation) {
        let id = conversation.id.clone();
        self.totals.add(&id, &Share::of(&conversation));
        let before = self.table.insert(id, conversation);
        debug_assert!(before.is_none(), "a conversation is made once");
    }

    pub fn remove(&mut self, id: &ConversationId) -> Option<Conversation> {
        let conversation = self.table.remove(id)?;
        self.totals.take_away(id, &Share::of(&conversation));
        Some(conversation)
    }

    /// Lets one be changed: there is no other way. `None` if it is not there.
    pub fn change<R>(
        &mut self,
        id: &ConversationId,
        change: impl FnOnce(&mut Conversation) -> R,
    ) -> Option<R> {
        let conversation = self.table.get_mut(id)?;
        let before = Share::of(conversation);
        let result = change(conversation);
        let after = Share::of(conversation);
        if before != after {
            self.totals.take_away(id, &before);
            self.totals.add(id, &after);
        }
        Some(result)
    }

    /// The time at which the clock is next needed by one.
    pub fn deadline(&self) -> Option<Duration> {
        self.totals.deadlines.first().map(|(at, _)| *at)
    }

    /// Those whose deadline has come.
    pub fn due(&self, now: Duration) -> impl Iterator<Item = &ConversationId> {
        self.totals.deadlines.iter().take_while(move |(at, _)| *at <= now).map(|(_, id)| id)
    }

    /// The one with nothing to do that was used longest ago.
    pub fn least_recently_used(&self) -> Option<&ConversationId> {
        self.totals.idle.first_key_value().map(|(_, id)| id)
    }

    /// How many hold a worker.
    pub fn occupied(&self) -> usize {
        self.totals.occupied
    }

    /// How many have an open run.
    pub fn running(&self) -> usize {
        self.totals.running
    }

    /// Requests that wait for their turn, in all of them.
    pub fn waiting(&self) -> usize {
        self.totals.waiting
    }

    /// Whether the totals are what a look at every conversation says.
    pub fn agree(&self) -> bool {
        let mut counted = Totals::default();
        for (id, conversation) in &self.table {
            counted.add(id, &Share::of(conversation));
        }
        counted == self.totals
    }
}
