//! Descriptors: what was inherited is closed, what speaks the protocol becomes private.
//!
//! With `memory.rs` the only unsafe code of the worker's process half.

#![expect(
    unsafe_code,
    reason = "raw descriptor numbers come in on the command line and leave as owned files"
)]

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, FromRawFd, RawFd};
use std::os::unix::fs::MetadataExt;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use nix::unistd::{dup2_stdin, dup2_stdout};

use super::ConfineError;
use super::error::{io as cannot, kernel};
use super::layer::{Entry, Layer};

/// stdin, stdout and stderr.
const STANDARD: std::ops::RangeInclusive<RawFd> = 0..=2;

/// Where the protocol is read. A fixed number, because a rule of the seccomp policy names it.
pub const INPUT_FD: RawFd = 10;
/// Where the protocol is written. Fixed for the same reason.
pub const OUTPUT_FD: RawFd = 11;

const NULL_DEVICE: &str = "/dev/null";

/// The only descriptors that lead out of a confined process, beside stderr.
#[derive(Debug)]
pub struct Channels {
    /// In the order of the plan.
    pub kept: Vec<File>,
    /// What was fd 0; now [`INPUT_FD`].
    pub input: File,
    /// What was fd 1; now [`OUTPUT_FD`].
    pub output: File,
}

/// Closes every descriptor but the standard three and `keep`, then moves the protocol away from
/// fd 0 and 1, so that no library that reads or prints can touch it.
pub fn claim(keep: &[RawFd]) -> Result<Channels, ConfineError> {
    let mut sorted = keep.to_vec();
    sorted.sort_unstable();
    let repeated = sorted.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    let standard = sorted.iter().copied().find(|fd| *fd < 0 || STANDARD.contains(fd));
    if let Some(fd) = repeated.or(standard) {
        return Err(ConfineError::Descriptor(fd));
    }
    for (first, last) in gaps(&sorted) {
        close_between(first, last)?;
    }
    let kept = keep.iter().map(|&fd| take(fd)).collect::<Result<_, _>>()?;
    let input = move_to(INPUT_FD, io::stdin())?;
    let output = move_to(OUTPUT_FD, io::stdout())?;
    let null = File::options().read(true).open(NULL_DEVICE).map_err(cannot("open /dev/null"))?;
    dup2_stdin(null).map_err(kernel("point fd 0 at the null device"))?;
    dup2_stdout(io::stderr()).map_err(kernel("point fd 1 at stderr"))?;
    Ok(Channels { kept, input, output })
}

/// Copies a descriptor to a number that is free.
fn move_to(number: RawFd, from: impl AsFd) -> Result<File, ConfineError> {
    let copy = fcntl(from, FcntlArg::F_DUPFD_CLOEXEC(number));
    let copy = copy.map_err(kernel("move the protocol to its own descriptors"))?;
    // SAFETY: the kernel has just made this descriptor, and nobody else knows its number.
    let file = unsafe { File::from_raw_fd(copy) };
    // The lowest free number from `number` on; all but the kept were closed, and those moved away.
    if copy == number { Ok(file) } else { Err(ConfineError::Descriptor(number)) }
}

/// The ranges that are neither standard nor kept; `sorted` holds none of the standard three.
fn gaps(sorted: &[RawFd]) -> Vec<(RawFd, RawFd)> {
    let mut gaps = Vec::new();
    let mut first = STANDARD.end() + 1;
    for &fd in sorted {
        if first < fd {
            gaps.push((first, fd - 1));
        }
        first = fd.saturating_add(1);
    }
    gaps.push((first, RawFd::MAX));
    gaps
}

/// close_range(2), Linux 5.9 and FreeBSD.
#[cfg(any(target_os = "linux", target_os = "freebsd"))]
fn close_between(first: RawFd, last: RawFd) -> Result<(), ConfineError> {
    let (first, last) = (first.cast_unsigned(), last.cast_unsigned());
    // SAFETY: close_range takes plain numbers. Closing a descriptor that another object owns would
    // break that object: `prepare` is the first thing that a worker does, so none exists yet.
    let result = unsafe { libc::close_range(first, last, 0) };
    Errno::result(result).map(drop).map_err(kernel("close inherited descriptors"))
}

/// One by one, up to the highest number that this process may have.
#[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
fn close_between(first: RawFd, last: RawFd) -> Result<(), ConfineError> {
    use nix::unistd::{SysconfVar, sysconf};
    let open_max = sysconf(SysconfVar::OPEN_MAX).map_err(kernel("ask for OPEN_MAX"))?;
    let end = open_max.and_then(|max| RawFd::try_from(max).ok()).unwrap_or(RawFd::MAX);
    for fd in first..=last.min(end - 1) {
        // SAFETY: close takes a plain number; as above, no object owns it yet. Most are not open,
        // which is the only error that matters here and changes nothing.
        unsafe { libc::close(fd) };
    }
    Ok(())
}

/// Becomes the owner of an inherited descriptor.
fn take(fd: RawFd) -> Result<File, ConfineError> {
    // SAFETY: F_GETFD takes no pointer and changes nothing; a closed descriptor gives EBADF.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    Errno::result(flags).map_err(|_| ConfineError::Descriptor(fd))?;
    // SAFETY: the descriptor is open (above), is none of the standard three (`claim`), appears once
    // in the list (`claim`), and nothing in this process has taken it before (`prepare` is first).
    let file = unsafe { File::from_raw_fd(fd) };
    if fd != INPUT_FD && fd != OUTPUT_FD {
        return Ok(file);
    }
    let aside = fcntl(&file, FcntlArg::F_DUPFD_CLOEXEC(OUTPUT_FD + 1));
    let aside = aside.map_err(kernel("move a kept descriptor"))?;
    // SAFETY: the kernel has just made this descriptor, and nobody else knows its number.
    Ok(unsafe { File::from_raw_fd(aside) })
}

/// What the descriptors are after [`claim`], which checks the rest step by step.
pub fn held() -> Result<Entry, ConfineError> {
    let input = io::stdin().as_fd().try_clone_to_owned().map_err(cannot("copy fd 0"))?;
    let input = File::from(input).metadata().map_err(cannot("look at fd 0"))?;
    let null = std::fs::metadata(NULL_DEVICE).map_err(cannot("look at /dev/null"))?;
    if input.rdev() != null.rdev() {
        return Err(ConfineError::NotHeld(Layer::Descriptors));
    }
    let detail = "protocol on private descriptors, fd 0 null, fd 1 stderr, the rest closed";
    Ok(Entry::applied(Layer::Descriptors, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_the_kept_lies_in_a_gap() {
        let end = RawFd::MAX;
        assert_eq!(gaps(&[]), [(3, end)]);
        assert_eq!(gaps(&[3, 4]), [(5, end)]);
        assert_eq!(gaps(&[5, 9]), [(3, 4), (6, 8), (10, end)]);
    }

    #[test]
    fn standard_negative_and_repeated_descriptors_are_refused_before_anything_is_closed() {
        for keep in [&[0][..], &[2], &[-1], &[7, 7]] {
            assert!(matches!(claim(keep), Err(ConfineError::Descriptor(_))), "{keep:?}");
        }
    }
}
