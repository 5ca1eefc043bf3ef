//! Searches through a whole text: all matches, splitting, replacing.

#![forbid(unsafe_code)]

use super::super::value::Value;
use super::matcher::{Kind, Matcher, Spans};
use super::program::Program;
use super::template::{Piece, Template};
use super::text::{continues, count, to_string};
use super::{Stop, spend};

/// Bytes that a result may take, each value counted as [`VALUE`] more.
const MAX_OUTPUT: usize = 10 << 20;
const VALUE: usize = 48;

/// Bytes of text for which one unit is taken where they are copied or counted.
const COPY: usize = 32;

/// Byte offsets as code points and back, without counting everything anew each time.
#[derive(Debug)]
pub struct Positions<'a> {
    text: &'a [u8],
    is_str: bool,
    byte: usize,
    point: usize,
}

impl<'a> Positions<'a> {
    /// For a str, or for bytes, where they are the same.
    pub fn new(text: &'a [u8], is_str: bool) -> Self {
        Self { text, is_str, byte: 0, point: 0 }
    }

    /// The code points before a byte offset.
    pub fn point(&mut self, byte: usize, budget: &mut u64) -> Result<usize, Stop> {
        if !self.is_str {
            return Ok(byte);
        }
        spend(budget, self.byte.abs_diff(byte) / COPY)?;
        if byte >= self.byte {
            self.point += count(self.text.get(self.byte..byte).unwrap_or_default());
        } else {
            let less = count(self.text.get(byte..self.byte).unwrap_or_default());
            self.point = self.point.saturating_sub(less);
        }
        self.byte = byte;
        Ok(self.point)
    }

    /// The byte offset behind so many code points; at most the text's end.
    pub fn byte(&mut self, point: usize, budget: &mut u64) -> Result<usize, Stop> {
        /// Bytes that are counted at once.
        const BLOCK: usize = 64;
        if !self.is_str {
            return Ok(point.min(self.text.len()));
        }
        if point < self.point {
            (self.byte, self.point) = (0, 0);
        }
        let before = self.byte;
        while let Some(block) = self.text.get(self.byte..self.byte + BLOCK) {
            let points = count(block);
            if self.point + points > point {
                break;
            }
            self.byte += BLOCK;
            self.point += points;
        }
        // What continues a code point belongs to the one before.
        while let Some(&byte) = self.text.get(self.byte) {
            if !continues(byte) {
                if self.point >= point {
                    break;
                }
                self.point += 1;
            }
            self.byte += 1;
        }
        spend(budget, (self.byte - before) / COPY)?;
        Ok(self.byte)
    }
}

/// One match after the other.
#[derive(Debug)]
struct Walk<'a> {
    matcher: Matcher<'a>,
    program: &'a Program,
    text: &'a [u8],
    start: usize,
    /// Whether an empty match at `start` was the last one already.
    advance: bool,
    /// What is left of the room for results.
    room: usize,
}

impl<'a> Walk<'a> {
    fn new(program: &'a Program, text: &'a [u8], start: usize) -> Self {
        let matcher = Matcher::new(program, text);
        Self { matcher, program, text, start, advance: false, room: MAX_OUTPUT }
    }

    /// The next match, left in the matcher; start and end.
    fn next(&mut self, budget: &mut u64) -> Result<Option<(usize, usize)>, Stop> {
        let spans = self.matcher.find(Kind::Search, self.start, self.advance, budget)?;
        let Some((start, end)) = spans.and_then(|spans| spans.get(0)) else { return Ok(None) };
        (self.start, self.advance) = (end, start == end);
        Ok(Some((start, end)))
    }

    fn take_room(&mut self, bytes: usize, budget: &mut u64) -> Result<(), Stop> {
        spend(budget, 1 + bytes / COPY)?;
        self.room = self.room.checked_sub(bytes).ok_or(Stop::Output)?;
        Ok(())
    }

    fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Part of the text.
    fn value(&mut self, start: usize, end: usize, budget: &mut u64) -> Result<Value, Stop> {
        let slice = self.slice(start, end);
        self.take_room(VALUE + slice.len(), budget)?;
        Ok(text_value(slice, self.program.is_str))
    }

    /// What a group of the last match took; an empty text if it did not match.
    fn group(&mut self, group: usize, budget: &mut u64) -> Result<Value, Stop> {
        let (start, end) = self.matcher.found.get(group).unwrap_or((0, 0));
        self.value(start, end, budget)
    }
}

/// A str or bytes.
pub fn text_value(raw: &[u8], is_str: bool) -> Value {
    if is_str { Value::Str(to_string(raw)) } else { Value::Bytes(raw.to_vec()) }
}

