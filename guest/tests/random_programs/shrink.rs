//! Makes a program that fails smaller.

/// Removes statements, with what is indented beneath them, as long as `fails` holds for what is left.
pub fn shrink(program: &str, mut fails: impl FnMut(&str) -> bool) -> String {
    let mut lines: Vec<&str> = program.lines().collect();
    loop {
        let before = lines.len();
        let mut at = lines.len();
        while at > 0 {
            at -= 1;
            for end in [block_end(&lines, at), at + 1] {
                let mut candidate = lines.clone();
                candidate.drain(at..end);
                if end > at && fails(&(candidate.join("\n") + "\n")) {
                    lines = candidate;
                    break;
                }
            }
            at = at.min(lines.len());
        }
        if lines.len() == before {
            return lines.join("\n") + "\n";
        }
    }
}

/// Where the statement at a line ends, with its blocks.
fn block_end(lines: &[&str], at: usize) -> usize {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut end = at + 1;
    while end < lines.len() && (depth(lines[end]) > depth(lines[at]) || continues(lines, at, end)) {
        end += 1;
    }
    end
}

/// Is a line `except`, `else` and so on of the statement that begins at `at`?
fn continues(lines: &[&str], at: usize, line: usize) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    indent(lines[at]) == indent(lines[line])
        && ["except", "else:", "elif ", "finally:"]
            .iter()
            .any(|word| lines[line].trim_start().starts_with(word))
}
