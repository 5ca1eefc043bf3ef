//! The table of what refuses what: written by a run, read by the next.

use std::fmt;

use mpy::confine::layer::Layer;

use crate::act::{Act, Outcome, Second};

/// The committed one.
const COMMITTED: &str = include_str!("TABLE.md");

const HEAD: &str = "\
# What a confined process can not do

Written by the escape suite (`ESCAPE_TABLE=tests/escape/TABLE.md cargo test --test escape_main`), which compares it with every run as root on a kernel with namespaces and Landlock interface 6 or later.
Do not edit it by hand.

- *Unconfined* is the positive control: the same act by the same user without any layer.
- *Confined* is what every layer together makes of it.
- *Without seccomp* is what the other layers together make of it.
- *On its own* names each layer that refuses the act while all the others are off.
  Some need each other: tasks and the limit of locked memory bind only who is no longer root, and typing into a terminal takes either the session or a capability.
- *Why only one* is there where no second layer can refuse.

| Act | Unconfined | Confined | Without seccomp | On its own | Why only one |
|---|---|---|---|---|---|
";

/// What came of one act.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: &'static str,
    pub confined: Outcome,
    pub verdict: Verdict,
    pub second: Second,
}

#[derive(Debug, Clone)]
pub enum Verdict {
    Applicable {
        without_seccomp: Outcome,
        alone: Vec<(Layer, Outcome)>,
    },
    /// With the reason.
    NotApplicable(String),
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { name, confined, .. } = self;
        match &self.verdict {
            Verdict::Applicable { without_seccomp, alone } => {
                let alone: Vec<String> =
                    alone.iter().map(|(layer, by)| format!("{} {by}", layer.name())).collect();
                let alone = alone.join(", ");
                let why = match self.second {
                    Second::OnlyOne(_, why) => why,
                    Second::Refuses(_) => "",
                };
                write!(f, "| {name} | done | {confined} | {without_seccomp} | {alone} | {why} |")
            }
            Verdict::NotApplicable(why) => {
                write!(f, "| {name} | not applicable: {why} | {confined} | | | |")
            }
        }
    }
}

/// The rows of a whole run.
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// In the order of the acts.
    pub fn of(acts: &[Act], rows: &[Row]) -> Self {
        let find = |act: &Act| rows.iter().find(|row| row.name == act.name).cloned();
        Table { rows: acts.iter().filter_map(find).collect() }
    }

    /// A row of the committed table that is no act's. Other processors have fewer acts.
    pub fn stale(acts: &[Act]) -> Option<&'static str> {
        let rows = COMMITTED.lines().skip_while(|line| !line.starts_with("|---"));
        let known =
            |row: &&str| acts.iter().any(|act| row.starts_with(&format!("| {} |", act.name)));
        rows.skip(1).find(|row| cfg!(target_arch = "x86_64") && !known(row))
    }

    /// How the committed table's row differs from this one, unless one of the two could not be
    /// judged: which kernel has what is no concern of the table.
    pub fn committed_differs(row: &Row) -> Option<String> {
        let start = format!("| {} |", row.name);
        let Some(committed) = COMMITTED.lines().find(|line| line.starts_with(&start)) else {
            return Some("tests/escape/TABLE.md lacks the act".to_owned());
        };
        let judged = matches!(row.verdict, Verdict::Applicable { .. });
        let own = row.to_string();
        if !judged || committed.contains("| not applicable: ") || committed == own {
            return None;
        }
        Some(format!("tests/escape/TABLE.md has\n{committed}\nbut it came out as\n{own}"))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}
