//! Calls that only older processors' tables have, and the two other tables of this one.

use std::arch::asm;

use nix::errno::Errno;
use nix::libc;

use super::why;
use crate::act::{Act, Need, Outcome, Second, act};
use crate::raw::{Answer, buffer, record, start_task, sys};

const GONE: Errno = Errno::ENOENT;

pub fn acts() -> Vec<Act> {
    let mut acts = files();
    acts.extend(tables());
    acts.extend(tasks());
    acts
}

fn files() -> Vec<Act> {
    let mut acts = vec![
        act("open", |w| sys!(SYS_open, &*w.path("readable"), libc::O_RDONLY)),
        act("creat", |w| sys!(SYS_creat, &*w.path("new"), 0o600)),
        act("mkdir", |w| sys!(SYS_mkdir, &*w.path("new"), 0o700)),
        act("rmdir", |w| sys!(SYS_rmdir, &*w.path("empty"))),
        act("unlink", |w| sys!(SYS_unlink, &*w.path("readable"))),
        act("rename", |w| sys!(SYS_rename, &*w.path("readable"), &*w.path("new"))),
        act("link", |w| sys!(SYS_link, &*w.path("writable"), &*w.path("new"))),
        act("symlink", |w| sys!(SYS_symlink, c"readable", &*w.path("new"))),
        act("chmod", |w| sys!(SYS_chmod, &*w.path("readable"), 0o600)),
        act("chown to the same owner", |w| sys!(SYS_chown, &*w.path("readable"), -1, -1)),
        act("stat", |w| sys!(SYS_stat, &*w.path("readable"), buffer())),
        act("readlink", |_| sys!(SYS_readlink, c"/proc/self/exe", buffer(), 4096)),
    ];
    for act in &mut acts {
        act.need = Need::Folder;
        // The two that give out a descriptor are refused before the path is looked at.
        let opens = matches!(act.name, "open" | "creat");
        let errno = if opens { Errno::EMFILE } else { GONE };
        act.second = Second::Refuses(Outcome::Errno(errno));
    }
    acts
}

fn tables() -> Vec<Act> {
    vec![
        act("int 0x80: getpid", |_| i386_getpid())
            .only_seccomp("the other table's calls pass the same checks as this one's"),
        act("a number of the x32 table", |_| {
            const X32: i64 = 0x4000_0000;
            crate::raw::call(X32 | libc::SYS_getpid, &[])
        })
        .only_seccomp("the other table's calls pass the same checks as this one's"),
        act("arch_prctl", |_| sys!(SYS_arch_prctl, 0x1003, buffer())).only_seccomp(why::OWN),
        act("modify_ldt", |_| {
            // Entry 0, base 0, limit 1, a 32-bit segment.
            sys!(SYS_modify_ldt, 1, record(&[0, 1 | (1 << 32)]), 16)
        })
        .only_seccomp(why::OWN),
        act("iopl", |_| sys!(SYS_iopl, 3)),
        act("ioperm", |_| sys!(SYS_ioperm, 0x80, 1, 1)),
        act("alarm", |_| sys!(SYS_alarm, 1000)).only_seccomp(why::OWN),
        act("time", |_| sys!(SYS_time, 0)).only_seccomp(why::PLAIN),
    ]
}

fn tasks() -> Vec<Act> {
    vec![
        act("fork", |_| start_task(libc::SYS_fork, &[])).second(Errno::EAGAIN),
        act("vfork", |_| vfork()).second(Errno::EAGAIN),
    ]
}

/// The call of the 32-bit table, as a 64-bit process may make it.
fn i386_getpid() -> Answer {
    const GETPID: i64 = 20;
    let answer: i64;
    // SAFETY: the call reads no memory; the kernel keeps the other registers but r8 to r11.
    unsafe {
        asm!("int 0x80", inlateout("rax") GETPID => answer,
             out("r8") _, out("r9") _, out("r10") _, out("r11") _);
    }
    answered(answer)
}

/// The child, which shares this stack, must end before it returns from anywhere.
fn vfork() -> Answer {
    let answer: i64;
    // SAFETY: the child leaves in the next instruction but two, without touching memory.
    unsafe {
        asm!("syscall", "test rax, rax", "jnz 2f",
             "mov eax, 60", "xor edi, edi", "syscall", "2:",
             inlateout("rax") libc::SYS_vfork => answer,
             out("rdi") _, out("rcx") _, out("r11") _);
    }
    answered(answer)
}

fn answered(answer: i64) -> Answer {
    usize::try_from(answer).map_err(|_| Errno::from_raw(i32::try_from(-answer).unwrap_or(0)))
}
