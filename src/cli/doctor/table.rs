//! The diagnosis as a table for people.

use super::{Diagnosis, Row};

const HEAD: [&str; 4] = ["LAYER", "STATE", "STOPS", "TO HAVE IT"];

/// The table, what the worker says of each layer, and the verdict.
pub fn render(diagnosis: &Diagnosis) -> String {
    let cells = |row: &Row| {
        // What holds needs no advice.
        let enable = if row.applied { "" } else { row.enable };
        [row.layer, row.state(), row.stops, enable]
    };
    let lines: Vec<[&str; 4]> =
        std::iter::once(HEAD).chain(diagnosis.layers.iter().map(cells)).collect();
    let width = |column: usize| {
        lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    let mut text = format!("{}\n{}\n\n", diagnosis.system, diagnosis.worker);
    for line in &lines {
        let [a, b, c] = widths;
        let line = format!("{:a$}  {:b$}  {:c$}  {}", line[0], line[1], line[2], line[3]);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push_str("\nWhat the worker reports:\n");
    for row in &diagnosis.layers {
        let name = widths[0];
        text.push_str(&format!("{:name$}  {}\n", row.layer, row.detail));
    }
    text.push('\n');
    text.push_str(&diagnosis.verdict);
    text.push('\n');
    text
}
