//! What an act is: the attempt, what it needs from outside, and what must become of it.

use std::fmt;

use mpy::confine::layer::Layer;
use nix::errno::Errno;
use nix::sys::signal::Signal;

use crate::raw::Answer;
use crate::world::World;

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Errno(Errno),
    Signal(Signal),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Done => f.write_str("done"),
            Outcome::Errno(errno) => write!(f, "{errno:?}"),
            Outcome::Signal(signal) => f.write_str(signal.as_str()),
        }
    }
}

/// What the harness makes for one attempt. The attempt finds it in its [`World`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Nothing,
    /// A fresh folder that everybody may write to, with the files of `outside.rs`.
    Folder,
    /// The same, and a descriptor of the folder.
    OpenFolder,
    /// The same, and a descriptor of its file `readable`.
    Readable,
    /// The same, and a descriptor of its file `writable`.
    Writable,
    /// A listening loopback port.
    Port,
    /// The same, and an inherited TCP socket.
    InheritedTcp,
    /// A bound loopback UDP port.
    UdpPort,
    /// A listening abstract Unix socket.
    Abstract,
    /// A descriptor of one end of a Unix socket pair.
    SocketPair,
    /// A process like the supervisor: of its user, unconfined.
    Victim,
    /// Another worker, confined in the same way, that waits.
    Sibling,
    /// The same, and a pidfd of it.
    SiblingHandle,
    /// A pidfd of a process like the supervisor.
    VictimHandle,
    /// The attempt's process has the slave of a pseudo-terminal, which was its controlling terminal
    /// when it started.
    Terminal,
    /// A shared memory segment, a semaphore set, a message queue of System V that all may use.
    SystemV,
    /// A descriptor of the harness's UTS namespace.
    UtsNamespace,
}

/// Which layers beside seccomp can refuse.
#[derive(Debug, Clone, Copy)]
pub enum Second {
    /// Without seccomp, the others refuse with this.
    Refuses(Outcome),
    /// Only this layer can; the text says why there is no other.
    OnlyOne(Layer, &'static str),
}

pub struct Act {
    pub name: &'static str,
    pub need: Need,
    /// Runs after `prepare` and before `seal`, where a worker starts its threads.
    pub before: fn(&mut World),
    /// Runs after `seal`.
    pub attempt: fn(&World) -> Answer,
    /// What counts as done: an errno that the kernel gives only after it has granted the act.
    pub granted: Outcome,
    /// What full confinement makes of it.
    pub confined: Outcome,
    pub second: Second,
}

/// An act that seccomp kills, and that the other layers refuse with EPERM.
pub fn act(name: &'static str, attempt: fn(&World) -> Answer) -> Act {
    Act {
        name,
        need: Need::Nothing,
        before: |_| {},
        attempt,
        granted: Outcome::Done,
        confined: Outcome::Signal(Signal::SIGSYS),
        second: Second::Refuses(Outcome::Errno(Errno::EPERM)),
    }
}

impl Act {
    pub fn needs(self, need: Need) -> Self {
        Act { need, ..self }
    }

    pub fn before(self, before: fn(&mut World)) -> Self {
        Act { before, ..self }
    }

    /// For acts that cannot succeed without harm: they are asked for with an argument that is
    /// looked at only after the permission is given.
    pub fn granted(self, errno: Errno) -> Self {
        Act { granted: Outcome::Errno(errno), ..self }
    }

    pub fn confined(self, outcome: Outcome) -> Self {
        Act { confined: outcome, ..self }
    }

    /// What the other layers say without seccomp.
    pub fn second(self, errno: Errno) -> Self {
        Act { second: Second::Refuses(Outcome::Errno(errno)), ..self }
    }

    pub fn second_kills(self, signal: Signal) -> Self {
        Act { second: Second::Refuses(Outcome::Signal(signal)), ..self }
    }

    pub fn only(self, layer: Layer, why: &'static str) -> Self {
        Act { second: Second::OnlyOne(layer, why), ..self }
    }

    /// Seccomp and no other layer.
    pub fn only_seccomp(self, why: &'static str) -> Self {
        self.only(Layer::Seccomp, why)
    }
}
