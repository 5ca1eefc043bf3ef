//! Memory: code out of data, memory without a name, pages that stay.

use nix::errno::Errno;
use nix::libc::{self, MAP_ANONYMOUS, MAP_PRIVATE, MAP_SHARED, PROT_EXEC, PROT_READ, PROT_WRITE};

use super::why;
use crate::act::{Act, Need, act};
use crate::raw::{Answer, record, sys};
use crate::world::World;

const PAGE: usize = 4096;

/// Why nothing but seccomp keeps a new page from being code.
const CODE: &str = "the kernel asks whether a page could be written before; a new one could not";

pub fn acts() -> Vec<Act> {
    let mut acts = code();
    acts.extend(others());
    acts
}

fn map(protection: i32, flags: i32, fd: i32) -> Answer {
    sys!(SYS_mmap, 0, PAGE, protection, flags, fd, 0)
}

fn page() -> usize {
    map(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1).expect("a page")
}

/// A page of code, as a worker has when it has loaded its program.
fn with_code(world: &mut World) {
    let code = map(PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    world.made.push(code.expect("a page"));
}

fn code() -> Vec<Act> {
    vec![
        act("mmap executable", |_| map(PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1))
            .only_seccomp(CODE),
        act("mmap writable and executable", |_| {
            map(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1)
        })
        .second(Errno::EACCES),
        act("mprotect of data to executable", |_| {
            sys!(SYS_mprotect, page(), PAGE, PROT_READ | PROT_EXEC)
        })
        .second(Errno::EACCES),
        act("mprotect of code to writable and executable", |w| {
            sys!(SYS_mprotect, w.made[0], PAGE, PROT_READ | PROT_WRITE | PROT_EXEC)
        })
        .before(with_code)
        .second(Errno::EACCES),
        act("pkey_mprotect of data to executable", |_| {
            sys!(SYS_pkey_mprotect, page(), PAGE, PROT_READ | PROT_EXEC, -1)
        })
        .second(Errno::EACCES),
        act("mmap of a held file, executable", |w| map(PROT_READ | PROT_EXEC, MAP_PRIVATE, w.fd))
            .needs(Need::Readable)
            .only_seccomp(CODE),
        act("mremap of a page of code to another place", |w| {
            let place = page();
            let flags = libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED;
            sys!(SYS_mremap, w.made[0], PAGE, PAGE, flags, place)
        })
        .before(with_code)
        .only_seccomp(why::OWN),
        act("remap_file_pages", |_| {
            let shared = sys!(
                SYS_mmap,
                0,
                2 * PAGE,
                PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS,
                -1,
                0
            )?;
            sys!(SYS_remap_file_pages, shared, PAGE, 0, 1, 0)
        })
        .only_seccomp(why::OWN),
    ]
}

fn others() -> Vec<Act> {
    vec![
        act("mmap shared", |_| map(PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1))
            .only_seccomp("shared memory without a name is not counted by any limit of a process"),
        act("mmap of a held file", |w| map(PROT_READ, MAP_PRIVATE, w.fd))
            .needs(Need::Readable)
            .only_seccomp(why::HELD),
        act("memfd_create", |_| sys!(SYS_memfd_create, c"escape", 0)).second(Errno::EMFILE),
        act("memfd_secret", |_| sys!(SYS_memfd_secret, 0)).second(Errno::EMFILE),
        act("mlock", |_| sys!(SYS_mlock, page(), PAGE)),
        act("mlockall", |_| sys!(SYS_mlockall, libc::MCL_FUTURE)),
        act("mmap of locked pages", |_| {
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | libc::MAP_LOCKED;
            map(PROT_READ | PROT_WRITE, flags, -1)
        }),
        act("mincore", |_| sys!(SYS_mincore, page(), PAGE, record(&[]))).only_seccomp(why::OWN),
        act("msync", |_| sys!(SYS_msync, page(), PAGE, libc::MS_ASYNC)).only_seccomp(why::OWN),
        act("madvise: another advice than to free", |_| {
            sys!(SYS_madvise, page(), PAGE, libc::MADV_HUGEPAGE)
        })
        .only_seccomp(why::OWN),
        act("pkey_alloc", |_| sys!(SYS_pkey_alloc, 0, 0)).only_seccomp(why::OWN),
        act("membarrier", |_| sys!(SYS_membarrier, 0, 0)).only_seccomp(why::PLAIN),
        act("mbind", |_| sys!(SYS_mbind, page(), PAGE, 0, 0, 0, 0)).only_seccomp(why::OWN),
    ]
}
