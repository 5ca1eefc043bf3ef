//! The layers of confinement by name, and what a process can say of each.

#![forbid(unsafe_code)]

use std::str::FromStr;

/// One layer. The order is that in which they are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// SIGKILL when the supervisor ends, PR_SET_PDEATHSIG(2const).
    ParentDeath,
    /// No core dump, no tracing by the same user, PR_SET_DUMPABLE(2const).
    Undumpable,
    /// umask(2) 077.
    Umask,
    /// An own session, setsid(2).
    Session,
    /// An empty environment.
    Environment,
    /// Working directory `/`.
    WorkingDirectory,
    /// Nothing inherited but what the plan names, close_range(2).
    Descriptors,
    /// setrlimit(2).
    Rlimits,
    /// user, net, ipc, uts and mount namespaces of its own, unshare(2); an empty root file system.
    Namespaces,
    /// Not the superuser, setresuid(2).
    User,
    /// No capability in any set, capabilities(7).
    Capabilities,
    /// PR_SET_NO_NEW_PRIVS(2const).
    NoNewPrivs,
    /// landlock(7), no rule.
    Landlock,
    /// RLIMIT_NPROC 0, after the last thread has started.
    Tasks,
    /// Nothing writable becomes executable, PR_SET_MDWE(2const).
    NoNewCode,
    /// seccomp(2), default kill, on every thread.
    Seccomp,
}

impl Layer {
    /// Every layer, in order.
    pub const ALL: [Layer; 16] = [
        Layer::ParentDeath,
        Layer::Undumpable,
        Layer::Umask,
        Layer::Session,
        Layer::Environment,
        Layer::WorkingDirectory,
        Layer::Descriptors,
        Layer::Rlimits,
        Layer::Namespaces,
        Layer::User,
        Layer::Capabilities,
        Layer::NoNewPrivs,
        Layer::Landlock,
        Layer::Tasks,
        Layer::NoNewCode,
        Layer::Seccomp,
    ];

    /// As it is written in reports and on command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Layer::ParentDeath => "parent_death",
            Layer::Undumpable => "undumpable",
            Layer::Umask => "umask",
            Layer::Session => "session",
            Layer::Environment => "environment",
            Layer::WorkingDirectory => "working_directory",
            Layer::Descriptors => "descriptors",
            Layer::Rlimits => "rlimits",
            Layer::Namespaces => "namespaces",
            Layer::User => "user",
            Layer::Capabilities => "capabilities",
            Layer::NoNewPrivs => "no_new_privs",
            Layer::Landlock => "landlock",
            Layer::Tasks => "tasks",
            Layer::NoNewCode => "no_new_code",
            Layer::Seccomp => "seccomp",
        }
    }

    /// Whether its absence is reported and nothing more. The surroundings (a container, a
    /// distribution's settings, the user that the supervisor runs as, an older kernel) decide about
    /// these; what each stops, seccomp or Landlock stops as well.
    pub const fn is_optional(self) -> bool {
        matches!(self, Layer::Namespaces | Layer::User | Layer::NoNewCode)
    }

    /// Whether an operator may accept its absence by name. For the optional ones it changes nothing,
    /// but whoever reads that they are absent may think that they must be named.
    pub const fn may_be_missing(self) -> bool {
        matches!(self, Layer::Landlock | Layer::Seccomp) || self.is_optional()
    }

    /// Whether this system has it at all.
    pub const fn exists_here(self) -> bool {
        cfg!(linux_kernel)
            || matches!(
                self,
                Layer::Umask
                    | Layer::Session
                    | Layer::Environment
                    | Layer::WorkingDirectory
                    | Layer::Descriptors
                    | Layer::Rlimits
            )
            || (cfg!(not(target_vendor = "apple")) && matches!(self, Layer::Tasks))
    }

    /// The layers without which no worker may run code here.
    pub fn required(allow_missing: &[Layer]) -> impl Iterator<Item = Layer> {
        Layer::ALL.into_iter().filter(move |layer| {
            layer.exists_here() && !layer.is_optional() && !allow_missing.contains(layer)
        })
    }
}

impl FromStr for Layer {
    type Err = UnknownLayer;

    fn from_str(text: &str) -> Result<Self, UnknownLayer> {
        let found = Layer::ALL.into_iter().find(|layer| layer.name() == text);
        found.ok_or_else(|| UnknownLayer(text.to_owned()))
    }
}

/// A name that is no layer's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no layer {0:?}")]
pub struct UnknownLayer(String);

/// Stands in the detail of a layer that is applied, before what this system's form of it cannot do.
pub const PARTLY: &str = "; but not ";

/// What became of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which one.
    pub layer: Layer,
    /// Whether it was applied, and holds as far as the kernel can tell.
    pub applied: bool,
    /// One line: what holds, or why it does not.
    pub detail: String,
}

impl Entry {
    pub(super) fn applied(layer: Layer, detail: impl Into<String>) -> Self {
        Entry { layer, applied: true, detail: detail.into() }
    }

    pub(super) fn missing(layer: Layer, why: impl Into<String>) -> Self {
        Entry { layer, applied: false, detail: why.into() }
    }
}

/// What became of every layer of [`Layer::ALL`], each once, in that order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub entries: Vec<Entry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_layer_and_keep_the_order() {
        for layer in Layer::ALL {
            assert_eq!(layer.name().parse(), Ok(layer));
        }
        assert!(Layer::ALL.is_sorted());
        assert!("Landlock".parse::<Layer>().is_err());
    }

    #[test]
    #[cfg(linux_kernel)]
    fn what_is_not_accepted_as_missing_is_required() {
        let required = |allowed: &[Layer]| Layer::required(allowed).count();
        assert_eq!(required(&[]), Layer::ALL.len() - 3);
        assert_eq!(required(&[Layer::Landlock, Layer::Namespaces]), Layer::ALL.len() - 4);
        assert!(Layer::required(&[Layer::Landlock]).all(|layer| layer != Layer::Landlock));
    }
}
