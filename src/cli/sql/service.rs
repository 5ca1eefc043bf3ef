//! The thread on which queries run, so that the one that waits can cancel them.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use crossbeam_channel::{Sender, bounded};
use serde_json::{Map, Value};

use super::catalog::{Catalog, Connections};
use super::gate::Gate;

/// One call to answer.
#[derive(Debug)]
pub struct Job {
    pub call_id: u64,
    pub args: Vec<Value>,
    pub kwargs: Map<String, Value>,
    /// When the run ends; the query ends no later.
    pub deadline: Instant,
}

/// The answer to one job.
#[derive(Debug)]
pub struct Answer {
    pub call_id: u64,
    pub result: Value,
}

/// A thread with its own connections. Dropped, it ends as soon as its query does.
#[derive(Debug)]
pub struct SqlService {
    jobs: Sender<Job>,
    gate: Arc<Gate>,
}

impl SqlService {
    /// Starts the thread; answers go to `answers`.
    pub fn start(catalog: Catalog, answers: Sender<Answer>) -> io::Result<Self> {
        // One run, and a run has at most one call open: the second place is for a call that comes
        // before the thread has taken the first off the channel.
        let (jobs, waiting) = bounded::<Job>(2);
        let gate = Arc::new(Gate::default());
        let mut connections = Connections::new(catalog, Arc::clone(&gate));
        thread::Builder::new().name("sql".to_owned()).spawn(move || {
            for job in waiting {
                let result = connections.answer(&job.args, &job.kwargs, job.deadline);
                if answers.send(Answer { call_id: job.call_id, result }).is_err() {
                    return;
                }
            }
        })?;
        Ok(SqlService { jobs, gate })
    }

    /// Hands over a call; the job comes back if the thread cannot take it.
    pub fn ask(&self, job: Job) -> Result<(), Job> {
        self.jobs.try_send(job).map_err(crossbeam_channel::TrySendError::into_inner)
    }

    /// Ends the query. The thread may be inside one long function call of SQLite's, so nobody waits
    /// for it, and the next query gets a service of its own.
    pub fn cancel(self) {
        self.gate.cancel();
    }
}
