//! Other processes: their memory, their descriptors, their execution.

use nix::errno::Errno;
use nix::libc;

use super::why;
use crate::act::{Act, Need, act};
use crate::raw::{Answer, record, sys};
use crate::rules::clock_of;
use crate::world::World;

/// No descriptor is given out after the seal.
const FULL: Errno = Errno::EMFILE;
const CLOCKS: &str = "the kernel lets everybody read everybody's clock";

pub fn acts() -> Vec<Act> {
    vec![
        act("ptrace of a process like the supervisor", |w| attach(w.pid)).needs(Need::Victim),
        act("ptrace of a sibling worker", |w| attach(w.pid)).needs(Need::Sibling),
        act("ptrace SEIZE of a sibling worker", |w| {
            sys!(SYS_ptrace, libc::PTRACE_SEIZE, w.pid, 0, 0)
        })
        .needs(Need::Sibling),
        act("process_vm_readv of the parent", |w| {
            transfer(libc::SYS_process_vm_readv, w, w.parent)
        }),
        act("process_vm_readv of a sibling worker", |w| {
            transfer(libc::SYS_process_vm_readv, w, w.pid)
        })
        .needs(Need::Sibling),
        act("process_vm_writev of a sibling worker", |w| {
            transfer(libc::SYS_process_vm_writev, w, w.pid)
        })
        .needs(Need::Sibling)
        .granted(Errno::EFAULT),
        act("pidfd_open of the parent", |w| sys!(SYS_pidfd_open, w.parent, 0)).second(FULL),
        act("pidfd_open of a sibling worker", |w| sys!(SYS_pidfd_open, w.pid, 0))
            .needs(Need::Sibling)
            .second(FULL),
        act("pidfd_getfd of a process like the supervisor", |w| sys!(SYS_pidfd_getfd, w.fd, 0, 0))
            .needs(Need::VictimHandle),
        act("pidfd_getfd of a sibling worker", |w| sys!(SYS_pidfd_getfd, w.fd, 0, 0))
            .needs(Need::SiblingHandle),
        act("process_madvise of a sibling worker", |w| {
            let vector = record(&[w.address as u64 & !4095, 4096]);
            sys!(SYS_process_madvise, w.fd, vector, 1, libc::MADV_COLD, 0)
        })
        .needs(Need::SiblingHandle)
        .second(Errno::EACCES),
        act("kcmp with the parent", |w| {
            let own = std::process::id();
            sys!(SYS_kcmp, own, w.parent, 1, 0, 0)
        }),
        act("move_pages of a sibling worker", |w| sys!(SYS_move_pages, w.pid, 0, 0, 0, 0, 0))
            .needs(Need::Sibling),
        act("wait4", |_| sys!(SYS_wait4, -1, 0, libc::WNOHANG, 0))
            .granted(Errno::ECHILD)
            .only_seccomp("it concerns children only, and a worker has none"),
        act("getpriority of the parent", |w| sys!(SYS_getpriority, libc::PRIO_PROCESS, w.parent))
            .only_seccomp(why::PLAIN),
        act("getpgid of the parent", |w| sys!(SYS_getpgid, w.parent)).only_seccomp(why::PLAIN),
        act("sched_getaffinity of the parent", |w| {
            sys!(SYS_sched_getaffinity, w.parent, 128, record(&[]))
        })
        .only_seccomp(why::PLAIN),
        act("clock_gettime of the parent's processor time", |w| time_of(w.parent))
            .only_seccomp(CLOCKS),
        act("clock_gettime of a sibling worker's processor time", |w| time_of(w.pid))
            .needs(Need::Sibling)
            .only_seccomp(CLOCKS),
        act("clock_nanosleep on a sibling worker's processor time", |w| {
            // A time already past.
            let time = record(&[0, 1]);
            sys!(SYS_clock_nanosleep, clock_of(w.pid), libc::TIMER_ABSTIME, time, 0)
        })
        .needs(Need::Sibling)
        .only_seccomp(CLOCKS),
    ]
}

fn time_of(pid: i32) -> Answer {
    sys!(SYS_clock_gettime, clock_of(pid), record(&[]))
}

/// The tracee goes on when its tracer ends.
fn attach(pid: i32) -> Answer {
    sys!(SYS_ptrace, libc::PTRACE_ATTACH, pid, 0, 0)
}

/// Eight bytes between this process and the byte that `world` names in another.
fn transfer(number: libc::c_long, world: &World, pid: i32) -> Answer {
    let own = record(&[]);
    let here = record(&[own as u64, 8]);
    let there = record(&[world.address as u64, 8]);
    let words = [pid as usize, here as usize, 1, there as usize, 1, 0];
    crate::raw::call(number, &words)
}
