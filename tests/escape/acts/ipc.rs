//! Objects that processes share by number or by name.

use nix::errno::Errno;
use nix::libc;

use crate::act::{Act, Need, act};
use crate::raw::{buffer, record, sys};

const OWN_NAMESPACE: &str = "in an own ipc namespace it reaches nobody, and no limit counts it";
/// What another namespace's object looks like.
const GONE: Errno = Errno::EINVAL;

pub fn acts() -> Vec<Act> {
    vec![
        act("shmget", |_| {
            let id = sys!(SYS_shmget, libc::IPC_PRIVATE, 4096, 0o600)?;
            // Or it would outlive this process.
            sys!(SYS_shmctl, id, libc::IPC_RMID, 0)
        })
        .only_seccomp(OWN_NAMESPACE),
        act("shmat of the supervisor's segment", |w| sys!(SYS_shmat, w.system_v[0], 0, 0))
            .needs(Need::SystemV)
            .second(GONE),
        act("semget", |_| {
            let id = sys!(SYS_semget, libc::IPC_PRIVATE, 1, 0o600)?;
            sys!(SYS_semctl, id, 0, libc::IPC_RMID)
        })
        .only_seccomp(OWN_NAMESPACE),
        act("semop on the supervisor's set", |w| {
            // struct sembuf: semaphore 0, plus 1.
            sys!(SYS_semop, w.system_v[1], record(&[1 << 16]), 1)
        })
        .needs(Need::SystemV)
        .second(GONE),
        act("msgget", |_| {
            let id = sys!(SYS_msgget, libc::IPC_PRIVATE, 0o600)?;
            sys!(SYS_msgctl, id, libc::IPC_RMID, 0)
        })
        .only_seccomp(OWN_NAMESPACE),
        act("msgsnd to the supervisor's queue", |w| {
            sys!(SYS_msgsnd, w.system_v[2], record(&[1, 1]), 1, libc::IPC_NOWAIT)
        })
        .needs(Need::SystemV)
        .second(GONE),
        act("mq_open", |_| {
            let flags = libc::O_CREAT | libc::O_RDWR;
            let opened = sys!(SYS_mq_open, c"escape-suite", flags, 0o600, 0);
            if opened.is_ok() {
                // Or it would outlive this process.
                let _ = sys!(SYS_mq_unlink, c"escape-suite");
            }
            opened
        })
        .second(Errno::EMFILE),
        act("mq_notify", |_| sys!(SYS_mq_notify, -1, buffer()))
            .granted(Errno::EBADF)
            .only_seccomp(super::why::OWN),
    ]
}
