//! From the text of a pattern to its tree.

#![forbid(unsafe_code)]

use super::set::{Case, Items};
use super::source::{Source, Token};
use super::tree::{At, Node};
use super::width::Width;
use super::{ErrorKind, RegexError, Text, flags};

/// Groups within groups; the parser and the compiler recurse as deep as that.
const MAX_NESTING: usize = 100;

/// Code points of a pattern.
const MAX_PATTERN: usize = 200_000;

/// A pattern, understood.
#[derive(Debug)]
pub struct Parsed {
    pub tree: Node,
    pub flags: u32,
    /// Capturing groups.
    pub groups: usize,
    /// Names of groups with their numbers, in the order of the pattern.
    pub names: Vec<(String, usize)>,
}

/// Reads a pattern.
pub fn parse(pattern: Text<'_>, flags: u32) -> Result<Parsed, RegexError> {
    if pattern.raw().len() > MAX_PATTERN {
        let message = format!("the pattern is longer than {MAX_PATTERN} bytes");
        return Err(RegexError::of(ErrorKind::Pattern, message));
    }
    let mut parser = Parser {
        source: Source::new(pattern)?,
        flags,
        widths: vec![None],
        names: Vec::new(),
        behind_from: None,
        conditions: Vec::new(),
        late: None,
        nesting: 0,
    };
    let tree = parser.pattern()?;
    let flags = fix_flags(pattern.is_str(), parser.flags)?;
    if parser.source.next.is_some() {
        return Err(parser.source.error("unbalanced parenthesis", 0));
    }
    let groups = parser.widths.len() - 1;
    for &(group, position) in &parser.conditions {
        if group > groups {
            return Err(RegexError::at(format!("invalid group reference {group}"), position));
        }
    }
    match parser.late {
        Some(error) => Err(error),
        None => Ok(Parsed { tree, flags, groups, names: parser.names }),
    }
}

/// The flags of the whole pattern, if they agree with each other and with its type.
fn fix_flags(is_str: bool, flags: u32) -> Result<u32, RegexError> {
    let both = |one, other| flags & one != 0 && flags & other != 0;
    let message = if is_str {
        if flags & flags::LOCALE != 0 {
            "cannot use LOCALE flag with a str pattern"
        } else if both(flags::ASCII, flags::UNICODE) {
            "ASCII and UNICODE flags are incompatible"
        } else if flags & flags::ASCII == 0 {
            return Ok(flags | flags::UNICODE);
        } else {
            return Ok(flags);
        }
    } else if flags & flags::UNICODE != 0 {
        "cannot use UNICODE flag with a bytes pattern"
    } else if both(flags::LOCALE, flags::ASCII) {
        "ASCII and LOCALE flags are incompatible"
    } else {
        return Ok(flags);
    };
    Err(RegexError::of(ErrorKind::Value, message))
}

/// What is known at a place of the pattern.
#[derive(Debug)]
pub(super) struct Parser {
    pub source: Source,
    /// The flags here.
    pub flags: u32,
    /// The width of every group so far, by number; nothing while it is open. Place 0 is no group.
    pub widths: Vec<Option<Width>>,
    pub names: Vec<(String, usize)>,
    /// In a look behind: the first group that it cannot refer to.
    pub behind_from: Option<usize>,
    /// Groups that conditions ask for, with the place of the first question.
    pub conditions: Vec<(usize, usize)>,
    /// A complaint that waits for those about the syntax.
    pub late: Option<RegexError>,
    nesting: usize,
}

impl Parser {
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// Whether ASCII's rules hold here.
    pub fn ascii(&self) -> bool {
        !self.source.is_str || self.has(flags::ASCII)
    }

    pub fn case(&self) -> Case {
        match (self.has(flags::IGNORECASE), self.ascii()) {
            (false, _) => Case::Exact,
            (true, true) => Case::IgnoreAscii,
            (true, false) => Case::Ignore,
        }
    }

    /// Parses one level deeper, with flags that end there.
    pub fn nested(
        &mut self,
        flags: u32,
        parse: impl Fn(&mut Self) -> Result<Node, RegexError>,
    ) -> Result<Node, RegexError> {
        if self.nesting >= MAX_NESTING {
            let message = format!("more than {MAX_NESTING} groups within each other");
            return Err(self.source.error(message, 0));
        }
        self.nesting += 1;
        let outer = std::mem::replace(&mut self.flags, flags);
        let node = parse(self);
        self.flags = outer;
        self.nesting -= 1;
        node
    }

