//! Runs a program in surroundings that refuse things: as an ordinary user, in something like a
//! container, on something like an older kernel. For tests, which need all three on one machine.
//!
//! `restricted [--user UID] [--container yes] [--refuse NAME=ERRNO].. -- PROGRAM [ARGUMENT]..`

#![forbid(unsafe_code)]

#[cfg(target_os = "linux")]
mod refuse;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::os::unix::process::CommandExt;
    use std::process::{Command, ExitCode};

    let mut args = std::env::args().skip(1);
    let (mut refused, mut user) = (Vec::new(), None);
    let fail = |text: String| {
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "restricted: {text}");
        ExitCode::from(125)
    };
    loop {
        match (args.next().as_deref(), args.next()) {
            (Some("--user"), Some(number)) => user = number.parse().ok(),
            (Some("--refuse"), Some(rule)) => match refuse::Refusal::parse(&rule) {
                Ok(rule) => refused.push(rule),
                Err(error) => return fail(error),
            },
            // The value says nothing: it keeps the options in pairs.
            (Some("--container"), Some(_)) => refused.extend(refuse::container()),
            (Some("--"), Some(program)) => {
                let started = refuse::become_user(user).and_then(|()| refuse::apply(&refused));
                return match started {
                    Ok(()) => {
                        fail(format!("{program}: {}", Command::new(&program).args(args).exec()))
                    }
                    Err(error) => fail(error),
                };
            }
            other => return fail(format!("cannot understand {other:?}")),
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}
