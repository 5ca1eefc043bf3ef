//! The commands of `mpy-supervisor`. `run` and `repl` talk to a supervisor inside this process, as
//! the plugin does to one outside; `serve` is that one.
//!
//! Trusted. Knows the protocol and the supervisor's front door; knows nothing of Wasm.

#![forbid(unsafe_code)]

mod args;
mod config;
mod doctor;
mod error;
mod input;
mod limits;
mod lines;
mod printer;
mod repl;
mod report;
mod run;
mod serve;
mod session;
mod signals;
mod source;
mod sql;
mod terminal;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::Parser;

use crate::protocol::client_api::Peer;

use self::args::{Cli, Command};
use self::error::chain;

/// What `mpy-supervisor` does.
pub fn main() -> ExitCode {
    abort_on_panic();
    let done = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Repl(args) => repl::repl(&args),
        Command::Doctor(args) => doctor::doctor(&args),
        Command::Serve(args) => serve::serve(&args),
    };
    let status = done.unwrap_or_else(|error| {
        // Nobody is left to tell if standard error is gone.
        let _ = writeln!(io::stderr(), "mpy-supervisor: {}", chain(&error));
        error.status()
    });
    ExitCode::from(status)
}

/// A panic of any thread ends the process: the others would wait for it.
fn abort_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        report(panic);
        std::process::abort();
    }));
}

/// The interpreter inside.
fn guest() -> Peer {
    Peer { name: "MicroPython".to_owned(), version: "1.27.0-preview.225.g3f6d144cb8".to_owned() }
}

/// The versions of this program and of the interpreter inside.
fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let guest = guest();
        format!("{} ({} {})", env!("CARGO_PKG_VERSION"), guest.name, guest.version)
    });
    &VERSION
}
