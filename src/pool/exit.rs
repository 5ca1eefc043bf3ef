//! How a worker ended, and the words for it.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use nix::sys::signal::Signal;

use crate::protocol::worker_api::WorkerExit;

/// How a worker ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExitReason {
    pub how: How,
    /// The last line of its standard error, if there is one: data, not to be trusted.
    pub last_line: Option<String>,
}

/// See [`ExitReason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It exited with this code; [`WorkerExit`] has the table.
    Code(i32),
    /// This signal ended it, and not by our doing.
    Signal(i32),
    /// The kernel killed it because its cgroup had no memory left.
    OutOfMemory,
    /// It used more processor time than it was given, so we killed it.
    TooMuchCpu,
    /// We killed it because we were told to.
    KilledByUs,
    /// It closed its output and lived on, so we killed it.
    ClosedOutput,
    /// It closed its input and lived on, so we killed it.
    ClosedInput,
    /// The kernel would not say.
    Unknown,
}

impl How {
    pub(super) fn of(status: ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(code), _) => How::Code(code),
            (None, Some(signal)) => How::Signal(signal),
            (None, None) => How::Unknown,
        }
    }
}

impl ExitReason {
    /// A phrase that follows "it", without a full stop.
    pub fn describe(&self) -> String {
        let mut text = match self.how {
            How::Code(code) => match code_text(code) {
                Some(meaning) => format!("exited with code {code} ({meaning})"),
                None => format!("exited with code {code}"),
            },
            How::Signal(number) => {
                let name = Signal::try_from(number)
                    .map_or_else(|_| format!("signal {number}"), |signal| signal.to_string());
                match signal_text(number) {
                    Some(meaning) => format!("was killed by {name} ({meaning})"),
                    None => format!("was killed by {name}"),
                }
            }
            How::OutOfMemory => {
                "was killed by the kernel: it used all the memory of its cgroup".to_owned()
            }
            How::TooMuchCpu => {
                "used more processor time than its runs may take, and was killed".to_owned()
            }
            How::KilledByUs => "was killed by the supervisor".to_owned(),
            How::ClosedOutput => "closed its output while it was still running".to_owned(),
            How::ClosedInput => "closed its input while it was still running".to_owned(),
            How::Unknown => "ended in a way that the kernel did not report".to_owned(),
        };
        if let Some(line) = &self.last_line {
            text.push_str(&format!("; its last line on stderr was: {line}"));
        }
        text
    }
}

fn code_text(code: i32) -> Option<&'static str> {
    const TABLE: [(WorkerExit, &str); 7] = [
        (WorkerExit::Clean, "it found its input at an end"),
        (WorkerExit::Usage, "its command line was wrong"),
        (WorkerExit::BadImage, "the guest image does not fit this worker"),
        (WorkerExit::NotConfined, "a layer of its confinement could not be applied"),
        (WorkerExit::Orphaned, "its supervisor was gone"),
        (WorkerExit::Protocol, "it could not understand the supervisor"),
        (WorkerExit::Internal, "a fault of its own"),
    ];
    TABLE.iter().find(|(exit, _)| *exit as i32 == code).map(|(_, text)| *text)
}

fn signal_text(number: i32) -> Option<&'static str> {
    match Signal::try_from(number).ok()? {
        Signal::SIGKILL => {
            Some("not by the supervisor; perhaps by the kernel because memory ran out")
        }
        Signal::SIGXCPU => Some("it used more processor time than its run may take"),
        Signal::SIGSYS => Some("it tried a system call that its confinement forbids"),
        Signal::SIGXFSZ => Some("it tried to write a file"),
        Signal::SIGSEGV | Signal::SIGBUS | Signal::SIGILL => Some("it crashed"),
        Signal::SIGABRT => Some("it gave up because of a fault of its own"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(how: How, last_line: Option<&str>, expected: &str) {
        let reason = ExitReason { how, last_line: last_line.map(str::to_owned) };
        assert_eq!(reason.describe(), expected);
    }

    #[test]
    fn every_end_is_named_with_code_or_signal_and_cause() {
        check(
            How::Code(66),
            Some("landlock: EPERM"),
            "exited with code 66 (a layer of its confinement could not be applied); its last line \
             on stderr was: landlock: EPERM",
        );
        check(How::Code(3), None, "exited with code 3");
        check(
            How::Signal(24),
            None,
            "was killed by SIGXCPU (it used more processor time than its run may take)",
        );
        check(
            How::Signal(9),
            None,
            "was killed by SIGKILL (not by the supervisor; perhaps by the kernel because memory \
             ran out)",
        );
        check(How::Signal(40), None, "was killed by signal 40");
    }
}
