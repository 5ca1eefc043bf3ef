//! The client at this process's standard input and output.
//!
//! A pipe or a socket is used as it is. Anything else, a terminal or a file, may block or cannot be
//! watched, so a thread copies between it and a pipe.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::thread;

use crossbeam_channel::{Receiver, bounded};
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::stat::{SFlag, fstat};

use super::client::{Client, FLUSH_MAX};

/// What is to be done when [`stdio_client`] is no longer served.
#[derive(Debug)]
pub struct StdioEnds {
    /// Closed when everything is copied to standard output.
    copied: Option<Receiver<()>>,
    /// They put back what [`super::client`] changes.
    flags: Vec<Flags>,
}

impl StdioEnds {
    /// Waits until everything is written, or the client is gone, or has not read for two seconds.
    /// Call it when `serve` has returned, or the last answers may be lost with the process.
    pub fn finish(self) {
        // The thread is not joined: a client that does not read could hold it, and us, for ever.
        if let Some(copied) = self.copied {
            let _ = copied.recv_timeout(FLUSH_MAX);
        }
        drop(self.flags);
    }
}

/// Whether an open file blocks belongs to all who share it, such as the shell that started us.
#[derive(Debug)]
struct Flags {
    file: OwnedFd,
    flags: OFlag,
}

impl Flags {
    fn of(file: &OwnedFd) -> io::Result<Self> {
        let flags = OFlag::from_bits_retain(fcntl(file, FcntlArg::F_GETFL)?);
        Ok(Flags { file: file.try_clone()?, flags })
    }
}

impl Drop for Flags {
    fn drop(&mut self) {
        // It is our own copy of an open file: this cannot fail in a way that matters.
        let _ = fcntl(&self.file, FcntlArg::F_SETFL(self.flags));
    }
}

/// The client at this process's standard input and output.
pub fn stdio_client() -> io::Result<(Client, StdioEnds)> {
    let mut ends = StdioEnds { copied: None, flags: Vec::new() };
    let stdin = io::stdin().as_fd().try_clone_to_owned()?;
    let stdout = io::stdout().as_fd().try_clone_to_owned()?;
    let input = if can_be_watched(&stdin)? {
        ends.flags.push(Flags::of(&stdin)?);
        stdin
    } else {
        let (reader, mut writer) = io::pipe()?;
        let mut stdin = File::from(stdin);
        // It ends with its file and is not joined: it may be blocked there when we stop.
        thread::Builder::new()
            .name("client-in".into())
            .spawn(move || drop(io::copy(&mut stdin, &mut writer)))?;
        reader.into()
    };
    let output = if can_be_watched(&stdout)? {
        ends.flags.push(Flags::of(&stdout)?);
        stdout
    } else {
        let (mut reader, writer) = io::pipe()?;
        let mut stdout = File::from(stdout);
        let (alive, copied) = bounded(0);
        ends.copied = Some(copied);
        thread::Builder::new().name("client-out".into()).spawn(move || {
            let _: &crossbeam_channel::Sender<()> = &alive;
            drop(io::copy(&mut reader, &mut stdout));
        })?;
        writer.into()
    };
    Ok((Client { input, output }, ends))
}

fn can_be_watched(file: &OwnedFd) -> io::Result<bool> {
    let kind = SFlag::from_bits_truncate(fstat(file)?.st_mode) & SFlag::S_IFMT;
    Ok(kind == SFlag::S_IFIFO || kind == SFlag::S_IFSOCK)
}
