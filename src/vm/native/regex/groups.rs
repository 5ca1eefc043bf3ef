//! What begins with a parenthesis in a pattern.

#![forbid(unsafe_code)]

use super::parse::Parser;
use super::source::{Token, show, show_repr};
use super::tree::{MAX_REPEAT, Node};
use super::unicode::is_identifier;
use super::width::Width;
use super::{ErrorKind, RegexError, flags};

/// Most capturing groups; each costs every match some memory.
const MAX_GROUPS: usize = 2_000;

/// Flags of which one at most may be set.
const TYPE_FLAGS: u32 = flags::ASCII | flags::LOCALE | flags::UNICODE;

const UNTERMINATED: &str = "missing ), unterminated subpattern";

/// The flag of a letter.
fn flag(token: Token) -> Option<u32> {
    let Token::Char(point) = token else { return None };
    Some(match u8::try_from(point).ok()? {
        b'i' => flags::IGNORECASE,
        b'L' => flags::LOCALE,
        b'm' => flags::MULTILINE,
        b's' => flags::DOTALL,
        b'x' => flags::VERBOSE,
        b'a' => flags::ASCII,
        b'u' => flags::UNICODE,
        _ => return None,
    })
}

fn is_letter(token: Token) -> bool {
    match token {
        Token::Char(point) => char::from_u32(point).is_some_and(char::is_alphabetic),
        Token::Escape(_) => false,
    }
}

impl Parser {
    /// Parses a group whose `(` is taken; `at_start` where flags for the whole pattern may stand.
    pub fn group(&mut self, at_start: bool) -> Result<Option<Node>, RegexError> {
        let start = self.source.tell() - 1;
        if !self.source.take(b'?')? {
            return self.capture(None, start).map(Some);
        }
        let token = self.some("unexpected end of pattern")?;
        let Token::Char(point) = token else { return Err(self.unknown("?", token)) };
        match u8::try_from(point).unwrap_or(0) {
            b'P' => self.python_extension(start).map(Some),
            b':' => {
                let body = self.body(self.flags, start)?;
                Ok(Some(Node::Group(None, Box::new(body))))
            }
            b'#' => loop {
                if self.source.next.is_none() {
                    let back = self.source.tell() - start;
                    return Err(self.source.error("missing ), unterminated comment", back));
                }
                if self.source.get()? == Some(Token::ascii(b')')) {
                    return Ok(None);
                }
            },
            b'=' => self.look(false, false, start).map(Some),
            b'!' => self.look(false, true, start).map(Some),
            b'<' => match self.some("unexpected end of pattern")? {
                token if token == Token::ascii(b'=') => self.look(true, false, start).map(Some),
                token if token == Token::ascii(b'!') => self.look(true, true, start).map(Some),
                token => Err(self.unknown("?<", token)),
            },
            b'(' => self.condition(start).map(Some),
            b'>' => {
                let body = self.body(self.flags, start)?;
                Ok(Some(Node::Atomic(Box::new(body))))
            }
            byte if byte == b'-' || flag(token).is_some() => match self.inline_flags(token)? {
                Some(inner) => {
                    let body = self.body(inner, start)?;
                    Ok(Some(Node::Group(None, Box::new(body))))
                }
                None if at_start => Ok(None),
                None => {
                    let message = "global flags not at the start of the expression";
                    let back = self.source.tell() - start;
                    Err(self.source.error(message, back))
                }
            },
            _ => Err(self.unknown("?", token)),
        }
    }

    fn some(&mut self, complaint: &str) -> Result<Token, RegexError> {
        match self.source.get()? {
            Some(token) => Ok(token),
            None => Err(self.source.error(complaint, 0)),
        }
    }

    fn unknown(&self, before: &str, token: Token) -> RegexError {
        let message = format!("unknown extension {before}{}", token.text());
        self.source.error(message, token.len() + before.len())
    }

