//! What each layer stops, and how it can be had, in a few words each.
//! THREAT_MODEL.md says the same at length.

use crate::confine::layer::Layer;

/// The two texts of one row.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    pub stops: &'static str,
    pub enable: &'static str,
}

const ALWAYS: &str = "Linux";

/// About one layer.
pub const fn words(layer: Layer) -> Words {
    let (stops, enable) = match layer {
        Layer::ParentDeath => ("workers that outlive the supervisor", ALWAYS),
        Layer::Undumpable => ("core dumps, tracing by the same user", ALWAYS),
        Layer::Umask => ("files that others can read", "any Unix"),
        Layer::Session => ("the terminal, signals of the terminal", "any Unix"),
        Layer::Environment => ("secrets in variables", "any Unix"),
        Layer::WorkingDirectory => ("a folder held open", "any Unix"),
        Layer::Descriptors => ("files and sockets that were inherited", "any Unix"),
        Layer::Rlimits => ("eating memory, descriptors, disk", "any Unix"),
        Layer::Namespaces => (
            "files, networks, IPC: there are none to see",
            "permit user namespaces (sysctl user.max_user_namespaces, AppArmor, the container)",
        ),
        Layer::User => (
            "acting as root",
            "run the supervisor as an ordinary user, or leave root its CAP_SETUID, CAP_SETGID, CAP_KILL",
        ),
        Layer::Capabilities => ("every privileged act", ALWAYS),
        Layer::NoNewPrivs => ("privileges gained by exec", ALWAYS),
        Layer::Landlock => (
            "files, TCP, signals, abstract sockets, tracing",
            "Linux 5.13 or later (6.12 for all of it) with landlock in the boot parameter lsm=",
        ),
        Layer::Tasks => ("new processes and threads", "any Unix"),
        Layer::NoNewCode => ("machine code of an attacker's own", "Linux 6.3 or later"),
        Layer::Seccomp => (
            "every system call that a worker does not need",
            "a Linux kernel with CONFIG_SECCOMP_FILTER",
        ),
    };
    Words { stops, enable }
}

/// About the cgroup, which is not the worker's but the supervisor's doing.
pub const CGROUP: Words = Words {
    stops: "eating memory of the kernel's, leaving processes",
    enable: "--cgroup DIRECTORY, one of cgroup v2 that is delegated to this program",
};

/// About the interpreter itself.
pub const WASM: Words =
    Words { stops: "native code: Python runs in a WebAssembly sandbox", enable: "built in" };
