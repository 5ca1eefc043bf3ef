//! Signals to others, and what a process may do with its own.

use nix::errno::Errno;
use nix::libc;

use super::why;
use crate::act::{Act, Need, act};
use crate::raw::{Answer, record, sys};

pub fn acts() -> Vec<Act> {
    let mut acts = to_others();
    acts.extend(own());
    acts
}

fn to_others() -> Vec<Act> {
    vec![
        act("kill of the parent with signal 0", |w| sys!(SYS_kill, w.parent, 0)),
        act("kill of a process like the supervisor", |w| sys!(SYS_kill, w.pid, libc::SIGTERM))
            .needs(Need::Victim),
        act("kill of a sibling worker", |w| sys!(SYS_kill, w.pid, libc::SIGKILL))
            .needs(Need::Sibling),
        act("kill of the parent's process group with signal 0", |w| sys!(SYS_kill, -w.group, 0)),
        act("tgkill of the parent with signal 0", |w| sys!(SYS_tgkill, w.parent, w.parent, 0)),
        act("tgkill of a sibling worker with SIGABRT", |w| {
            sys!(SYS_tgkill, w.pid, w.pid, libc::SIGABRT)
        })
        .needs(Need::Sibling),
        act("tkill of a sibling worker", |w| sys!(SYS_tkill, w.pid, libc::SIGABRT))
            .needs(Need::Sibling),
        act("rt_sigqueueinfo to a sibling worker", |w| {
            sys!(SYS_rt_sigqueueinfo, w.pid, libc::SIGABRT, queued())
        })
        .needs(Need::Sibling),
        act("pidfd_send_signal to a process like the supervisor", |w| {
            sys!(SYS_pidfd_send_signal, w.fd, libc::SIGTERM, 0, 0)
        })
        .needs(Need::VictimHandle),
        act("pidfd_send_signal to a sibling worker", |w| {
            sys!(SYS_pidfd_send_signal, w.fd, libc::SIGTERM, 0, 0)
        })
        .needs(Need::SiblingHandle),
        act("F_SETOWN and O_ASYNC: a signal from a pipe to the parent", |w| {
            sys!(SYS_fcntl, w.output, libc::F_SETOWN, w.parent)
        })
        .only_seccomp("the kernel asks for the right when the signal is sent, and Landlock then"),
    ]
}

/// siginfo_t of a signal that a process queues: its number, no error, SI_QUEUE.
fn queued() -> *mut u64 {
    const SI_QUEUE: u64 = 0xffff_ffff;
    record(&[6, SI_QUEUE])
}

fn own() -> Vec<Act> {
    vec![
        act("kill of itself with signal 0", |_| sys!(SYS_kill, std::process::id(), 0))
            .only_seccomp(why::OWN),
        act("tgkill of itself with another signal than SIGABRT", |_| {
            let own = std::process::id();
            sys!(SYS_tgkill, own, own, libc::SIGURG)
        })
        .only_seccomp(why::OWN),
        act("rt_sigaction: to outlive SIGXCPU", |_| {
            // struct sigaction of the kernel: SIG_IGN, no flags.
            sys!(SYS_rt_sigaction, libc::SIGXCPU, record(&[1]), 0, 8)
        })
        .only_seccomp(why::OWN),
        act("signalfd4", |_| sys!(SYS_signalfd4, -1, record(&[1 << 9]), 8, 0))
            .second(Errno::EMFILE),
        act("rt_sigtimedwait", |_| {
            let now = record(&[0, 0]);
            sys!(SYS_rt_sigtimedwait, record(&[1 << 9]), 0, now, 8)
        })
        .granted(Errno::EAGAIN)
        .only_seccomp(why::OWN),
        act("timer_create", |_| timer()).second(Errno::EAGAIN),
        act("setitimer", |_| sys!(SYS_setitimer, libc::ITIMER_REAL, record(&[0, 0, 1000, 0]), 0))
            .only_seccomp("it outlives an exec, but there is none; nothing counts such timers"),
        act("timerfd_create", |_| sys!(SYS_timerfd_create, libc::CLOCK_MONOTONIC, 0))
            .second(Errno::EMFILE),
    ]
}

fn timer() -> Answer {
    // struct sigevent: no value, SIGUSR1, SIGEV_SIGNAL.
    let event = record(&[0, u64::from(libc::SIGUSR1.cast_unsigned())]);
    sys!(SYS_timer_create, libc::CLOCK_MONOTONIC, event, record(&[]))
}
