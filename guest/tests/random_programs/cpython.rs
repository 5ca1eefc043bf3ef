//! One CPython process that runs any number of programs.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that runs `driver.py`.
pub struct CPython {
    child: Child,
    requests: Option<ChildStdin>,
    answers: ChildStdout,
}

impl CPython {
    pub fn start() -> CPython {
        let mut child = Command::new("python3")
            .args(["-W", "ignore", "-c", include_str!("driver.py")])
            .env("PYTHONHASHSEED", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let requests = child.stdin.take();
        let answers = child.stdout.take().unwrap();
        CPython { child, requests, answers }
    }

    /// What a program prints; if an exception escapes, or the program is none, what it printed and the trace.
    pub fn run(&mut self, program: &str) -> Result<String, String> {
        let requests = self.requests.as_mut().unwrap();
        requests.write_all(&(program.len() as u32).to_le_bytes()).unwrap();
        requests.write_all(program.as_bytes()).unwrap();
        let mut header = [0; 5];
        self.answers.read_exact(&mut header).unwrap();
        let [failed, length @ ..] = header;
        let mut output = vec![0; u32::from_le_bytes(length) as usize];
        self.answers.read_exact(&mut output).unwrap();
        let output = String::from_utf8(output).unwrap();
        if failed == 0 { Ok(output) } else { Err(output) }
    }
}

impl Drop for CPython {
    fn drop(&mut self) {
        // The driver ends at the end of its input.
        self.requests = None;
        let _ = self.child.wait();
    }
}
