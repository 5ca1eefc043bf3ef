//! Spending more than is allowed, and raising what is allowed.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

use mpy::confine::DATA_OVERHEAD_BYTES;
use mpy::confine::layer::Layer;
use nix::errno::Errno;
use nix::libc::{self, MAP_ANONYMOUS, MAP_PRIVATE, PROT_READ, PROT_WRITE};
use nix::sys::signal::{SigHandler, Signal, signal};

use crate::act::{Act, Need, Outcome, act};
use crate::raw::{Answer, record, sys};

/// Why seccomp cannot refuse what a worker must do to live.
const LIVING: &str = "a worker needs the call itself; how much of it is a matter of limits alone";

pub fn acts() -> Vec<Act> {
    let mut acts = spending();
    acts.extend(raising());
    acts
}

/// More than the suite's processes are promised, and the overhead.
fn too_much() -> usize {
    usize::try_from(DATA_OVERHEAD_BYTES).expect("64 bits") + (8 << 20)
}

fn spending() -> Vec<Act> {
    let refused = Outcome::Errno(Errno::ENOMEM);
    vec![
        act("memory: mmap beyond the limit", |_| {
            let flags = MAP_PRIVATE | MAP_ANONYMOUS;
            sys!(SYS_mmap, 0, too_much(), PROT_READ | PROT_WRITE, flags, -1, 0)
        })
        .confined(refused)
        .only(Layer::Rlimits, LIVING),
        act("memory: mprotect of a reservation beyond the limit", |_| {
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | libc::MAP_NORESERVE;
            let reserved = sys!(SYS_mmap, 0, too_much(), libc::PROT_NONE, flags, -1, 0)?;
            sys!(SYS_mprotect, reserved, too_much(), PROT_READ | PROT_WRITE)
        })
        .confined(refused)
        .only(Layer::Rlimits, LIVING),
        act("memory: mremap beyond the limit", |_| {
            let flags = MAP_PRIVATE | MAP_ANONYMOUS;
            let small = sys!(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, flags, -1, 0)?;
            sys!(SYS_mremap, small, 4096, too_much(), libc::MREMAP_MAYMOVE)
        })
        .confined(refused)
        .only(Layer::Rlimits, LIVING),
        act("memory: brk beyond the limit", |_| {
            let end = sys!(SYS_brk, 0)?;
            // The kernel answers with the old end instead of an errno.
            let moved = sys!(SYS_brk, end + too_much())?;
            if moved == end { Err(Errno::ENOMEM) } else { Ok(moved) }
        })
        .confined(refused)
        .only(Layer::Rlimits, LIVING),
        act("memory: more address space than there is", |_| {
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | libc::MAP_NORESERVE;
            sys!(SYS_mmap, 0, 1_usize << 40, libc::PROT_NONE, flags, -1, 0)
        })
        .confined(refused)
        .only(Layer::Rlimits, LIVING),
        act("memory: dirtied pages made read-only", |_| hoard())
            .only_seccomp("a limit counts what can be written, not what was"),
        act("memory: a stack of 12 MiB", |_| Ok(dive(12 << 10)))
            .before(|w| {
                // The library's handler would turn the fault into a message and SIGABRT.
                let _ = sys!(SYS_rt_sigaction, libc::SIGSEGV, record(&[0]), 0, 8);
                if !w.holds(Layer::Rlimits) {
                    let _ = limit(libc::RLIMIT_STACK, 64 << 20);
                }
            })
            .confined(Outcome::Signal(Signal::SIGSEGV))
            .only(Layer::Rlimits, LIVING),
        act("processor time: 1.5 seconds of 1", |_| spin())
            .before(|w| {
                stop_later();
                // As the supervisor does at the start of a run.
                if w.holds(Layer::Rlimits) {
                    let _ = sys!(SYS_setrlimit, libc::RLIMIT_CPU, record(&[1, u64::MAX]));
                }
            })
            .confined(Outcome::Signal(Signal::SIGXCPU))
            .only(Layer::Rlimits, LIVING),
        act("descriptors: another copy of a pipe", |w| sys!(SYS_dup, w.output))
            .second(Errno::EMFILE),
        act("files: a held file grows", |w| {
            sys!(SYS_pwrite64, w.fd, c"more than there was", 19, 0)
        })
        .needs(Need::Writable)
        .second_kills(Signal::SIGXFSZ),
        act("files: ftruncate of a memfd to a larger size", |w| {
            sys!(SYS_ftruncate, w.made[0], 4096)
        })
        .before(|w| w.made.push(sys!(SYS_memfd_create, c"escape", 0).expect("a memfd")))
        .second_kills(Signal::SIGXFSZ),
        act("files: fallocate of a memfd", |w| sys!(SYS_fallocate, w.made[0], 0, 0, 4096))
            .before(|w| w.made.push(sys!(SYS_memfd_create, c"escape", 0).expect("a memfd")))
            .second_kills(Signal::SIGXFSZ),
        act("pipes: F_SETPIPE_SZ", |w| sys!(SYS_fcntl, w.output, libc::F_SETPIPE_SZ, 512 << 10))
            .only_seccomp("up to a size that the machine sets, pipes may be as large as one likes"),
    ]
}

