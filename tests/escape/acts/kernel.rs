//! Large interfaces of the kernel that a worker has no use for.

use nix::errno::Errno;

use super::why;
use crate::act::{Act, act};
use crate::raw::{Answer, buffer, record, sys};

const KEYS: &str = "keys belong to everybody who has a user number; there is no other check";
const PROCESS_KEYRING: i32 = -2;

pub fn acts() -> Vec<Act> {
    vec![
        act("io_uring_setup", |_| sys!(SYS_io_uring_setup, 1, buffer())).second(Errno::ENOMEM),
        act("bpf", |_| {
            // BPF_MAP_CREATE of an array: type 2, key 4, value 4, one entry.
            sys!(SYS_bpf, 0, record(&[2 | (4 << 32), 4 | (1 << 32)]), 64)
        }),
        act("perf_event_open", |_| {
            // struct perf_event_attr: software, 64 bytes, the CPU clock; not in the kernel.
            let attributes = record(&[1 | (64 << 32), 0, 0, 0, 0, 1 << 5]);
            sys!(SYS_perf_event_open, attributes, 0, -1, -1, 0)
        })
        .second(Errno::EMFILE),
        act("userfaultfd", |_| sys!(SYS_userfaultfd, 1)).second(Errno::EMFILE),
        act("add_key", |_| add_key()).only_seccomp(KEYS),
        act("request_key", |_| sys!(SYS_request_key, c"user", c"escape", 0, 0))
            .before(|_| {
                let _ = add_key();
            })
            .only_seccomp(KEYS),
        // KEYCTL_GET_KEYRING_ID, made where there is none.
        act("keyctl", |_| sys!(SYS_keyctl, 0, PROCESS_KEYRING, 1)).only_seccomp(KEYS),
        act("personality", |_| sys!(SYS_personality, 0x004_0000)).only_seccomp(why::OWN),
        act("seccomp of another filter", |_| {
            // struct sock_fprog: one instruction, which allows.
            let program = record(&[0x7fff_0000_0000_0006]);
            sys!(SYS_seccomp, 1, 0, record(&[1, program as u64]))
        })
        .before(|_| {
            let _ = sys!(SYS_prctl, 38, 1, 0, 0, 0);
        })
        .only_seccomp("a further filter can only take away"),
        act("seccomp: what the kernel can", |_| sys!(SYS_seccomp, 2, 0, record(&[0x7fff_0000])))
            .only_seccomp(why::PLAIN),
        act("landlock_create_ruleset", |_| sys!(SYS_landlock_create_ruleset, record(&[1]), 8, 0))
            .second(Errno::EMFILE),
        act("rseq", |_| sys!(SYS_rseq, 0, 0, 0, 0)).granted(Errno::EINVAL).only_seccomp(why::OWN),
        act("set_robust_list", |_| sys!(SYS_set_robust_list, buffer(), 24)).only_seccomp(why::OWN),
        act("futex2: futex_waitv", |_| sys!(SYS_futex_waitv, 0, 0, 0, 0, 0))
            .granted(Errno::EINVAL)
            .only_seccomp(why::OWN),
        act("futex with a shared key", |_| sys!(SYS_futex, buffer(), 1, 1)).only_seccomp(why::OWN),
    ]
}

fn add_key() -> Answer {
    sys!(SYS_add_key, c"user", c"escape", c"x", 1, PROCESS_KEYRING)
}
