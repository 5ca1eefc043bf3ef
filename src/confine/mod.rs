//! What the kernel holds a worker to. Knows the kernel; knows nothing of Wasm or JSON-RPC.
//!
//! The steps, in the order in which [`prepare`] and [`Prepared::seal`] take them. THREAT_MODEL.md
//! has the same list with what each step stops; `tests/threat_model.rs` compares the two.
//!
//!  1. `parent_death`: SIGKILL when the supervisor ends (checked against the race)
//!  2. `undumpable`: no core dump, no tracing by the same user
//!  3. `umask`: 077
//!  4. `session`: an own session, no terminal, no signals meant for the supervisor's group
//!  5. `environment`: checked to be empty
//!  6. `working_directory`: `/`
//!  7. `descriptors`: every inherited one closed, but those that the plan names; the protocol moved to private ones, fd 0 the null device, fd 1 stderr
//!  8. `rlimits`: memory, stack, descriptors (none but the open ones from step 15 on), file size, core, locked memory, queues, pending signals, priority, processor time
//!  9. `namespaces`: user, net, ipc, uts and mount, where the surroundings permit it; the root file system is an empty one
//! 10. `user`: a supervisor that is root starts workers that are nobody
//! 11. `capabilities`: none, in any set
//! 12. `no_new_privs`: no exec gains rights
//! 13. `landlock`: every right that the kernel knows is handled, and none is granted
//! 14. `tasks`: no further process or thread
//! 15. `no_new_code`: nothing that could be written becomes executable, where the kernel can
//! 16. `seccomp`: a system call without a rule kills the process
//!
//! The caller loads its program and starts its threads between steps 13 and 14 (and the address
//! space is limited to what is mapped then, reservations included, and a little more); steps 9 to
//! 13 are taken while the process has one thread, because they bind threads and not processes.
//! What the kernel can tell of them is read back before step 16, and of that step after it; a
//! [`Report`] says what became of each.
//!
//! A step that fails is an error: nothing is served from a process that is not [`Confined`].
//! Namespaces and user depend on the surroundings, so their absence is only reported; Landlock and
//! seccomp may be missing if the plan says so.
//!
//! Systems other than Linux have the steps 3 to 8 and 14; the others are reported as missing.

pub mod descriptors;
mod error;
pub mod layer;
#[cfg(linux_kernel)]
mod linux;
#[cfg(not(linux_kernel))]
#[path = "portable.rs"]
mod linux;
mod memory;
mod process;
mod rlimit;

use std::os::fd::RawFd;

use nix::unistd::{Pid, getppid};

pub use self::error::ConfineError;
pub use self::rlimit::DATA_OVERHEAD_BYTES;

use self::descriptors::Channels;
use self::layer::{Entry, Layer, PARTLY, Report};

/// What a process is to be held to.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// What the program inside is promised, in bytes; the DATA limit follows from it.
    pub memory_bytes: u64,
    /// Inherited descriptors that stay open, beside stdin, stdout and stderr.
    pub keep: &'a [RawFd],
    /// Layers whose absence is accepted where the kernel lacks them.
    pub allow_missing: &'a [Layer],
    /// Layers that are left out although the kernel has them, so that a test can see what the
    /// others stop. The report says so, and the supervisor refuses such a worker.
    pub without: &'a [Layer],
}

impl<'a> Plan<'a> {
    /// Every layer.
    pub fn full(memory_bytes: u64, keep: &'a [RawFd]) -> Self {
        Plan { memory_bytes, keep, allow_missing: &[], without: &[] }
    }
}

/// A process that has taken steps 1 to 13, and may still start threads.
#[derive(Debug)]
pub struct Prepared {
    steps: Steps,
    limits: Vec<rlimit::Limit>,
    /// What the DATA limit is, in bytes.
    data: u64,
    address_space: linux::AddressSpace,
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

/// What became of the steps so far.
#[derive(Debug)]
struct Steps {
    /// Who started this process.
    #[cfg_attr(not(linux_kernel), expect(dead_code, reason = "only Linux can die with it"))]
    parent: Pid,
    allow_missing: Vec<Layer>,
    without: Vec<Layer>,
    entries: Vec<Entry>,
}

/// What a layer that the surroundings may lack came to.
#[derive(Debug)]
enum Outcome {
    /// It holds; the text says what.
    Applied(String),
    /// It cannot be had here; the text says why.
    Missing(String),
}

impl Steps {
    /// Takes one step, unless the plan leaves it out.
    fn take(
        &mut self,
        layer: Layer,
        step: impl FnOnce() -> Result<Outcome, ConfineError>,
    ) -> Result<(), ConfineError> {
        let entry = if self.without.contains(&layer) {
            Entry::missing(layer, "left out by the plan")
        } else {
            match step()? {
                Outcome::Applied(detail) => Entry::applied(layer, detail),
                Outcome::Missing(why) if self.accepts(layer) => Entry::missing(layer, why),
                Outcome::Missing(why) => return Err(ConfineError::Missing { layer, why }),
            }
        };
        self.entries.push(entry);
        Ok(())
    }