/// Uses that many KiB of stack, page by page. A loop would not: it is the depth that matters.
fn dive(kib: usize) -> usize {
    let page = black_box([1_u8; 4096]);
    if kib < 4 { usize::from(page[7]) } else { dive(kib - 4) + usize::from(black_box(page)[9]) }
}

/// More dirtied pages than may be writable, a MiB at a time. They are given back.
fn hoard() -> Answer {
    const CHUNK: usize = 1 << 20;
    let mut chunks = Vec::new();
    while chunks.len() * CHUNK <= too_much() {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS;
        let chunk = sys!(SYS_mmap, 0, CHUNK, PROT_READ | PROT_WRITE, flags, -1, 0)?;
        for page in (chunk..chunk + CHUNK).step_by(4096) {
            // SAFETY: the kernel has just given this block to nobody else, readable and writable.
            unsafe { (page as *mut u8).write_volatile(1) };
        }
        sys!(SYS_mprotect, chunk, CHUNK, PROT_READ)?;
        chunks.push(chunk);
    }
    for chunk in chunks {
        sys!(SYS_munmap, chunk, CHUNK)?;
    }
    Ok(0)
}

static ENOUGH: AtomicBool = AtomicBool::new(false);

extern "C" fn enough(_: libc::c_int) {
    ENOUGH.store(true, Ordering::Relaxed);
}

/// Ends `spin` after one and a half seconds of processor time. A timer, because a confined process
/// cannot ask for the clock of its processor time.
fn stop_later() {
    // SAFETY: the handler stores a flag and does nothing else.
    unsafe { signal(Signal::SIGPROF, SigHandler::Handler(enough)) }.expect("a handler");
    let time = record(&[0, 0, 1, 500_000]);
    sys!(SYS_setitimer, libc::ITIMER_PROF, time, 0).expect("a timer");
}

fn spin() -> Answer {
    while !ENOUGH.load(Ordering::Relaxed) {
        black_box(());
    }
    Ok(0)
}

fn limit(resource: libc::__rlimit_resource_t, value: u64) -> Answer {
    sys!(SYS_prlimit64, 0, resource, record(&[value, value]), 0)
}

/// Values that are above what a worker has and below what anybody starts with.
fn raising() -> Vec<Act> {
    vec![
        act("raise DATA", |_| limit(libc::RLIMIT_DATA, 1 << 40)),
        act("raise STACK", |_| limit(libc::RLIMIT_STACK, 64 << 20)),
        act("raise NOFILE", |_| limit(libc::RLIMIT_NOFILE, 64)),
        act("raise NPROC", |_| limit(libc::RLIMIT_NPROC, 64)),
        act("raise FSIZE", |_| limit(libc::RLIMIT_FSIZE, 1 << 20)),
        act("raise CORE", |_| limit(libc::RLIMIT_CORE, 1 << 20)),
        act("raise MEMLOCK", |_| limit(libc::RLIMIT_MEMLOCK, 4096)),
        act("raise MSGQUEUE", |_| limit(libc::RLIMIT_MSGQUEUE, 4096)),
        act("raise SIGPENDING", |_| limit(libc::RLIMIT_SIGPENDING, 64)),
        act("raise CPU", |_| sys!(SYS_setrlimit, libc::RLIMIT_CPU, record(&[3600, u64::MAX])))
            .before(|w| {
                if w.holds(Layer::Rlimits) {
                    let _ = sys!(SYS_setrlimit, libc::RLIMIT_CPU, record(&[1, u64::MAX]));
                }
            })
            .only_seccomp("the supervisor must be able to set it anew, so its hard limit stays"),
        act("getrlimit", |_| sys!(SYS_getrlimit, libc::RLIMIT_DATA, record(&[])))
            .only_seccomp(super::why::PLAIN),
        act("prlimit64 of the parent", |w| limit_of(w.parent)),
        act("prlimit64 of a sibling worker", |w| limit_of(w.pid))
            .needs(Need::Sibling)
            .only_seccomp("siblings are the same user, and the kernel asks for no more"),
    ]
}

/// Reads another's limit, which takes the same right as to set it.
fn limit_of(pid: i32) -> Answer {
    sys!(SYS_prlimit64, pid, libc::RLIMIT_CPU, 0, record(&[]))
}
