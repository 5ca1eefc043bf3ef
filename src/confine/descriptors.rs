//! Descriptors: what was inherited is closed, what speaks the protocol becomes private.
//!
//! With `memory.rs` the only unsafe code of the worker's process half: raw descriptor numbers come in
//! on the command line and leave as owned files.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, FromRawFd, RawFd};

use nix::errno::Errno;
use nix::libc;
use nix::unistd::{dup2_stdin, dup2_stdout};

use super::process::kernel;
use super::{ConfineError, Layer};

/// stdin, stdout and stderr.
const STANDARD: std::ops::RangeInclusive<RawFd> = 0..=2;

/// The only descriptors that lead out of a confined process, beside stderr.
#[derive(Debug)]
pub struct Channels {
    /// In the order of the plan.
    pub kept: Vec<File>,
    /// What was fd 0.
    pub input: File,
    /// What was fd 1.
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
    let input = io::stdin().as_fd().try_clone_to_owned().map_err(cannot("copy fd 0"))?;
    let output = io::stdout().as_fd().try_clone_to_owned().map_err(cannot("copy fd 1"))?;
    let null = File::options().read(true).open("/dev/null").map_err(cannot("open /dev/null"))?;
    dup2_stdin(null).map_err(kernel("point fd 0 at the null device"))?;
    dup2_stdout(io::stderr()).map_err(kernel("point fd 1 at stderr"))?;
    Ok(Channels { kept, input: File::from(input), output: File::from(output) })
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

/// close_range(2), Linux 5.9.
fn close_between(first: RawFd, last: RawFd) -> Result<(), ConfineError> {
    let (first, last) = (first.cast_unsigned(), last.cast_unsigned());
    // SAFETY: close_range takes plain numbers. Closing a descriptor that another object owns would
    // break that object: `prepare` is the first thing that a worker does, so none exists yet.
    let result = unsafe { libc::close_range(first, last, 0) };
    Errno::result(result).map(drop).map_err(kernel("close inherited descriptors"))
}

/// Becomes the owner of an inherited descriptor.
fn take(fd: RawFd) -> Result<File, ConfineError> {
    // SAFETY: F_GETFD takes no pointer and changes nothing; a closed descriptor gives EBADF.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    Errno::result(flags).map_err(|_| ConfineError::Descriptor(fd))?;
    // SAFETY: the descriptor is open (above), is none of the standard three (`claim`), appears once
    // in the list (`claim`), and nothing in this process has taken it before (`prepare` is first).
    Ok(unsafe { File::from_raw_fd(fd) })
}

/// What the descriptors are now; checked by [`claim`] step by step.
pub fn read_back() -> Result<Layer, ConfineError> {
    let in_null = is_null_device(io::stdin())?;
    if !in_null {
        return Err(ConfineError::NotHeld { layer: "descriptors" });
    }
    let detail = "protocol on private descriptors, fd 0 null, fd 1 stderr, the rest closed";
    Ok(Layer { name: "descriptors", detail: detail.to_owned() })
}

fn is_null_device(fd: impl AsFd) -> Result<bool, ConfineError> {
    let stat = nix::sys::stat::fstat(fd).map_err(kernel("look at a descriptor"))?;
    // The null device is 1:3 on every Linux (Documentation/admin-guide/devices.txt).
    Ok(stat.st_rdev == nix::sys::stat::makedev(1, 3))
}

fn cannot(step: &'static str) -> impl Fn(io::Error) -> ConfineError {
    move |source| ConfineError::Io { step, source }
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
