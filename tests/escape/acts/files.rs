//! Files: everything that takes a path.

use nix::errno::Errno;
use nix::libc::{self, AT_FDCWD};

use super::why;
use crate::act::{Act, Need, act};
use crate::raw::{buffer, record, sys};

/// A path of the harness's folder is not there in an empty root file system; only where that
/// cannot be had does Landlock get to say EACCES.
const GONE: Errno = Errno::ENOENT;
/// No descriptor is given out after the seal, and that is looked at before the path.
const FULL: Errno = Errno::EMFILE;

pub fn acts() -> Vec<Act> {
    let mut acts = opening();
    acts.extend(changing());
    acts.extend(looking());
    acts
}

fn opening() -> Vec<Act> {
    vec![
        act("openat to read", |w| sys!(SYS_openat, AT_FDCWD, &*w.path("readable"), libc::O_RDONLY))
            .needs(Need::Folder)
            .second(FULL),
        act("openat to write", |w| {
            sys!(SYS_openat, AT_FDCWD, &*w.path("writable"), libc::O_WRONLY)
        })
        .needs(Need::Folder)
        .second(FULL),
        act("openat to create", |w| {
            sys!(SYS_openat, AT_FDCWD, &*w.path("new"), libc::O_CREAT | libc::O_WRONLY, 0o600)
        })
        .needs(Need::Folder)
        .second(FULL),
        act("openat of a file of root's alone", |w| {
            sys!(SYS_openat, AT_FDCWD, &*w.path("secret"), libc::O_RDONLY)
        })
        .needs(Need::Folder)
        .second(FULL),
        act("openat with O_PATH", |w| {
            sys!(SYS_openat, AT_FDCWD, &*w.path("readable"), libc::O_PATH)
        })
        .needs(Need::Folder)
        .second(FULL),
        act("openat with O_TMPFILE", |w| {
            sys!(SYS_openat, AT_FDCWD, &*w.path(""), libc::O_TMPFILE | libc::O_RDWR, 0o600)
        })
        .needs(Need::Folder)
        .second(FULL),
        act("openat below a held folder", |w| sys!(SYS_openat, w.fd, c"readable", libc::O_RDONLY))
            .needs(Need::OpenFolder)
            .second(FULL),
        act("openat of the root directory", |_| {
            sys!(SYS_openat, AT_FDCWD, c"/", libc::O_RDONLY | libc::O_DIRECTORY)
        })
        .second(FULL),
        act("openat of the null device", |_| {
            sys!(SYS_openat, AT_FDCWD, c"/dev/null", libc::O_RDWR)
        })
        .second(FULL),
        act("openat of /proc/self/maps", |_| {
            sys!(SYS_openat, AT_FDCWD, c"/proc/self/maps", libc::O_RDONLY)
        })
        .second(FULL),
        act("openat of /proc/self/mem to write", |_| {
            sys!(SYS_openat, AT_FDCWD, c"/proc/self/mem", libc::O_RDWR)
        })
        .second(FULL),
        act("openat of the parent's /proc entry", |w| {
            let path = std::ffi::CString::new(format!("/proc/{}/status", w.parent));
            sys!(SYS_openat, AT_FDCWD, &*path.expect("no NUL"), libc::O_RDONLY)
        })
        .second(FULL),
        act("openat2", |w| {
            // struct open_how: flags, mode, resolve.
            sys!(SYS_openat2, AT_FDCWD, &*w.path("readable"), record(&[0, 0, 0]), 24)
        })
        .needs(Need::Folder)
        .second(FULL),
        act("open_by_handle_at", |w| sys!(SYS_open_by_handle_at, w.fd, w.made[0], libc::O_RDONLY))
            .needs(Need::OpenFolder)
            .before(|w| {
                // struct file_handle: room for 128 bytes.
                let handle = record(&[128]);
                let _ =
                    sys!(SYS_name_to_handle_at, w.fd, c"", handle, buffer(), libc::AT_EMPTY_PATH);
                w.made.push(handle as usize);
            }),
        act("name_to_handle_at", |w| {
            sys!(SYS_name_to_handle_at, w.fd, c"", record(&[128]), buffer(), libc::AT_EMPTY_PATH)
        })
        .needs(Need::OpenFolder)
        .only_seccomp(why::HELD),
    ]
}

