//! Who gets which worker: run at the end of every step, until nothing more can be given.

use std::time::Duration;

use super::conversation::Event;
use super::core::{Core, Effect, Phase};
use super::workers::Offer;

impl Core {
    pub(super) fn settle(&mut self) {
        match self.phase {
            Phase::Fresh | Phase::Exited => {}
            Phase::Initializing { .. } => self.refill(),
            Phase::Serving => {
                self.serve_line();
                self.trim();
                self.refill();
            }
            Phase::Stopping { deadline } => {
                if self.workers.is_empty() || deadline <= self.now {
                    self.phase = Phase::Exited;
                    self.effects.push(Effect::Exit);
                }
            }
        }
    }

    /// When a spare is due that could not be started before; `None` when none is missing.
    pub(super) fn refill_at(&self) -> Option<Duration> {
        match self.phase {
            Phase::Initializing { .. } | Phase::Serving => {}
            Phase::Fresh | Phase::Stopping { .. } | Phase::Exited => return None,
        }
        let missing = self.workers.spares() < self.spares_wanted();
        (missing && self.workers.live() < self.cap()).then(|| self.workers.refill_at())
    }

    /// Gives workers to the conversations in line, strictly in order.
    fn serve_line(&mut self) {
        while let Some(id) = self.line.front().cloned() {
            let offer = self.workers.offer(self.cap(), self.now);
            if let Offer::Refused(how) = offer {
                self.tell(&id, Event::StartRefused(how));
                continue;
            }
            if offer == Offer::Full || !self.make_room() {
                return;
            }
            self.line.pop_front();
            match offer {
                Offer::Ready(worker) => {
                    self.workers.bind(worker, Some(id.clone()), self.now);
                    self.tell(&id, Event::GivenReady(worker));
                }
                Offer::Starting { worker, deadline } => {
                    self.workers.bind(worker, Some(id.clone()), self.now);
                    self.tell(&id, Event::GivenStarting { worker, deadline });
                }
                Offer::Spawn => {
                    let worker = self.ids.worker();
                    let (owner, memory) = (Some(id.clone()), self.session.limits.memory_bytes);
                    let deadline =
                        self.workers.spawn(worker, owner, memory, self.now, &mut self.effects);
                    self.tell(&id, Event::GivenStarting { worker, deadline });
                }
                Offer::Full | Offer::Refused(_) => {}
            }
        }
    }

    /// Whether one more conversation may hold a worker; an idle one gives way if need be.
    fn make_room(&mut self) -> bool {
        let max = self.session.max_sessions();
        if self.conversations.occupied() < max {
            return true;
        }
        if let Some(id) = self.conversations.least_recently_used().cloned() {
            self.tell(&id, Event::Evict);
            return true;
        }
        self.conversations.occupied() < 2 * max
    }

    /// Closes idle conversations beyond `max_sessions`, which began while all others were busy.
    fn trim(&mut self) {
        while self.conversations.occupied() > self.session.max_sessions()
            && let Some(id) = self.conversations.least_recently_used().cloned()
        {
            self.tell(&id, Event::Evict);
        }
    }

    fn refill(&mut self) {
        while self.workers.spares() < self.spares_wanted()
            && self.workers.may_refill(self.cap(), self.now)
        {
            let worker = self.ids.worker();
            let memory = self.session.limits.memory_bytes;
            self.workers.spawn(worker, None, memory, self.now, &mut self.effects);
        }
        // A cancelled run gives back a worker that was starting for it.
        while self.workers.spares() > self.spares_wanted().max(1)
            && let Some(worker) = self.workers.surplus()
        {
            self.workers.stop(worker, self.now, &mut self.effects);
        }
    }

    /// One at least while initializing: its report is part of the answer.
    fn spares_wanted(&self) -> usize {
        let wanted = self.settings.spare_workers.min(self.session.max_sessions());
        if matches!(self.phase, Phase::Initializing { .. }) { wanted.max(1) } else { wanted }
    }

    /// Most workers that may live at once, dying ones included.
    fn cap(&self) -> usize {
        let max = self.session.max_sessions();
        2 * max + self.settings.spare_workers.min(max).max(1)
    }
}