    /// What stands before the `)`, and the `)`.
    fn body(&mut self, flags: u32, start: usize) -> Result<Node, RegexError> {
        let body = self.nested(flags, Self::alternatives)?;
        self.close(start)?;
        Ok(body)
    }

    fn close(&mut self, start: usize) -> Result<(), RegexError> {
        if self.source.take(b')')? {
            return Ok(());
        }
        let back = self.source.tell() - start;
        Err(self.source.error(UNTERMINATED, back))
    }

    fn capture(&mut self, name: Option<&[u32]>, start: usize) -> Result<Node, RegexError> {
        let group = self.widths.len();
        let back = name.map_or(0, |name| name.len() + 1);
        if group > MAX_GROUPS {
            return Err(self.source.error("too many groups", back));
        }
        if let Some(name) = name {
            let text = show(name);
            if let Some((_, other)) = self.names.iter().find(|(known, _)| *known == text) {
                let name = show_repr(name);
                let message = format!(
                    "redefinition of group name {name} as group {group}; was group {other}"
                );
                return Err(self.source.error(message, back));
            }
            self.names.push((text, group));
        }
        self.widths.push(None);
        let body = self.body(self.flags, start)?;
        let width = Width::of(&body, &self.widths);
        if let Some(place) = self.widths.get_mut(group) {
            *place = Some(width);
        }
        Ok(Node::Group(Some(group), Box::new(body)))
    }

    /// `(?P<name>...)` or `(?P=name)`.
    fn python_extension(&mut self, start: usize) -> Result<Node, RegexError> {
        if self.source.take(b'<')? {
            let name = self.source.until(b'>', "group name")?;
            self.check_name(&name)?;
            return self.capture(Some(&name), start);
        }
        if self.source.take(b'=')? {
            let name = self.source.until(b')', "group name")?;
            self.check_name(&name)?;
            let group = self.named(&name)?;
            return self.reference(group, name.len() + 1);
        }
        let token = self.some("unexpected end of pattern")?;
        Err(self.unknown("?P", token))
    }

    fn check_name(&self, name: &[u32]) -> Result<(), RegexError> {
        if is_identifier(name) && (self.source.is_str || name.iter().all(|&point| point < 128)) {
            return Ok(());
        }
        Err(self.bad_name(name))
    }

    fn bad_name(&self, name: &[u32]) -> RegexError {
        let message = format!("bad character in group name {}", show_repr(name));
        self.source.error(message, name.len() + 1)
    }

    fn named(&self, name: &[u32]) -> Result<usize, RegexError> {
        let text = show(name);
        match self.names.iter().find(|(known, _)| *known == text) {
            Some(&(_, group)) => Ok(group),
            None => {
                let message = format!("unknown group name {}", show_repr(name));
                Err(self.source.error(message, name.len() + 1))
            }
        }
    }

    fn look(&mut self, behind: bool, negated: bool, start: usize) -> Result<Node, RegexError> {
        let outermost = behind && self.behind_from.is_none();
        if outermost {
            self.behind_from = Some(self.widths.len());
        }
        let body = self.nested(self.flags, Self::alternatives)?;
        if outermost {
            self.behind_from = None;
        }
        self.close(start)?;
        if negated && body == Node::Concat(Vec::new()) {
            return Ok(Node::Fail);
        }
        let width = Width::of(&body, &self.widths);
        let behind = match u32::try_from(width.least) {
            Ok(back) if behind && width.least == width.most && back < MAX_REPEAT => Some(back),
            _ if behind => {
                let message = "look-behind requires fixed-width pattern";
                self.late.get_or_insert_with(|| RegexError::of(ErrorKind::Pattern, message));
                Some(0)
            }
            _ => None,
        };
        Ok(Node::Look { behind, negated, body: Box::new(body) })
    }