fn changing() -> Vec<Act> {
    vec![
        act("mkdirat", |w| sys!(SYS_mkdirat, AT_FDCWD, &*w.path("new"), 0o700))
            .needs(Need::Folder)
            .second(GONE),
        act("mknodat of a pipe", |w| {
            sys!(SYS_mknodat, AT_FDCWD, &*w.path("new"), libc::S_IFIFO | 0o600, 0)
        })
        .needs(Need::Folder)
        .second(GONE),
        act("unlinkat", |w| sys!(SYS_unlinkat, AT_FDCWD, &*w.path("readable"), 0))
            .needs(Need::Folder)
            .second(GONE),
        act("unlinkat below a held folder", |w| sys!(SYS_unlinkat, w.fd, c"readable", 0))
            .needs(Need::OpenFolder)
            .second(Errno::EACCES),
        act("renameat2", |w| {
            let (from, to) = (w.path("readable"), w.path("new"));
            sys!(SYS_renameat2, AT_FDCWD, &*from, AT_FDCWD, &*to, 0)
        })
        .needs(Need::Folder)
        .second(GONE),
        act("linkat", |w| {
            let (from, to) = (w.path("writable"), w.path("new"));
            sys!(SYS_linkat, AT_FDCWD, &*from, AT_FDCWD, &*to, 0)
        })
        .needs(Need::Folder)
        .second(GONE),
        act("symlinkat", |w| sys!(SYS_symlinkat, c"readable", AT_FDCWD, &*w.path("new")))
            .needs(Need::Folder)
            .second(GONE),
        act("truncate", |w| sys!(SYS_truncate, &*w.path("writable"), 0))
            .needs(Need::Folder)
            .second(GONE),
        act("fchmodat", |w| sys!(SYS_fchmodat, AT_FDCWD, &*w.path("readable"), 0o600))
            .needs(Need::Folder)
            .second(GONE),
        act("fchownat to the same owner", |w| {
            sys!(SYS_fchownat, AT_FDCWD, &*w.path("readable"), -1, -1, 0)
        })
        .needs(Need::Folder)
        .second(GONE),
        act("utimensat", |w| sys!(SYS_utimensat, AT_FDCWD, &*w.path("readable"), 0_usize, 0))
            .needs(Need::Folder)
            .second(GONE),
        act("setxattr", |w| sys!(SYS_setxattr, &*w.path("writable"), c"user.escape", c"x", 1, 0))
            .needs(Need::Folder)
            .second(GONE),
    ]
}

fn looking() -> Vec<Act> {
    vec![
        act("newfstatat", |w| sys!(SYS_newfstatat, AT_FDCWD, &*w.path("readable"), buffer(), 0))
            .needs(Need::Folder)
            .second(GONE),
        act("statx of an own pipe", |w| {
            sys!(SYS_statx, w.output, c"", libc::AT_EMPTY_PATH, libc::STATX_ALL, buffer())
        })
        .only_seccomp(why::HELD),
        act("faccessat", |w| sys!(SYS_faccessat, AT_FDCWD, &*w.path("readable"), libc::R_OK))
            .needs(Need::Folder)
            .second(GONE),
        act("readlinkat of /proc/self/exe", |_| {
            sys!(SYS_readlinkat, AT_FDCWD, c"/proc/self/exe", buffer(), 4096)
        })
        .second(GONE),
        act("statfs of the root directory", |_| sys!(SYS_statfs, c"/", buffer()))
            .only_seccomp("what may be learnt of an empty file system is not worth a check"),
        act("getdents64 of a held folder", |w| sys!(SYS_getdents64, w.fd, buffer(), 4096))
            .needs(Need::OpenFolder)
            .only_seccomp(why::HELD),
        act("getcwd", |_| sys!(SYS_getcwd, buffer(), 4096)).only_seccomp(why::PLAIN),
        act("chdir", |w| sys!(SYS_chdir, &*w.path("empty"))).needs(Need::Folder).second(GONE),
        act("inotify_add_watch", |w| {
            sys!(SYS_inotify_add_watch, w.made[0], &*w.path(""), libc::IN_CREATE)
        })
        .needs(Need::Folder)
        .before(|w| w.made.push(sys!(SYS_inotify_init1, 0).unwrap_or(usize::MAX)))
        .second(GONE),
        act("fanotify_init", |_| sys!(SYS_fanotify_init, libc::FAN_CLASS_NOTIF, libc::O_RDONLY)),
        act("umask", |_| sys!(SYS_umask, 0)).only_seccomp(why::OWN),
    ]
}
