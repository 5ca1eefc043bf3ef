//! A cgroup of its own for every worker, cgroup v2 (Documentation/admin-guide/cgroup-v2.rst of the
//! kernel): memory and tasks are bounded from outside, and a kill reaches whatever is in it.
//!
//! Optional: it takes a directory that somebody has delegated to the supervisor.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::WorkerKey;

/// How the leaves' names begin; what follows is the supervisor's number, the worker's, and a number
/// made up at random: in other pid namespaces there may be supervisors with the same numbers.
const PREFIX: &str = "mpy-worker-";

/// Controllers that a leaf needs.
const CONTROLLERS: [&str; 2] = ["memory", "pids"];

/// A worker's threads: the main one and the ticker.
const TASKS_MAX: u64 = 2;

/// Memory beside the interpreter's own: what RLIMIT_DATA allows the worker (48 MiB), as much again
/// for the kernel's own memory for it, page tables and the pages of files that it is the first to touch.
const OVERHEAD_BYTES: u64 = 96 * 1024 * 1024;

/// Why a directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CgroupError {
    #[error("it is not a directory of a cgroup v2 file system")]
    NotACgroup,
    #[error("the controller {0} is not available in it: its parent must enable it")]
    NoController(&'static str),
    #[error(
        "cannot enable its controllers; it must be writable and hold no process itself, also not \
         the supervisor"
    )]
    Enable(#[source] io::Error),
    #[error("cannot read {file}")]
    Read { file: &'static str, source: io::Error },
}

/// A directory in which leaves can be made.
#[derive(Debug)]
pub(super) struct Cgroup {
    directory: PathBuf,
}

/// The cgroup of one worker; removed when this is dropped, if nothing lives in it any more.
#[derive(Debug)]
pub(super) struct Leaf {
    path: PathBuf,
}

impl Cgroup {
    /// Checks the directory, enables the controllers for its children, and removes what a
    /// supervisor that was killed has left in it.
    pub(super) fn open(directory: &Path) -> Result<Self, CgroupError> {
        let read = |file| {
            fs::read_to_string(directory.join(file)).map_err(|source| match source.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => CgroupError::NotACgroup,
                _ => CgroupError::Read { file, source },
            })
        };
        let available = read("cgroup.controllers")?;
        let enabled = read("cgroup.subtree_control")?;
        for controller in CONTROLLERS {
            if !lists(&available, controller) {
                return Err(CgroupError::NoController(controller));
            }
            if !lists(&enabled, controller) {
                let file = directory.join("cgroup.subtree_control");
                fs::write(file, format!("+{controller}")).map_err(CgroupError::Enable)?;
            }
        }
        let cgroup = Cgroup { directory: directory.to_owned() };
        cgroup.sweep();
        Ok(cgroup)
    }

    /// Makes the leaf of a worker that offers `memory_bytes` to its interpreter.
    pub(super) fn leaf(&self, worker: WorkerKey, memory_bytes: u64) -> io::Result<Leaf> {
        let random = getrandom::u32().map_err(io::Error::other)?;
        let name = format!("{PREFIX}{}-{}-{random:08x}", std::process::id(), worker.0);
        let path = self.directory.join(name);
        fs::create_dir(&path)?;
        let leaf = Leaf { path };
        let memory = memory_bytes.saturating_add(OVERHEAD_BYTES);
        leaf.set("memory.max", memory)?;
        // All of it dies, should there ever be more than the one process.
        leaf.set("memory.oom.group", 1)?;
        leaf.set("pids.max", TASKS_MAX)?;
        match leaf.set("memory.swap.max", 0) {
            // A kernel without swap accounting has no such file.
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(leaf),
        }
    }

    /// Leaves of supervisors that are gone. One that lives may have made a leaf in which nobody
    /// lives yet; the kernel refuses to remove one in which somebody does.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.directory) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_str().is_some_and(is_left) {
                let _ = fs::remove_dir(entry.path());
            }
        }
    }
}

impl Leaf {
    /// Moves a process in. What it has started before stays outside, but a worker starts nothing, and
    /// nothing hostile runs in it before its first request.
    pub(super) fn add(&self, pid: u32) -> io::Result<()> {
        self.set("cgroup.procs", u64::from(pid))
    }

    /// SIGKILL to everything in it, at once (cgroup.kill, Linux 5.14). An older kernel has no such
    /// file; the process itself is killed in any case.
    pub(super) fn kill(&self) {
        let _ = self.set("cgroup.kill", 1);
    }

    /// Whether the kernel has killed something in it for lack of memory.
    pub(super) fn ran_out_of_memory(&self) -> bool {
        let events = fs::read_to_string(self.path.join("memory.events")).unwrap_or_default();
        let kills = events.lines().find_map(|line| line.strip_prefix("oom_kill "));
        kills.is_some_and(|count| count != "0")
    }

    fn set(&self, file: &str, value: u64) -> io::Result<()> {
        // Not `fs::write`: that would make an ordinary file where the kernel has none.
        let mut file = fs::File::options().write(true).open(self.path.join(file))?;
        io::Write::write_all(&mut file, value.to_string().as_bytes())
    }
}

impl Drop for Leaf {
    fn drop(&mut self) {
        // One in which something still dies stays, and is swept away by the next supervisor.
        let _ = fs::remove_dir(&self.path);
    }
}

/// Whether a leaf's name is that of a supervisor that no longer exists here.
fn is_left(name: &str) -> bool {
    let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse().ok());
    owner.is_some_and(|pid: i32| {
        let found = nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None);
        found == Err(nix::errno::Errno::ESRCH)
    })
}

fn lists(names: &str, name: &str) -> bool {
    names.split_whitespace().any(|one| one == name)
}
