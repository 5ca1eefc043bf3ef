//! Threads for work that takes too long for a loop that serves many, such as decoding megabytes.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};

type Job<T> = Box<dyn FnOnce() -> T + Send>;

/// Does jobs, some at the same time; a pipe says when one is done.
///
/// Whoever gives it jobs bounds their number.
#[derive(Debug)]
pub struct Workshop<T> {
    jobs: Sender<Job<T>>,
    done: Receiver<T>,
    bell: io::PipeReader,
}

impl<T: Send + 'static> Workshop<T> {
    /// Starts the threads, which end when this is dropped.
    pub fn start(name: &str, threads: usize) -> io::Result<Self> {
        let (bell, ring) = io::pipe()?;
        let (jobs, given) = unbounded::<Job<T>>();
        let (finished, done) = unbounded();
        for _ in 0..threads {
            let (given, finished, mut ring) = (given.clone(), finished.clone(), ring.try_clone()?);
            thread::Builder::new().name(name.to_owned()).spawn(move || {
                for job in given {
                    if finished.send(job()).is_err() || ring.write_all(&[0]).is_err() {
                        return;
                    }
                }
            })?;
        }
        Ok(Workshop { jobs, done, bell })
    }

    /// Gives it a job.
    pub fn give(&self, job: impl FnOnce() -> T + Send + 'static) {
        // The threads live as long as `self`.
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
    fn each_job_is_done_once() {
        let mut workshop = Workshop::start("test", 3).expect("starts");
        for number in 0..100 {
            workshop.give(move || number * 2);
        }
        let mut done: Vec<i32> = (0..100).map(|_| workshop.take().expect("is done")).collect();
        done.sort_unstable();
        assert_eq!(done, (0..100).map(|number| number * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_long_job_does_not_hold_up_another() {
        let mut workshop = Workshop::start("test", 2).expect("starts");
        let (go_on, wait) = unbounded::<()>();
        workshop.give(move || wait.recv().map(|()| "long").expect("is told"));
        workshop.give(|| "short");
        assert_eq!(workshop.take(), Some("short"));
        go_on.send(()).expect("is waited for");
        assert_eq!(workshop.take(), Some("long"));
    }
}
