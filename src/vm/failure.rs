//! Exceptions as text, from what the guest says about them.

#![forbid(unsafe_code)]

use super::lower::Fault;
use super::{Failure, RunEnd};

/// File names in tracebacks: the user's source, and ours.
const USER_FILE: &str = "<session>";
const OUR_FILE: &str = "<string>";

/// Most characters of a message.
const MAX_MESSAGE_CHARS: usize = 2000;

/// Kind, type, message, printed traceback and notes of an exception; and of those that came before it, the last one
/// first: how they belong together, and the same without a kind.
type Description = (String, String, String, String, String, Vec<[String; 5]>);

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

/// Reads the description that `describe` in `guest/python/bootstrap.py` returns.
///
/// All of it is text that user code may have made; only its shape is checked.
pub fn parse(description: &[u8]) -> Option<RunEnd> {
    let text = String::from_utf8_lossy(description);
    let (kind, name, message, printed, notes, earlier): Description =
        serde_json::from_str(&text).ok()?;
    let (last, line) = shown(&name, &message, &printed, &notes);
    // The first exception comes first.
    let mut traceback = String::new();
    for [how, name, message, printed, notes] in earlier.iter().rev() {
        traceback.push_str(&shown(name, message, printed, notes).0);
        traceback.push_str(if how == "cause" { CAUSE } else { CONTEXT });
    }
    traceback.push_str(&last);
    let failure =
        Failure { type_name: one_line(&name), message: one_line(&message), traceback, line };
    Some(match kind.as_str() {
        "memory" => RunEnd::Memory(failure),
        _ => RunEnd::Exception(failure),
    })
}

/// One exception as a traceback shows it, and the line that it is about.
fn shown(name: &str, message: &str, printed: &str, notes: &str) -> (String, Option<u32>) {
    let (frames, line) = frames(printed);
    let headline = if message.is_empty() { name.to_owned() } else { format!("{name}: {message}") };
    (format!("{frames}{headline}\n{notes}"), line)
}

/// The part of a printed traceback that is about user code, and the outermost line of the session's
/// source in it.
fn frames(printed: &str) -> (String, Option<u32>) {
    let mut text = String::new();
    let mut line = None;
    for frame in printed.lines().skip(1) {
        let Some((file, rest)) =
            frame.strip_prefix("  File \"").and_then(|rest| rest.split_once("\", line "))
        else {
            break;
        };
        if file == OUR_FILE {
            continue;
        }
        if file == USER_FILE && line.is_none() {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            line = digits.parse().ok();
        }
        text.push_str(frame);
        text.push('\n');
    }
    if !text.is_empty() {
        text.insert_str(0, "Traceback (most recent call last):\n");
    }
    (text, line)
}

/// Text without line breaks, cut to a bearable length.
fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(MAX_MESSAGE_CHARS)
        .collect()
}

/// A failure that the host itself noticed.
pub fn plain(type_name: &str, message: &str) -> Failure {
    Failure {
        type_name: type_name.to_owned(),
        message: message.to_owned(),
        traceback: format!("{type_name}: {message}\n"),
        line: None,
    }
}

pub fn syntax(message: &str) -> Failure {
    plain("SyntaxError", message)
}

/// What the source pass refused.
pub fn fault(fault: &Fault) -> Failure {
    Failure {
        type_name: fault.kind.to_owned(),
        message: one_line(&fault.message),
        traceback: fault.traceback(USER_FILE),
        line: Some(fault.line),
    }
}

/// The interpreter had no memory left to say more.
pub fn out_of_memory() -> Failure {
    plain("MemoryError", "memory allocation failed")
}

/// The exception's text could not be made at all.
pub fn unprintable() -> Failure {
    plain("Exception", "<the exception could not be described>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(description: serde_json::Value) -> Failure {
        match parse(description.to_string().as_bytes()) {
            Some(RunEnd::Exception(failure)) => failure,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn our_frames_go_and_the_outermost_line_is_told() {
        let printed = "Traceback (most recent call last):\n  File \"<string>\", line 9, in execute\n  \
                       File \"<session>\", line 3, in <module>\n  File \"<session>\", line 1, in f\n\
                       ValueError: x\n";
        let failure = check(serde_json::json!(["exception", "ValueError", "x", printed, "", []]));
        assert_eq!(failure.line, Some(3));
        assert_eq!(
            failure.traceback,
            "Traceback (most recent call last):\n  File \"<session>\", line 3, in <module>\n  \
             File \"<session>\", line 1, in f\nValueError: x\n"
        );
    }

    #[test]
    fn what_came_before_stands_before() {
        let printed =
            "Traceback (most recent call last):\n  File \"<session>\", line 2, in f\nE: b\n";
        let failure = check(serde_json::json!([
            "exception",
            "E",
            "c",
            printed,
            "a note\n",
            [["context", "E", "b", printed, ""], ["cause", "F", "", "", ""]]
        ]));
        let frames = "Traceback (most recent call last):\n  File \"<session>\", line 2, in f\n";
        assert_eq!(
            failure.traceback,
            format!("F\n{CAUSE}{frames}E: b\n{CONTEXT}{frames}E: c\na note\n")
        );
    }

    #[test]
    fn messages_are_one_line() {
        let failure = check(serde_json::json!(["exception", "E", "a\nb\r\nc", "", "", []]));
        assert_eq!(failure.message, "a b c");
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in ["", "{}", "[]", "[1,2,3,4]", "[\"a\",\"b\",\"c\"]"] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
