//! Keeps what class bodies say and the guest forgets: annotations, which its compiler throws away, and the order of
//! an enumeration's members, as its dictionaries have none.
//!
//! `x: int = 5` in a class body becomes `x: int = 5; __annotate__('x', int)`, on the same line; that built-in
//! (`guest/python/errors.py`) fills the class's `__annotations__` in the order of the source. In the body of a class
//! whose bases are named like enumerations, `RED = 1` becomes `RED = 1; __member__('RED')`. Everything else, and
//! everything that is not understood, stays as it is.

#![forbid(unsafe_code)]

use std::borrow::Cow;

/// Words that a colon may follow, and that are no names.
const KEYWORDS: [&str; 4] = ["else", "try", "finally", "lambda"];

/// Whose names a block's statements bind.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Class,
    /// A class whose bases have `Enum` or `Flag` in their names.
    Enumeration,
    Function,
    /// Those of the block around it: `if`, `for` and so on.
    Other,
}

/// An indented block: the indentation of the statement that it belongs to, and its kind.
struct Block {
    header: usize,
    kind: Kind,
}

/// A simple statement, or the header of a block: all of its physical lines.
struct Statement {
    start: usize,
    /// Behind its last character that is no blank and no comment.
    end: usize,
    /// The first `=` outside of brackets that is no comparison, and the first `:`.
    equals: Option<usize>,
    colon: Option<usize>,
    /// Whether there is a comment in it.
    commented: bool,
    /// Where the next statement begins, and whether it is on the same line.
    next: usize,
    goes_on: bool,
}

/// Adds what keeps the annotations; most sources have none and stay as they are.
pub fn keep(source: &str) -> Cow<'_, str> {
    if !source.contains("class ") {
        return Cow::Borrowed(source);
    }
    // Annotations are texts then.
    let postponed = source.contains("from __future__ import annotations");
    let mut blocks: Vec<Block> = Vec::new();
    let mut added: Vec<(usize, String)> = Vec::new();
    // The indentation of the line, and whether the body of a class is on it.
    let (mut indent, mut inline) = (0, None);
    let (mut at, mut goes_on) = (0, false);
    while at < source.len() {
        let blanks = blanks_at(source, at);
        let mut one = statement(source.as_bytes(), at + blanks);
        if !goes_on {
            (indent, inline) = (blanks, None);
        }
        (at, goes_on) = (one.next, one.goes_on);
        let text = &source[one.start..one.end];
        // A string that does not end takes the rest of the source, with its line ends.
        if text.is_empty() || text.ends_with(['\n', '\r']) {
            continue;
        }
        while blocks.last().is_some_and(|block| indent <= block.header) {
            blocks.pop();
        }
        let kind = kind(text);
        if text.ends_with(':') {
            blocks.push(Block { header: indent, kind });
            continue;
        }
        if let (Kind::Class | Kind::Enumeration, Some(colon)) = (kind, one.colon) {
            // The body follows on the same line.
            let begin = colon + 1;
            one = statement(source.as_bytes(), begin + blanks_at(source, begin));
            inline = Some(kind);
        }
        let around = blocks.iter().rev().map(|block| block.kind).find(|kind| *kind != Kind::Other);
        let class = inline.or(around);
        if !matches!(class, Some(Kind::Class | Kind::Enumeration)) {
            continue;
        }
        if let Some((name, hint)) = annotation(source, &one) {
            let hint = if postponed { format!("{hint:?}") } else { hint };
            added.push((one.end, format!("; __annotate__('{name}', {hint})")));
        } else if class == Some(Kind::Enumeration)
            && let Some(name) = assigned(source, &one)
        {
            added.push((one.end, format!("; __member__('{name}')")));
        }
    }
    if added.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut text = String::with_capacity(source.len() + 40 * added.len());
    let mut from = 0;
    for (place, addition) in added {
        text.push_str(&source[from..place]);
        text.push_str(&addition);
        from = place;
    }
    text.push_str(&source[from..]);
    Cow::Owned(text)
}

fn blanks_at(source: &str, at: usize) -> usize {
    source[at..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn kind(header: &str) -> Kind {
    if header.starts_with("class ") {
        let bases = header.split_once('(').map_or("", |(_, bases)| bases);
        let enumeration = bases.contains("Enum") || bases.contains("Flag");
        if enumeration { Kind::Enumeration } else { Kind::Class }
    } else if header.starts_with("def ") || header.starts_with("async def ") {
        Kind::Function
    } else {
        Kind::Other
    }
}

/// The one name that a statement assigns to.
fn assigned<'s>(source: &'s str, statement: &Statement) -> Option<&'s str> {
    let name = source.get(statement.start..statement.equals?)?.trim_end();
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let digit = name.starts_with(|char: char| char.is_ascii_digit());
    (letters && !digit && !name.is_empty()).then_some(name)
}

/// Name and annotation of a statement that has one.
fn annotation(source: &str, statement: &Statement) -> Option<(String, String)> {
    let text = &source[statement.start..statement.end];
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let name = &text[..text.bytes().take_while(word).count()];
    let rest = text[name.len()..].trim_start();
    let known = !name.is_empty() && !name.starts_with(|char: char| char.is_ascii_digit());
    if !known || KEYWORDS.contains(&name) || !rest.starts_with(':') || rest.starts_with(":=") {
        return None;
    }
    let begin = statement.end - rest.len() + 1;
    let end = statement.equals.unwrap_or(statement.end);
    let hint = source.get(begin..end)?.trim();
    if hint.is_empty() {
        return None;
    }
    if statement.commented && hint.contains('#') {
        // It cannot be written on one line.
        return Some((name.to_owned(), "object".to_owned()));
    }
    // One line, so that the numbers of the others stay.
    Some((name.to_owned(), hint.replace(['\n', '\r', '\\'], " ")))
}

