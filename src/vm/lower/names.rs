//! Names that the pass puts into a source.
//!
//! They hold a character that no name of a user's may hold: the parser refuses it, and the guest takes it. What
//! they stand for is in `guest/python/lib/_lowered.py`.

#![forbid(unsafe_code)]

/// What all of them begin with.
pub const PREFIX: &str = "_•";

/// What numbered ones begin with.
pub const HIDDEN: &str = "_•";

pub const SUBJECT: &str = "_•s";
pub const RESULT: &str = "_•result";
pub const GROUP: &str = "_•g";

pub const ISINSTANCE: &str = "_•isinstance";
pub const LEN: &str = "_•len";
pub const LIST: &str = "_•list";
pub const GETATTR: &str = "_•getattr";
pub const SEQUENCES: &str = "_•sequences";
pub const MAPPINGS: &str = "_•mappings";
pub const MISSING: &str = "_•missing";
pub const REST: &str = "_•rest";
pub const ATTRIBUTES: &str = "_•attributes";

pub const MAKE_LIST: &str = "_•make_list";
pub const MAKE_TUPLE: &str = "_•make_tuple";
pub const MAKE_SET: &str = "_•make_set";
pub const MAKE_DICT: &str = "_•make_dict";

pub const CAUSE: &str = "_•cause";
pub const DECORATE: &str = "_•decorate";
pub const DESCRIBED: &str = "_•described";
pub const FALSE: &str = "_•false";
pub const ASCII: &str = "_•ascii";
pub const GENERIC: &str = "_•generic";
pub const ALIAS: &str = "_•alias";
pub const TYPE_VARIABLE: &str = "_•type_variable";
pub const ITERATE: &str = "_•iterate";
pub const YIELD: &str = "_•yield";
pub const COLLECT: &str = "_•collect";
pub const CATCH: &str = "_•catch";
pub const CODE: &str = "_•code";
pub const LOCALS: &str = "_•locals";
