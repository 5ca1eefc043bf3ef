//! Between the core and the world: events become inputs, effects become deeds.

use std::time::Instant;

use super::client::ClientEvent;
use super::core::{Core, Effect, Input};
use super::ids::{CallId, WorkerId};
use super::outcome::Death;
use super::serve::Loop;
use crate::pool::WorkerKey;
use crate::pool::exit::{ExitReason, How};
use crate::protocol::client_api::{ClientNotice, ClientRequest};
use crate::protocol::decode_worker::{Violation, one_line};
use crate::protocol::message::{Message, RequestId};

/// Longest description of a failed start, in characters.
const START_ERROR_MAX_CHARS: usize = 500;

/// What a client's event means to the core; `None` where it means nothing.
pub fn client_input(event: ClientEvent) -> Option<Input> {
    match event {
        ClientEvent::Message(Message::Call { id, method, params }) => {
            Some(match ClientRequest::decode(&method, params) {
                Ok(request) => Input::Request { id, request },
                Err(error) => Input::Bad { id: Some(id), error },
            })
        }
        // A notice is never answered, so one that is not understood is passed over.
        ClientEvent::Message(Message::Notice { method, params }) => {
            ClientNotice::decode(&method, params).ok().map(Input::Notice)
        }
        ClientEvent::Message(Message::Reply { id: Some(RequestId::Number(call)), outcome }) => {
            Some(Input::HostReply { call: CallId(call), outcome })
        }
        // We number our calls; an answer to anything else answers nothing.
        ClientEvent::Message(Message::Reply { .. }) => None,
        ClientEvent::Bad { id, error } => Some(Input::Bad { id, error }),
        ClientEvent::Closed => Some(Input::ClientClosed),
    }
}

/// A worker's end in the core's terms.
pub(super) fn death(reason: &ExitReason) -> Death {
    let broke_protocol = match reason.how {
        How::ClosedOutput | How::ClosedInput => true,
        How::Code(_)
        | How::Signal(_)
        | How::OutOfMemory
        | How::TooMuchCpu
        | How::KilledByUs
        | How::Unknown => false,
    };
    Death { how: reason.describe(), broke_protocol }
}

impl Loop {
    /// Steps the core, and carries out what it says until nothing more follows from it.
    pub(super) fn step(&mut self, input: Input) {
        let mut inputs = std::collections::VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.core.step(input, self.started.elapsed()) {
                inputs.extend(self.carry_out(effect));
            }
        }
    }

    /// Does one thing; returns what followed from it at once.
    fn carry_out(&mut self, effect: Effect) -> Option<Input> {
        let key = |worker: WorkerId| WorkerKey(worker.0);
        match effect {
            Effect::ToClient(message) => {
                self.outbox.send(message, Instant::now()).err().map(|_| Input::ClientClosed)
            }
            Effect::ToWorker(worker, message) => {
                self.pool.send(key(worker), message).err().map(|_| Input::Violation {
                    worker,
                    violation: Violation::new("did not read what it was sent"),
                })
            }
            Effect::ArmCpu(worker, time) => {
                self.pool.arm_cpu(key(worker), time);
                None
            }
            Effect::Spawn { worker, memory_bytes } => Some(self.spawn(worker, memory_bytes)),
            Effect::CloseInput(worker) => {
                self.pool.close_input(key(worker));
                None
            }
            Effect::Kill(worker) => {
                self.pool.kill(key(worker));
                None
            }
            Effect::Exit => {
                self.exited = true;
                None
            }
        }
    }

    fn spawn(&mut self, worker: WorkerId, memory_bytes: u64) -> Input {
        match self.pool.spawn(WorkerKey(worker.0), memory_bytes) {
            Ok(pid) => Input::Spawned { worker, pid },
            Err(error) => {
                let cause = std::error::Error::source(&error);
                let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
                let how =
                    one_line(&format!("did not start: {error}{cause}"), START_ERROR_MAX_CHARS);
                Input::Exited { worker, death: Death { how, broke_protocol: false } }
            }
        }
    }

    /// Reports every worker of whom nothing more will come.
    pub(super) fn reap(&mut self) {
        for (worker, reason) in self.pool.reap(Instant::now()) {
            let worker = WorkerId(worker.0);
            self.step(Input::Exited { worker, death: death(&reason) });
        }
    }

    /// The core's next deadline on the loop's clock.
    pub(super) fn core_deadline(core: &Core, started: Instant) -> Option<Instant> {
        core.next_deadline().map(|deadline| started + deadline)
    }
}
