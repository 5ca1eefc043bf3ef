//! The lines of the survey.

use std::io::{self, Write};

/// So many candidates are named in a line.
const SHOWN: usize = 12;

/// Whether an entry holds for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Fits,
    Differs,
    /// This look at the file cannot tell.
    Open,
}

impl Verdict {
    pub fn of(fits: bool) -> Verdict {
        if fits { Verdict::Fits } else { Verdict::Differs }
    }
}

/// Writes lines and counts what they say.
pub struct Report<W> {
    out: W,
    pub differing: usize,
    pub open: usize,
}

impl<W: Write> Report<W> {
    pub fn new(out: W) -> Report<W> {
        Report { out, differing: 0, open: 0 }
    }

    /// A heading.
    pub fn section(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "\n{title}")
    }

    /// An entry with what the data file says, and what the file shows.
    pub fn line(
        &mut self,
        verdict: Verdict,
        entry: &str,
        says: impl ToString,
        found: impl ToString,
    ) -> io::Result<()> {
        let word = match verdict {
            Verdict::Fits => "fits",
            Verdict::Differs => {
                self.differing += 1;
                "DIFFERS"
            }
            Verdict::Open => {
                self.open += 1;
                "open"
            }
        };
        let says = says.to_string();
        let equals = if says.is_empty() { "" } else { " = " };
        writeln!(self.out, "{word:<8} {entry}{equals}{says}: {}", found.to_string())
    }

    /// An entry that must equal what was found.
    pub fn equal<T: PartialEq + ToString>(
        &mut self,
        entry: &str,
        says: T,
        found: T,
    ) -> io::Result<()> {
        self.line(Verdict::of(says == found), entry, says.to_string(), found.to_string())
    }

    /// An entry that must be one of the candidates.
    pub fn among(
        &mut self,
        entry: &str,
        says: u32,
        what: &str,
        candidates: &[u32],
    ) -> io::Result<()> {
        let verdict = Verdict::of(candidates.contains(&says));
        self.line(verdict, entry, says, format!("{what}: {}", list(candidates)))
    }
}

/// Numbers as text, not too many.
pub fn list(numbers: &[u32]) -> String {
    if numbers.is_empty() {
        return "none".to_owned();
    }
    let shown: Vec<String> = numbers.iter().take(SHOWN).map(u32::to_string).collect();
    let more = if numbers.len() > SHOWN {
        format!(" and {} more", numbers.len() - SHOWN)
    } else {
        String::new()
    };
    shown.join(", ") + &more
}
