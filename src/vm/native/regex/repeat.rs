//! Quantifiers of a pattern.

#![forbid(unsafe_code)]

use super::parse::Parser;
use super::tree::{MAX_REPEAT, Mode, Node};
use super::{ErrorKind, RegexError};

impl Parser {
    /// Parses a quantifier whose first character is taken and began at `start`; what it repeats is
    /// the last node.
    pub fn repeat(
        &mut self,
        byte: u8,
        start: usize,
        nodes: &mut Vec<Node>,
    ) -> Result<(), RegexError> {
        let (least, most) = match byte {
            b'?' => (0, 1),
            b'*' => (0, MAX_REPEAT),
            b'+' => (1, MAX_REPEAT),
            _ => match self.braces(start)? {
                Some(bounds) => bounds,
                None => {
                    nodes.push(Node::Char(u32::from(b'{'), self.case()));
                    return Ok(());
                }
            },
        };
        let back = self.source.tell() - start;
        let body = match nodes.pop() {
            None | Some(Node::At(_)) => return Err(self.source.error("nothing to repeat", back)),
            Some(Node::Repeat { .. }) => return Err(self.source.error("multiple repeat", back)),
            Some(body) => Box::new(body),
        };
        let mode = if self.source.take(b'?')? {
            Mode::Lazy
        } else if self.source.take(b'+')? {
            Mode::Possessive
        } else {
            Mode::Greedy
        };
        nodes.push(Node::Repeat { least, most, mode, body });
        Ok(())
    }

    /// The bounds in braces; nothing if the brace is a plain character after all.
    fn braces(&mut self, start: usize) -> Result<Option<(u32, u32)>, RegexError> {
        if self.source.next_is(|byte| byte == b'}') {
            return Ok(None);
        }
        let digit = |byte: u8| byte.is_ascii_digit();
        let low = self.source.take_while(usize::MAX, digit)?;
        let high = if self.source.take(b',')? {
            self.source.take_while(usize::MAX, digit)?
        } else {
            low.clone()
        };
        if !self.source.take(b'}')? {
            self.source.seek(start + 1)?;
            return Ok(None);
        }
        let least = if low.is_empty() { 0 } else { bound(&low)? };
        let most = if high.is_empty() { MAX_REPEAT } else { bound(&high)? };
        if most < least {
            let back = self.source.tell() - start - 1;
            return Err(self.source.error("min repeat greater than max repeat", back));
        }
        Ok(Some((least, most)))
    }
}

fn bound(digits: &str) -> Result<u32, RegexError> {
    match digits.parse() {
        Ok(bound) if bound < MAX_REPEAT => Ok(bound),
        _ => Err(RegexError::of(ErrorKind::Overflow, "the repetition number is too large")),
    }
}
