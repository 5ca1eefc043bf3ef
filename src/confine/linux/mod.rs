//! The layers that only Linux has.

mod address_space;
mod capabilities;
mod landlock;
mod namespaces;
mod no_new_code;
mod parent;
mod seccomp;
mod user;

pub use self::address_space::AddressSpace;
pub use self::landlock::landlock;
pub use self::no_new_code::forbid_new_code;
pub use self::parent::{die_with_parent, forbid_dumps, forbid_new_privileges};
pub use self::seccomp::seccomp;
pub use self::user::stays_within_reach;

use super::layer::Layer;
use super::{ConfineError, Steps};

/// Steps 9 to 11: out of the namespaces, the user and the capabilities that were inherited.
///
/// Their order depends on what there is to begin with. A superuser leaves the namespaces by right,
/// then becomes nobody, then enters a user namespace as such; anybody else enters the user
/// namespace in the same step as the others, because only there they can be had, and there no
/// other user is left to become. Capabilities come last: entering a user namespace gives all of
/// them inside it.
pub fn leave_the_system(steps: &mut Steps) -> Result<(), ConfineError> {
    if capabilities::may_administer()? {
        steps.take(Layer::Namespaces, namespaces::leave_by_right)?;
        steps.take(Layer::User, user::become_nobody)?;
        namespaces::enter_user_namespace(steps)?;
    } else {
        steps.take(Layer::User, user::become_nobody)?;
        steps.take(Layer::Namespaces, namespaces::leave_as_user)?;
        steps.entries.sort_by_key(|entry| entry.layer);
    }
    steps.take(Layer::Capabilities, capabilities::drop_all)?;
    // The kernel forgets both when credentials change (prctl(2)).
    if steps.applied(Layer::Undumpable) {
        forbid_dumps()?;
    }
    if steps.applied(Layer::ParentDeath) {
        die_with_parent(steps.parent)?;
    }
    Ok(())
}

/// Whether a layer holds.
type Check = fn() -> Result<bool, ConfineError>;

/// What the kernel says about the steps of this folder, but for seccomp, which says so itself.
pub fn check(steps: &Steps) -> Result<(), ConfineError> {
    let held: [(Layer, Check); 6] = [
        (Layer::ParentDeath, || Ok(parent::dies_with_parent())),
        (Layer::Undumpable, || Ok(parent::is_undumpable())),
        (Layer::NoNewPrivs, || Ok(parent::has_no_new_privileges())),
        (Layer::Capabilities, capabilities::none_left),
        (Layer::Landlock, || Ok(landlock::holds())),
        (Layer::NoNewCode, || Ok(no_new_code::holds())),
    ];
    for (layer, holds) in held {
        if steps.applied(layer) && !holds()? {
            return Err(ConfineError::NotHeld(layer));
        }
    }
    Ok(())
}
