//! Changes to a text, each at its place, and the text that they make.
//!
//! An edit replaces a range, by texts and by ranges of the source that are to be changed by their own edits. Who
//! visits a tree from its root records an edit of a node before those of its children: so an edit that was
//! recorded later lies further inside.

#![forbid(unsafe_code)]

use std::ops::Range;

/// What stands in an edit's place.
#[derive(Debug)]
pub enum Piece {
    Text(String),
    /// This part of the source, with the edits in it.
    Source(Range<usize>),
    /// The same on one line.
    Flat(Range<usize>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Behind what ends here.
    After,
    /// Before what begins here.
    Before,
    Replace,
}

#[derive(Debug)]
struct Edit {
    range: Range<usize>,
    kind: Kind,
    number: usize,
    pieces: Vec<Piece>,
}

/// Edits of one source.
#[derive(Debug, Default)]
pub struct Edits {
    list: Vec<Edit>,
}

/// Edits overlap each other, or there are too many.
#[derive(Debug, PartialEq, Eq)]
pub struct Tangled;

/// Most text that may come out, for each byte of source and altogether.
const MOST_GROWTH: usize = 16;
const MOST_ADDED: usize = 64 * 1024;

/// Deepest nesting of ranges in pieces.
const MOST_DEPTH: usize = 200;

impl Edits {
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn push(&mut self, range: Range<usize>, kind: Kind, pieces: Vec<Piece>) {
        let number = self.list.len();
        self.list.push(Edit { range, kind, number, pieces });
    }

    /// Puts a text before what begins at `at`.
    pub fn before(&mut self, at: usize, text: impl Into<String>) {
        self.push(at..at, Kind::Before, vec![Piece::Text(text.into())]);
    }

    /// Puts a text behind what ends at `at`.
    pub fn after(&mut self, at: usize, text: impl Into<String>) {
        self.push(at..at, Kind::After, vec![Piece::Text(text.into())]);
    }

    /// Puts pieces behind what ends at `at`.
    pub fn append(&mut self, at: usize, pieces: Vec<Piece>) {
        self.push(at..at, Kind::After, pieces);
    }

    pub fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.push(range, Kind::Replace, vec![Piece::Text(text.into())]);
    }

    pub fn rewrite(&mut self, range: Range<usize>, pieces: Vec<Piece>) {
        self.push(range, Kind::Replace, pieces);
    }

    /// The text that comes out.
    pub fn apply(mut self, source: &str) -> Result<String, Tangled> {
        // What ends at a place comes before what begins there, and of those that end the innermost first.
        self.list.sort_by_key(|edit| {
            let order = match edit.kind {
                Kind::After => usize::MAX - edit.number,
                Kind::Before | Kind::Replace => edit.number,
            };
            (edit.range.start, edit.kind == Kind::Before || edit.kind == Kind::Replace, order)
        });
        let most = source.len().saturating_mul(MOST_GROWTH).saturating_add(MOST_ADDED);
        let mut writer = Writer { source, edits: &self.list, out: String::new(), most };
        writer.out.reserve(source.len() + source.len() / 4);
        writer.range(0..source.len(), None, 0)?;
        Ok(writer.out)
    }
}

struct Writer<'a> {
    source: &'a str,
    edits: &'a [Edit],
    out: String,
    most: usize,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) -> Result<(), Tangled> {
        if self.out.len() + text.len() > self.most {
            return Err(Tangled);
        }
        self.out.push_str(text);
        Ok(())
    }

    fn source(&mut self, range: Range<usize>) -> Result<(), Tangled> {
        let text = self.source.get(range).ok_or(Tangled)?;
        self.text(text)
    }

    /// Writes a part of the source with the edits in it that were recorded after number `outer`.
    fn range(
        &mut self,
        range: Range<usize>,
        outer: Option<usize>,
        depth: usize,
    ) -> Result<(), Tangled> {
        if depth > MOST_DEPTH {
            return Err(Tangled);
        }
        let edits = self.edits;
        let first = edits.partition_point(|edit| edit.range.start < range.start);
        let mut at = range.start;
        for edit in &edits[first..] {
            if edit.range.start > range.end
                || (edit.kind == Kind::Replace && edit.range.start == range.end)
            {
                break;
            }
            let inside = outer.is_none_or(|outer| edit.number > outer);
            let border = edit.range.is_empty()
                && (edit.kind == Kind::After && edit.range.start == range.start
                    || edit.kind == Kind::Before && edit.range.start == range.end)
                && !range.is_empty()
                && outer.is_some();
            if !inside || border || edit.range.start < at {
                continue;
            }
            if edit.range.end > range.end {
                return Err(Tangled);
            }
            self.source(at..edit.range.start)?;
            at = edit.range.end;
            for piece in &edit.pieces {
                match piece {
                    Piece::Text(text) => self.text(text)?,
                    Piece::Source(inner) => {
                        self.range(inner.clone(), Some(edit.number), depth + 1)?
                    }
                    Piece::Flat(inner) => {
                        let from = self.out.len();
                        self.range(inner.clone(), Some(edit.number), depth + 1)?;
                        let flat = self.out.split_off(from).replace(['\n', '\r', '\\'], " ");
                        self.out.push_str(&flat);
                    }
                }
            }
        }
        self.source(at..range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_nest() {
        let mut edits = Edits::default();
        edits.before(0, "A(");
        edits.after(5, ")");
        edits.before(0, "B(");
        edits.after(1, ")");
        edits.replace(2..3, "*");
        assert_eq!(edits.apply("a + b").as_deref(), Ok("A(B(a) * b)"));
    }

    #[test]
    fn ranges_move_with_their_edits() {
        let mut edits = Edits::default();
        edits.rewrite(
            2..5,
            vec![Piece::Source(4..5), Piece::Text(", ".to_owned()), Piece::Source(2..3)],
        );
        edits.before(2, "<");
        edits.after(3, ">");
        edits.replace(4..5, "z\n");
        assert_eq!(edits.apply("f(x,y)").as_deref(), Ok("f(z\n, <x>)"));
    }

    #[test]
    fn what_overlaps_is_refused() {
        let mut edits = Edits::default();
        edits.rewrite(0..3, vec![Piece::Source(0..2)]);
        edits.replace(1..3, "");
        assert_eq!(edits.apply("abcd"), Err(Tangled));
    }

    #[test]
    fn what_grows_too_much_is_refused() {
        let mut edits = Edits::default();
        for _ in 0..2000 {
            edits.before(0, "x".repeat(100));
        }
        assert_eq!(edits.apply("a"), Err(Tangled));
    }
}
