//! The descriptors that a worker holds, and new ones.

use nix::errno::Errno;
use nix::libc;

use super::why;
use crate::act::{Act, Need, act};
use crate::raw::{buffer, bytes, record, sys};

const FULL: Errno = Errno::EMFILE;

pub fn acts() -> Vec<Act> {
    let mut acts = held();
    acts.extend(new());
    acts
}

fn held() -> Vec<Act> {
    vec![
        act("read of the null device, fd 0", |_| sys!(SYS_read, 0, buffer(), 1))
            .only_seccomp(why::HELD),
        act("read of a held file", |w| sys!(SYS_read, w.fd, buffer(), 1))
            .needs(Need::Readable)
            .only_seccomp(why::HELD),
        act("pread64 of a held file", |w| sys!(SYS_pread64, w.fd, buffer(), 1, 0))
            .needs(Need::Readable)
            .only_seccomp(why::HELD),
        act("readv of the input", |w| sys!(SYS_readv, w.input, record(&[buffer() as u64, 1]), 1))
            .only_seccomp(why::HELD),
        act("write to a held file, within its size", |w| sys!(SYS_pwrite64, w.fd, c"x", 1, 0))
            .needs(Need::Writable)
            .second_kills(nix::sys::signal::Signal::SIGXFSZ),
        act("write to fd 1, a copy of stderr", |_| sys!(SYS_write, 1, c"\n", 1))
            .only_seccomp(why::HELD),
        act("writev to the output", |w| sys!(SYS_writev, w.output, record(&[0, 0]), 1))
            .only_seccomp(why::HELD),
        act("lseek of a held file", |w| sys!(SYS_lseek, w.fd, 0, libc::SEEK_SET))
            .needs(Need::Readable)
            .only_seccomp(why::HELD),
        act("fchmod of a held file", |w| sys!(SYS_fchmod, w.fd, 0o600)).needs(Need::Writable),
        act("flock of a held file", |w| sys!(SYS_flock, w.fd, libc::LOCK_EX))
            .needs(Need::Readable)
            .only_seccomp(why::HELD),
        act("ioctl TIOCSTI: typing into the operator's terminal", |w| {
            sys!(SYS_ioctl, w.fd, libc::TIOCSTI, bytes(b"x"))
        })
        .needs(Need::Terminal),
        act("ioctl TIOCSTI on a pipe", |w| sys!(SYS_ioctl, w.output, libc::TIOCSTI, bytes(b"x")))
            .granted(Errno::ENOTTY)
            .only_seccomp(why::HELD),
        act("ioctl FIONREAD on a pipe", |w| sys!(SYS_ioctl, w.input, libc::FIONREAD, buffer()))
            .only_seccomp(why::HELD),
        act("fcntl F_SETFL on a pipe", |w| {
            sys!(SYS_fcntl, w.output, libc::F_SETFL, libc::O_NONBLOCK)
        })
        .only_seccomp(why::HELD),
        act("fcntl F_SETFD on a pipe", |w| sys!(SYS_fcntl, w.output, libc::F_SETFD, 0))
            .only_seccomp(why::HELD),
        act("fcntl F_NOTIFY on a held folder", |w| sys!(SYS_fcntl, w.fd, libc::F_NOTIFY, 4))
            .needs(Need::OpenFolder)
            .only_seccomp(why::HELD),
        act("vmsplice into the output", |w| {
            sys!(SYS_vmsplice, w.output, record(&[c"\n".as_ptr() as u64, 1]), 1, 0)
        })
        .only_seccomp(why::HELD),
        act("tee of the input into the output", |w| sys!(SYS_tee, w.input, w.output, 4, 0))
            .only_seccomp(why::HELD),
        act("splice of the input into the output", |w| {
            sys!(SYS_splice, w.input, 0, w.output, 0, 4, 0)
        })
        .only_seccomp(why::HELD),
        act("sendfile of a held file into the output", |w| {
            sys!(SYS_sendfile, w.output, w.fd, 0, 1)
        })
        .needs(Need::Readable)
        .only_seccomp(why::HELD),
        act("poll", |_| sys!(SYS_ppoll, 0, 0, record(&[0, 0]), 0, 0)).only_seccomp(why::OWN),
    ]
}

fn new() -> Vec<Act> {
    vec![
        act("dup3 over stderr", |w| sys!(SYS_dup3, w.output, 2, 0)).second(Errno::EBADF),
        act("fcntl F_DUPFD", |w| sys!(SYS_fcntl, w.output, libc::F_DUPFD, 0)).second(Errno::EINVAL),
        act("pipe2", |_| sys!(SYS_pipe2, buffer(), 0)).second(FULL),
        act("eventfd2", |_| sys!(SYS_eventfd2, 0, 0)).second(FULL),
        act("epoll_create1", |_| sys!(SYS_epoll_create1, 0)).second(FULL),
        act("inotify_init1", |_| sys!(SYS_inotify_init1, 0)).second(FULL),
        act("close_range", |_| sys!(SYS_close_range, 100, 200, 0)).only_seccomp(why::OWN),
    ]
}
