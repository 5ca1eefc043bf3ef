//! The calls that the filter allows with some arguments: one that it allows, others that kill.

use nix::errno::Errno;
use nix::libc::{self, MAP_ANONYMOUS, MAP_PRIVATE, PROT_EXEC, PROT_READ, PROT_WRITE};
use nix::sys::signal::Signal;

use crate::act::Outcome;
use crate::raw::{Answer, buffer, record, sys};
use crate::role::OUTCOME;
use crate::world::World;

const PAGE: usize = 4096;
const PRIVATE: i32 = MAP_PRIVATE | MAP_ANONYMOUS;
const WRITABLE: i32 = PROT_READ | PROT_WRITE;

pub struct Rule {
    pub name: &'static str,
    /// As the policy names it.
    pub call: &'static str,
    pub attempt: fn(&World) -> Answer,
    pub expected: Outcome,
}

/// Allowed, and the kernel does it.
fn good(name: &'static str, call: &'static str, attempt: fn(&World) -> Answer) -> Rule {
    Rule { name, call, attempt, expected: Outcome::Done }
}

/// Kills.
fn bad(name: &'static str, call: &'static str, attempt: fn(&World) -> Answer) -> Rule {
    Rule { name, call, attempt, expected: Outcome::Signal(Signal::SIGSYS) }
}

impl Rule {
    /// Allowed, and the kernel says something else.
    fn gives(self, expected: Outcome) -> Self {
        Rule { expected, ..self }
    }
}

pub fn all() -> Vec<Rule> {
    let mut rules = descriptors();
    rules.extend(memory());
    rules.extend(waiting());
    rules.extend(clocks());
    rules.extend(others());
    rules.extend(unlimited());
    rules
}

pub fn find(name: &str) -> Option<Rule> {
    all().into_iter().find(|rule| rule.name == name)
}

fn descriptors() -> Vec<Rule> {
    vec![
        good("read of the input", "read", |w| sys!(SYS_read, w.input, buffer(), 1)),
        bad("read of the output", "read", |w| sys!(SYS_read, w.output, buffer(), 1)),
        bad("read of descriptor 12", "read", |_| sys!(SYS_read, 12, buffer(), 1)),
        bad("read of stderr", "read", |_| sys!(SYS_read, 2, buffer(), 1)),
        good("write to the output", "write", |w| sys!(SYS_write, w.output, c"\n", 1)),
        good("write to stderr", "write", |_| sys!(SYS_write, 2, c"\n", 1)),
        bad("write to fd 1", "write", |_| sys!(SYS_write, 1, c"\n", 1)),
        bad("write to the input", "write", |w| sys!(SYS_write, w.input, c"\n", 1)),
        bad("write to descriptor 12", "write", |_| sys!(SYS_write, 12, c"\n", 1)),
        good("write after close", "write", write_after_close),
        good("fcntl F_GETFD", "fcntl", |w| sys!(SYS_fcntl, w.output, libc::F_GETFD)),
        bad("fcntl F_GETFL", "fcntl", |w| sys!(SYS_fcntl, w.output, libc::F_GETFL)),
        bad("fcntl F_SETFD", "fcntl", |w| sys!(SYS_fcntl, w.output, libc::F_SETFD, 0)),
    ]
}

/// The output takes what is written, until it is closed; then nothing takes its number.
fn write_after_close(world: &World) -> Answer {
    sys!(SYS_write, world.output, c"\n", 1)?;
    sys!(SYS_close, world.output)?;
    let answer = sys!(SYS_write, world.output, c"\n", 1);
    let line = if answer == Err(Errno::EBADF) { "done" } else { "errno 0" };
    // The output is gone, so this is told on stderr.
    let line = format!("\n{OUTCOME}{line}\n");
    sys!(SYS_write, 2, line.as_ptr(), line.len())?;
    sys!(SYS_exit_group, 0)
}

fn map(protection: i32, flags: i32) -> Answer {
    sys!(SYS_mmap, 0, PAGE, protection, flags, -1, 0)
}

fn page() -> usize {
    map(WRITABLE, PRIVATE).expect("a page")
}

