//! Sets of characters, and of bytes.

#![forbid(unsafe_code)]

use super::unicode;

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByteSet([u64; 4]);

impl ByteSet {
    pub const NONE: Self = Self([0; 4]);
    pub const ALL: Self = Self([u64::MAX; 4]);

    /// The bytes with which any character may begin.
    pub fn begins(text_is_str: bool) -> Self {
        if !text_is_str {
            return Self::ALL;
        }
        Self([u64::MAX, u64::MAX, 0, u64::MAX])
    }

    pub fn insert(&mut self, byte: u8) {
        // Two bits remain of the byte, for four words.
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    #[inline]
    pub fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    pub fn union(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    /// Every byte that can begin a character beyond ASCII.
    pub fn insert_high(&mut self) {
        let [_, _, _, high] = &mut self.0;
        *high = u64::MAX;
    }
}

/// A class of characters that `\d`, `\s`, `\w` and their opposites name, by Unicode's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    Decimal,
    Space,
    Word,
}

impl Category {
    fn contains(self, point: u32) -> bool {
        match self {
            Self::Decimal => unicode::is_decimal(point),
            Self::Space => unicode::is_space(point),
            Self::Word => unicode::is_word(point),
        }
    }

    /// The ranges of it within ASCII.
    pub fn ascii_ranges(self) -> &'static [(u32, u32)] {
        match self {
            Self::Decimal => &[(0x30, 0x39)],
            Self::Space => &[(9, 13), (32, 32)],
            Self::Word => &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)],
        }
    }
}

/// How a set or a reference treats case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    Exact,
    /// Letters of ASCII are equal in both cases.
    IgnoreAscii,
    /// Unicode's simple case folding.
    Ignore,
}

impl Case {
    pub fn equal(self, one: u32, other: u32) -> bool {
        match self {
            Self::Exact => one == other,
            Self::IgnoreAscii => unicode::equal_but_case(one, other, true),
            Self::Ignore => unicode::equal_but_case(one, other, false),
        }
    }

    /// The characters that equal `point`.
    pub fn members(self, point: u32) -> Vec<u32> {
        let mut members = match self {
            Self::Exact => vec![point],
            Self::IgnoreAscii => unicode::same_but_case(point, true).collect(),
            Self::Ignore => unicode::same_but_case(point, false).collect(),
        };
        members.sort_unstable();
        members.dedup();
        members
    }
}

/// What a set is made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Items {
    pub ranges: Vec<(u32, u32)>,
    /// Categories, and whether their opposite is meant.
    pub categories: Vec<(Category, bool)>,
    pub negated: bool,
    pub case: Case,
}

impl Items {
    /// An empty set.
    pub fn new(case: Case) -> Self {
        Self { ranges: Vec::new(), categories: Vec::new(), negated: false, case }
    }

    /// Adds `\d`, `\s`, `\w` or an opposite; by ASCII's rules if asked.
    pub fn add_category(&mut self, category: Category, opposite: bool, ascii: bool) {
        if !ascii {
            self.categories.push((category, opposite));
        } else if opposite {
            let mut next = 0;
            for &(low, high) in category.ascii_ranges() {
                self.ranges.push((next, low.saturating_sub(1)));
                next = high + 1;
            }
            self.ranges.push((next, u32::MAX));
        } else {
            self.ranges.extend_from_slice(category.ascii_ranges());
        }
    }

    /// The only character of the set, if it is one and case says nothing.
    pub fn single(&self) -> Option<u32> {
        match *self.ranges.as_slice() {
            [(low, high)] if low == high && self.categories.is_empty() && !self.negated => {
                (self.case.members(low).len() == 1).then_some(low)
            }
            _ => None,
        }
    }
}

/// A set of characters, ready to be asked.
#[derive(Debug, Clone)]
pub struct Set {
    /// Answers for the characters that are one byte: all of them in bytes, ASCII in str.
    low: ByteSet,
    items: Items,
}

impl Set {
    /// Orders the items and answers for the small characters in advance.
    pub fn new(mut items: Items) -> Self {
        items.ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(items.ranges.len());
        for (low, high) in items.ranges.drain(..) {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        items.ranges = merged;
        let mut low = ByteSet::default();
        for byte in 0..=u8::MAX {
            if contains(&items, u32::from(byte)) {
                low.insert(byte);
            }
        }
        Self { low, items }
    }

    #[inline]
    pub fn contains_byte(&self, byte: u8) -> bool {
        self.low.contains(byte)
    }

    #[inline]
    pub fn contains(&self, point: u32) -> bool {
        match u8::try_from(point) {
            Ok(byte) => self.low.contains(byte),
            Err(_) => contains(&self.items, point),
        }
    }

    /// The bytes with which a member may begin.
    pub fn first_bytes(&self, text_is_str: bool) -> ByteSet {
        if !text_is_str {
            return self.low;
        }
        let mut first = ByteSet::default();
        for byte in 0..128 {
            if self.low.contains(byte) {
                first.insert(byte);
            }
        }
        // Whether there are members beyond ASCII is not worth a closer look.
        first.insert_high();
        first
    }

    /// Bytes that it takes.
    pub fn cost(&self) -> usize {
        size_of::<Self>() + self.items.ranges.len() * 8 + self.items.categories.len() * 2
    }
}

fn contains(items: &Items, point: u32) -> bool {
    let in_ranges = |point: u32| {
        let after = items.ranges.partition_point(|&(low, _)| low <= point);
        after.checked_sub(1).and_then(|at| items.ranges.get(at)).is_some_and(|r| point <= r.1)
    };
    let in_categories = |point: u32| {
        items.categories.iter().any(|&(category, opposite)| category.contains(point) != opposite)
    };
    let found = match items.case {
        Case::Exact => in_ranges(point) || in_categories(point),
        Case::IgnoreAscii => {
            unicode::same_but_case(point, true).any(in_ranges) || in_categories(point)
        }
        Case::Ignore => {
            unicode::same_but_case(point, false).any(in_ranges)
                || in_categories(unicode::lower(point))
        }
    };
    found != items.negated
}
