//! The process that tries to escape: this test binary, started anew with a role.

use std::os::fd::{AsRawFd, RawFd};

use mpy::confine::layer::Layer;
use mpy::confine::{self, Plan};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use rustix::thread::{CapabilitySet, capabilities, set_capabilities};

use crate::act::Outcome;
use crate::raw::{self, sys};
use crate::world::World;
use crate::{acts, rules, terminal};

/// The first argument of such a process.
pub const MARKER: &str = "--try";
/// How the line begins that tells the outcome.
pub const OUTCOME: &str = "outcome ";
/// How the lines begin that tell which layers there are.
pub const LAYER: &str = "layer ";
/// An act that does nothing but to wait for the end of its input: a victim.
pub const IDLE: &str = "idle";
/// An act that says which layers hold.
pub const PROBE: &str = "probe";

/// How the names begin that are rules of the filter instead of acts.
pub const RULE: &str = "rule ";

/// The exit code of a process that should have its own user namespace and may not.
pub const NO_NAMESPACE: i32 = 9;

/// What an act may read in another process.
pub static SECRET: u64 = 0x5ec2e7;
const MIB: u64 = 1024 * 1024;

/// The whole life of the process.
pub fn play(arguments: &[String]) -> ! {
    let mut world = World::parse(arguments);
    if world.terminal {
        terminal::launch(&world, arguments);
    }
    if world.lonely {
        lonely_root();
    }
    same_start_everywhere();
    if world.act == IDLE {
        idle(&mut world);
    }
    if world.act == PROBE {
        probe(&mut world);
    }
    let (before, attempt) = match world.act.strip_prefix(RULE) {
        Some(name) => {
            let nothing: fn(&mut World) = |_| {};
            (nothing, rules::find(name).expect("a known rule").attempt)
        }
        None => {
            let act = acts::find(&world.act).expect("a known act");
            (act.before, act.attempt)
        }
    };
    confine_around(&mut world, before);
    let outcome = match attempt(&world) {
        Ok(_) => Outcome::Done,
        Err(errno) => Outcome::Errno(errno),
    };
    report(world.output, outcome);
    raw::leave(0)
}

/// Becomes root of a user namespace in which nobody else exists; ends where that is refused.
fn lonely_root() {
    let (user, group) = (nix::unistd::geteuid(), nix::unistd::getegid());
    if sys!(SYS_unshare, nix::libc::CLONE_NEWUSER).is_err() {
        raw::leave(NO_NAMESPACE);
    }
    let write = |file: &str, text: String| {
        std::fs::write(format!("/proc/self/{file}"), text).expect("an own namespace");
    };
    write("setgroups", "deny".to_owned());
    write("uid_map", format!("0 {user} 1"));
    write("gid_map", format!("0 {group} 1"));
}

/// What makes the outcomes the same on every machine: root's right to raise limits, which not every
/// root has, is given up, and no core file is left behind.
fn same_start_everywhere() {
    let (_, hard) = getrlimit(Resource::RLIMIT_CORE).expect("the limit");
    setrlimit(Resource::RLIMIT_CORE, 0, hard).expect("no core file");
    let mut sets = capabilities(None).expect("the capabilities");
    sets.effective.remove(CapabilitySet::SYS_RESOURCE);
    sets.permitted.remove(CapabilitySet::SYS_RESOURCE);
    set_capabilities(None, sets).expect("without CAP_SYS_RESOURCE");
}

/// Takes the steps of a worker, with the act's own preparation where a worker starts its threads.
/// Returns the lines that tell the layers.
fn confine_around(world: &mut World, before: fn(&mut World)) -> Vec<String> {
    let Some(layers) = &world.layers else {
        before(world);
        return Vec::new();
    };
    let without: Vec<Layer> =
        Layer::ALL.into_iter().filter(|layer| !layers.contains(layer)).collect();
    let keep: Vec<RawFd> = Some(world.fd).into_iter().filter(|fd| *fd >= 0).collect();
    let plan = Plan { memory_bytes: MIB, keep: &keep, allow_missing: &[], without: &without };
    let (prepared, channels) = confine::prepare(&plan).expect("prepared");
    world.input = channels.input.as_raw_fd();
    world.output = channels.output.as_raw_fd();
    world.fd = channels.kept.first().map_or(-1, AsRawFd::as_raw_fd);
    std::mem::forget(channels);
    before(world);
    let confined = prepared.seal().expect("sealed");
    let line = |entry: &confine::layer::Entry| {
        format!("{LAYER}{} {} {}", entry.layer.name(), entry.applied, entry.detail)
    };
    confined.report().entries.iter().map(line).collect()
}

/// The line and nothing but the system call: whatever state the attempt has left.
fn report(fd: RawFd, outcome: Outcome) {
    let line = match outcome {
        Outcome::Errno(errno) => format!("\n{OUTCOME}errno {}\n", errno as i32),
        _ => format!("\n{OUTCOME}done\n"),
    };
    write(fd, &line);
}

fn write(fd: RawFd, text: &str) {
    let written = sys!(SYS_write, fd, text.as_ptr(), text.len());
    assert_eq!(written, Ok(text.len()), "the harness reads");
}

fn probe(world: &mut World) -> ! {
    let lines = confine_around(world, |_| {});
    write(world.output, &format!("\n{}\n", lines.join("\n")));
    raw::leave(0)
}

/// Says where its secret is, and waits.
fn idle(world: &mut World) -> ! {
    confine_around(world, |_| {});
    write(world.output, &format!("{}\n", &raw const SECRET as usize));
    let buffer = raw::buffer();
    while sys!(SYS_read, world.input, buffer, 1).is_ok_and(|count| count > 0) {}
    raw::leave(0)
}
