//! Starts the processes that try an act, and says what became of them.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use mpy::confine::layer::Layer;
use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::Signal;
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use crate::act::Outcome;
use crate::role::{MARKER, OUTCOME};

/// Everything that should take milliseconds gets this long on a loaded machine.
const OUTER_TIMEOUT: Duration = Duration::from_secs(60);

/// What an unread input holds, for attempts that read.
const INPUT: &[u8] = b"xyz\n";

/// Which layers hold in a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layers {
    /// Unconfined.
    None,
    Only(Layer),
    AllBut(Layer),
    All,
}

impl Layers {
    fn list(&self) -> Option<Vec<Layer>> {
        let of = |keep: &dyn Fn(Layer) -> bool| {
            Some(Layer::ALL.into_iter().filter(|layer| keep(*layer)).collect())
        };
        match self {
            Layers::None => None,
            // Both filters need no_new_privs; on its own it refuses none of the acts.
            Layers::Only(only) => of(&|layer| layer == *only || layer == Layer::NoNewPrivs),
            Layers::AllBut(without) => of(&|layer| layer != *without),
            Layers::All => of(&|_| true),
        }
    }

    /// As an argument of the process.
    pub fn argument(&self) -> Option<String> {
        let names: Vec<&str> = self.list()?.into_iter().map(Layer::name).collect();
        Some(format!("layers={}", names.join(",")))
    }
}

/// A process of this binary in its role.
pub struct Role {
    child: Child,
}

impl Role {
    /// `inherited` stays open in it under the number that it has here.
    pub fn start(act: &str, layers: &Layers, more: &[String], inherited: Option<&OwnedFd>) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("own path"));
        command.arg(MARKER).arg(format!("act={act}")).args(layers.argument()).args(more);
        command.env_clear().current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(fd) = inherited {
            let fd = fd.as_raw_fd();
            command.arg(format!("fd={fd}"));
            let inherit = move || {
                // SAFETY: fcntl takes two numbers here, and is allowed between fork and exec.
                Errno::result(unsafe { libc::fcntl(fd, libc::F_SETFD, 0) })?;
                Ok(())
            };
            // SAFETY: the closure makes one system call and allocates nothing.
            unsafe { command.pre_exec(inherit) };
        }
        let child = command.spawn().expect("this binary starts");
        let mut role = Role { child };
        // A process that ends at once does not read it.
        let _ = role.input().write_all(INPUT);
        role
    }

    fn input(&mut self) -> &mut impl Write {
        self.child.stdin.as_mut().expect("a pipe")
    }

    pub fn pid(&self) -> i32 {
        self.child.id().cast_signed()
    }

    /// One line that it says.
    pub fn hear(&mut self) -> String {
        let output = self.child.stdout.as_mut().expect("a pipe");
        let mut line = Vec::new();
        let mut byte = [0];
        loop {
            await_input(&*output);
            if output.read(&mut byte).expect("a pipe") == 0 {
                panic!("it ended: {}", self.rest().2);
            }
            match byte[0] {
                b'\n' => return String::from_utf8(line).expect("text"),
                other => line.push(other),
            }
        }
    }

    /// Waits for its end: how, what it had still to say, and its stderr.
    pub fn rest(&mut self) -> (ExitStatus, String, String) {
        let pid = Pid::from_raw(self.pid()).expect("a pid");
        let handle = File::from(pidfd_open(pid, PidfdFlags::empty()).expect("not reaped yet"));
        await_input(&handle);
        let status = self.child.wait().expect("a child");
        let output = drain(self.child.stdout.take().expect("a pipe"));
        let stderr = drain(self.child.stderr.take().expect("a pipe"));
        (status, output, stderr)
    }

    /// What became of its attempt; an error is a fault of the suite.
    pub fn outcome(mut self) -> Result<Outcome, String> {
        let (status, output, stderr) = self.rest();
        let said = output.lines().chain(stderr.lines());
        let mut said = said.filter_map(|line| line.strip_prefix(OUTCOME));
        match (status.signal(), status.code(), said.next()) {
            (None, Some(0), Some("done")) => Ok(Outcome::Done),
            (None, Some(0), Some(text)) => {
                let number = text.strip_prefix("errno ").and_then(|number| number.parse().ok());
                number.map(|raw| Outcome::Errno(Errno::from_raw(raw))).ok_or(output.clone())
            }
            (Some(number), _, None) => {
                let signal = Signal::try_from(number).map_err(|errno| errno.to_string())?;
                Ok(Outcome::Signal(signal))
            }
            _ => Err(format!("{status}, said {output:?} and {stderr:?}")),
        }
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What is left in a pipe. An attempt may have passed its other end on: then nothing ends it.
fn drain(mut pipe: impl Read + AsFd) -> String {
    let mut all = Vec::new();
    let mut some = [0; 4096];
    loop {
        await_input(&pipe);
        match pipe.read(&mut some).expect("a pipe") {
            0 => return String::from_utf8_lossy(&all).into_owned(),
            count => all.extend_from_slice(&some[..count]),
        }
    }
}

fn await_input(fd: &impl AsFd) {
    let mut fds = [PollFd::new(fd.as_fd(), PollFlags::POLLIN)];
    let timeout = PollTimeout::try_from(OUTER_TIMEOUT).expect("a time");
    let ready = poll(&mut fds, timeout).expect("poll");
    assert!(ready > 0, "a process takes too long");
}
