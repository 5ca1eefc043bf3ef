//! What is refused, and how.

use std::collections::BTreeMap;

use nix::libc;
use nix::unistd::{Gid, Uid, setgroups, setresgid, setresuid};
use rustix::thread::{
    CapabilitySet, capability_is_in_bounding_set, remove_capability_from_bounding_set,
};
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch,
};

/// System calls by the names that `--refuse` takes.
const CALLS: [(&str, i64); 7] = [
    ("landlock_create_ruleset", libc::SYS_landlock_create_ruleset),
    ("seccomp", libc::SYS_seccomp),
    ("unshare", libc::SYS_unshare),
    ("setresuid", libc::SYS_setresuid),
    ("mount", libc::SYS_mount),
    ("pivot_root", libc::SYS_pivot_root),
    ("prlimit64", libc::SYS_prlimit64),
];

const ERRNOS: [(&str, i32); 4] = [
    ("EPERM", libc::EPERM),
    ("ENOSYS", libc::ENOSYS),
    ("EINVAL", libc::EINVAL),
    ("EOPNOTSUPP", libc::EOPNOTSUPP),
];

/// One system call, perhaps only with certain bits in one argument, and the error it gives.
pub struct Refusal {
    call: i64,
    /// Index of an argument, and the bits of which one must be set.
    bits: Option<(u8, u64)>,
    errno: i32,
}

impl Refusal {
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, errno) = text.split_once('=').ok_or(format!("{text}: NAME=ERRNO is needed"))?;
        let call = CALLS.into_iter().find(|(one, _)| *one == name);
        let errno = ERRNOS.into_iter().find(|(one, _)| *one == errno);
        match (call, errno) {
            (Some((_, call)), Some((_, errno))) => Ok(Refusal { call, bits: None, errno }),
            _ => Err(format!("{text}: neither call nor error may be any other than {CALLS:?}")),
        }
    }
}

/// What the usual container engines refuse to a container without extra rights: new namespaces and
/// mounts. (Landlock and seccomp are allowed.)
pub fn container() -> Vec<Refusal> {
    let namespaces = [
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWNS,
        libc::CLONE_NEWNET,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWCGROUP,
    ];
    let refused = |call| Refusal { call, bits: None, errno: libc::EPERM };
    let with_flag = |flag: libc::c_int| {
        let bit = u64::from(flag.cast_unsigned());
        [libc::SYS_unshare, libc::SYS_clone].map(|call| Refusal {
            call,
            bits: Some((0, bit)),
            errno: libc::EPERM,
        })
    };
    let calls = [libc::SYS_mount, libc::SYS_umount2, libc::SYS_pivot_root, libc::SYS_setns];
    // Its flags are behind a pointer, which a filter cannot follow: the C library then uses clone.
    let clone3 = Refusal { call: libc::SYS_clone3, bits: None, errno: libc::ENOSYS };
    let mut all: Vec<Refusal> = calls.into_iter().map(refused).collect();
    all.extend(namespaces.into_iter().flat_map(with_flag));
    all.push(clone3);
    all
}

/// Becomes an ordinary user without any capability, now and ever.
pub fn become_user(user: Option<u32>) -> Result<(), String> {
    let Some(number) = user else { return Ok(()) };
    let every = (0..u64::BITS).map(|bit| CapabilitySet::from_bits_retain(1 << bit));
    for capability in every.take_while(|one| capability_is_in_bounding_set(*one).is_ok()) {
        remove_capability_from_bounding_set(capability)
            .map_err(|error| format!("cannot shrink the bounding set: {error}"))?;
    }
    let (user, group) = (Uid::from_raw(number), Gid::from_raw(number));
    setgroups(&[])
        .and_then(|()| setresgid(group, group, group))
        .and_then(|()| setresuid(user, user, user))
        .map_err(|error| format!("cannot become user {number}: {error}"))
}

/// Installs one filter for each error.
pub fn apply(refusals: &[Refusal]) -> Result<(), String> {
    let mut by_errno: BTreeMap<i32, BTreeMap<i64, Vec<SeccompRule>>> = BTreeMap::new();
    for refusal in refusals {
        let rules = by_errno.entry(refusal.errno).or_default().entry(refusal.call).or_default();
        if let Some((argument, bits)) = refusal.bits {
            let any = SeccompCmpOp::MaskedEq(bits);
            let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Qword, any, bits)
                .and_then(|condition| SeccompRule::new(vec![condition]));
            rules.push(condition.map_err(|error| error.to_string())?);
        }
    }
    // The one that refuses `seccomp` must be the last that is installed.
    let mut filters: Vec<_> = by_errno.into_iter().collect();
    filters.sort_by_key(|(_, rules)| rules.contains_key(&libc::SYS_seccomp));
    for (errno, rules) in filters {
        let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|e| e.to_string())?;
        let refuse = SeccompAction::Errno(errno.cast_unsigned());
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch)
            .and_then(seccompiler::BpfProgram::try_from)
            .map_err(|error| error.to_string())?;
        seccompiler::apply_filter(&filter).map_err(|error| error.to_string())?;
    }
    Ok(())
}
