//! What the kernel holds a worker to. Knows the kernel; knows nothing of Wasm or JSON-RPC.
//!
//! The steps, in the order in which [`prepare`] and [`Prepared::seal`] take them:
//!
//!  1. die with the parent (checked against the race)
//!  2. not dumpable: no core, no ptrace by the same user
//!  3. umask 077
//!  4. own session: no terminal, no signals meant for the supervisor's group
//!  5. environment checked to be empty
//!  6. working directory `/`
//!  7. every inherited descriptor closed, but those that the plan names
//!  8. the protocol moved to private descriptors; fd 0 is the null device, fd 1 is stderr
//!  9. resource limits (and an allocator that keeps within them)
//! 10. no_new_privs
//!
//! Between them the caller loads its program and starts its threads; then:
//!
//! 11. NPROC 0: no further process or thread
//! 12. all of it read back from the kernel into a [`Report`]
//!
//! Namespaces and Landlock belong after step 10, while the process has one thread; seccomp belongs
//! after step 11. They are an issue of their own.
//!
//! A step that fails is an error: nothing is served from a process that is not [`Confined`].

pub mod descriptors;
mod memory;
mod process;
mod rlimit;

use std::os::fd::RawFd;

use nix::errno::Errno;

pub use self::rlimit::DATA_OVERHEAD_BYTES;

use self::descriptors::Channels;

/// What a process is to be held to.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// What the program inside is promised, in bytes; the DATA limit follows from it.
    pub memory_bytes: u64,
    /// Inherited descriptors that stay open, beside stdin, stdout and stderr.
    pub keep: &'a [RawFd],
}

/// Why a process could not be confined.
#[derive(Debug, thiserror::Error)]
pub enum ConfineError {
    #[error("the parent process is gone")]
    Orphaned,
    #[error("the environment must be empty, but has {0} variable(s)")]
    Environment(usize),
    #[error("descriptor {0} was not inherited, or is not one that can be kept")]
    Descriptor(RawFd),
    #[error("cannot {step}: {errno}")]
    Kernel { step: &'static str, errno: Errno },
    #[error("cannot {step}")]
    Io { step: &'static str, source: std::io::Error },
    #[error("{layer} was applied, but the kernel says that it does not hold")]
    NotHeld { layer: &'static str },
}

/// What holds, layer by layer, in the order of application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub layers: Vec<Layer>,
}

/// One layer that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    pub name: &'static str,
    /// One line.
    pub detail: String,
}

/// A process that has taken steps 1 to 10, and may still start threads.
#[derive(Debug)]
pub struct Prepared {
    limits: Vec<rlimit::Limit>,
}

/// Proof that every step was taken and read back. Only this module makes one.
#[derive(Debug)]
pub struct Confined {
    report: Report,
}

impl Confined {
    /// What holds.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Steps 1 to 10. To be called once, by the main thread, before anything opens a descriptor.
///
/// # Errors
/// The first step that failed; the process should then end.
pub fn prepare(plan: &Plan<'_>) -> Result<(Prepared, Channels), ConfineError> {
    process::die_with_parent()?;
    process::forbid_dumps()?;
    process::mask_file_modes();
    process::own_session()?;
    process::require_empty_environment()?;
    process::leave_working_directory()?;
    let channels = descriptors::claim(plan.keep)?;
    memory::keep_large_blocks_apart();
    let limits = rlimit::table(plan.memory_bytes);
    rlimit::apply(&limits)?;
    process::forbid_new_privileges()?;
    Ok((Prepared { limits }, channels))
}

impl Prepared {
    /// Steps 11 and 12. No thread or process can be started afterwards (root is exempt: for it
    /// the kernel does not count).
    ///
    /// # Errors
    /// A layer that could not be applied, or that the kernel says does not hold.
    pub fn seal(self) -> Result<Confined, ConfineError> {
        let mut limits = self.limits;
        let no_tasks = rlimit::no_new_tasks();
        rlimit::apply(&[no_tasks])?;
        limits.push(no_tasks);
        let mut layers = process::read_back()?;
        layers.push(descriptors::read_back()?);
        layers.push(rlimit::read_back(&limits)?);
        Ok(Confined { report: Report { layers } })
    }
}