/// An int.
pub fn int(value: usize) -> Value {
    Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A match as a flat tuple: start and end of it and of every group (-1 where one did not match), in
/// code points, and the number of the group that ended last (0 if none did).
pub fn spans_value(
    spans: &Spans,
    groups: usize,
    positions: &mut Positions<'_>,
    budget: &mut u64,
) -> Result<Value, Stop> {
    let mut values = Vec::with_capacity(2 * groups + 3);
    for group in 0..=groups {
        if let Some((start, end)) = spans.get(group) {
            values.push(int(positions.point(start, budget)?));
            values.push(int(positions.point(end, budget)?));
        } else {
            values.extend([Value::Int(-1), Value::Int(-1)]);
        }
    }
    values.push(Value::Int(i64::from(spans.last_group)));
    Ok(Value::Tuple(values))
}

/// What `findall` returns: texts, or tuples of texts if there are several groups.
pub fn find_all(
    program: &Program,
    text: &[u8],
    start: usize,
    budget: &mut u64,
) -> Result<Vec<Value>, Stop> {
    let mut walk = Walk::new(program, text, start);
    let mut found = Vec::new();
    while let Some((start, end)) = walk.next(budget)? {
        found.push(match program.groups {
            0 => walk.value(start, end, budget)?,
            1 => walk.group(1, budget)?,
            groups => {
                walk.take_room(VALUE, budget)?;
                let texts = (1..=groups).map(|group| walk.group(group, budget));
                Value::Tuple(texts.collect::<Result<_, _>>()?)
            }
        });
    }
    Ok(found)
}

/// Where [`find_spans`] goes on: a byte offset, and whether an empty match there was found already.
pub type Next = Option<(usize, bool)>;

/// Up to `most` matches from `start` on, as [`spans_value`] makes them, and where to go on.
pub fn find_spans(
    program: &Program,
    text: &[u8],
    start: (usize, bool),
    most: usize,
    positions: &mut Positions<'_>,
    budget: &mut u64,
) -> Result<(Vec<Value>, Next), Stop> {
    let mut walk = Walk::new(program, text, start.0);
    walk.advance = start.1;
    let mut found = Vec::new();
    while found.len() < most {
        if walk.next(budget)?.is_none() {
            return Ok((found, None));
        }
        walk.take_room(VALUE * (2 * program.groups + 4), budget)?;
        found.push(spans_value(&walk.matcher.found, program.groups, positions, budget)?);
    }
    Ok((found, Some((walk.start, walk.advance))))
}

/// What `split` returns: the texts between matches and, between them, what the groups took or None.
///
/// `most` is the number of splits, 0 for no limit.
pub fn split(
    program: &Program,
    text: &[u8],
    most: usize,
    budget: &mut u64,
) -> Result<Vec<Value>, Stop> {
    let mut walk = Walk::new(program, text, 0);
    let mut found = Vec::new();
    let (mut last, mut splits) = (0, 0);
    while most == 0 || splits < most {
        let Some((start, end)) = walk.next(budget)? else { break };
        found.push(walk.value(last, start, budget)?);
        for group in 1..=program.groups {
            found.push(match walk.matcher.found.get(group) {
                Some((start, end)) => walk.value(start, end, budget)?,
                None => {
                    walk.take_room(VALUE, budget)?;
                    Value::None
                }
            });
        }
        (last, splits) = (end, splits + 1);
    }
    found.push(walk.value(last, text.len(), budget)?);
    Ok(found)
}

/// Replaces up to `most` matches (0 for no limit). Returns the new text, unless there were none, and
/// their number.
pub fn sub(
    program: &Program,
    template: &Template,
    text: &[u8],
    most: usize,
    budget: &mut u64,
) -> Result<(Option<Vec<u8>>, usize), Stop> {
    let mut walk = Walk::new(program, text, 0);
    let mut new = Vec::new();
    let (mut last, mut replaced) = (0, 0);
    while most == 0 || replaced < most {
        let Some((start, end)) = walk.next(budget)? else { break };
        let before = walk.slice(last, start);
        walk.take_room(before.len(), budget)?;
        new.extend_from_slice(before);
        for piece in &template.0 {
            let part = match piece {
                Piece::Literal(literal) => literal.as_slice(),
                Piece::Group(group) => {
                    let (start, end) = walk.matcher.found.get(*group).unwrap_or((0, 0));
                    walk.slice(start, end)
                }
            };
            walk.take_room(part.len(), budget)?;
            new.extend_from_slice(part);
        }
        (last, replaced) = (end, replaced + 1);
    }
    if replaced == 0 {
        return Ok((None, 0));
    }
    let rest = walk.slice(last, text.len());
    walk.take_room(rest.len(), budget)?;
    new.extend_from_slice(rest);
    Ok((Some(new), replaced))
}