    /// `(?(group)yes|no)`.
    fn condition(&mut self, start: usize) -> Result<Node, RegexError> {
        let name = self.source.until(b')', "group name")?;
        let group = if is_identifier(&name) {
            self.check_name(&name)?;
            self.named(&name)?
        } else {
            self.numbered(&name)?
        };
        self.check_behind(group)?;
        let yes = self.nested(self.flags, Self::branch)?;
        let mut no = Node::Concat(Vec::new());
        if self.source.take(b'|')? {
            no = self.nested(self.flags, Self::branch)?;
            if self.source.next == Some(Token::ascii(b'|')) {
                let message = "conditional backref with more than two branches";
                return Err(self.source.error(message, 0));
            }
        }
        self.close(start)?;
        Ok(Node::Condition { group, yes: Box::new(yes), no: Box::new(no) })
    }

    /// The number of the group that a condition asks for; it may be defined later.
    fn numbered(&mut self, name: &[u32]) -> Result<usize, RegexError> {
        let back = name.len() + 1;
        let text = show(name);
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.bad_name(name));
        }
        let group: usize = text.parse().unwrap_or(usize::MAX);
        if group == 0 {
            return Err(self.source.error("bad group number", back));
        }
        if group > MAX_GROUPS {
            return Err(self.source.error(format!("invalid group reference {text}"), back));
        }
        if !self.conditions.iter().any(|&(known, _)| known == group) {
            self.conditions.push((group, self.source.tell().saturating_sub(back)));
        }
        Ok(group)
    }

    /// Flags after `(?`: for the whole pattern (nothing is returned), or for a group.
    fn inline_flags(&mut self, first: Token) -> Result<Option<u32>, RegexError> {
        let mut token = first;
        let mut on = 0;
        if token != Token::ascii(b'-') {
            loop {
                let flag = flag(token).unwrap_or(0);
                if self.source.is_str && flag == flags::LOCALE {
                    let message = "bad inline flags: cannot use 'L' flag with a str pattern";
                    return Err(self.source.error(message, 0));
                }
                if !self.source.is_str && flag == flags::UNICODE {
                    let message = "bad inline flags: cannot use 'u' flag with a bytes pattern";
                    return Err(self.source.error(message, 0));
                }
                on |= flag;
                if flag & TYPE_FLAGS != 0 && on & TYPE_FLAGS != flag {
                    let message = "bad inline flags: flags 'a', 'u' and 'L' are incompatible";
                    return Err(self.source.error(message, 0));
                }
                token = self.next_flag("missing -, : or )", b")-:")?;
                if self::flag(token).is_none() {
                    break;
                }
            }
        }
        if token == Token::ascii(b')') {
            self.flags |= on;
            return Ok(None);
        }
        let mut off = 0;
        if token == Token::ascii(b'-') {
            token = self.next_flag("missing flag", b"")?;
            loop {
                let flag = flag(token).unwrap_or(0);
                if flag & TYPE_FLAGS != 0 {
                    let message = "bad inline flags: cannot turn off flags 'a', 'u' and 'L'";
                    return Err(self.source.error(message, 0));
                }
                off |= flag;
                token = self.next_flag("missing :", b":")?;
                if self::flag(token).is_none() {
                    break;
                }
            }
        }
        if on & off != 0 {
            return Err(self.source.error("bad inline flags: flag turned on and off", 1));
        }
        let kept = if on & TYPE_FLAGS == 0 { self.flags } else { self.flags & !TYPE_FLAGS };
        Ok(Some((kept | on) & !off))
    }

    /// The next flag or one of `ends`.
    fn next_flag(&mut self, missing: &str, ends: &[u8]) -> Result<Token, RegexError> {
        let token = self.some(missing)?;
        let ends = ends.iter().any(|&end| token == Token::ascii(end));
        if ends || flag(token).is_some() {
            return Ok(token);
        }
        let message = if is_letter(token) { "unknown flag" } else { missing };
        Err(self.source.error(message, token.len()))
    }
}
