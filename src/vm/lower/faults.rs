//! Syntax errors as CPython tells them.

#![forbid(unsafe_code)]

use std::ops::Range;

/// Longest line that is shown, in bytes.
const MOST_SHOWN: usize = 1000;

/// Why a source does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: &'static str,
    pub message: String,
    /// Where, in lines and characters counted from 1.
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// The line.
    pub text: String,
}

impl Fault {
    pub fn at(source: &str, range: Range<usize>, message: impl Into<String>) -> Fault {
        Fault::of("SyntaxError", source, range, message)
    }

    pub fn of(
        kind: &'static str,
        source: &str,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> Fault {
        let (line, column) = position(source, range.start);
        let (end_line, end_column) = position(source, range.end.max(range.start));
        let text = source.split('\n').nth(line as usize - 1).unwrap_or_default();
        // Of a very long line nothing is shown.
        let text = if text.len() > MOST_SHOWN { "" } else { text.trim_end_matches('\r') };
        let text = text.to_owned();
        Fault { kind, message: message.into(), line, column, end_line, end_column, text }
    }

    /// As CPython prints it.
    pub fn traceback(&self, file: &str) -> String {
        let mut out = format!("  File \"{file}\", line {}\n", self.line);
        let text = self.text.trim_start();
        let text = text.trim_end();
        if !text.is_empty() {
            let indent = self.text.chars().count() - self.text.trim_start().chars().count();
            let from = (self.column as usize).saturating_sub(1).saturating_sub(indent);
            let to = if self.end_line == self.line {
                (self.end_column as usize).saturating_sub(1).saturating_sub(indent)
            } else {
                text.chars().count()
            };
            let carets = to.saturating_sub(from).max(1);
            out.push_str(&format!("    {text}\n    {}{}\n", " ".repeat(from), "^".repeat(carets)));
        }
        out.push_str(&format!("{}: {}\n", self.kind, self.message));
        out
    }
}

/// Line and column of a byte.
fn position(source: &str, at: usize) -> (u32, u32) {
    let at = at.min(source.len());
    let before = source.get(..at).unwrap_or_default();
    let line = before.bytes().filter(|byte| *byte == b'\n').count();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (line as u32 + 1, before[start..].chars().count() as u32 + 1)
}

/// The number of the line of a byte, counted from 1.
pub fn line_of(source: &str, at: usize) -> u32 {
    position(source, at).0
}
