//! No capability in any set, capabilities(7).

#![forbid(unsafe_code)]

use rustix::io::Errno;
use rustix::thread::{
    CapabilitiesSecureBits, CapabilitySet, CapabilitySets, capabilities,
    capability_is_in_bounding_set, clear_ambient_capability_set,
    remove_capability_from_bounding_set, set_capabilities, set_capabilities_secure_bits,
};

use crate::confine::{ConfineError, Outcome};

/// root gets nothing for being root, no ambient capability can be raised, and all of it stays so.
const SECURE: CapabilitiesSecureBits = CapabilitiesSecureBits::NO_ROOT
    .union(CapabilitiesSecureBits::NO_ROOT_LOCKED)
    .union(CapabilitiesSecureBits::KEEP_CAPS_LOCKED)
    .union(CapabilitiesSecureBits::NO_CAP_AMBIENT_RAISE)
    .union(CapabilitiesSecureBits::NO_CAP_AMBIENT_RAISE_LOCKED);

const NONE: CapabilitySets = CapabilitySets {
    effective: CapabilitySet::empty(),
    permitted: CapabilitySet::empty(),
    inheritable: CapabilitySet::empty(),
};

fn failed(step: &'static str) -> impl Fn(Errno) -> ConfineError {
    move |errno| ConfineError::Io { step, source: errno.into() }
}

fn effective() -> Result<CapabilitySet, ConfineError> {
    Ok(capabilities(None).map_err(failed("read the capabilities"))?.effective)
}

/// Whether namespaces can be had by right.
pub fn may_administer() -> Result<bool, ConfineError> {
    Ok(effective()?.contains(CapabilitySet::SYS_ADMIN))
}

/// Whether this process may become another user, and its parent, which has the same capabilities,
/// may end it afterwards.
pub fn may_become_another_user() -> Result<bool, ConfineError> {
    let needed = CapabilitySet::SETUID | CapabilitySet::SETGID | CapabilitySet::KILL;
    Ok(effective()?.contains(needed))
}

/// Whether the parent may set the resource limits of another user's process, prlimit(2).
pub fn may_limit_another_user() -> Result<bool, ConfineError> {
    Ok(effective()?.contains(CapabilitySet::SYS_RESOURCE))
}

/// Every capability that the running kernel knows, one by one.
fn known() -> impl Iterator<Item = CapabilitySet> {
    (0..u64::BITS)
        .map(|number| CapabilitySet::from_bits_retain(1 << number))
        // The kernel answers EINVAL from the first number on that it does not know.
        .take_while(|capability| capability_is_in_bounding_set(*capability).is_ok())
}

/// PR_CAPBSET_DROP(2const) and PR_SET_SECUREBITS(2const), where this process may; without CAP_SETPCAP
/// it has nothing to bound.
pub fn shrink_bounding_set() -> Result<(), ConfineError> {
    if !effective()?.contains(CapabilitySet::SETPCAP) {
        return Ok(());
    }
    for capability in known() {
        remove_capability_from_bounding_set(capability)
            .map_err(failed("drop a capability from the bounding set"))?;
    }
    set_capabilities_secure_bits(SECURE).map_err(failed("set the secure bits"))
}

/// Empties every set.
pub fn drop_all() -> Result<Outcome, ConfineError> {
    shrink_bounding_set()?;
    clear_ambient_capability_set().map_err(failed("clear the ambient capabilities"))?;
    set_capabilities(None, NONE).map_err(failed("drop the capabilities"))?;
    let bounded = known().all(|one| capability_is_in_bounding_set(one) == Ok(false));
    Ok(Outcome::Applied(match bounded {
        true => "none, bounding set empty, secure bits locked".to_owned(),
        false => "none".to_owned(),
    }))
}

/// What the kernel says.
pub fn none_left() -> Result<bool, ConfineError> {
    let sets = capabilities(None).map_err(failed("read the capabilities"))?;
    Ok(sets.effective.is_empty() && sets.permitted.is_empty() && sets.inheritable.is_empty())
}
