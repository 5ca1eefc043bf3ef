//! What is remembered of conversations that hold no worker: enough to tell their next run that
//! its variables are gone, and why.

use std::collections::{BTreeMap, HashMap};

use super::ids::ConversationId;
use crate::protocol::client_api::ResetReason;

/// Conversations remembered, the longest unused forgotten first. An entry is some hundred bytes,
/// so the table stays under a few megabytes whatever the client does.
const REMNANTS_MAX: usize = 4_096;

/// What is left of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remnant {
    /// Why state was lost without the client asking for it; `None` when none was.
    pub lost: Option<ResetReason>,
    pub finished_runs: u64,
}

/// A bounded table, in order of entry.
#[derive(Debug, Default)]
pub struct Remnants {
    table: HashMap<ConversationId, (u64, Remnant)>,
    order: BTreeMap<u64, ConversationId>,
    next: u64,
}

impl Remnants {
    pub fn insert(&mut self, id: ConversationId, remnant: Remnant) {
        self.take(&id);
        self.next += 1;
        self.order.insert(self.next, id.clone());
        self.table.insert(id, (self.next, remnant));
        if self.table.len() > REMNANTS_MAX
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.table.remove(&oldest);
        }
    }

    pub fn take(&mut self, id: &ConversationId) -> Option<Remnant> {
        let (at, remnant) = self.table.remove(id)?;
        self.order.remove(&at);
        Some(remnant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_at_the_bound() {
        let mut remnants = Remnants::default();
        let id = |n: usize| ConversationId::new(&n.to_string());
        for n in 0..REMNANTS_MAX + 1 {
            remnants.insert(id(n), Remnant::default());
        }
        remnants.insert(id(1), Remnant { lost: Some(ResetReason::Evicted), finished_runs: 2 });
        assert_eq!(remnants.take(&id(0)), None);
        assert_eq!(remnants.take(&id(1)).map(|remnant| remnant.finished_runs), Some(2));
        assert_eq!(remnants.take(&id(1)), None);
        assert_eq!(remnants.table.len(), remnants.order.len());
    }
}
