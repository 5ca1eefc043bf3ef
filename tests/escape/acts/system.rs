//! The machine: its name, its clock, its swap, its modules. Everything is set to what it is, or
//! asked for with an argument that the kernel looks at after it has given the permission.

use nix::errno::Errno;

use super::why;
use crate::act::{Act, Need, act};
use crate::raw::{Answer, buffer, record, sys};

pub fn acts() -> Vec<Act> {
    vec![
        act("sethostname", |w| sys!(SYS_sethostname, w.made[0], w.made[1])).before(|w| {
            let name = nix::sys::utsname::uname().expect("a name").nodename().to_owned();
            let length = name.len();
            let name = name.into_encoded_bytes();
            w.made.extend([crate::raw::bytes(&name) as usize, length]);
        }),
        act("settimeofday", |w| {
            let zone = record(&[w.made[0] as u64]);
            sys!(SYS_settimeofday, 0, zone)
        })
        .before(|w| {
            let zone = buffer();
            sys!(SYS_gettimeofday, 0, zone).expect("the time zone");
            // SAFETY: the buffer has room for a struct timezone, and the kernel has filled it.
            w.made.push(unsafe { zone.read() } as usize);
        }),
        act("adjtimex", |_| adjust()),
        act("syslog", |_| sys!(SYS_syslog, 9, 0, 0)),
        act("reboot with a wrong magic number", |_| sys!(SYS_reboot, 0, 0, 0, 0))
            .granted(Errno::EINVAL),
        act("init_module of garbage", |_| sys!(SYS_init_module, buffer(), 64, c""))
            .granted(Errno::ENOEXEC),
        act("delete_module of none", |_| sys!(SYS_delete_module, c"no_such_module", 0))
            .granted(Errno::ENOENT),
        act("kexec_load of nothing", |_| sys!(SYS_kexec_load, 0, 0, 0, 0)),
        act("swapon of what is none", |w| sys!(SYS_swapon, &*w.path("readable"), 0))
            .needs(Need::Folder)
            .granted(Errno::EINVAL),
        act("acct off", |w| sys!(SYS_acct, &*w.path("no such file")))
            .needs(Need::Folder)
            .granted(Errno::ENOENT),
        act("quotactl", |_| sys!(SYS_quotactl, 0x80_0001, 0, 0, 0))
            .granted(Errno::ENODEV)
            .only_seccomp("it asks all file systems to write what they have, as sync does"),
        act("uname", |_| sys!(SYS_uname, buffer())).only_seccomp(why::PLAIN),
        act("sysinfo", |_| sys!(SYS_sysinfo, buffer())).only_seccomp(why::PLAIN),
        act("getrusage", |_| sys!(SYS_getrusage, 0, buffer())).only_seccomp(why::PLAIN),
        act("sync", |w| sys!(SYS_syncfs, w.output)).only_seccomp(why::HELD),
    ]
}

/// Sets the clock's frequency to what it is.
fn adjust() -> Answer {
    const ADJ_FREQUENCY: u64 = 2;
    // struct timex: modes, offset, frequency.
    let present = buffer();
    sys!(SYS_adjtimex, present)?;
    // SAFETY: the buffer has room for a struct timex, and the kernel has filled it.
    unsafe { present.write(ADJ_FREQUENCY) };
    sys!(SYS_adjtimex, present)
}
