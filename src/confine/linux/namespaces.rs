//! Namespaces of the worker's own, namespaces(7), and an empty root file system.
//!
//! The surroundings decide whether they can be had: containers and some distributions refuse them.
//! No pid namespace: it would bind children only, so the worker would have to be started by a
//! process in between; that costs a fork for each, and seccomp allows no call that takes the
//! number of another process.

#![forbid(unsafe_code)]

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::errno::Errno;
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, unshare};
use nix::unistd::{chdir, pivot_root};

use crate::confine::error::{io, kernel};
use crate::confine::layer::{Layer, PARTLY};
use crate::confine::{ConfineError, Outcome, Steps};

/// Folders of which every system has one: the empty file system is mounted there on its way to
/// becoming the root.
const PLACES: [&str; 4] = ["/proc", "/tmp", "/dev", "/usr"];
const PAGE_BYTES: u32 = 4096;
/// How the reports begin where there is a user namespace.
const USER: &str = "user, ";

/// Everything but the user namespace.
const OTHERS: CloneFlags = CloneFlags::CLONE_NEWNET
    .union(CloneFlags::CLONE_NEWIPC)
    .union(CloneFlags::CLONE_NEWUTS)
    .union(CloneFlags::CLONE_NEWNS);

/// Enters new net, ipc, uts and mount namespaces, as CAP_SYS_ADMIN allows, and leaves the file
/// system behind.
pub fn leave_by_right() -> Result<Outcome, ConfineError> {
    leave(OTHERS, "")
}

/// The same without that capability, inside a new user namespace, where everybody has it.
pub fn leave_as_user() -> Result<Outcome, ConfineError> {
    leave(OTHERS | CloneFlags::CLONE_NEWUSER, USER)
}

fn leave(flags: CloneFlags, user: &str) -> Result<Outcome, ConfineError> {
    if let Err(errno) = unshare(flags) {
        return Ok(Outcome::Missing(format!("the surroundings refuse namespaces: {errno}")));
    }
    Ok(Outcome::Applied(match leave_root()? {
        Ok(()) => format!("{user}net, ipc, uts, mount; an empty root file system"),
        // Nothing is lost by it: Landlock and seccomp keep the file system away as well.
        Err(errno) => format!("{user}net, ipc, uts, mount{PARTLY}an empty root: {errno}"),
    }))
}

/// pivot_root(2) into an empty read-only file system; the old one is detached.
fn leave_root() -> Result<Result<(), Errno>, ConfineError> {
    let before = root_device()?;
    if let Err(errno) = pivot() {
        // It may have failed half-way, with the working directory in the place of the new root: an
        // initial RAM file system, for one, cannot be left like this (pivot_root(2)).
        chdir("/").map_err(kernel("change to the root directory"))?;
        return Ok(Err(errno));
    }
    if root_device()? == before {
        return Err(ConfineError::NotHeld(Layer::Namespaces));
    }
    Ok(Ok(()))
}

fn pivot() -> Result<(), Errno> {
    const NOTHING: Option<&str> = None;
    // Or the other mount namespaces of the machine would see what is mounted here.
    mount(NOTHING, "/", NOTHING, MsFlags::MS_REC | MsFlags::MS_PRIVATE, NOTHING)?;
    let place = PLACES.into_iter().find(|place| Path::new(place).is_dir()).ok_or(Errno::ENOENT)?;
    let flags = MsFlags::MS_RDONLY | MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
    let options = format!("size={PAGE_BYTES},nr_inodes=1,mode=555");
    mount(Some("none"), place, Some("tmpfs"), flags, Some(options.as_str()))?;
    chdir(place)?;
    // The old root is put on top of the new one, from where it can be detached at once.
    pivot_root(".", ".")?;
    umount2(".", MntFlags::MNT_DETACH)?;
    chdir("/")
}

fn root_device() -> Result<u64, ConfineError> {
    Ok(fs::metadata("/").map_err(io("look at the root file system"))?.dev())
}

/// A superuser that has left the other namespaces by right enters a user namespace as well, after
/// it has become nobody: inside, no other user exists to become. It may be refused.
pub fn enter_user_namespace(steps: &mut Steps) -> Result<(), ConfineError> {
    let Some(entry) = steps.held(Layer::Namespaces) else { return Ok(()) };
    match unshare(CloneFlags::CLONE_NEWUSER) {
        Ok(()) => entry.detail.insert_str(0, USER),
        // Refused by a policy, a limit, or because this process is in a chroot (unshare(2)).
        Err(Errno::EPERM | Errno::ENOSPC | Errno::EUSERS | Errno::EINVAL | Errno::EACCES) => {}
        Err(errno) => return Err(kernel("enter a user namespace")(errno)),
    }
    Ok(())
}
