//! What a finished run says to a person, beside what it printed.

use super::limits::grouped;
use crate::protocol::client_api::{ErrorKind, Limits, ResetReason, RunError, RunResult, Stream};

/// Whether the run did what was asked: no error, or an orderly `sys.exit()`.
pub fn succeeded(result: &RunResult) -> bool {
    result.error.as_ref().is_none_or(is_orderly_exit)
}

fn is_orderly_exit(error: &RunError) -> bool {
    error.kind == ErrorKind::Exception
        && error.type_name.as_deref() == Some("SystemExit")
        && matches!(error.message.as_str(), "" | "0" | "None" | "SystemExit" | "SystemExit: 0")
}

/// Text for standard error: the traceback, then one plain line for each thing that a person should
/// know. `limits` are those of the run.
pub fn explain(result: &RunResult, limits: &Limits) -> String {
    let mut text = String::new();
    if let Some(error) = result.error.as_ref().filter(|error| !is_orderly_exit(error)) {
        if let Some(traceback) = error.traceback.as_deref().filter(|text| !text.is_empty()) {
            text.push_str(traceback.trim_end_matches('\n'));
            text.push('\n');
        }
        if let Some(line) = plain_line(error, limits) {
            text.push_str(&format!("mpy-supervisor: {line}\n"));
        }
    }
    for (cut, stream) in
        [(result.stdout_truncated, Stream::Stdout), (result.stderr_truncated, Stream::Stderr)]
    {
        if cut {
            text.push_str(&cut_line(stream, limits));
        }
    }
    text
}

/// The line about a failure; none where the traceback has said all.
fn plain_line(error: &RunError, limits: &Limits) -> Option<String> {
    let message = &error.message;
    Some(match error.kind {
        ErrorKind::Exception | ErrorKind::Syntax if error.traceback.is_some() => return None,
        ErrorKind::Exception | ErrorKind::Syntax => match &error.type_name {
            Some(name) => format!("{name}: {message}"),
            None => message.clone(),
        },
        ErrorKind::WallClock => format!(
            "stopped after {} s, the limit on its time: --wall-clock-timeout-seconds raises it",
            limits.wall_clock_ms as f64 / 1000.0
        ),
        ErrorKind::Fuel => format!(
            "stopped after {} units of fuel, its limit: --fuel raises it",
            grouped(limits.fuel)
        ),
        ErrorKind::Memory => format!(
            "stopped for lack of memory, of which it has {} bytes: --memory-bytes raises it",
            grouped(limits.memory_bytes)
        ),
        ErrorKind::Trap => format!("the interpreter failed inside its sandbox: {message}"),
        ErrorKind::WorkerDied | ErrorKind::Protocol => format!("the worker failed: {message}"),
        ErrorKind::Cancelled => "cancelled".to_owned(),
    })
}

fn cut_line(stream: Stream, limits: &Limits) -> String {
    let name = match stream {
        Stream::Stdout => "standard output",
        Stream::Stderr => "standard error",
    };
    let chars = grouped(limits.max_output_chars);
    let most = limits.max_output_chars >= super::limits::MOST_CHARS;
    let raise = if most { "the most there is" } else { "--max-output-chars raises it" };
    format!("mpy-supervisor: {name} was cut after {chars} characters: {raise}\n")
}

/// Why variables are gone, for the prompt.
pub fn reset_line(reason: Option<ResetReason>) -> String {
    let why = match reason {
        Some(ResetReason::WallClock) => "the last run took too long",
        Some(ResetReason::Fuel) => "the last run used up its fuel",
        Some(ResetReason::Memory) => "its memory was full",
        Some(ResetReason::Trap) => "it failed inside its sandbox",
        Some(ResetReason::WorkerDied) => "its process died",
        Some(ResetReason::Cancelled) => "the run was stopped",
        Some(ResetReason::Protocol) => "its process broke the rules",
        Some(ResetReason::Evicted) => "its place was needed",
        None => "it was reset",
    };
    format!("The interpreter starts afresh, without earlier variables: {why}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(
        kind: ErrorKind,
        type_name: &str,
        message: &str,
        traceback: Option<&str>,
    ) -> RunResult {
        let error = RunError {
            kind,
            type_name: Some(type_name.to_owned()),
            message: message.to_owned(),
            traceback: traceback.map(str::to_owned),
            line: None,
        };
        RunResult {
            ok: false,
            stdout: String::new(),
            stderr: String::new(),
            stdout_truncated: false,
            stderr_truncated: false,
            result: None,
            result_truncated: None,
            error: Some(error),
            fuel_used: None,
            fuel_remaining: None,
            wall_ms: 1,
            memory_bytes: None,
            interpreter_reset: false,
            reset_reason: None,
        }
    }

    #[test]
    fn an_exception_is_its_traceback_and_a_limit_names_its_option() {
        let limits = Limits::default();
        let raised =
            failed(ErrorKind::Exception, "ValueError", "x", Some("Traceback\nValueError: x\n"));
        assert_eq!(explain(&raised, &limits), "Traceback\nValueError: x\n");
        for (kind, option, figure) in [
            (ErrorKind::WallClock, "--wall-clock-timeout-seconds", "5 s"),
            (ErrorKind::Fuel, "--fuel", "10,000,000"),
            (ErrorKind::Memory, "--memory-bytes", "16,777,216"),
        ] {
            let text = explain(&failed(kind, "E", "m", None), &limits);
            assert!(text.contains(option) && text.contains(figure), "{text}");
            assert_eq!(text.lines().count(), 1);
        }
    }

    #[test]
    fn cut_output_is_said_for_each_stream() {
        let mut result = failed(ErrorKind::Exception, "SystemExit", "0", Some("SystemExit: 0\n"));
        result.stdout_truncated = true;
        assert!(succeeded(&result));
        let text = explain(&result, &Limits::default());
        let wanted = "mpy-supervisor: standard output was cut after 10,000 characters: \
            --max-output-chars raises it\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn only_an_exit_without_a_complaint_is_success() {
        for (type_name, message, good) in [
            ("SystemExit", "", true),
            ("SystemExit", "1", false),
            ("SystemExit", "no", false),
            ("E", "", false),
        ] {
            let result = failed(ErrorKind::Exception, type_name, message, None);
            assert_eq!(succeeded(&result), good, "{type_name} {message}");
        }
    }
}