    /// Whether this layer may be missing. Other systems than Linux lack most of them for good.
    fn accepts(&self, layer: Layer) -> bool {
        cfg!(not(linux_kernel)) || layer.is_optional() || self.allow_missing.contains(&layer)
    }

    fn applied(&self, layer: Layer) -> bool {
        self.entries.iter().any(|entry| entry.layer == layer && entry.applied)
    }

    fn held(&mut self, layer: Layer) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.layer == layer && entry.applied)
    }
}

/// Steps 1 to 13. To be called once, by the main thread, before anything opens a descriptor.
///
/// # Errors
/// The first step that failed; the process should then end.
pub fn prepare(plan: &Plan<'_>) -> Result<(Prepared, Channels), ConfineError> {
    let parent = getppid();
    let mut steps = Steps {
        parent,
        allow_missing: plan.allow_missing.to_vec(),
        without: plan.without.to_vec(),
        entries: Vec::with_capacity(Layer::ALL.len()),
    };
    steps.take(Layer::ParentDeath, || linux::die_with_parent(parent))?;
    steps.take(Layer::Undumpable, linux::forbid_dumps)?;
    steps.take(Layer::Umask, process::mask_file_modes)?;
    steps.take(Layer::Session, process::own_session)?;
    steps.take(Layer::Environment, process::require_empty_environment)?;
    steps.take(Layer::WorkingDirectory, process::leave_working_directory)?;
    // Not left out for anybody: the caller gets its pipes from this step.
    let channels = descriptors::claim(plan.keep)?;
    steps.entries.push(descriptors::held()?);
    memory::keep_to_one_heap();
    let limits = rlimit::table(plan.memory_bytes, linux::stays_within_reach()?);
    steps.take(Layer::Rlimits, || rlimit::apply(&limits))?;
    let address_space = linux::AddressSpace::open();
    linux::leave_the_system(&mut steps)?;
    steps.take(Layer::NoNewPrivs, linux::forbid_new_privileges)?;
    steps.take(Layer::Landlock, linux::landlock)?;
    let data = rlimit::data(plan.memory_bytes);
    Ok((Prepared { steps, limits, data, address_space }, channels))
}

impl Prepared {
    /// Steps 14 to 16, and the reading back. No thread or process can be started afterwards.
    ///
    /// # Errors
    /// A layer that could not be applied, or that the kernel says does not hold.
    pub fn seal(self) -> Result<Confined, ConfineError> {
        let Prepared { mut steps, limits, data, address_space } = self;
        if let Some(entry) = steps.held(Layer::Rlimits) {
            match address_space.limit(data)? {
                Some(bytes) => entry.detail.push_str(&format!(", AS {bytes}")),
                None => entry.detail.push_str(&format!("{PARTLY}address space, without a /proc")),
            }
        }
        steps.take(Layer::Tasks, rlimit::forbid_new_tasks)?;
        steps.take(Layer::NoNewCode, linux::forbid_new_code)?;
        // Before the filter: hardly any of the calls that can tell are allowed behind it.
        process::check(&steps)?;
        if steps.applied(Layer::Rlimits) {
            rlimit::check(&limits)?;
        }
        linux::check(&steps)?;
        if let Some(entry) = steps.held(Layer::Rlimits) {
            rlimit::forbid_new_descriptors()?;
            entry.detail.push_str(", then NOFILE 0");
            if rlimit::leaves_processor_time(&limits) {
                let watched = "processor time, which the supervisor alone watches";
                entry.detail.push_str(&format!("{PARTLY}{watched}"));
            }
        }
        steps.take(Layer::Seccomp, linux::seccomp)?;
        Ok(Confined { report: Report { entries: steps.entries } })
    }
}