fn memory() -> Vec<Rule> {
    vec![
        good("mmap writable", "mmap", |_| map(WRITABLE, PRIVATE)),
        good("mmap without access", "mmap", |_| map(0, PRIVATE | libc::MAP_NORESERVE)),
        bad("mmap executable and writable", "mmap", |_| map(WRITABLE | PROT_EXEC, PRIVATE)),
        bad("mmap executable alone", "mmap", |_| map(PROT_EXEC, PRIVATE)),
        bad("mmap to read alone", "mmap", |_| map(PROT_READ, PRIVATE)),
        bad("mmap to write alone", "mmap", |_| map(PROT_WRITE, PRIVATE)),
        bad("mmap with an unknown protection", "mmap", |_| {
            sys!(SYS_mmap, 0, PAGE, 1_usize << 32, PRIVATE, -1, 0)
        }),
        bad("mmap writable with an unknown protection", "mmap", |_| {
            sys!(SYS_mmap, 0, PAGE, 1_usize << 32 | 3, PRIVATE, -1, 0)
        }),
        bad("mmap of a file", "mmap", |_| sys!(SYS_mmap, 0, PAGE, WRITABLE, MAP_PRIVATE, 2, 0)),
        bad("mmap of a file without access", "mmap", |_| {
            sys!(SYS_mmap, 0, PAGE, 0, MAP_PRIVATE, 2, 0)
        }),
        bad("mmap of shared memory", "mmap", |_| map(WRITABLE, libc::MAP_SHARED | MAP_ANONYMOUS)),
        bad("mmap of shared memory without access", "mmap", |_| {
            map(0, libc::MAP_SHARED | MAP_ANONYMOUS)
        }),
        bad("mmap of huge pages", "mmap", |_| map(WRITABLE, PRIVATE | libc::MAP_HUGETLB)),
        bad("mmap that grows down", "mmap", |_| map(WRITABLE, PRIVATE | libc::MAP_GROWSDOWN)),
        bad("mmap of pages made present", "mmap", |_| map(WRITABLE, PRIVATE | libc::MAP_POPULATE)),
        good("mremap that may move", "mremap", |_| {
            sys!(SYS_mremap, page(), PAGE, 2 * PAGE, libc::MREMAP_MAYMOVE)
        }),
        bad("mremap to a place", "mremap", |_| {
            let flags = libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED;
            sys!(SYS_mremap, page(), PAGE, PAGE, flags, page())
        }),
        bad("mremap that leaves the old pages", "mremap", |_| {
            let flags = libc::MREMAP_MAYMOVE | libc::MREMAP_DONTUNMAP;
            sys!(SYS_mremap, page(), PAGE, PAGE, flags)
        }),
        good("mprotect to writable", "mprotect", |_| sys!(SYS_mprotect, page(), PAGE, WRITABLE)),
        bad("mprotect to executable", "mprotect", |_| {
            sys!(SYS_mprotect, page(), PAGE, PROT_READ | PROT_EXEC)
        }),
        bad("mprotect to writable and executable", "mprotect", |_| {
            sys!(SYS_mprotect, page(), PAGE, WRITABLE | PROT_EXEC)
        }),
        bad("mprotect to read alone", "mprotect", |_| sys!(SYS_mprotect, page(), PAGE, PROT_READ)),
        bad("mprotect to write alone", "mprotect", |_| {
            sys!(SYS_mprotect, page(), PAGE, PROT_WRITE)
        }),
        bad("mprotect to no access", "mprotect", |_| sys!(SYS_mprotect, page(), PAGE, 0)),
        bad("mprotect that grows down", "mprotect", |_| {
            sys!(SYS_mprotect, page(), PAGE, WRITABLE | libc::PROT_GROWSDOWN)
        }),
        bad("mprotect with an unknown protection", "mprotect", |_| {
            sys!(SYS_mprotect, page(), PAGE, 1_usize << 32 | 3)
        }),
        good("madvise to free", "madvise", |_| {
            sys!(SYS_madvise, page(), PAGE, libc::MADV_DONTNEED)
        }),
        bad("madvise to free later", "madvise", |_| {
            sys!(SYS_madvise, page(), PAGE, libc::MADV_FREE)
        }),
        bad("madvise to poison", "madvise", |_| {
            sys!(SYS_madvise, page(), PAGE, libc::MADV_HWPOISON)
        }),
    ]
}

/// A futex call on a zero.
fn futex(operation: i32, value: u32) -> Answer {
    sys!(SYS_futex, buffer(), operation, value, 0, 0, u32::MAX)
}

fn waiting() -> Vec<Rule> {
    const PRIVATE: i32 = libc::FUTEX_PRIVATE_FLAG;
    let not_so = Outcome::Errno(Errno::EAGAIN);
    vec![
        good("futex wait", "futex", |_| futex(libc::FUTEX_WAIT | PRIVATE, 1)).gives(not_so),
        good("futex wake", "futex", |_| futex(libc::FUTEX_WAKE | PRIVATE, 1)),
        good("futex wait for some bits", "futex", |_| futex(libc::FUTEX_WAIT_BITSET | PRIVATE, 1))
            .gives(not_so),
        bad("futex wait, shared", "futex", |_| futex(libc::FUTEX_WAIT, 1)),
        bad("futex wake, shared", "futex", |_| futex(libc::FUTEX_WAKE, 1)),
        bad("futex requeue", "futex", |_| futex(libc::FUTEX_CMP_REQUEUE | PRIVATE, 1)),
        bad("futex lock with priorities", "futex", |_| futex(libc::FUTEX_LOCK_PI | PRIVATE, 0)),
        bad("futex wait by the wall clock", "futex", |_| {
            futex(libc::FUTEX_WAIT_BITSET | PRIVATE | libc::FUTEX_CLOCK_REALTIME, 1)
        }),
    ]
}

