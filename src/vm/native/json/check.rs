//! Finds the first mistake in a JSON text, with the words and the places of CPython's decoder.

#![forbid(unsafe_code)]

/// Deepest nesting that is looked at: the rest is left to the decoder.
const MOST_LEVELS: usize = 500;

/// What is wrong, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub message: &'static str,
    pub at: usize,
}

/// Whether the text needs care: it is right, but has escapes of surrogates, constants that are no JSON,
/// or nests deeply.
pub fn check(text: &str) -> Result<bool, Mistake> {
    let mut checker = Checker { bytes: text.as_bytes(), at: 0, care: false, deep: false };
    if text.starts_with('\u{feff}') {
        return Err(mistake("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0));
    }
    checker.space();
    let checked = checker.value(0);
    if checker.deep {
        return Ok(true);
    }
    checked?;
    checker.space();
    if checker.at < checker.bytes.len() {
        return Err(mistake("Extra data", checker.at));
    }
    Ok(checker.care)
}

fn mistake(message: &'static str, at: usize) -> Mistake {
    Mistake { message, at }
}

struct Checker<'t> {
    bytes: &'t [u8],
    at: usize,
    care: bool,
    /// Whether it nests too deeply to be looked at.
    deep: bool,
}

impl Checker<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.bytes[self.at..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    fn value(&mut self, level: usize) -> Result<(), Mistake> {
        if level > MOST_LEVELS {
            self.deep = true;
            return Err(mistake("", self.at));
        }
        let begin = self.at;
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{') => self.object(level),
            Some(b'[') => self.array(level),
            _ if self.word("null") || self.word("true") || self.word("false") => Ok(()),
            _ if self.word("NaN") || self.word("Infinity") || self.word("-Infinity") => {
                self.care = true;
                Ok(())
            }
            _ => self.number(begin),
        }
    }

    fn number(&mut self, begin: usize) -> Result<(), Mistake> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else if !self.digits() {
            return Err(mistake("Expecting value", begin));
        }
        // A fraction or an exponent without digits does not belong to the number.
        let end = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            if !self.digits() {
                self.at = end;
            }
        }
        let end = self.at;
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !self.digits() {
                self.at = end;
            }
        }
        Ok(())
    }

    fn digits(&mut self) -> bool {
        let begin = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > begin
    }

    fn string(&mut self) -> Result<(), Mistake> {
        let begin = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(mistake("Unterminated string starting at", begin)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(0..=0x1f) => return Err(mistake("Invalid control character at", self.at)),
                Some(b'\\') => self.escape(begin)?,
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self, begin: usize) -> Result<(), Mistake> {
        let backslash = self.at;
        self.at += 1;
        match self.peek() {
            None => return Err(mistake("Unterminated string starting at", begin)),
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                let digits = self.bytes.get(self.at + 1..self.at + 5);
                let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
                let Some(digits) = digits else {
                    return Err(mistake("Invalid \\uXXXX escape", self.at));
                };
                self.care |=
                    matches!(digits, [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
                self.at += 5;
            }
            Some(_) => return Err(mistake("Invalid \\escape", backslash)),
        }
        Ok(())
    }

    fn object(&mut self, level: usize) -> Result<(), Mistake> {
        const NAME: &str = "Expecting property name enclosed in double quotes";
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(mistake(NAME, self.at));
            }
            self.string()?;
            self.space();
            if self.peek() != Some(b':') {
                return Err(mistake("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.space();
            self.value(level + 1)?;
            self.space();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b',') => self.at += 1,
                _ => return Err(mistake("Expecting ',' delimiter", self.at)),
            }
            self.space();
        }
    }

    fn array(&mut self, level: usize) -> Result<(), Mistake> {
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(level + 1)?;
            self.space();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b',') => self.at += 1,
                _ => return Err(mistake("Expecting ',' delimiter", self.at)),
            }
            self.space();
        }
    }
}
