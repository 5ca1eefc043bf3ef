//! Cuts the lines typed at a prompt into statements. Only the shape is looked at: open brackets and
//! strings, continued lines, blocks. Whether a statement is right, the compiler says.

/// Words that begin a statement with a block.
const BLOCK_WORDS: [&str; 9] =
    ["async", "class", "def", "for", "if", "match", "try", "while", "with"];
/// Words at the left margin that go on with the block above.
const BLOCK_PARTS: [&str; 4] = ["elif", "else", "except", "finally"];

/// The statement being typed.
#[derive(Debug, Default)]
pub struct Input {
    text: String,
    scan: Scan,
    /// The statement has a block, so it ends with a blank line or the next statement.
    block: bool,
    /// The last whole line is a decorator: what follows at the margin belongs to it.
    decorated: bool,
}

impl Input {
    /// Takes one line, without its newline; returns the statements that are now complete.
    pub fn feed(&mut self, line: &str) -> Vec<String> {
        let mut ready = Vec::new();
        if self.block && !self.scan.is_open() && !self.decorated && begins_statement(line) {
            ready.extend(self.take());
        }
        if self.text.is_empty() && is_void(line) {
            return ready;
        }
        let continues = self.scan.is_open();
        let colon = self.scan.line(line);
        if !continues {
            let word = first_word(line);
            self.block |= BLOCK_WORDS.contains(&word) || line.starts_with('@');
            self.decorated = line.starts_with('@');
        }
        self.block |= colon && !self.scan.is_open();
        self.text.push_str(line);
        self.text.push('\n');
        let blank = !continues && line.trim().is_empty();
        if !self.scan.is_open() && (!self.block || blank) {
            ready.extend(self.take());
        }
        ready
    }

    /// Whether a statement has begun and is not complete.
    pub fn is_open(&self) -> bool {
        !self.text.is_empty()
    }

    /// Ends the statement as it is, at the end of input.
    pub fn take(&mut self) -> Option<String> {
        let text = std::mem::take(self).text;
        (!text.is_empty()).then_some(text)
    }
}

/// Nothing but space or a comment.
fn is_void(line: &str) -> bool {
    let text = line.trim();
    text.is_empty() || text.starts_with('#')
}

fn begins_statement(line: &str) -> bool {
    let at_margin = !line.starts_with([' ', '\t']);
    at_margin && !is_void(line) && !BLOCK_PARTS.contains(&first_word(line))
}

fn first_word(line: &str) -> &str {
    let end = line.find(|char: char| !(char.is_alphanumeric() || char == '_'));
    &line[..end.unwrap_or(line.len())]
}

/// What is open at the end of a line.
#[derive(Debug, Default)]
struct Scan {
    brackets: usize,
    string: Option<Quote>,
    /// The line ended with a backslash.
    continued: bool,
}

#[derive(Debug, Clone, Copy)]
struct Quote {
    char: char,
    triple: bool,
}

impl Scan {
    fn is_open(&self) -> bool {
        self.brackets > 0 || self.continued || self.string.is_some()
    }

    /// Goes on over one line; returns whether its last significant character is a colon.
    fn line(&mut self, line: &str) -> bool {
        self.continued = false;
        let mut colon = false;
        let mut rest = line;
        while let Some(char) = rest.chars().next() {
            let after = &rest[char.len_utf8()..];
            rest = match self.string {
                Some(quote) => self.in_string(quote, char, rest, after),
                None if char == '#' => break,
                None => self.in_code(char, rest, after),
            };
            if !char.is_whitespace() {
                colon = char == ':' && self.string.is_none();
            }
        }
        // A string in single quotes ends with its line, unless a backslash carries it on.
        if !self.continued && self.string.is_some_and(|quote| !quote.triple) {
            self.string = None;
        }
        colon
    }

