//! A thread for work that takes too long for a loop that serves many, such as decoding megabytes.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};

type Job<T> = Box<dyn FnOnce() -> T + Send>;

/// Does one job after the other; a pipe says when one is done.
///
/// Whoever gives it jobs bounds their number.
#[derive(Debug)]
pub struct Workshop<T> {
    jobs: Sender<Job<T>>,
    done: Receiver<T>,
    bell: io::PipeReader,
}

impl<T: Send + 'static> Workshop<T> {
    /// Starts the thread, which ends when this is dropped.
    pub fn start(name: &str) -> io::Result<Self> {
        let (bell, mut ring) = io::pipe()?;
        let (jobs, given) = unbounded::<Job<T>>();
        let (finished, done) = unbounded();
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            for job in given {
                if finished.send(job()).is_err() || ring.write_all(&[0]).is_err() {
                    return;
                }
            }
        })?;
        Ok(Workshop { jobs, done, bell })
    }

    /// Gives it a job.
    pub fn give(&self, job: impl FnOnce() -> T + Send + 'static) {
        // The thread lives as long as `self`.
        let _ = self.jobs.send(Box::new(job));
    }

    /// What a job came to; waits for one, unless the bell was told not to block.
    pub fn take(&mut self) -> Option<T> {
        self.bell.read_exact(&mut [0]).ok()?;
        self.done.try_recv().ok()
    }
}

/// Readable when a job is done.
impl<T> AsFd for Workshop<T> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.bell.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_done_in_order() {
        let mut workshop = Workshop::start("test").expect("starts");
        for number in 0..100 {
            workshop.give(move || number * 2);
        }
        let done: Vec<i32> = (0..100).map(|_| workshop.take().expect("is done")).collect();
        assert_eq!(done, (0..100).map(|number| number * 2).collect::<Vec<_>>());
    }
}