/// Reads the statement that begins at `start`.
fn statement(bytes: &[u8], start: usize) -> Statement {
    let mut found = Statement {
        start,
        end: start,
        equals: None,
        colon: None,
        commented: false,
        next: bytes.len(),
        goes_on: false,
    };
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let mut brackets = 0_usize;
    let mut at = start;
    while at < bytes.len() {
        match byte(at) {
            b'\n' if brackets == 0 => {
                found.next = at + 1;
                return found;
            }
            b' ' | b'\t' | b'\r' | b'\n' => {
                at += 1;
                continue;
            }
            b'#' => {
                found.commented = true;
                while at < bytes.len() && byte(at) != b'\n' {
                    at += 1;
                }
                continue;
            }
            b'\\' if byte(at + 1) == b'\n' => {
                at += 2;
                continue;
            }
            quote @ (b'\'' | b'"') => at = string(bytes, at, quote),
            b'(' | b'[' | b'{' => brackets += 1,
            b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
            b';' if brackets == 0 => {
                found.next = at + 1;
                found.goes_on = true;
                return found;
            }
            b':' if brackets == 0 && found.colon.is_none() => found.colon = Some(at),
            b'=' if brackets == 0 && found.equals.is_none() => {
                let compared = byte(at + 1) == b'='
                    || at > start && matches!(byte(at - 1), b'=' | b'!' | b'<' | b'>' | b':');
                if !compared {
                    found.equals = Some(at);
                }
            }
            _ => {}
        }
        at += 1;
        found.end = at.min(bytes.len());
    }
    found
}

/// The last character of the string that begins at `at`, or of the text.
fn string(bytes: &[u8], at: usize, quote: u8) -> usize {
    let triple = bytes[at..].starts_with(&[quote; 3]);
    let mut at = at + if triple { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if !triple => return at - 1,
            byte if byte == quote && !triple => return at,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 2,
            _ => {}
        }
        at += 1;
    }
    bytes.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::keep;

    #[test]
    fn annotations_of_class_bodies_are_kept() {
        for (source, kept) in [
            ("class A:\n    x: int\n", "class A:\n    x: int; __annotate__('x', int)\n"),
            (
                "class A(B):\n  x: list[int] = f(\n    a=1,\n  )  # why\n  y: 'B' = 2\n",
                "class A(B):\n  x: list[int] = f(\n    a=1,\n  ); __annotate__('x', list[int])  # why\n  \
                 y: 'B' = 2; __annotate__('y', 'B')\n",
            ),
            (
                "class A:\n  '''x: int'''\n  def f(self):\n    y: int = 1\n  z: dict[str,\n   int] = {}",
                "class A:\n  '''x: int'''\n  def f(self):\n    y: int = 1\n  z: dict[str,\n   int] = {}; \
                 __annotate__('z', dict[str,    int])",
            ),
            (
                "from __future__ import annotations\nclass A:\n  x: B\n",
                "from __future__ import annotations\nclass A:\n  x: B; __annotate__('x', \"B\")\n",
            ),
            (
                "class A(Enum):\n    RED = 1\n    x = y = 2\n    z += 1\n    def f(self):\n        a = 1\n",
                "class A(Enum):\n    RED = 1; __member__('RED')\n    x = y = 2; __member__('x')\n    z += 1\n    \
                 def f(self):\n        a = 1\n",
            ),
            ("class A: x: int = 1\n", "class A: x: int = 1; __annotate__('x', int)\n"),
            (
                "class A:\n  x: int = 1; y: str = 'a:b' ; z = 3\n",
                "class A:\n  x: int = 1; __annotate__('x', int); y: str = 'a:b'; __annotate__('y', str) ; z = 3\n",
            ),
            (
                "class A:\n    if a:\n        x: int\n    def f(self):\n        if b:\n            y: int\n",
                "class A:\n    if a:\n        x: int; __annotate__('x', int)\n    def f(self):\n        if b:\n            \
                 y: int\n",
            ),
            (
                "if a:\n    class A:\n        x: int = b == c\ny: int = 1\n",
                "if a:\n    class A:\n        x: int = b == c; __annotate__('x', int)\ny: int = 1\n",
            ),
        ] {
            assert_eq!(keep(source), kept);
        }
    }

    #[test]
    fn everything_else_stays() {
        for source in [
            "x: int = 1\n",
            "class A:\n    d = {'a': 1}\n    x = lambda: 1\n    y[1]: int = 2\n",
            "class A:\n    if a: pass\n    else: pass\n    try: x = 1\n    finally: pass\n",
            "class A: pass\nx: int\n",
            "class A:\n x: int\"\"\"class A:\n",
            "class A:\n    (y := 1)\n    print('x: int')\n",
            "def f(a: int) -> 'class ':\n    b: int = 1\n",
        ] {
            assert_eq!(keep(source), source);
        }
    }

    proptest! {
        #[test]
        fn lines_keep_their_numbers(source in "(class A:\n|  |x: int|y|=|\n|'|\"|\"\"\"|\\(|\\)|#|\\\\|;|é|:| )*") {
            let kept = keep(&source);
            prop_assert_eq!(kept.lines().count(), source.lines().count());
            prop_assert!(kept.len() >= source.len());
        }
    }
}
