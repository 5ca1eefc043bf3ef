//! Becoming somebody else, and going somewhere else.

use nix::errno::Errno;
use nix::libc;

use super::why;
use crate::act::{Act, Need, act};
use crate::raw::{buffer, record, sys};
use crate::world::World;

pub fn acts() -> Vec<Act> {
    let mut acts = credentials();
    acts.extend(places());
    acts
}

fn credentials() -> Vec<Act> {
    vec![
        act("setuid", |_| sys!(SYS_setuid, 1)).second(Errno::EINVAL),
        act("setresuid", |_| sys!(SYS_setresuid, 1, 1, 1)).second(Errno::EINVAL),
        act("setresuid to root", |_| sys!(SYS_setresuid, 0, 0, 0)).second(Errno::EINVAL),
        act("setgid", |_| sys!(SYS_setgid, 1)).second(Errno::EINVAL),
        act("setgroups", |_| sys!(SYS_setgroups, 1, record(&[1]))),
        act("setfsuid", |_| {
            // The call answers with the old number, whatever it did.
            sys!(SYS_setfsuid, 1)?;
            let now = sys!(SYS_setfsuid, -1)?;
            if now == 1 { Ok(0) } else { Err(Errno::EPERM) }
        }),
        act("capset", |_| {
            // Version 3, itself; CAP_CHOWN effective and permitted.
            let header = record(&[0x2008_0522]);
            sys!(SYS_capset, header, record(&[1 | (1 << 32), 0, 0]))
        }),
        act("capget", |_| sys!(SYS_capget, record(&[0x2008_0522]), buffer()))
            .only_seccomp(why::PLAIN),
        act("getuid", |_| sys!(SYS_getuid)).only_seccomp(why::PLAIN),
        act("getppid", |_| sys!(SYS_getppid)).only_seccomp(why::PLAIN),
        act("setsid", |_| sys!(SYS_setsid)),
        act("setpgid", |_| sys!(SYS_setpgid, 0, 0)),
    ]
}

fn places() -> Vec<Act> {
    vec![
        act("setns", |w| sys!(SYS_setns, w.fd, 0)).needs(Need::UtsNamespace),
        act("unshare of the user namespace", |_| sys!(SYS_unshare, libc::CLONE_NEWUSER)),
        act("unshare of the network", |_| sys!(SYS_unshare, libc::CLONE_NEWNET)),
        act("unshare of the mounts", |_| sys!(SYS_unshare, libc::CLONE_NEWNS)),
        act("unshare of the descriptors", |_| sys!(SYS_unshare, libc::CLONE_FILES))
            .only_seccomp(why::OWN),
        act("mount", |w| {
            sys!(SYS_mount, c"none", &*w.path(""), c"tmpfs", libc::MS_NODEV, c"size=4096")
        })
        .needs(Need::Folder)
        .before(own_mounts)
        .second(Errno::ENOENT),
        act("mount of a held folder's file system again", |w| {
            const OPEN_TREE_CLONE: i32 = 1;
            sys!(SYS_open_tree, w.fd, c"", OPEN_TREE_CLONE | libc::AT_EMPTY_PATH)
        })
        .needs(Need::OpenFolder),
        act("fsopen", |_| sys!(SYS_fsopen, c"tmpfs", 0)),
        act("umount2", |w| sys!(SYS_umount2, &*w.path(""), libc::MNT_DETACH))
            .needs(Need::Folder)
            .before(mounted)
            .second(Errno::ENOENT),
        act("pivot_root", |w| sys!(SYS_pivot_root, &*w.path(""), &*w.path("")))
            .needs(Need::Folder)
            .before(mounted),
        act("chroot", |w| sys!(SYS_chroot, &*w.path("empty")))
            .needs(Need::Folder)
            .second(Errno::ENOENT),
        act("chroot to where it is", |_| sys!(SYS_chroot, c"/")),
    ]
}

/// Mounts that nobody else sees. Whoever may not have them may not mount anything either; and the
/// folder is nobody's but the attempt's.
fn own_mounts(_: &mut World) {
    if sys!(SYS_unshare, libc::CLONE_NEWNS).is_ok() {
        let flags = libc::MS_REC | libc::MS_PRIVATE;
        let _ = sys!(SYS_mount, 0, c"/", 0, flags, 0);
    }
}

fn mounted(world: &mut World) {
    own_mounts(world);
    let _ = sys!(SYS_mount, c"none", &*world.path(""), c"tmpfs", 0, c"size=4096");
}