/// The clock of another process's processor time, clock_getcpuclockid(3).
pub fn clock_of(pid: i32) -> i32 {
    const CPUCLOCK_SCHED: i32 = 2;
    (!pid << 3) | CPUCLOCK_SCHED
}

fn clocks() -> Vec<Rule> {
    const OWN: i32 = libc::CLOCK_PROCESS_CPUTIME_ID;
    fn pause(clock: i32) -> Answer {
        sys!(SYS_clock_nanosleep, clock, 0, record(&[0, 1]), 0)
    }
    fn time(clock: i32) -> Answer {
        sys!(SYS_clock_gettime, clock, buffer())
    }
    fn fineness(clock: i32) -> Answer {
        sys!(SYS_clock_getres, clock, buffer())
    }
    vec![
        good("clock_nanosleep", "clock_nanosleep", |_| pause(libc::CLOCK_MONOTONIC)),
        good("clock_nanosleep by the wall", "clock_nanosleep", |_| pause(libc::CLOCK_REALTIME)),
        bad("clock_nanosleep on its own processor time", "clock_nanosleep", |_| pause(OWN)),
        bad("clock_nanosleep on the parent's processor time", "clock_nanosleep", |w| {
            pause(clock_of(w.parent))
        }),
        good("clock_gettime", "clock_gettime", |_| time(libc::CLOCK_MONOTONIC)),
        good("clock_gettime of the wall", "clock_gettime", |_| time(libc::CLOCK_REALTIME)),
        bad("clock_gettime of its own processor time", "clock_gettime", |_| time(OWN)),
        bad("clock_gettime of the parent's processor time", "clock_gettime", |w| {
            time(clock_of(w.parent))
        }),
        good("clock_getres", "clock_getres", |_| fineness(libc::CLOCK_MONOTONIC)),
        good("clock_getres of the wall", "clock_getres", |_| fineness(libc::CLOCK_REALTIME)),
        bad("clock_getres of its own processor time", "clock_getres", |_| fineness(OWN)),
        bad("clock_getres of the parent's processor time", "clock_getres", |w| {
            fineness(clock_of(w.parent))
        }),
    ]
}

fn others() -> Vec<Rule> {
    vec![
        good("tgkill of itself with SIGABRT", "tgkill", |_| {
            let own = std::process::id();
            sys!(SYS_tgkill, own, own, libc::SIGABRT)
        })
        .gives(Outcome::Signal(Signal::SIGABRT)),
        bad("tgkill of itself with SIGTERM", "tgkill", |_| {
            let own = std::process::id();
            sys!(SYS_tgkill, own, own, libc::SIGTERM)
        }),
        bad("tgkill of the parent with SIGABRT", "tgkill", |w| {
            // Not its thread: even unfiltered it would reach nobody.
            sys!(SYS_tgkill, w.parent, std::process::id(), libc::SIGABRT)
        }),
        good("prctl PR_GET_SECCOMP", "prctl", |_| sys!(SYS_prctl, libc::PR_GET_SECCOMP)),
        bad("prctl PR_SET_SECCOMP", "prctl", |_| sys!(SYS_prctl, libc::PR_SET_SECCOMP, 1)),
        bad("prctl PR_GET_DUMPABLE", "prctl", |_| sys!(SYS_prctl, libc::PR_GET_DUMPABLE)),
    ]
}

/// Allowed with whatever arguments: that these are allowed at all.
fn unlimited() -> Vec<Rule> {
    vec![
        good("close", "close", |w| sys!(SYS_close, w.input)),
        good("munmap", "munmap", |_| sys!(SYS_munmap, page(), PAGE)),
        good("brk", "brk", |_| sys!(SYS_brk, 0)),
        good("getrandom", "getrandom", |_| sys!(SYS_getrandom, buffer(), 8, 0)),
        good("sched_yield", "sched_yield", |_| sys!(SYS_sched_yield)),
        good("rt_sigprocmask", "rt_sigprocmask", |_| {
            sys!(SYS_rt_sigprocmask, libc::SIG_BLOCK, record(&[1 << 40]), 0, 8)
        }),
        good("sigaltstack", "sigaltstack", |_| sys!(SYS_sigaltstack, 0, buffer())),
        good("getpid", "getpid", |_| sys!(SYS_getpid)),
        good("gettid", "gettid", |_| sys!(SYS_gettid)),
    ]
}
