//! How many characters a part of a pattern can take.

#![forbid(unsafe_code)]

use super::tree::{MAX_REPEAT, Node};

/// The least and the most characters, both at most about `MAX_REPEAT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width {
    pub least: u64,
    pub most: u64,
}

impl Width {
    const ZERO: Self = Self { least: 0, most: 0 };
    const ONE: Self = Self { least: 1, most: 1 };

    /// The width of `node`; `groups` holds that of every closed group, by number.
    pub fn of(node: &Node, groups: &[Option<Self>]) -> Self {
        let width = match node {
            Node::Char(..) | Node::Set(_) | Node::Any { .. } => Self::ONE,
            Node::At(_) | Node::Look { .. } | Node::Fail => Self::ZERO,
            Node::Concat(nodes) => {
                nodes.iter().map(|node| Self::of(node, groups)).fold(Self::ZERO, |sum, one| Self {
                    least: sum.least.saturating_add(one.least),
                    most: sum.most.saturating_add(one.most),
                })
            }
            Node::Alternatives(nodes) => nodes
                .iter()
                .map(|node| Self::of(node, groups))
                .reduce(Self::either)
                .unwrap_or(Self::ZERO),
            Node::Group(group, body) => {
                let known = group.and_then(|group| groups.get(group).copied().flatten());
                known.unwrap_or_else(|| Self::of(body, groups))
            }
            Node::Atomic(body) => Self::of(body, groups),
            Node::Repeat { least, most, body, .. } => {
                let body = Self::of(body, groups);
                Self {
                    least: body.least.saturating_mul(u64::from(*least)),
                    most: body.most.saturating_mul(u64::from(*most)),
                }
            }
            Node::Reference(group, _) => {
                groups.get(*group).copied().flatten().unwrap_or(Self::ZERO)
            }
            Node::Condition { yes, no, .. } => Self::of(yes, groups).either(Self::of(no, groups)),
        };
        let limit = u64::from(MAX_REPEAT);
        Self { least: width.least.min(limit - 1), most: width.most.min(limit) }
    }

    fn either(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}
