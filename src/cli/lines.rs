//! Lines from a person at a terminal, with editing and history, or from a pipe.
//!
//! Reading blocks, so it has a thread of its own: whoever waits for a line also hears signals.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};
use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};

use super::error::CliError;
use crate::protocol::client_api::CODE_MAX;

/// Lines of history that are kept.
const HISTORY_MAX: usize = 1_000;

/// What came instead of, or as, a line.
#[derive(Debug)]
pub enum Line {
    Text(String),
    /// Ctrl-C at the prompt.
    Interrupted,
    End,
    Failed(CliError),
}

/// The thread that reads.
#[derive(Debug)]
pub struct Lines {
    prompts: Sender<&'static str>,
    lines: Receiver<Line>,
    thread: JoinHandle<()>,
    /// How the terminal was before the first prompt.
    before: Option<Termios>,
}

impl Lines {
    pub fn start() -> Result<Self, CliError> {
        let interactive = io::stdin().is_terminal();
        let before = interactive.then(|| tcgetattr(io::stdin()).ok()).flatten();
        // One prompt is answered by one line.
        let (prompts, asked) = bounded(1);
        let (answers, lines) = bounded(1);
        let thread = thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || {
                if interactive {
                    edit(&asked, &answers);
                } else {
                    read(&asked, &answers);
                }
            })
            .map_err(CliError::Thread)?;
        Ok(Lines { prompts, lines, thread, before })
    }

    /// Asks for one line; it arrives at [`Lines::lines`]. A pipe sees no prompt.
    pub fn ask(&self, prompt: &'static str) {
        // A thread that is gone has said `End` or `Failed`.
        let _ = self.prompts.send(prompt);
    }

    /// Where lines arrive.
    pub fn lines(&self) -> &Receiver<Line> {
        &self.lines
    }

    /// Ends between two prompts.
    pub fn stop(self) {
        drop(self.prompts);
        let _ = self.thread.join();
    }

    /// Ends in the middle of a prompt, which cannot be interrupted: leaves the thread alone, and the
    /// terminal as it was.
    pub fn abandon(self) {
        if let Some(before) = self.before {
            // The program ends now; a terminal that refuses is the person's to reset.
            let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &before);
        }
    }
}

/// At a terminal.
fn edit(asked: &Receiver<&'static str>, answers: &Sender<Line>) {
    let config = Config::builder()
        .max_history_size(HISTORY_MAX)
        .map(|config| config.auto_add_history(false).build());
    let editor = config.and_then(Editor::<(), FileHistory>::with_config);
    let mut editor = match editor {
        Ok(editor) => editor,
        Err(error) => {
            let _ = answers.send(failed(error));
            return;
        }
    };
    let history = history_file();
    if let Some(path) = &history {
        // The first session has none.
        let _ = editor.load_history(path);
    }
    for prompt in asked {
        let line = match editor.readline(prompt) {
            Ok(text) => {
                remember(&mut editor, &text, history.as_deref());
                Line::Text(text)
            }
            Err(ReadlineError::Interrupted) => Line::Interrupted,
            Err(ReadlineError::Eof) => Line::End,
            Err(error) => failed(error),
        };
        if answers.send(line).is_err() {
            return;
        }
    }
}

fn failed(error: ReadlineError) -> Line {
    Line::Failed(CliError::Input(io::Error::other(error)))
}

/// History is a convenience: where it cannot be kept, it is not.
fn remember(editor: &mut Editor<(), FileHistory>, text: &str, history: Option<&Path>) {
    if text.trim().is_empty() {
        return;
    }
    let added = editor.add_history_entry(text).unwrap_or(false);
    if let (true, Some(path)) = (added, history) {
        if let Some(parent) = path.parent() {
            let _ = fs::create_dir_all(parent);
        }
        let _ = editor.append_history(path);
    }
}

/// XDG Base Directory Specification: state that should persist, but is not important.
fn history_file() -> Option<PathBuf> {
    let absolute =
        |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local").join("state")))?;
    Some(state.join("mpy-supervisor").join("history"))
}

/// From a pipe or a file.
fn read(asked: &Receiver<&'static str>, answers: &Sender<Line>) {
    let mut stdin = io::stdin().lock();
    for _ in asked {
        if answers.send(read_line(&mut stdin)).is_err() {
            return;
        }
    }
}

fn read_line(reader: &mut impl BufRead) -> Line {
    let mut bytes = Vec::new();
    let most = CODE_MAX as u64 + 1;
    match reader.by_ref().take(most).read_until(b'\n', &mut bytes) {
        Ok(0) => return Line::End,
        Ok(_) if bytes.len() > CODE_MAX => return Line::Failed(CliError::InputTooLong),
        Ok(_) => {}
        Err(error) => return Line::Failed(CliError::Input(error)),
    }
    match String::from_utf8(bytes) {
        Ok(text) => Line::Text(text.trim_end_matches(['\r', '\n']).to_owned()),
        Err(_) => Line::Failed(CliError::InputNotUtf8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_without_their_end_and_the_last_needs_none() {
        let mut input = &b"a\r\n\n b"[..];
        let mut texts = Vec::new();
        while let Line::Text(text) = read_line(&mut input) {
            texts.push(text);
        }
        assert_eq!(texts, ["a", "", " b"]);
        assert!(matches!(read_line(&mut &b"\xff\n"[..]), Line::Failed(CliError::InputNotUtf8)));
        let long = vec![b'x'; CODE_MAX + 1];
        assert!(matches!(read_line(&mut &long[..]), Line::Failed(CliError::InputTooLong)));
    }
}
