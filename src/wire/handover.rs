//! Giving the processor to whom this thread has just woken, before it waits itself.
//!
//! A pipe's reader that was woken on another processor costs an interrupt there, and in a virtual
//! machine often a halted processor that its host must start again: 40 to 80 us a message. One
//! that may run at once where its writer runs costs a switch, and has often answered when the
//! writer's turn comes again. sched_yield(2) asks for that. Where somebody else computes on
//! that processor it costs their time slices instead of that, several milliseconds; so whoever
//! lost that much does not ask again for a while, and for twice as long each time in a row.

use std::thread;
use std::time::{Duration, Instant};

/// A yield that took longer went to somebody who computes, not to somebody who answers.
const SLOW: Duration = Duration::from_millis(1);
/// How long nothing is yielded after a slow one, at first and at most.
const RESPITE: Duration = Duration::from_secs(1);
const LONGEST_RESPITE: Duration = Duration::from_secs(4);

/// When to yield, by how long it took last.
#[derive(Debug)]
pub struct Handover {
    not_before: Option<Instant>,
    respite: Duration,
}

impl Default for Handover {
    fn default() -> Self {
        Handover { not_before: None, respite: RESPITE }
    }
}

impl Handover {
    /// Lets others run first, unless that took long a short while ago. Call it before a wait for
    /// the answer to what was written.
    pub fn give(&mut self) {
        self.give_by(Instant::now, thread::yield_now);
    }

    fn give_by(&mut self, now: impl Fn() -> Instant, give: impl FnOnce()) {
        let begun = now();
        if self.not_before.is_some_and(|not_before| begun < not_before) {
            return;
        }
        give();
        let ended = now();
        if ended.duration_since(begun) > SLOW {
            self.not_before = Some(ended + self.respite);
            self.respite = LONGEST_RESPITE.min(2 * self.respite);
        } else {
            *self = Handover::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// A clock that moves when it is told to, and who asked it.
    struct Story {
        handover: Handover,
        now: Cell<Instant>,
    }

    impl Story {
        fn new() -> Self {
            Story { handover: Handover::default(), now: Cell::new(Instant::now()) }
        }

        fn pass(&self, time: Duration) {
            self.now.set(self.now.get() + time);
        }

        /// Whether it yielded, if a yield takes this long.
        fn gives(&mut self, taking: Duration) -> bool {
            let mut given = false;
            let now = &self.now;
            self.handover.give_by(
                || now.get(),
                || {
                    given = true;
                    now.set(now.get() + taking);
                },
            );
            given
        }
    }

    #[test]
    fn it_yields_each_time_as_long_as_that_is_quick() {
        let mut story = Story::new();
        assert!((0..100).all(|_| story.gives(SLOW)));
    }

    #[test]
    fn after_a_slow_yield_there_is_none_for_longer_and_longer() {
        const INSTANT: Duration = Duration::from_nanos(1);
        let mut story = Story::new();
        for seconds in [1, 2, 4, 4] {
            assert!(story.gives(SLOW + INSTANT));
            story.pass(Duration::from_secs(seconds).checked_sub(INSTANT).expect("longer"));
            assert!(!story.gives(Duration::ZERO));
            story.pass(INSTANT);
        }
        // A quick one ends that.
        assert!(story.gives(SLOW));
        assert!(story.gives(SLOW + INSTANT));
        story.pass(RESPITE);
        assert!(story.gives(Duration::ZERO));
    }
}
