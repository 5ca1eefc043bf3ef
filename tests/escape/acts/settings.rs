//! Undoing the confinement's own settings, and coming before others at the processor.

use nix::errno::Errno;
use nix::libc;

use super::why;
use crate::act::{Act, act};
use crate::raw::{record, sys};

pub fn acts() -> Vec<Act> {
    vec![
        act("prctl: dumpable again", |_| sys!(SYS_prctl, libc::PR_SET_DUMPABLE, 1, 0, 0, 0))
            .only_seccomp(why::OWN),
        act("prctl: to outlive the parent", |_| {
            sys!(SYS_prctl, libc::PR_SET_PDEATHSIG, 0, 0, 0, 0)
        })
        .only_seccomp(why::OWN),
        act("prctl: another name", |_| sys!(SYS_prctl, libc::PR_SET_NAME, c"innocent", 0, 0, 0))
            .only_seccomp(why::OWN),
        act("prctl: any tracer", |_| sys!(SYS_prctl, libc::PR_SET_PTRACER, -1, 0, 0, 0))
            .only_seccomp(why::OWN),
        act("prctl: a capability kept over setuid", |_| {
            sys!(SYS_prctl, libc::PR_SET_KEEPCAPS, 1, 0, 0, 0)
        }),
        act("prctl: an ambient capability", |_| {
            let raise = libc::PR_CAP_AMBIENT_RAISE;
            sys!(SYS_prctl, libc::PR_CAP_AMBIENT, raise, 0, 0, 0)
        })
        .before(|_| {
            // An ambient capability must be inheritable: CAP_CHOWN, where it is permitted.
            let data = record(&[]);
            let header = record(&[0x2008_0522]);
            if sys!(SYS_capget, header, data).is_ok() {
                // SAFETY: struct __user_cap_data_struct has three words of 32 bits: effective,
                // permitted, inheritable; the kernel has filled two of them.
                unsafe { data.add(1).write(data.add(1).read() | 1) };
                let _ = sys!(SYS_capset, header, data);
            }
        }),
        act("prctl: a subreaper", |_| sys!(SYS_prctl, libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
            .only_seccomp(why::OWN),
        act("sched_setscheduler: real time", |_| {
            sys!(SYS_sched_setscheduler, 0, libc::SCHED_FIFO, record(&[1]))
        }),
        act("setpriority: before others", |_| sys!(SYS_setpriority, libc::PRIO_PROCESS, 0, -5))
            .second(Errno::EACCES),
        act("ioprio_set: real time", |_| sys!(SYS_ioprio_set, 1, 0, 1 << 13)),
        act("sched_setaffinity", |w| sys!(SYS_sched_setaffinity, 0, 128, w.made[0]))
            .before(|w| {
                let mask = record(&[]);
                sys!(SYS_sched_getaffinity, 0, 128, mask).expect("the present one");
                w.made.push(mask as usize);
            })
            .only_seccomp(why::OWN),
    ]
}
