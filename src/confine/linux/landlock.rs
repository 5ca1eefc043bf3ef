//! Landlock: everything that the running kernel can take away, and no rule that gives any back.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io::ErrorKind;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, LandlockStatus, RestrictionStatus,
    Ruleset, RulesetAttr, RulesetError, RulesetStatus, Scope,
};

use crate::confine::layer::PARTLY;
use crate::confine::{ConfineError, Outcome};

/// The newest interface whose rights this program names. An older kernel takes those that it knows.
const NEWEST: ABI = ABI::V10;

/// Restricts this thread, and all that it starts from now on (landlock_restrict_self(2)).
pub fn landlock() -> Result<Outcome, ConfineError> {
    let status = restrict().map_err(|error| ConfineError::Io {
        step: "apply the Landlock ruleset",
        source: std::io::Error::other(error),
    })?;
    Ok(match (status.landlock, status.ruleset) {
        (LandlockStatus::NotEnabled, _) => {
            Outcome::Missing("Landlock is not enabled (kernel parameter lsm=)".to_owned())
        }
        (LandlockStatus::NotImplemented, _) | (_, RulesetStatus::NotEnforced) => {
            Outcome::Missing("this kernel has no Landlock (Linux 5.13 and later have)".to_owned())
        }
        (LandlockStatus::Available { effective_abi, .. }, _) => {
            Outcome::Applied(describe(effective_abi))
        }
    })
}

fn restrict() -> Result<RestrictionStatus, RulesetError> {
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .restrict_self()
}

/// What is taken away, and what this kernel's interface cannot take.
fn describe(abi: ABI) -> String {
    let mut held = vec!["files"];
    let mut lacking = Vec::new();
    for (since, what) in
        [(ABI::V4, "TCP"), (ABI::V5, "device ioctl"), (ABI::V6, "signals and abstract sockets")]
    {
        if abi >= since { &mut held } else { &mut lacking }.push(what);
    }
    let lacking = match lacking.as_slice() {
        [] => String::new(),
        _ => format!("{PARTLY}{}, which need a newer kernel", lacking.join(", ")),
    };
    format!("interface {}: no {}{lacking}", abi as i32, held.join(", no "))
}

/// Asks for what every process may: to list the root directory.
pub fn holds() -> bool {
    File::open("/").is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_interface_says_what_it_cannot_refuse() {
        assert_eq!(
            describe(ABI::V7),
            "interface 7: no files, no TCP, no device ioctl, no signals and abstract sockets"
        );
        let old = describe(ABI::V2);
        assert!(old.starts_with("interface 2: no files; but not TCP, device ioctl, sig"), "{old}");
    }
}
