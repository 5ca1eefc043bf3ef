//! An escape suite: what native code can do in a worker's place, once it is confined.
//!
//! Each act is one test. It is tried by a process of this binary, unconfined first (the positive
//! control), then under the whole confinement, then with layers left out, so that it is known which
//! of them refuse it. `escape/TABLE.md` holds what came out; with `ESCAPE_TABLE=path` in its
//! environment the suite writes it.

#![cfg_attr(not(linux_kernel), allow(unused, reason = "the layers are Linux's"))]

#[cfg(linux_kernel)]
#[path = "escape/act.rs"]
mod act;
#[cfg(linux_kernel)]
#[path = "escape/acts/mod.rs"]
mod acts;
#[cfg(linux_kernel)]
#[path = "escape/harness.rs"]
mod harness;
#[cfg(linux_kernel)]
#[path = "escape/judge.rs"]
mod judge;
#[cfg(linux_kernel)]
#[path = "escape/outside.rs"]
mod outside;
#[cfg(linux_kernel)]
#[path = "escape/policy.rs"]
mod policy;
#[cfg(linux_kernel)]
#[path = "escape/program.rs"]
mod program;
#[cfg(linux_kernel)]
#[path = "escape/raw.rs"]
mod raw;
#[cfg(linux_kernel)]
#[path = "escape/role.rs"]
mod role;
#[cfg(linux_kernel)]
#[path = "escape/rules.rs"]
mod rules;
#[cfg(linux_kernel)]
#[path = "escape/surroundings.rs"]
mod surroundings;
#[cfg(linux_kernel)]
#[path = "escape/table.rs"]
mod table;
#[cfg(linux_kernel)]
#[path = "escape/terminal.rs"]
mod terminal;
#[cfg(linux_kernel)]
#[path = "escape/world.rs"]
mod world;

#[cfg(linux_kernel)]
fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == role::MARKER => role::play(rest),
        _ => judge::all(),
    }
}

#[cfg(not(linux_kernel))]
fn main() {}