    fn in_string<'a>(
        &mut self,
        quote: Quote,
        char: char,
        rest: &'a str,
        after: &'a str,
    ) -> &'a str {
        if char == '\\' {
            let mut escaped = after.chars();
            self.continued = escaped.next().is_none();
            return escaped.as_str();
        }
        let end = if quote.triple { closing(quote.char) } else { &rest[..char.len_utf8()] };
        if char == quote.char && rest.starts_with(end) {
            self.string = None;
            return &rest[end.len()..];
        }
        after
    }

    fn in_code<'a>(&mut self, char: char, rest: &'a str, after: &'a str) -> &'a str {
        match char {
            '"' | '\'' => {
                let triple = rest.starts_with(closing(char));
                self.string = Some(Quote { char, triple });
                if triple { &rest[3..] } else { after }
            }
            '(' | '[' | '{' => {
                self.brackets += 1;
                after
            }
            ')' | ']' | '}' => {
                self.brackets = self.brackets.saturating_sub(1);
                after
            }
            '\\' => {
                self.continued = after.is_empty();
                after
            }
            _ => after,
        }
    }
}

fn closing(quote: char) -> &'static str {
    if quote == '"' { "\"\"\"" } else { "'''" }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds lines; every statement in the order of completion, and what is left open at the end.
    fn cut(text: &str) -> (Vec<String>, bool) {
        let mut input = Input::default();
        let ready = text.split('\n').flat_map(|line| input.feed(line)).collect();
        (ready, input.is_open())
    }

    fn whole(text: &str) {
        assert_eq!(cut(text), (vec![format!("{text}\n")], false), "{text:?}");
    }

    #[test]
    fn a_simple_statement_is_complete_at_once() {
        for text in ["1 + 1", "x = {1: 2}", "a[1:2]", "s = '# not a comment'", "print(')')", "  x"]
        {
            whole(text);
        }
        assert_eq!(cut("\n# nothing\n   \n"), (vec![], false));
        assert_eq!(cut("a = 1\nb = 2").0, ["a = 1\n", "b = 2\n"]);
    }

    #[test]
    fn open_brackets_strings_and_backslashes_go_on() {
        whole("x = [1,\n\n2]");
        whole("f(\n  'a)',  # )\n)");
        whole("s = '''a\n\nb\"\"\"\n'''");
        whole("s = \"\"\"a\\\"\"\"\n\"\"\"");
        whole("x = 1 + \\\n  2");
        whole("s = 'a\\\nb'");
        assert_eq!(cut("s = 'oops").0, ["s = 'oops\n"]);
        assert_eq!(cut("x = (1,"), (vec![], true));
        assert_eq!(cut("x = '''"), (vec![], true));
    }

    #[test]
    fn a_block_ends_with_a_blank_line() {
        let text = "def f(a):\n  if a:\n    return 1\n  else:\n    return '''\n\n'''";
        assert_eq!(cut(text), (vec![], true));
        assert_eq!(cut(&format!("{text}\n")).0, [format!("{text}\n\n")]);
        assert_eq!(cut("if 1: print(2)"), (vec![], true));
        assert_eq!(cut("for i in (1,\n2): print(i)\n").0.len(), 1);
    }

    #[test]
    fn a_block_also_ends_with_the_next_statement_at_the_margin() {
        let text = "if x:\n  y()\nelse:\n  z()\nw()";
        assert_eq!(cut(text).0, ["if x:\n  y()\nelse:\n  z()\n", "w()\n"]);
        let text = "@wrap\ndef f():\n  pass\n@wrap\nclass C:\n  pass\nf()";
        let wanted = ["@wrap\ndef f():\n  pass\n", "@wrap\nclass C:\n  pass\n", "f()\n"];
        assert_eq!(cut(text).0, wanted);
        let text = "try:\n  a()\nexcept E:\n  b()\nfinally:\n  c()\n";
        assert_eq!(cut(text).0.len(), 1);
    }

    #[test]
    fn what_is_open_at_the_end_can_be_taken() {
        let mut input = Input::default();
        assert!(input.feed("while 1:").is_empty());
        assert_eq!(input.take(), Some("while 1:\n".to_owned()));
        assert_eq!(input.take(), None);
        assert_eq!(input.feed("1"), ["1\n"]);
    }
}
