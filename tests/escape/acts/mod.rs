//! The acts, by what they reach for.

mod descriptors;
mod execution;
mod files;
mod identity;
mod ipc;
mod kernel;
#[cfg(target_arch = "x86_64")]
mod legacy;
mod limits;
mod memory;
mod network;
mod others;
mod settings;
mod signals;
mod system;

use crate::act::Act;

/// Why only seccomp can refuse, where it is the same for many acts.
mod why {
    pub const OWN: &str = "it concerns the process itself, and the kernel asks for no right";
    pub const PLAIN: &str = "it says what every process may know";
    pub const HELD: &str = "it uses a descriptor that is held already, and the kernel asks no more";
}

/// All of them; the table keeps this order.
pub fn all() -> Vec<Act> {
    let mut acts = files::acts();
    #[cfg(target_arch = "x86_64")]
    acts.extend(legacy::acts());
    acts.extend(execution::acts());
    acts.extend(network::acts());
    acts.extend(others::acts());
    acts.extend(signals::acts());
    acts.extend(memory::acts());
    acts.extend(limits::acts());
    acts.extend(identity::acts());
    acts.extend(system::acts());
    acts.extend(kernel::acts());
    acts.extend(settings::acts());
    acts.extend(descriptors::acts());
    acts.extend(ipc::acts());
    acts
}

pub fn find(name: &str) -> Option<Act> {
    all().into_iter().find(|act| act.name == name)
}
