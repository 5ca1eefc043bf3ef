//! What sandboxed code prints must not drive the terminal that it is shown on.
//!
//! Escape sequences can hide text, rename windows, paste from the clipboard and more.
//! So on a terminal every control character but newline and tab is shown escaped, and so are the
//! characters that change the direction of writing. Into pipes and files all text passes unchanged.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with its control characters made visible.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if !text.contains(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if !is_dangerous(char) {
            shown.push(char);
        } else if char == '\r' {
            shown.push_str("\\r");
        } else if u32::from(char) < 0x100 {
            write!(shown, "\\x{:02x}", u32::from(char)).expect("a String takes all text");
        } else {
            write!(shown, "\\u{:04x}", u32::from(char)).expect("a String takes all text");
        }
    }
    Cow::Owned(shown)
}

fn is_dangerous(char: char) -> bool {
    // Unicode Technical Report 36, 2.6: the explicit directional embeddings, overrides and isolates.
    let turns_direction = matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns_direction || (char.is_control() && char != '\n' && char != '\t')
}

#[cfg(test)]
mod tests {
    use super::neutralise;

    #[test]
    fn controls_are_shown_and_text_is_left_alone() {
        assert_eq!(neutralise("a\tb\né \u{1f600}"), "a\tb\né \u{1f600}");
        assert_eq!(neutralise("\x1b[2J\x07"), "\\x1b[2J\\x07");
        assert_eq!(neutralise("a\rb\x7f\u{9b}31m"), "a\\rb\\x7f\\x9b31m");
        assert_eq!(neutralise("x\u{202e}y\u{2066}"), "x\\u202ey\\u2066");
    }
}