    /// Parses the whole pattern, up to a `)` without its `(`.
    fn pattern(&mut self) -> Result<Node, RegexError> {
        let first = self.sequence(true)?;
        self.more(first)
    }

    /// Parses up to the end or a `)`.
    pub fn alternatives(&mut self) -> Result<Node, RegexError> {
        let first = self.branch()?;
        self.more(first)
    }

    /// Parses up to the end, a `|` or a `)`.
    pub fn branch(&mut self) -> Result<Node, RegexError> {
        self.sequence(false)
    }

    fn more(&mut self, first: Node) -> Result<Node, RegexError> {
        let mut found = vec![first];
        while self.source.take(b'|')? {
            found.push(self.branch()?);
        }
        Ok(if found.len() == 1 { found.remove(0) } else { Node::Alternatives(found) })
    }

    /// Parses up to the end, a `|` or a `)`; `first` where flags for the whole pattern may stand.
    fn sequence(&mut self, first: bool) -> Result<Node, RegexError> {
        let mut nodes = Vec::new();
        while let Some(next) = self.source.next {
            if next == Token::ascii(b'|') || next == Token::ascii(b')') {
                break;
            }
            let start = self.source.tell();
            self.source.get()?;
            let point = match next {
                Token::Escape(point) => {
                    nodes.push(self.escape(point)?);
                    continue;
                }
                Token::Char(point) => point,
            };
            let byte = u8::try_from(point).unwrap_or(0);
            if self.has(flags::VERBOSE) {
                match byte {
                    b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => continue,
                    b'#' => {
                        while !matches!(self.source.get()?, None | Some(Token::Char(10))) {}
                        continue;
                    }
                    _ => {}
                }
            }
            match byte {
                b'[' => nodes.push(self.set()?),
                b'*' | b'+' | b'?' | b'{' => self.repeat(byte, start, &mut nodes)?,
                b'.' => nodes.push(Node::Any { newline: self.has(flags::DOTALL) }),
                b'(' => {
                    let at_start = first && nodes.is_empty();
                    nodes.extend(self.group(at_start)?);
                }
                b'^' if self.has(flags::MULTILINE) => nodes.push(Node::At(At::LineStart)),
                b'^' => nodes.push(Node::At(At::TextStart)),
                b'$' if self.has(flags::MULTILINE) => nodes.push(Node::At(At::LineEnd)),
                b'$' => nodes.push(Node::At(At::LastLineEnd)),
                _ => nodes.push(Node::Char(point, self.case())),
            }
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Concat(nodes) })
    }

    /// Parses a set; its `[` is taken.
    fn set(&mut self) -> Result<Node, RegexError> {
        let start = self.source.tell() - 1;
        let unterminated = |parser: &Self| {
            let back = parser.source.tell() - start;
            parser.source.error("unterminated character set", back)
        };
        let mut items = Items::new(self.case());
        items.negated = self.source.take(b'^')?;
        let mut first = true;
        loop {
            let Some(this) = self.source.get()? else { return Err(unterminated(self)) };
            if this == Token::ascii(b']') && !first {
                return Ok(Node::Set(items));
            }
            first = false;
            let low = self.set_member(this)?;
            if !self.source.take(b'-')? {
                self.add(low, &mut items);
                continue;
            }
            let Some(that) = self.source.get()? else { return Err(unterminated(self)) };
            if that == Token::ascii(b']') {
                self.add(low, &mut items);
                items.ranges.push((0x2D, 0x2D));
                return Ok(Node::Set(items));
            }
            let high = self.set_member(that)?;
            match (low, high) {
                (Member::Point(low), Member::Point(high)) if low <= high => {
                    items.ranges.push((low, high));
                }
                _ => {
                    let (this, that) = (this.text(), that.text());
                    let message = format!("bad character range {this}-{that}");
                    let back = this.chars().count() + 1 + that.chars().count();
                    return Err(self.source.error(message, back));
                }
            }
        }
    }

    fn set_member(&mut self, token: Token) -> Result<Member, RegexError> {
        match token {
            Token::Char(point) => Ok(Member::Point(point)),
            Token::Escape(point) => self.set_escape(point),
        }
    }

    fn add(&self, member: Member, items: &mut Items) {
        match member {
            Member::Point(point) => items.ranges.push((point, point)),
            Member::Category(category, opposite) => {
                items.add_category(category, opposite, self.ascii());
            }
        }
    }
}

/// What one token of a set stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Member {
    Point(u32),
    Category(super::set::Category, bool),
}
