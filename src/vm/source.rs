//! A look at source text before the guest's compiler sees it.
//!
//! That compiler recurses without a check of its own. What nests too deeply is refused here, with
//! the line; what might, or is large, is marked so that the session can be put back if it fails.

#![forbid(unsafe_code)]

use super::Failure;

/// Deepest nesting of brackets; CPython's limit too.
const MAX_BRACKETS: usize = 200;

/// Deepest indentation; CPython's limit too.
const MAX_INDENTS: usize = 100;

/// Most things in one statement that could each nest once more (`-`, `not`, `lambda`, brackets...).
///
/// A level costs the compiler about 400 bytes of the native stack (`config::WASM_STACK_BYTES`).
const SAFE_NESTING: usize = 500;

/// What the look found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survey {
    /// Whether the compiler's stack might not be enough.
    pub may_overflow: bool,
}

/// Looks at `source`.
///
/// Strings and comments are skipped as MicroPython's lexer would; where hostile text fools this
/// reading, the engine's own stack limit still holds.
pub fn survey(source: &str) -> Result<Survey, Failure> {
    let mut scan =
        Scan { bytes: source.as_bytes(), at: 0, line: 1, brackets: 0, statement: 0, most: 0 };
    let mut indents = vec![0_usize];
    while scan.at < scan.bytes.len() {
        if scan.brackets == 0 {
            scan.indentation(&mut indents)?;
        }
        scan.line()?;
    }
    Ok(Survey { may_overflow: scan.most > SAFE_NESTING })
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
    brackets: usize,
    /// Things that could nest, in the current statement, and the most of any statement.
    statement: usize,
    most: usize,
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn refuse(&self, what: String) -> Failure {
        let line = self.line;
        Failure {
            type_name: "SyntaxError".to_owned(),
            traceback: format!("  File \"<session>\", line {line}\nSyntaxError: {what}\n"),
            message: what,
            line: Some(line),
        }
    }

    /// Reads the blanks at the beginning of a line that begins a statement.
    fn indentation(&mut self, indents: &mut Vec<usize>) -> Result<(), Failure> {
        let mut width = 0;
        loop {
            match self.peek(0) {
                b' ' => width += 1,
                b'\t' => width = (width / 8 + 1) * 8,
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.peek(0), b'\n' | b'\r' | b'#' | 0) {
            return Ok(());
        }
        while indents.last().is_some_and(|last| *last > width) {
            indents.pop();
        }
        if indents.last().is_some_and(|last| *last < width) {
            indents.push(width);
        }
        if indents.len() > MAX_INDENTS {
            return Err(self.refuse(format!(
                "too many levels of indentation, at most {MAX_INDENTS} are allowed"
            )));
        }
        Ok(())
    }

    /// Reads to the end of a line.
    fn line(&mut self) -> Result<(), Failure> {
        loop {
            let byte = self.peek(0);
            match byte {
                0 if self.at >= self.bytes.len() => break,
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    if self.brackets == 0 {
                        self.end_statement();
                    }
                    return Ok(());
                }
                b'\\'
                    if self.peek(1) == b'\n'
                        || (self.peek(1) == b'\r' && self.peek(2) == b'\n') =>
                {
                    self.at += if self.peek(1) == b'\n' { 2 } else { 3 };
                    self.line += 1;
                    continue;
                }
                b'#' => {
                    while !matches!(self.peek(0), b'\n') && self.at < self.bytes.len() {
                        self.at += 1;
                    }
                    continue;
                }
                b'\'' | b'"' => {
                    self.string(byte);
                    continue;
                }
                b'(' | b'[' | b'{' => {
                    self.brackets += 1;
                    self.statement += 1;
                    if self.brackets > MAX_BRACKETS {
                        return Err(self.refuse(format!(
                            "too many nested brackets, at most {MAX_BRACKETS} are allowed"
                        )));
                    }
                }
                b')' | b']' | b'}' => self.brackets = self.brackets.saturating_sub(1),
                b'*' if self.peek(1) == b'*' => {
                    if self.is_power_of_constants() {
                        self.statement += SAFE_NESTING + 1;
                    }
                    self.statement += 1;
                    self.at += 1;
                }
                b'-' | b'+' | b'~' | b'*' | b':' => self.statement += 1,
                b';' if self.brackets == 0 => self.end_statement(),
                byte if byte.is_ascii_alphabetic() => {
                    self.word();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.end_statement();
        Ok(())
    }

    /// Whether the `**` here may stand between constants. The compiler computes such a power, however
    /// large it is.
    fn is_power_of_constants(&self) -> bool {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let before = self.bytes[..self.at].trim_ascii_end();
        let name = before.iter().rposition(|byte| !in_name(byte)).map_or(0, |last| last + 1);
        // A name begins with a letter, a number with a digit; brackets may hold either.
        let constant = match before.get(name) {
            Some(first) => first.is_ascii_digit(),
            None => before.last().is_some_and(|byte| matches!(byte, b')' | b'\\')),
        };
        let after = self.bytes[self.at + 2..].iter().find(|byte| !blank(byte));
        let to_variable = after.is_some_and(|byte| in_name(byte) && !byte.is_ascii_digit());
        constant && !to_variable
    }

    fn end_statement(&mut self) {
        self.most = self.most.max(self.statement);
        self.statement = 0;
    }

    /// Keywords behind which another expression nests.
    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        if matches!(word, b"not" | b"lambda" | b"else" | b"await" | b"for" | b"if" | b"yield") {
            self.statement += 1;
        }
        // An f-string with another one inside is read again for each of its levels.
        if matches!(word, b"f" | b"F" | b"rf" | b"fr") && matches!(self.peek(0), b'\'' | b'"') {
            self.statement += SAFE_NESTING / 25;
        }
    }

    /// Reads a string literal; an unfinished one ends with its line.
    fn string(&mut self, quote: u8) {
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if triple { 3 } else { 1 };
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            match byte {
                // The prefix is not looked at: in a raw string too a backslash keeps the quote.
                b'\\' => {
                    self.line += u32::from(self.peek(1) == b'\n');
                    self.at += 2;
                    continue;
                }
                b'\n' if !triple => return,
                b'\n' => self.line += 1,
                _ if byte == quote && !triple => {
                    self.at += 1;
                    return;
                }
                _ if byte == quote && self.peek(1) == quote && self.peek(2) == quote => {
                    self.at += 3;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(source: &str) -> Option<(String, Option<u32>)> {
        survey(source).err().map(|failure| (failure.message, failure.line))
    }

    #[test]
    fn deep_brackets_are_refused_with_their_line() {
        let (message, line) =
            refused(&format!("a = 1\nb = {}", "[".repeat(20_000))).expect("refused");
        assert!(message.contains("200"), "{message}");
        assert_eq!(line, Some(2));
        assert_eq!(refused(&format!("{}{}", "[".repeat(200), "]".repeat(200))), None);
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        for text in [
            format!("'{}'", "[".repeat(500)),
            format!("\"\"\"{}\n\\\"\"\"\"", "(".repeat(500)),
            format!("# {}\n1", "{".repeat(500)),
            format!("'\\'{}'", "(".repeat(500)),
        ] {
            assert_eq!(refused(&text), None, "{text}");
        }
    }

    #[test]
    fn deep_indentation_is_refused() {
        let nested = |levels: usize| -> String {
            (0..levels).map(|level| format!("{}if 1:\n", " ".repeat(level))).collect()
        };
        assert_eq!(refused(&nested(99)), None);
        assert!(refused(&nested(200)).is_some());
        let flat = "if 1:\n  a\nif 2:\n    b\n".repeat(300);
        assert_eq!(refused(&flat), None);
    }

    #[test]
    fn chains_of_prefixes_are_noticed() {
        let overflows = |source: &str| survey(source).expect("accepted").may_overflow;
        assert!(overflows(&format!("{}1", "-".repeat(5000))));
        assert!(overflows(&format!("{}1", "not ".repeat(5000))));
        assert!(overflows(&format!("{}1", "lambda: ".repeat(5000))));
        assert!(overflows(&format!("{}1", "f'{".repeat(50))));
        assert!(overflows("x = 2 ** 10 ** 10") && overflows("(2)**(9)") && !overflows("x ** 2"));
        assert!(overflows("0xff ** 9 ** 9") && overflows("2 **\\\n9") && overflows("(2 **\n9)"));
        assert!(!overflows("2 ** n") && !overflows("f(**{'a': 1})"));
        assert!(!overflows(&"a = -1\n".repeat(5000)));
    }
}
