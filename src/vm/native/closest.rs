//! The name that somebody may have meant.

#![forbid(unsafe_code)]

use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};

/// Most names that are compared, and most bytes of a word that is looked for.
const MOST_NAMES: usize = 2_000;
const MOST_BYTES: usize = 40;

const FUEL_PER_NAME: u64 = 100;

impl Call<'_> {
    /// `closest(word, names)`: of a list of names the first one that is nearest to the word, or `None` if none
    /// is near.
    pub(super) fn closest(&self) -> Result<Value, Exhausted> {
        let (Object::Str(word), Object::List(names)) = (self.object(1), self.object(2)) else {
            return Ok(Value::None);
        };
        if word.len() > MOST_BYTES {
            return Ok(Value::None);
        }
        let reader = self.reader();
        let mut best: Option<(usize, &[u8])> = None;
        for name in names.words().take(MOST_NAMES) {
            self.budget.take(FUEL_PER_NAME)?;
            let Object::Str(name) = reader.object(name) else { continue };
            // A third of the letters may be wrong.
            let most = (word.len().max(name.len()) / 3).max(1);
            if name == word || name.len().abs_diff(word.len()) > most {
                continue;
            }
            let distance = distance(&word.to_ascii_lowercase(), &name.to_ascii_lowercase());
            if distance <= most && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, name));
            }
        }
        Ok(best.map_or(Value::None, |(_, name)| Value::text(name)))
    }
}

/// Letters to be changed, put in, left out or exchanged with their neighbours.
fn distance(from: &[u8], to: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.iter().enumerate() {
        let mut next = vec![at + 1];
        for (index, other) in to.iter().enumerate() {
            let changed = row[index] + usize::from(letter != other);
            let mut least = changed.min(row[index + 1] + 1).min(next[index] + 1);
            if at > 0 && index > 0 && from[at - 1] == *other && *letter == to[index - 1] {
                least = least.min(before[index - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}
